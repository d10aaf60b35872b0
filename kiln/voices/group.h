// Sixteen voices, one a lane: the voice's whole signal path and its control points.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Oscillators in the order of their cross connections → mixer → filters → amplitude and pan → the
// sum over lanes. All lanes share one structure; every value is held per lane.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kiln/base/aligned.h"
#include "kiln/envelopes/dahdsr.h"
#include "kiln/lfos/lfo.h"
#include "kiln/modulation/plan.h"
#include "kiln/voices/filter_slot.h"
#include "kiln/voices/oscillator_slot.h"
#include "kiln/voices/structure.h"
#include "kiln/voices/tuning.h"
#include "kiln/voices/voice.h"
#include "kiln/voices/voice_view.h"

namespace kiln {

// What all groups of a part share at a control point.
struct GroupContext {
  const float* global_sources = nullptr;  // by Source; global ones only
  LfoClock clock = {};
  const Performance* performance = nullptr;
  bool performance_changed = false;  // some controller moved since the last control point
  const Tuning* tuning = nullptr;
  std::uint64_t epoch_frames = 0;  // engine frames
};

// How a note begins in a lane (kiln/voices/allocator.h decided where).
struct NoteStart {
  VoiceAction action = {};
  int frame = 0;  // of the control period
  std::uint64_t seed = 0;
  float glide_seconds = 0.0f;
  float glide_curve = 0.0f;
  int polyphony = 16;
};

// Stereo sums of one control period, engine rate.
struct Bus {
  alignas(64) std::array<float, kMaxControlFrames> left;
  alignas(64) std::array<float, kMaxControlFrames> right;
};

// The voices apart: what each lane would leave on a bus of its own.
struct LaneBus {
  LaneBlock left;
  LaneBlock right;
  bool stereo = false;  // false: both channels are `left`
};

class VoiceGroup {
 public:
  // [main-thread]
  void prepare(const VoiceStructure& structure);
  // Sets a base value in all lanes of `lanes`: x for modulation, the engine value for the rest.
  void set_base(ParamIndex param, float x, float engine_value, LaneMask lanes) noexcept;
  // The value is what its base says: no route moves it any more.
  void rest_on_base(ParamIndex param) noexcept;
  void set_depth(int route, float depth) noexcept {
    plan_state_.depth[static_cast<std::size_t>(route)] = Lanes::filled(depth);
  }
  void set_bounds(int route, const MovingBounds& bounds) noexcept {
    plan_state_.bounds[static_cast<std::size_t>(route)] = bounds;
  }
  // The depth of one voice's own patch: lanes may play patches that differ in values alone.
  void set_depth(int route, float depth, int lane) noexcept {
    plan_state_.depth[static_cast<std::size_t>(route)][lane] = depth;
  }

  // [audio-thread] The note begins; begin_notes() must follow before the next frame is rendered.
  void start(int lane, const NoteStart& note, const GroupContext& context) noexcept;
  void legato(int lane, const NoteStart& note, const GroupContext& context) noexcept;
  void release(int lane, int frame, float release_velocity, const GroupContext& context) noexcept;
  // The key is up: the voice keeps its last bend, slide and pressure.
  void freeze(int lane) noexcept { voices_[static_cast<std::size_t>(lane)].frozen = true; }
  void fade(int lane, int frames) noexcept;  // engine frames
  void kill(int lane) noexcept;
  // A faulty voice is not heard any more; its lane is freed at the next control point.
  void mute(int lane) noexcept { muted_ |= lane_bit(lane); }
  // Evaluates all values of the lanes that have started since the last call, and the pitch of those
  // that a legato note has turned to another key, at this frame.
  void begin_notes(const GroupContext& context) noexcept;

  // A control period ends and the next begins: everything that moves, moves on.
  void control(const GroupContext& context) noexcept;
  // Adds frames [begin, end) of the period to the buses. Returns lanes with faulty samples.
  LaneMask render(int begin, int end, Bus& effects, Bus& out) noexcept;
  // Writes them lane by lane instead, both buses added and with a gain for each lane.
  LaneMask render_lanes(int begin, int end, const Lanes& gain, LaneBus& out) noexcept;

  LaneMask sounding() const { return sounding_; }
  // Sounding lanes whose values, sources among them, have been evaluated.
  LaneMask evaluated() const { return sounding_ & ~starting_; }
  // Lanes that have become silent since the last call.
  LaneMask take_finished() noexcept;
  Lanes levels() const;  // present amplitudes, for stealing
  const Voice& voice(int lane) const { return voices_[static_cast<std::size_t>(lane)]; }
  const Lanes* sources() const { return sources_.data(); }
  // What displays show: of one lane, and its note.
  void view(int lane, VoiceView& view) const noexcept;
  VoiceView::Note view_note(int lane) const noexcept;
  void set_stereo() noexcept;  // from now on both channels are computed
  // An edit comes: what it takes away from these voices begins to fade, all else stays or comes
  // back.
  void prepare_edit(const VoiceEdit& edit) noexcept;
  bool ready_for_edit(const VoiceEdit& edit) const noexcept;
  // Takes the voices and values of a group of an earlier structure of the same patch; what is new
  // fades in. Values that have changed since, and those no route moves any more, are set by the
  // part afterwards.
  void adopt(VoiceGroup& other) noexcept;
  // The smoothing of a route goes on from that of the same route before.
  void adopt_smoothing(int route, const VoiceGroup& other, int before) noexcept {
    plan_state_.smoothed[static_cast<std::size_t>(route)] =
        other.plan_state_.smoothed[static_cast<std::size_t>(before)];
  }

 private:
  void retune() noexcept;
  void begin_new_slots(const GroupContext& context) noexcept;
  void strike(int lane, const NoteStart& note) noexcept;
  void aim_pitch(Voice& voice, const NoteStart& note, const GroupContext& context,
                 bool jump) noexcept;
  void read_performance(int lane, const GroupContext& context, bool jump) noexcept;
  void advance_voices(const GroupContext& context) noexcept;
  bool round_pitch(Voice& voice, const GroupContext& context) noexcept;
  void fill_sources(LaneMask lanes, const GroupContext& context) noexcept;
  void evaluate(LaneMask lanes, bool new_period, const GroupContext& context) noexcept;
  void run_plan(LaneMask lanes, bool new_period, const GroupContext& context) noexcept;
  void run_envelope(int number, LaneMask lanes, bool new_period,
                    const GroupContext& context) noexcept;
  void run_lfo(int number, LaneMask lanes, bool new_period, const GroupContext& context) noexcept;
  void set_value_moved(ParamIndex param) noexcept;
  void update_pitch(LaneMask lanes) noexcept;
  void update_slots(LaneMask lanes, bool new_period) noexcept;
  void update_amplitude(LaneMask lanes, bool new_period) noexcept;
  // Of the slot this parameter belongs to.
  std::uint8_t slot_moved(ParamIndex param) const noexcept;
  void render_oscillators(const Span& span) noexcept;
  // Which of the buses F1, F2, FX, Out somebody sent to; the others hold nothing.
  struct Filled {
    bool bus[4] = {};
  };
  Filled mix_oscillators(const Span& span) noexcept;
  Filled render_voices(const Span& span) noexcept;
  void render_filters(const Span& span, const Filled& filled) noexcept;
  void render_filter_chain(const Span& span, bool second_bus) noexcept;
  void render_level(const Span& span) noexcept;
  const LaneBlock* cross_signal(const OscillatorStructure& slot, const Span& span) noexcept;
  const LaneBlock* filter_fm(const FilterStructure& slot) noexcept;

  const VoiceStructure* structure_ = nullptr;
  std::array<Voice, kLanes> voices_ = {};
  LaneMask sounding_ = 0;
  LaneMask starting_ = 0;    // new voices whose values are not evaluated yet: they jump
  LaneMask restarting_ = 0;  // sounding voices struck again, not evaluated yet
  LaneMask legato_ = 0;      // of these, with overlapping keys in legato mode
  LaneMask retuning_ = 0;    // that took another key, not evaluated yet
  int start_frame_ = 0;      // where in the period these notes begin
  LaneMask finished_ = 0;
  LaneMask fading_ = 0;
  LaneMask muted_ = 0;  // gave NaN or more than +24 dBFS
  bool stereo_ = false;

  AlignedArray<Lanes> base_x_, values_;  // by voice parameter
  AlignedArray<std::uint8_t> moved_;     // by slot: what moved since the last update (SlotPart)
  AlignedArray<std::uint8_t> slot_of_;   // by voice parameter
  AlignedArray<std::uint8_t> parts_of_;  // by voice parameter: what it decides
  AlignedArray<Lanes> sources_;          // by Source
  PlanState plan_state_ = {};
  Lanes pitch_ = {};
  LaneMask drifting_ = 0;      // lanes whose pitch drifts
  LaneMask following_ = 0;     // lanes whose performance values or glide still move
  std::uint32_t periods_ = 0;  // control periods since the group began
  bool all_moved_ = false;     // all of moved_ is set
  bool pitch_moved_ = false;
  bool pitch_changed_ = false;  // since the LFOs of all lanes read it
  bool pitch_aimed_ = false;    // a legato note asks for another pitch
  bool gains_moving_ = false;
  std::uint8_t new_slots_ = 0;  // came with an edit: oscillators by number, then the noise
  static constexpr int kNewNoise = kOscillatorCount;

  std::array<EnvelopeGroup, kEnvelopeCount> envelopes_;
  std::array<LfoGroup, kLfoCount> lfos_;
  std::array<OscillatorSlot, kOscillatorCount> oscillators_;
  OscillatorSlot noise_;
  AlignedArray<Lanes> noise_values_;  // the noise type's parameters, after its common ones
  std::array<FilterSlot, kFilterCount> filters_;
  FeedbackState feedback_state_[2] = {};
  Ramp feedback_ = {}, gain_left_ = {}, gain_right_ = {};
  Lanes feedback_to_ = {}, gain_left_to_ = {}, gain_right_to_ = {};
  bool centred_ = true;

  // The buses of one run.
  enum Block {
    kF1Left,
    kF1Right,
    kF2Left,
    kF2Right,
    kFxLeft,
    kFxRight,
    kOutLeft,
    kOutRight,
    kLevel,
    kCross,
    kBlockCount
  };
  AlignedArray<LaneBlock> blocks_;
  const LaneBlock* filtered_left_ = nullptr;  // what the filter chain leaves
  const LaneBlock* filtered_right_ = nullptr;
  AlignedArray<LaneBlock> filter_out_[2];  // previous and present output, where Cross listens
  int current_ = 0;
};

}  // namespace kiln
