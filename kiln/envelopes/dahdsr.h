// Delay–attack–hold–decay–sustain–release envelopes of a voice group, one voice a lane.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Segments follow y = (e^{kx} − 1)/(e^k − 1), k = 8·curve, x = time within the segment 0…1.
// Position within a segment is counted in engine frames, so no error builds up over 32 s, and a
// segment ends on its exact frame. Unless `hard` is on, attacks and releases of up to 1 ms are
// raised cosines of 1 ms, and longer ones begin with a rounded corner: they reach their law after 1
// ms (or half their time), without the click of a sudden slope. How a period is drawn between its
// control points: segment.h.
#pragma once

#include <cstdint>
#include <iterator>

#include "kiln/envelopes/segment.h"
#include "kiln/parameters/spec.h"
#include "kiln/parameters/tempo.h"
#include "kiln/simd/lanes.h"

namespace kiln {

namespace envelope {
// Order of kEnvelopeParams.
enum Param {
  kDelay,
  kAttack,
  kHold,
  kDecay,
  kSustain,
  kRelease,
  kAttackCurve,
  kDecayCurve,
  kReleaseCurve,
  kVelocity,
  kSync,
  kAttackDivision,
  kHoldDivision,
  kDecayDivision,
  kReleaseDivision,
  kTrigger,
  kLoop,
  kHard,
  kParamCount
};
enum class Trigger : uint8_t { kRetrigger, kFromZero, kLegato };
enum class Loop : uint8_t { kOff, kAttackDecay, kAll };
inline constexpr const char* kTriggers[] = {"retrigger", "from zero", "legato"};
inline constexpr const char* kLoops[] = {"off", "attack-decay", "all"};
}  // namespace envelope

inline constexpr ParamSpec kEnvelopeParams[] = {
    {.id = "delay",
     .name = "Delay",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .max = 4,
     .initial = 0,
     .flags = kModulatable,
     .help = "Time before the attack"},
    {.id = "attack",
     .name = "Attack",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .max = 32,
     .initial = 0.005f,
     .flags = kModulatable,
     .help = "Time to the top"},
    {.id = "hold",
     .name = "Hold",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .max = 4,
     .initial = 0,
     .flags = kModulatable,
     .help = "Time at the top"},
    {.id = "decay",
     .name = "Decay",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .min = 0.001f,
     .max = 32,
     .initial = 0.6f,
     .flags = kModulatable,
     .help = "Time to arrive at the sustain level"},
    {.id = "sustain",
     .name = "Sustain",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 0,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Level while the key is held"},
    {.id = "release",
     .name = "Release",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .min = 0.001f,
     .max = 32,
     .initial = 0.08f,
     .flags = kModulatable,
     .help = "Time to silence after the key, from the present level"},
    {.id = "attack_curve",
     .name = "Attack curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .initial = -30,
     .flags = kModulatable,
     .help = "Bend of the attack; 0 is a straight line"},
    {.id = "decay_curve",
     .name = "Decay curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .initial = -60,
     .flags = kModulatable,
     .help = "Bend of the decay; 0 is a straight line"},
    {.id = "release_curve",
     .name = "Release curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .initial = -60,
     .flags = kModulatable,
     .help = "Bend of the release; 0 is a straight line"},
    {.id = "velocity",
     .name = "Velocity",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .flags = kModulatable,
     .help = "Velocity scales the envelope's output"},
    sync_switch("sync", "Sync", false),
    division_choice("attack_division", "Attack", "1/64"),
    division_choice("hold_division", "Hold", "1/64"),
    division_choice("decay_division", "Decay", "1/4"),
    division_choice("release_division", "Release", "1/16"),
    {.id = "trigger",
     .name = "Trigger",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = envelope::kTriggers,
     .help = "Where the envelope starts when its voice is struck again"},
    {.id = "loop",
     .name = "Loop",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = envelope::kLoops,
     .help = "Repeat while the key is held"},
    {.id = "hard",
     .name = "Hard attack",
     .curve = Curve::kStep,
     .unit = Unit::kSwitch,
     .flags = kStructural,
     .help = "Let attack and release be shorter than 1 ms"},
};
static_assert(std::size(kEnvelopeParams) == envelope::kParamCount);

// Fixed while a patch's structure lives.
struct EnvelopeSetup {
  double engine_rate = 96000.0;
  int control_frames = 16;  // engine frames of a control period
  envelope::Trigger trigger = envelope::Trigger::kRetrigger;
  envelope::Loop loop = envelope::Loop::kOff;
  bool hard = false;
};

// The state of 16 envelopes. Times are read from `params` when a segment begins and at each
// control point (a running segment keeps its position x and takes the new length).
class EnvelopeGroup {
 public:
  void prepare(const EnvelopeSetup& setup);
  void change(const EnvelopeSetup& setup) noexcept;  // the same rate: keeps what runs
  // The key goes down at frame k of the current control period. A lane whose voice was silent
  // starts at 0; one struck again obeys the trigger mode (`legato`: keys overlap in legato mode).
  // Values of `params` (kParamCount Lanes, engine values) are read for that lane at once.
  // A velocity below 0 leaves the output unscaled, whatever the parameter says.
  void start(int lane, int k, bool struck_again, bool legato, float velocity, const Lanes* params,
             double beats_per_second) noexcept;
  // The key goes up (all pedals done) at frame k.
  void release(int lane, int k, const Lanes* params, double beats_per_second) noexcept;
  void kill(int lane) noexcept;  // silent and finished at once

  // [control rate] The period before has ended (lanes started in it began at their own frame):
  // moves on to this control point; value() then holds the output there.
  // `params_moved` false: none of `params` has changed since the last of these calls.
  void advance(LaneMask lanes, const Lanes* params, double beats_per_second,
               bool params_moved = true) noexcept;
  const Lanes& value() const { return value_; }  // velocity scaling included

  // [per frame] As an alternative to advance() (used for the amplitude): writes the level at
  // frames [begin, end) of the current control period; begin_period() first, at each control
  // point. A lane started or released at frame k was told so before its frame k is rendered.
  void begin_period(LaneMask lanes, const Lanes* params, double beats_per_second,
                    bool params_moved = true) noexcept;
  void render(int begin, int end, LaneMask lanes, LaneBlock& out) noexcept;

  // For displays: the stage of a lane and the place in it, 0…1.
  envelope::Stage stage(int lane) const noexcept { return stage_[lane]; }
  float stage_place(int lane) const noexcept {
    const std::uint32_t length = segments_.length[lane];
    if (length == 0) return 0.0f;
    const std::uint32_t position = segments_.position[lane];
    return position < length ? static_cast<float>(position) / static_cast<float>(length) : 1.0f;
  }

  // Lanes whose release has ended: silent for good. Exact at the frame last rendered.
  LaneMask finished() const noexcept;
  bool steady(LaneMask lanes) const noexcept;  // all these lanes sit in sustain, unchanging

 private:
  using Stage = envelope::Stage;
  static constexpr int kSeenCount = envelope::kTrigger;  // what is not structural

  void read_params(int lane, const Lanes* params, double beats_per_second) noexcept;
  std::uint32_t frames_in(double seconds) const noexcept;
  std::uint32_t frames_of(int lane, Stage stage) const noexcept;
  envelope::Law law_at(int lane, std::uint32_t position) const noexcept;
  float curve_of(int lane, Stage stage) const noexcept;
  float target_of(int lane, Stage stage) const noexcept;
  float scale_of(int lane) const noexcept;
  Stage stage_after(int lane) const noexcept;
  void set_curve(int lane, float k) noexcept;
  void set_length(int lane, std::uint32_t frames) noexcept;
  bool enter(int lane, Stage stage) noexcept;  // false: it takes no time
  void go_to(int lane, Stage stage) noexcept;
  void round_corner(int lane) noexcept;
  void retime(int lane) noexcept;
  void plan(int lane, int k) noexcept;  // the piece that begins at frame k
  void hold(int lane, int k, float level) noexcept;
  void catch_up(int lane, int k) noexcept;
  float level_at(int lane, int k) const noexcept;
  float slope_at(int lane, int k) const noexcept;
  void move_scales(LaneMask lanes) noexcept;

  EnvelopeSetup setup_ = {};
  double beats_per_second_ = 2.0;
  envelope::Segments segments_ = {};
  Lanes seen_[kSeenCount] = {};
  Lanes velocity_ = {};
  Ramp scale_ = Ramp::constant(1.0f);  // by velocity
  Lanes scale_to_ = Lanes::filled(1.0f);
  Lanes corner_slope_ = {};  // the law's slope that a rounded corner takes away at first
  Stage stage_[kLanes] = {};
  std::uint8_t piece_end_[kLanes] = {};  // frame of the period
  LaneMask timed_ = 0;                   // in a segment that ends
  LaneMask cosine_ = 0;                  // … which is a raised cosine and not bent
  LaneMask broken_ = 0;                  // whose piece ends before the period does
  LaneMask planned_ = 0;                 // with a new piece since the last control point
  LaneMask moving_ = 0;                  // whose level is not constant in this piece
  LaneMask held_ = 0;                    // the key is down
  LaneMask scaled_ = 0;                  // by other than 1
  LaneMask scale_moves_ = 0;
  LaneMask finished_ = kAllLanes;
  Lanes value_ = {};
};

}  // namespace kiln
