// Plays one note a lane, control period by control period, as Synth and Part would play it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/lane_batch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "kiln/base/realtime.h"
#include "kiln/engine/clock.h"
#include "kiln/engine/compile.h"
#include "kiln/engine/lane_peaks.h"
#include "kiln/engine/output_guard.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

constexpr int kRunFrames = 64;  // host frames handed on at once

// At 1x, where no decimator delays, frames wait as long; they came in from so many periods ago to
// so many.
constexpr int kOldestPeriod =
    (kDecimatorLatency + kHostFramesPerControl - 1) / kHostFramesPerControl;
constexpr int kNewestPeriod = kDecimatorLatency / kHostFramesPerControl;
static_assert(kOldestPeriod - kNewestPeriod <= 1);
constexpr int kKeptPeriods = 8;
static_assert(kOldestPeriod < kKeptPeriods);

// Everything that sounds while one set of jobs is rendered.
class LanePlayer {
 public:
  LanePlayer(const VoiceStructure& structure, const PartSetup& setup, std::int64_t note_frame,
             const float* global_sources, std::span<const LaneJob> jobs);

  // A control period. False: nothing sounds and nothing will.
  bool advance() noexcept;
  // Hands on what has been rendered.
  void hand_on(const std::function<void(const LaneRun&)>& sink);
  bool full() const { return count_ > kRunFrames - kHostFramesPerControl; }
  LaneMask faults() const { return faults_; }

 private:
  struct Lift {
    std::int64_t frame = 0;
    int lane = 0;
    float velocity = 0.0f;
  };

  GroupContext context() const noexcept;
  void set_values(int lane, const Patch& patch) noexcept;
  void strike(int lane, const LaneJob& job, const Meaning& note) noexcept;
  void lift_until(std::int64_t frame) noexcept;
  void render(int begin, int end) noexcept;
  void keep_period() noexcept;
  void decimate(bool stereo) noexcept;
  LaneMask delay(LaneMask loud) noexcept;
  void guard(LaneMask loud) noexcept;

  const VoiceStructure& structure_;
  const float* global_sources_;
  VoiceGroup group_;
  Performance performance_;
  Tuning tuning_ = Tuning::equal();
  SongClock clock_;
  bool relocked_ = false;
  bool performance_changed_ = true;
  std::vector<Lift> lifts_;  // by frame
  std::size_t next_lift_ = 0;
  std::int64_t frame_ = 0;  // host frames since the note-ons
  int quiet_periods_ = 0;
  LaneMask faults_ = 0;
  Lanes level_ = {};
  LaneBus bus_ = {};
  std::vector<Decimator> left_decimators_, right_decimators_;  // by lane; none at 1x
  std::vector<OutputGuard> guards_;                            // by lane
  Lanes ceilings_ = Lanes::filled(INFINITY);                   // of the guards
  LaneMask guarded_ = 0;                                       // lanes whose guard is not idle
  std::array<LaneMask, kKeptPeriods> loud_ = {};  // what came in above the ceiling, by period
  std::array<Lanes, kHostFramesPerControl> peaks_ = {};
  bool stereo_ = false;
  std::int64_t first_ = 0;        // of the run that is being filled
  int skip_ = kDecimatorLatency;  // frames still to be cut
  int count_ = 0;
  // The run; at 1x, what waits comes behind it.
  std::array<Lanes, kRunFrames + kDecimatorLatency> left_ = {}, right_ = {};
};

LanePlayer::LanePlayer(const VoiceStructure& structure, const PartSetup& setup,
                       std::int64_t note_frame, const float* global_sources,
                       std::span<const LaneJob> jobs)
    : structure_(structure), global_sources_(global_sources) {
  group_.prepare(structure_);
  clock_.prepare(setup.host_rate);
  relocked_ = clock_.set({.playing = true});
  clock_.advance(static_cast<int>(note_frame));
  if (structure_.quality > 1) {
    left_decimators_.resize(kLanes);
    right_decimators_.reserve(kLanes);  // copies of the left ones from the first stereo frame on
    for (Decimator& decimator : left_decimators_) decimator.prepare(structure_.quality);
  }
  guards_.resize(jobs.size());
  for (OutputGuard& guard : guards_) guard.prepare(setup.host_rate);
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    const LaneJob& job = jobs[lane];
    const auto real = [&](int param) {
      return job.patch->values[static_cast<std::size_t>(structure_.voice_params + param)];
    };
    Performance player;
    player.prepare({.bend_up = real(voice::kBendUp),
                    .bend_down = real(voice::kBendDown),
                    .velocity_curve = 0.01f * real(voice::kVelocityCurve),
                    .pressure_curve = 0.01f * real(voice::kPressureCurve)});
    const Meaning note = player.interpret(job.strike);
    if (lane == 0) performance_ = player;
    const Meaning end = player.interpret(job.lift);
    set_values(static_cast<int>(lane), *job.patch);
    strike(static_cast<int>(lane), job, note);
    lifts_.push_back({job.held_frames, static_cast<int>(lane), end.value});
  }
  std::stable_sort(lifts_.begin(), lifts_.end(),
                   [](const Lift& a, const Lift& b) { return a.frame < b.frame; });
}

void LanePlayer::set_values(int lane, const Patch& patch) noexcept {
  const LaneMask bit = lane_bit(lane);
  const auto value = [&](int param) { return patch.values[static_cast<std::size_t>(param)]; };
  for (int i = 0; i < structure_.param_count; ++i) {
    const auto param = static_cast<ParamIndex>(i);
    const ParamSpec& spec = structure_.table[param].spec;
    group_.set_base(param, real_to_x(spec, value(i)), real_to_engine(spec, value(i)), bit);
  }
  // As in a part: a pan beside the centre makes the path stereo.
  const auto pans = [&](ParamIndex param) {
    return real_to_x(structure_.table[param].spec, value(param)) != 0.5f;
  };
  for (const OscillatorStructure& slot : structure_.oscillators) {
    if (pans(static_cast<ParamIndex>(slot.common + osc::kPan))) group_.set_stereo();
  }
  for (const FilterStructure& slot : structure_.filters) {
    if (pans(static_cast<ParamIndex>(slot.common + filter::kPan))) group_.set_stereo();
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(patch.routes.size(), kMaxRoutes); ++i) {
    group_.set_depth(static_cast<int>(i), std::clamp(patch.routes[i].depth, -1.0f, 1.0f), lane);
  }
  const ParamIndex master = structure_.table.slot(SlotKind::kMaster).first_common;
  const auto level = static_cast<ParamIndex>(master + master::kLevel);
  level_[lane] = real_to_engine(structure_.table[level].spec, value(level));
  OutputGuard& guard = guards_[static_cast<std::size_t>(lane)];
  guard.set_mode(static_cast<master::Guard>(value(master + master::kGuard)));
  ceilings_[lane] = guard.ceiling();
}

void LanePlayer::strike(int lane, const LaneJob& job, const Meaning& note) noexcept {
  VoiceAction action;
  action.lane = lane;
  action.note = {.channel = static_cast<std::uint8_t>(note.channel),
                 .key = static_cast<std::uint8_t>(note.number),
                 .velocity = note.value};
  group_.start(lane,
               {.action = action, .seed = job.seed, .polyphony = structure_.allocation.polyphony},
               context());
}

GroupContext LanePlayer::context() const noexcept {
  const auto engine_frames =
      static_cast<std::uint64_t>(frame_) * static_cast<std::uint64_t>(structure_.quality);
  return {.global_sources = global_sources_,
          .clock = {.beats_per_second = clock_.beats_per_second(),
                    .beat_position = clock_.beat_position(),
                    .playing = clock_.playing(),
                    .relocked = relocked_,
                    .epoch_frames = engine_frames},
          .performance = &performance_,
          .performance_changed = performance_changed_,
          .tuning = &tuning_,
          .epoch_frames = engine_frames};
}

// The keys that go up at this host frame; the clock stands at the control point before it.
void LanePlayer::lift_until(std::int64_t frame) noexcept {
  const int k = static_cast<int>(frame - frame_) * structure_.quality;
  for (; next_lift_ < lifts_.size() && lifts_[next_lift_].frame <= frame; ++next_lift_) {
    const Lift& lift = lifts_[next_lift_];
    performance_changed_ = true;
    if (!has_lane(group_.sounding(), lift.lane)) continue;
    group_.release(lift.lane, k, lift.velocity, context());
  }
}

void LanePlayer::render(int begin, int end) noexcept {
  if (begin == end) return;
  const LaneMask faults = group_.render_lanes(begin, end, level_, bus_);
  faults_ |= faults;
  for (int lane = 0; faults != 0 && lane < kLanes; ++lane) {
    if (has_lane(faults, lane)) group_.mute(lane);
  }
  if (bus_.stereo && !stereo_) {
    stereo_ = true;
    right_ = left_;
  }
  if (stereo_ && !bus_.stereo) {
    std::copy_n(&bus_.left[begin], end - begin, &bus_.right[begin]);
  }
}

void LanePlayer::decimate(bool stereo) noexcept {
  if (stereo && right_decimators_.empty()) right_decimators_ = left_decimators_;
  std::array<float, kMaxControlFrames> engine;
  std::array<float, kHostFramesPerControl> host;
  for (int channel = 0; channel < (stereo ? 2 : 1); ++channel) {
    const LaneBlock& block = channel == 0 ? bus_.left : bus_.right;
    Lanes* const out = (channel == 0 ? left_ : right_).data() + count_;
    std::vector<Decimator>& decimators = channel == 0 ? left_decimators_ : right_decimators_;
    for (int lane = 0; lane < kLanes; ++lane) {
      for (int k = 0; k < structure_.control_frames; ++k) {
        engine[static_cast<std::size_t>(k)] = block[k][lane];
      }
      decimators[static_cast<std::size_t>(lane)].process(engine.data(), structure_.control_frames,
                                                         host.data());
      for (int k = 0; k < kHostFramesPerControl; ++k)
        out[k][lane] = host[static_cast<std::size_t>(k)];
    }
  }
}

// Returns the lanes that were or are loud in what now has waited.
LaneMask LanePlayer::delay(LaneMask loud) noexcept {
  const auto at = static_cast<std::size_t>(count_ + kDecimatorLatency);
  std::copy_n(&bus_.left[0], kHostFramesPerControl, &left_[at]);
  if (stereo_) std::copy_n(&bus_.right[0], kHostFramesPerControl, &right_[at]);
  const auto period = static_cast<std::size_t>(frame_ / kHostFramesPerControl);
  loud_[period % kKeptPeriods] = loud;
  return loud | loud_[(period - kOldestPeriod) % kKeptPeriods] |
         loud_[(period - kNewestPeriod) % kKeptPeriods];
}

// As the guard of a Synth; a lane whose guard is idle and has nothing to do is passed over.
void LanePlayer::guard(LaneMask loud) noexcept {
  const LaneMask lanes = (guarded_ | loud) & ((LaneMask{1} << guards_.size()) - 1);
  std::array<float, kHostFramesPerControl> left, right, peak;
  Lanes* const left_run = left_.data() + count_;
  Lanes* const right_run = right_.data() + count_;
  for (const int lane : lanes_of(lanes)) {
    for (int k = 0; k < kHostFramesPerControl; ++k) {
      const auto at = static_cast<std::size_t>(k);
      left[at] = left_run[k][lane];
      right[at] = stereo_ ? right_run[k][lane] : left[at];
      peak[at] = peaks_[at][lane];
    }
    OutputGuard& guard = guards_[static_cast<std::size_t>(lane)];
    guard.process(peak.data(), left.data(), right.data(), kHostFramesPerControl);
    for (int k = 0; k < kHostFramesPerControl; ++k) {
      left_run[k][lane] = left[static_cast<std::size_t>(k)];
      if (stereo_) right_run[k][lane] = right[static_cast<std::size_t>(k)];
    }
    guarded_ = guard.idle() ? guarded_ & ~lane_bit(lane) : guarded_ | lane_bit(lane);
  }
}

// Takes the period's host frames over into the run.
void LanePlayer::keep_period() noexcept {
  const auto second = [&](const Lanes* right) { return stereo_ ? right : nullptr; };
  // What enters the decimators, of each host frame and of the period.
  LaneMask loud = find_peaks(&bus_.left[0], second(&bus_.right[0]), structure_.control_frames,
                             structure_.quality, peaks_.data(), ceilings_);
  if (left_decimators_.empty()) {
    loud = delay(loud);
  } else {
    decimate(stereo_);
    const auto at = static_cast<std::size_t>(count_);
    loud |=
        find_peaks(&left_[at], second(&right_[at]), kHostFramesPerControl, 1, nullptr, ceilings_);
  }
  guard(loud);
  count_ += kHostFramesPerControl;
}

bool LanePlayer::advance() noexcept {
  // As long as a decimator lets frames out.
  constexpr int kFlush = 4 * kDecimatorLatency / kHostFramesPerControl;
  const RealtimeScope realtime;
  lift_until(frame_);
  group_.control(context());
  performance_changed_ = false;
  relocked_ = false;
  if (group_.sounding() == 0) {
    if (quiet_periods_++ >= kFlush) return false;
    bus_.left.clear();
    bus_.right.clear();
    keep_period();
  } else {
    const int quality = structure_.quality;
    std::int64_t from = frame_;
    while (next_lift_ < lifts_.size() &&
           lifts_[next_lift_].frame < frame_ + kHostFramesPerControl) {
      const std::int64_t to = lifts_[next_lift_].frame;
      render(static_cast<int>(from - frame_) * quality, static_cast<int>(to - frame_) * quality);
      lift_until(to);
      from = to;
    }
    render(static_cast<int>(from - frame_) * quality, kHostFramesPerControl * quality);
    keep_period();
  }
  frame_ += kHostFramesPerControl;
  clock_.advance(kHostFramesPerControl);
  return true;
}

void LanePlayer::hand_on(const std::function<void(const LaneRun&)>& sink) {
  const int cut = std::min(skip_, count_);
  skip_ -= cut;
  if (count_ > cut) {
    sink({.first = first_,
          .count = count_ - cut,
          .left = left_.data() + cut,
          .right = (stereo_ ? right_ : left_).data() + cut});
  }
  first_ += count_ - cut;
  if (left_decimators_.empty()) {  // what waits
    std::copy_n(left_.data() + count_, kDecimatorLatency, left_.data());
    if (stereo_) std::copy_n(right_.data() + count_, kDecimatorLatency, right_.data());
  }
  count_ = 0;
}

}  // namespace

LaneBatch::LaneBatch(const Patch& patch, const PartSetup& setup, std::int64_t note_frame)
    : setup_(setup), note_frame_(note_frame) {
  initialise_dispatch();
  Plan plan = compile_plan(patch, setup, messages_);
  structure_ = std::make_unique<const VoiceStructure>(
      instrument_table(), voice_input(patch, setup, messages_), std::move(plan));
  const Plan& compiled = structure_->plan;
  const auto is_global = [](const PlanStep& step) { return step.global; };
  possible_ = !compiled.uses(Source::kFollower) &&
              std::none_of(compiled.steps().begin(), compiled.steps().end(), is_global);
  const auto set = [&](Source source, float value) {
    global_sources_[static_cast<std::size_t>(source)] = value;
  };
  const ParamTable& table = instrument_table();
  for (int i = 0; i < kMacroCount; ++i) {
    const ParamIndex first = table.slot(SlotKind::kMacro, i).first_common;
    const float value = real_to_engine(table[first].spec, patch.values[first]);
    const auto polarity = static_cast<std::size_t>(first + macro::kPolarity);
    set(static_cast<Source>(static_cast<int>(Source::kMacro1) + i),
        macro::source_value(value, patch.values[polarity] > 0.5f));
  }
  const Performance idle;
  set(Source::kExpression, idle.expression());
  set(Source::kConstant, 1.0f);
}

LaneBatch::~LaneBatch() = default;

LaneMask LaneBatch::render(std::span<const LaneJob> jobs, std::int64_t frames,
                           const std::function<void(const LaneRun&)>& sink) const {
  const auto player =
      std::make_unique<LanePlayer>(*structure_, setup_, note_frame_, global_sources_.data(),
                                   jobs.first(std::min<std::size_t>(jobs.size(), kLanes)));
  for (std::int64_t at = 0; at < frames + kDecimatorLatency; at += kHostFramesPerControl) {
    if (!player->advance()) break;
    if (player->full()) player->hand_on(sink);
  }
  player->hand_on(sink);
  return player->faults();
}

}  // namespace kiln
