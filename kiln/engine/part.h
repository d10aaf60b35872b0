// One compiled patch sounding: its voice groups, global modulation and effects.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Made and destroyed on the main thread; between those it belongs to the audio thread. A preset
// change makes a new part; the old one plays what is held to its end.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kiln/base/aligned.h"
#include "kiln/dsp/halfband.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/common.h"
#include "kiln/effects/slot.h"
#include "kiln/engine/instrument.h"
#include "kiln/engine/sound_taps.h"
#include "kiln/engine/wavetable_finder.h"
#include "kiln/midi/event.h"
#include "kiln/presets/patch.h"
#include "kiln/voices/group.h"

namespace kiln {

struct PartSetup {
  double host_rate = 48000.0;  // Hz, 1 … 768 000
  std::uint64_t seed = 0;
  int quality = 0;  // 1, 2, 4; 0: as the patch says
  SlideMode slide_mode = SlideMode::kRelative;
  WavetableFinder find_wavetable = {};
};

// What the engine tells its parts at a control point.
struct PartContext {
  const Performance* performance = nullptr;
  bool performance_changed = false;
  const Tuning* tuning = nullptr;
  double beats_per_second = 2.0;
  double beat_position = 0.0;
  bool playing = false;
  bool relocked = false;
  std::uint64_t epoch_host_frames = 0;
  int frame = 0;  // host frames into the control period
};

class Part {
 public:
  // [main-thread] Messages: refused routes, missing wavetables.
  Part(const Patch& patch, const PartSetup& setup, std::vector<std::string>& messages);
  ~Part();

  int quality() const { return structure_.quality; }
  master::Guard guard() const { return guard_; }
  const VoiceStructure& structure() const { return structure_; }
  const PerformanceSettings& performance_settings() const { return performance_settings_; }

  // [audio-thread] from here on.
  void reset() noexcept;        // silence
  void begin_epoch() noexcept;  // as new, whatever sounded before
  // `jump`: at once (the engine sleeps); else at the next control point, smoothed by its class.
  void set_parameter(ParamIndex param, float real, bool jump) noexcept;
  void note_on(const Meaning& note, std::uint32_t number, const PartContext& context) noexcept;
  void note_off(const Meaning& note, const PartContext& context) noexcept;
  void sustain(int channel, int value, const PartContext& context) noexcept;
  void sostenuto(int channel, bool down, const PartContext& context) noexcept;
  void all_notes_off(int channel, const PartContext& context) noexcept;
  // 5 ms fade of all voices; effects keep ringing.
  void all_sound_off(const PartContext& context) noexcept;
  void begin_notes(const PartContext& context) noexcept;  // after a frame's events, mid-period
  void control(const PartContext& context) noexcept;
  // Adds `frames` host frames, `first` host frames into the control period. `peaks`, if not null,
  // is added what the largest magnitude of each frame is before the decimator; `taps`, if not null,
  // hear what leaves the effects.
  void render(int first, int frames, float* left, float* right, float* peaks,
              const SoundTaps* taps) noexcept;
  // Nothing sounds and nothing can any more until a note begins. Changes at control points only.
  bool silent() const noexcept { return silent_; }
  int sounding_notes() const noexcept { return allocator_.sounding_notes(); }
  double tail_seconds() noexcept;
  // An edit of this part's patch comes: what it takes away begins to fade. Returns whether it takes
  // nothing away and brings nothing, so that it may be adopted at any frame.
  bool prepare_edit(const Part& next) noexcept;
  // At control points: has what the edit takes away faded?
  bool ready_for_edit() const noexcept;
  void forget_edit() noexcept;
  // Takes over the voices, effects, controllers and values of the part that plays the same patch.
  // What the edit changed moves to its new value as if a knob had been turned; what is new fades
  // in, unless nothing sounds (`asleep`).
  void adopt(Part& other, bool asleep) noexcept;
  // A value set while this part waits for its turn.
  void set_waiting_parameter(ParamIndex param, float real) noexcept;
  // No new notes any more: held notes and tails end within 10 s. `same_patch`: at another quality
  // the patch plays on, so held notes stay and follow its knobs (until another preset comes).
  void retire(bool same_patch) noexcept { retired_ = true, follows_knobs_ = same_patch; }
  void leave_patch() noexcept { follows_knobs_ = false; }
  bool follows_knobs() const noexcept { return follows_knobs_; }
  // Everything, effects too, is silent in 5 ms, and so is the part.
  void fade_out() noexcept { fades_out_ = true; }
  // Fades a released note, or with `held` any note, to give its place away. False: there is none.
  bool steal_note(bool held, const PartContext& context) noexcept;
  // [audio-thread] What displays show of this part; what it doesn't know stays as it is.
  void view(VoiceView& view) const noexcept;
  bool uses(Source source) const { return structure_.plan.uses(source); }
  // What went wrong since the last call, told at most ten times a second.
  struct Faults {
    bool voice = false;
    int effect = -1;  // a slot, or −1
  };
  Faults take_faults() noexcept;

 private:
  static constexpr double kDepthRampSeconds = 0.01;  // of an edited route

  static constexpr int kSettlingPoints = 2;

  struct Moving {  // a base value on its way
    ParamIndex param = 0;
    float x = 0.0f;
    float step = 0.0f;
    float target_x = 0.0f;
    float target_real = 0.0f;
    int remaining = 0;
    std::array<LaneMask, kMaxLanesPerPart / kLanes> follows = {};  // by group
  };

  GroupContext group_context(const PartContext& context) const noexcept;
  void carry_out(std::span<const VoiceAction> actions, const PartContext& context) noexcept;
  std::span<const float> levels() noexcept;
  void begin_voice(const VoiceAction& action, const PartContext& context) noexcept;
  void fade_voices(int begin, int end) noexcept;
  void adopt_values(Part& other) noexcept;
  void adopt_effects(Part& other, bool asleep) noexcept;
  void ramp_depths() noexcept;
  std::uint32_t lfo_key(int number) const noexcept;  // of a global LFO
  bool fade_removed_routes(const Part& next) noexcept;
  // Whether this part's `route` goes on as the next part's `other` without a jump.
  bool goes_on_in(const Part& next, const Route& route, const Route& other) const noexcept;
  bool effect_goes_on(std::size_t number, const Part& next) const noexcept;
  void find_moved_effects(const Part& next) noexcept;
  void adopt_routes(const Part& other) noexcept;
  void apply_base(ParamIndex param, float x, float engine_value,
                  const std::array<LaneMask, kMaxLanesPerPart / kLanes>& follows) noexcept;
  void advance_bases() noexcept;
  void settle_bases(int group, int lane) noexcept;
  void advance_depths() noexcept;
  void fill_global_sources(const PartContext& context) noexcept;
  void run_global_plan(const PartContext& context) noexcept;
  void update_effects(const PartContext& context) noexcept;
  void update_sends() noexcept;
  void send(std::size_t effect, int begin, int end) noexcept;  // frames of a control period
  void return_sends(int begin, int end, const SoundTaps* taps) noexcept;
  void hear(const SoundTaps* taps, std::size_t effect, const float* left, const float* right,
            int frames) const noexcept;
  void update_silence() noexcept;
  void update_retirement() noexcept;
  void free_finished_lanes() noexcept;
  float global_value(ParamIndex param) const { return values_[param][0]; }

  // Where the global parameters lie, looked up once.
  struct EffectParams {
    ParamIndex common = 0;
    ParamIndex own = 0;  // of the loaded type
  };

  const ParamTable& table_;
  VoiceStructure structure_;
  std::array<ParamIndex, kMacroCount> macro_params_;
  std::array<bool, kMacroCount> macro_bipolar_ = {};
  std::array<EffectParams, kEffectSlots> effect_at_ = {};
  ParamIndex follower_params_;
  ParamIndex master_params_;
  PerformanceSettings performance_settings_;
  master::Guard guard_;
  std::uint64_t seed_;
  VoiceAllocator allocator_;
  std::vector<VoiceGroup> groups_;
  std::array<float, kMaxLanesPerPart> levels_ = {};

  AlignedArray<Lanes> base_x_, values_;  // by parameter; lane 0 is the global value
  std::vector<float> target_real_;       // by parameter
  std::vector<Moving> moving_;
  PlanState plan_state_ = {};
  std::vector<Route> routes_;
  std::array<float, kMaxRoutes> depth_now_ = {};   // of each route, before depth routes
  std::array<float, kMaxRoutes> depth_from_ = {};  // what an edit's depths start from …
  std::array<float, kMaxRoutes> depth_to_ = {};    // … where they go …
  std::array<RouteBounds, kMaxRoutes> bounds_now_ = {}, bounds_from_ = {};  // go with the depths
  int depth_periods_ = 0;        // … and control periods until they arrive
  AlignedArray<Lanes> sources_;  // by Source, lane 0
  std::array<float, kSourceCount> global_sources_ = {};
  std::array<LfoGroup, kLfoCount> lfos_;  // the global ones
  bool lfos_started_ = false;
  int newest_group_ = -1;  // the voice that per-voice sources are read from
  int newest_lane_ = 0;
  std::vector<Source> newest_sources_;              // those of a voice that routes use
  std::array<float, kSourceCount> fade_from_ = {};  // sources when the newest voice changed
  float fade_ = 1.0f;                               // 0 … 1 over 5 ms
  float follower_peak_ = 0.0f;
  float follower_ = 0.0f;
  float follower_seconds_ = -1.0f;  // for which follower_pull_ was computed
  float follower_pull_ = 0.0f;

  std::array<std::unique_ptr<EffectSlot>, kEffectSlots> effects_;  // null: empty
  std::array<std::vector<float>, kEffectSlots> effect_structure_;  // real values of each type's own
  std::array<std::uint8_t, kEffectCount> effect_order_;
  std::vector<float> effect_params_;  // scratch of one slot
  std::array<BlockRamp<float>, kEffectCount> sends_ = {};
  bool sending_ = false;    // some send is up and slot S holds an effect, in this control period
  bool returning_ = false;  // slot S is rendered in it
  Bus send_bus_ = {};
  bool jump_effects_ = true;
  // The newest voice's sources are known one control point after it began, so routes to global
  // targets jump over their smoothing at the first two points of an epoch.
  int settling_points_ = kSettlingPoints;
  bool voice_fault_ = false;
  std::array<std::uint32_t, kEffectSlots> effect_faults_ = {};  // told already
  int quiet_about_faults_ = 0;                                  // control points
  VoiceEdit voice_edit_ = {};
  bool route_leaves_ = false;
  std::array<bool, kEffectSlots> effect_leaves_ = {};
  Presence voices_;  // all of them, during an edit
  float voices_from_ = 1.0f, voices_to_ = 1.0f;
  Bus effects_bus_ = {}, out_bus_ = {};
  float master_from_ = 1.0f, master_to_ = 1.0f;
  std::array<Decimator, 2> decimators_;
  int quiet_periods_ = 0;
  bool silent_ = true;
  bool retired_ = false;
  bool follows_knobs_ = false;
  bool fades_out_ = false;
  float out_ = 1.0f;  // of a part that fades out: 1 … 0, straight
  int retired_periods_ = 0;
  int faded_periods_ = 0;  // since nothing of it is heard
  int tail_periods_ = 0;   // since the last voice of a retired part ended
};

}  // namespace kiln
