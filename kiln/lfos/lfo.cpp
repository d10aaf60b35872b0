// How LFO phases are started, kept at their rate, and locked to the song.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/lfo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr double kTolerableBeats = 1.0 / 960.0;

// Cycles as whole cycles (modulo 2³²) and a 64-bit phase.
struct Turns {
  std::uint32_t cycle;
  std::uint64_t phase;
};

Turns split(double cycles) {
  const double whole = std::floor(cycles);
  const double part = cycles - whole;  // [0, 1]
  const double top = 0x1.fffffffffffffp-1;
  return {static_cast<std::uint32_t>(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole))),
          static_cast<std::uint64_t>((part < top ? part : top) * 0x1p64)};
}

// Beats of a division; between two of them (modulated) the length moves evenly in log2.
double beats_of(float division) {
  const double d = double{math::clamp(division, 0.0f, float{kDivisionCount - 1})};
  const double below = std::floor(d);
  const int index = static_cast<int>(below);
  const double length = division_beats(index);
  if (d == below) return length;
  const double ratio = division_beats(index + 1) / length;
  return length * math::exp2((d - below) * math::log2(ratio));
}

}  // namespace

void LfoGroup::prepare(int kind, const LfoSetup& setup) {
  module_ = &lfo_modules()[static_cast<std::size_t>(kind)];
  kind_ = AlignedBytes(module_->state_bytes);
  const std::span<const ParamSpec> params = module_->spec->params;
  own_ = AlignedArray<Lanes>(params.size());
  for (std::size_t p = 0; p < params.size(); ++p) {
    own_[static_cast<int>(p)] = Lanes::filled(real_to_engine(params[p], setup.structure[p]));
  }
  engine_rate_ = setup.engine_rate;
  control_frames_ = setup.control_frames;
  trigger_ = static_cast<lfo::Trigger>(static_cast<int>(setup.common[lfo::kTrigger]));
  unipolar_ = setup.common[lfo::kUnipolar] > 0.5f;
  wants_right_ = setup.wants_right;
  run_ = {};
  fresh_ = 0;
  beats_per_second_ = 0.0;
  module_->prepare(kind_.data(), {.structure = setup.structure, .drawing = setup.drawing});
}

// The phase's step from the rates of these lanes. Only the song asks for the cycles of a beat.
void LfoGroup::set_steps(LaneMask lanes, double beats_per_second) noexcept {
  // Faster than half a cycle a control period nothing can be heard of a shape.
  const double most = 0.499 / control_frames_;
  const bool song = trigger_ == lfo::Trigger::kSong;
  const lfo::Rates rates = {
      .lanes = lanes, .engine_rate = engine_rate_, .most = most, .frames = control_frames_};
  if (!song && lfo::find_free_steps(run_, rates_, rates, step_)) {
    for (const int i : lanes_of(lanes)) cycles_per_beat_[i] = 0.0;
    return;
  }
  for (const int i : lanes_of(lanes)) {
    double hz = double{rates_.rate[i]};
    double per_beat = song ? hz / beats_per_second : 0.0;
    const float tracked = rates_.tracked[i];
    const bool synced = rates_.sync[i] > 0.5f;
    if (synced || tracked != 0.0f) {
      const double keyed = tracked == 0.0f ? 1.0 : math::exp2(double{tracked} / 12.0);
      per_beat = synced ? keyed / beats_of(rates_.division[i])
                        : keyed * double{rates_.rate[i]} / beats_per_second;
      hz = synced ? per_beat * beats_per_second : keyed * double{rates_.rate[i]};
    }
    const double cycles = hz / engine_rate_;
    const double step = cycles < most ? (cycles > 0.0 ? cycles : 0.0) : most;
    // Half a cycle at most: it fits a signed number, which costs less.
    step_[i] = static_cast<std::uint64_t>(static_cast<std::int64_t>(step * 0x1p64));
    cycles_per_beat_[i] = per_beat;
    const std::uint64_t period = step_[i] * static_cast<std::uint64_t>(control_frames_);
    run_.step_low[i] = static_cast<std::uint32_t>(period);
    run_.step_high[i] = static_cast<std::uint32_t>(period >> 32);
  }
}

// Brings the steps up to date; returns the lanes whose rate moves, if they are locked to the song.
LaneMask LfoGroup::find_steps(LaneMask lanes, const Lanes* common, const Lanes& note,
                              const LfoClock& clock, bool rate_moved) noexcept {
  const bool tempo = clock.beats_per_second != beats_per_second_;
  rate_moved = rate_moved && lfo::rates_moved(rates_, common, note, lanes);
  if (!rate_moved && !tempo) return 0;
  beats_per_second_ = clock.beats_per_second;
  if (trigger_ != lfo::Trigger::kSong) {  // nobody asks which rates move
    set_steps(lanes, beats_per_second_);
    return 0;
  }
  std::array<double, kLanes> before;
  std::copy(std::begin(cycles_per_beat_), std::end(cycles_per_beat_), before.begin());
  set_steps(lanes, beats_per_second_);
  LaneMask moving = 0;
  for (const int i : lanes_of(lanes)) {
    if (cycles_per_beat_[i] != before[static_cast<std::size_t>(i)]) moving |= lane_bit(i);
  }
  return moving;
}

// The phase of a song position.
void LfoGroup::set_song_phase(int lane, double beats) noexcept {
  const Turns turns = split(beats * cycles_per_beat_[lane]);
  run_.cycle[lane] = turns.cycle;
  run_.high[lane] = static_cast<std::uint32_t>(turns.phase >> 32);
  run_.low[lane] = static_cast<std::uint32_t>(turns.phase);
}

// The phase of an LFO that has run since the epoch began: frames × step in 128 bits.
void LfoGroup::set_free_phase(int lane, std::uint64_t frames) noexcept {
  const std::uint64_t step = step_[lane];
  const std::uint64_t f0 = frames & 0xffffffffu, f1 = frames >> 32;
  const std::uint64_t s0 = step & 0xffffffffu, s1 = step >> 32;
  const std::uint64_t middle = (f0 * s0 >> 32) + (f1 * s0 & 0xffffffffu) + (f0 * s1 & 0xffffffffu);
  const std::uint64_t above = (f1 * s0 >> 32) + (f0 * s1 >> 32) + f1 * s1 + (middle >> 32);
  const std::uint64_t phase = frames * step;
  run_.cycle[lane] = static_cast<std::uint32_t>(above);
  run_.high[lane] = static_cast<std::uint32_t>(phase >> 32);
  run_.low[lane] = static_cast<std::uint32_t>(phase);
}

void LfoGroup::start(int lane, int k, std::uint32_t random_key, const Lanes* common,
                     const LfoClock& clock, const Lanes* own, float note) noexcept {
  const LaneMask bit = lane_bit(lane);
  lfo::rates_moved(rates_, common, Lanes::filled(note), bit);
  set_steps(bit, clock.beats_per_second);
  run_.low[lane] = run_.high[lane] = run_.cycle[lane] = 0;
  if (trigger_ == lfo::Trigger::kFree) {
    set_free_phase(lane, clock.epoch_frames + static_cast<std::uint64_t>(k));
  }
  if (trigger_ == lfo::Trigger::kSong) {
    const double later = k * clock.beats_per_second / engine_rate_;
    set_song_phase(lane, clock.beat_position + later);
  }
  run_.age[lane] = 0;
  run_.moved[lane] = 0.0f;
  fresh_ |= bit;
  fresh_frame_[lane] = static_cast<std::uint8_t>(k);
  module_->start(kind_.data(), {.lane = lane, .random_key = random_key});
  if (own == nullptr) own = own_.data();
  lfo::find_place(run_, place(bit, common, own), phase_);
  read(bit, bit, bit, common, own);
}

void LfoGroup::copy_course(const LfoGroup& before) noexcept {
  run_ = before.run_;
  fresh_ = before.fresh_;
  std::copy(std::begin(before.fresh_frame_), std::end(before.fresh_frame_), fresh_frame_);
  beats_per_second_ = before.beats_per_second_;
  rates_ = before.rates_;
  std::copy(std::begin(before.step_), std::end(before.step_), step_);
  std::copy(std::begin(before.cycles_per_beat_), std::end(before.cycles_per_beat_),
            cycles_per_beat_);
  if (trigger_ != before.trigger_) set_steps(kAllLanes, beats_per_second_);
  phase_ = before.phase_;
}

void LfoGroup::begin_wave(int lane, std::uint32_t random_key) noexcept {
  module_->start(kind_.data(), {.lane = lane, .random_key = random_key});
  other_wave_ |= lane_bit(lane);
}

// Lanes that began within the period, or whose phase waits for the end of the delay.
void LfoGroup::move_partly(LaneMask lanes, const Lanes* common) noexcept {
  for (const int i : lanes_of(lanes)) {
    const int begun = has_lane(fresh_, i) ? fresh_frame_[i] : 0;
    const int frames = control_frames_ - begun;
    const std::uint32_t age = run_.age[i] + static_cast<std::uint32_t>(frames);
    run_.age[i] = age < lfo::kOldest ? age : lfo::kOldest;
    int running = frames;
    if (begins_with_note()) {
      const double delay = std::floor(double{common[lfo::kDelay][i]} * engine_rate_ + 0.5);
      const double since = static_cast<double>(age) - delay;
      running = since >= frames ? frames : (since > 0.0 ? static_cast<int>(since) : 0);
    }
    const std::uint64_t add = step_[i] * static_cast<std::uint64_t>(running);
    const std::uint64_t before = (std::uint64_t{run_.high[i]} << 32) | run_.low[i];
    const std::uint64_t after = before + add;
    run_.cycle[i] += after < before ? 1u : 0u;
    run_.high[i] = static_cast<std::uint32_t>(after >> 32);
    run_.low[i] = static_cast<std::uint32_t>(after);
    run_.moved[i] = static_cast<float>(static_cast<double>(add) * 0x1p-64);
  }
}

// Returns the lanes that jumped.
LaneMask LfoGroup::lock_to_song(LaneMask lanes, LaneMask moving, const Lanes* common,
                                const LfoClock& clock) noexcept {
  LaneMask jumped = 0;
  for (const int i : lanes_of(lanes)) {
    const bool synced = common[lfo::kRateSync][i] > 0.5f;
    // A rate that is being moved runs on evenly and finds the song's phase when it rests. A rate in
    // Hz has no place in the song but where it starts.
    if (!clock.relocked && (has_lane(moving, i) || !synced)) continue;
    const Turns wanted = split(clock.beat_position * cycles_per_beat_[i]);
    const std::uint64_t phase = (std::uint64_t{run_.high[i]} << 32) | run_.low[i];
    const double whole =
        static_cast<double>(static_cast<std::int32_t>(run_.cycle[i] - wanted.cycle));
    const double part = (static_cast<double>(phase) - static_cast<double>(wanted.phase)) * 0x1p-64;
    const double off = std::fabs(whole + part);
    if (!clock.relocked && !(off > kTolerableBeats * cycles_per_beat_[i])) continue;
    set_song_phase(i, clock.beat_position);
    jumped |= lane_bit(i);
  }
  return jumped;
}

lfo::Place LfoGroup::place(LaneMask lanes, const Lanes* common, const Lanes* own) const noexcept {
  return {.lanes = lanes,
          .one_shot = trigger_ == lfo::Trigger::kOneShot,
          .phase = &common[lfo::kPhase],
          .length = module_->length_param < 0 ? nullptr : &own[module_->length_param]};
}

void LfoGroup::read(LaneMask lanes, LaneMask jumped, LaneMask starting, const Lanes* common,
                    const Lanes* own) noexcept {
  const Lanes* const length = place(lanes, common, own).length;
  for (int i = 0; length != nullptr && i < kLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    const int whole = static_cast<int>(math::clamp((*length)[i], 1.0f, 64.0f));
    const int place = static_cast<std::int32_t>(run_.read_cycle[i]) % whole;
    phase_[i] = (phase_[i] + static_cast<float>(place < 0 ? place + whole : place)) /
                static_cast<float>(whole);
  }
  module_->read(kind_.data(), {.lanes = lanes,
                               .jumped = jumped,
                               .params = own,
                               .cycle = &run_.read_cycle,
                               .phase = &run_.read_phase,
                               .moved = &run_.moved,
                               .wants_right = wants_right_,
                               .left = &run_.left,
                               .right = &run_.right});
  lfo::finish_outputs(run_, {.lanes = lanes,
                             .jumping = starting,
                             .unipolar = unipolar_,
                             .wants_right = wants_right_,
                             .engine_rate = static_cast<float>(engine_rate_),
                             .period_seconds = static_cast<float>(control_frames_ / engine_rate_),
                             .delay = &common[lfo::kDelay],
                             .fade = &common[lfo::kFade],
                             .smooth = &common[lfo::kSmooth]});
}

void LfoGroup::advance(LaneMask lanes, const Lanes* common, const Lanes* own, const Lanes& note,
                       const LfoClock& clock, bool rate_moved) noexcept {
  const LaneMask moving = find_steps(lanes, common, note, clock, rate_moved);
  LaneMask partly = fresh_ & lanes;
  const lfo::Advance whole = {.place = place(lanes, common, own),
                              .frames = static_cast<std::uint32_t>(control_frames_),
                              .engine_rate = static_cast<float>(engine_rate_),
                              .delay = begins_with_note() ? &common[lfo::kDelay] : nullptr};
  if (partly == 0 && trigger_ != lfo::Trigger::kSong && lfo::advance_places(run_, whole, phase_)) {
    const LaneMask other = std::exchange(other_wave_, other_wave_ & ~lanes) & lanes;
    read(lanes, other, 0, common, own);
    return;
  }
  const auto rate = static_cast<float>(engine_rate_);
  if (begins_with_note() && lfo::some_wait(run_, common[lfo::kDelay], rate, lanes)) {
    for (int i = 0; i < kLanes; ++i) {
      const float delay = common[lfo::kDelay][i] * rate;
      if (static_cast<float>(run_.age[i]) <= delay) partly |= lane_bit(i) & lanes;
    }
  }
  if (partly != 0) move_partly(partly, common);
  fresh_ &= ~lanes;
  lfo::move_phases(run_, lanes & ~partly, static_cast<std::uint32_t>(control_frames_));
  LaneMask jumped =
      trigger_ == lfo::Trigger::kSong ? lock_to_song(lanes, moving, common, clock) : LaneMask{0};
  jumped |= other_wave_ & lanes;
  other_wave_ &= ~lanes;
  lfo::find_place(run_, whole.place, phase_);
  read(lanes, jumped, 0, common, own);
}

}  // namespace kiln
