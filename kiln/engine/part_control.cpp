// What a part does at a control point: base values, global modulation, effects, silence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/engine/part.h"

namespace kiln {
namespace {

constexpr std::uint32_t kEffectRandom = 0x4000;
constexpr std::uint32_t kLfoRandom = 0x5000;
constexpr float kNewestFadeSeconds = 0.005f;
constexpr double kRetiredTailSeconds = 4.0;
constexpr double kRetiredSeconds = 10.0;
constexpr double kRetiredFadeSeconds = 0.5;
constexpr double kFadeOutSeconds = 0.005;

float smoothing_seconds(Smoothing smoothing) {
  switch (smoothing) {
    case Smoothing::kNone:
      return 0.0f;
    case Smoothing::k5ms:
      return 0.005f;
    case Smoothing::k10ms:
      return 0.01f;
    case Smoothing::k20ms:
      return 0.02f;
  }
  return 0.0f;
}

}  // namespace

void Part::apply_base(ParamIndex param, float x, float engine_value,
                      const std::array<LaneMask, kMaxLanesPerPart / kLanes>& follows) noexcept {
  base_x_[param] = Lanes::filled(x);
  if (!structure_.plan.is_target(param)) values_[param] = Lanes::filled(engine_value);
  if (param >= structure_.param_count) return;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    groups_[g].set_base(param, x, engine_value, follows[g]);
  }
  // A pan that leaves the centre makes the voice path stereo from here on.
  for (const OscillatorStructure& slot : structure_.oscillators) {
    if (param == slot.common + osc::kPan && x != 0.5f) {
      for (VoiceGroup& group : groups_) group.set_stereo();
    }
  }
  for (const FilterStructure& slot : structure_.filters) {
    if (param == slot.common + filter::kPan && x != 0.5f) {
      for (VoiceGroup& group : groups_) group.set_stereo();
    }
  }
}

void Part::set_parameter(ParamIndex param, float real, bool jump) noexcept {
  const ParamSpec& spec = table_[param].spec;
  if (spec.structural() || spec.target_only() || real != real) return;
  const float target = clamp_real(spec, real);
  target_real_[param] = target;
  auto entry = std::find_if(moving_.begin(), moving_.end(),
                            [&](const Moving& m) { return m.param == param; });
  if (jump) {
    if (entry != moving_.end()) moving_.erase(entry);
    std::array<LaneMask, kMaxLanesPerPart / kLanes> all;
    all.fill(kAllLanes);
    apply_base(param, real_to_x(spec, target), real_to_engine(spec, target), all);
    return;
  }
  if (entry == moving_.end()) {
    moving_.push_back({.param = param, .x = base_x_[param][0]});
    entry = moving_.end() - 1;
  }
  const float periods =
      smoothing_seconds(spec.smoothing) * static_cast<float>(structure_.control_rate);
  entry->follows.fill(kAllLanes);
  entry->target_real = target;
  entry->target_x = real_to_x(spec, target);
  entry->remaining = std::max(1, static_cast<int>(periods));
  entry->step = (entry->target_x - entry->x) / static_cast<float>(entry->remaining);
}

void Part::advance_bases() noexcept {
  for (std::size_t i = 0; i < moving_.size();) {
    Moving& moving = moving_[i];
    const ParamSpec& spec = table_[moving.param].spec;
    --moving.remaining;
    if (moving.remaining == 0) {
      std::array<LaneMask, kMaxLanesPerPart / kLanes> all;
      all.fill(kAllLanes);
      apply_base(moving.param, moving.target_x, real_to_engine(spec, moving.target_real), all);
      moving = moving_.back();
      moving_.pop_back();
      continue;
    }
    moving.x += moving.step;
    apply_base(moving.param, moving.x, x_to_engine(spec, moving.x), moving.follows);
    ++i;
  }
}

// A starting voice jumps to where its values are going.
void Part::settle_bases(int group, int lane) noexcept {
  for (Moving& moving : moving_) {
    if (moving.param >= structure_.param_count) continue;
    const ParamSpec& spec = table_[moving.param].spec;
    LaneMask& follows = moving.follows[static_cast<std::size_t>(group)];
    follows &= ~lane_bit(lane);
    groups_[static_cast<std::size_t>(group)].set_base(
        moving.param, moving.target_x, real_to_engine(spec, moving.target_real), lane_bit(lane));
  }
}

// Depths and bounds of an edited patch arrive over 10 ms.
void Part::advance_depths() noexcept {
  if (depth_periods_ == 0) return;
  --depth_periods_;
  const auto left =
      static_cast<float>(depth_periods_ / (kDepthRampSeconds * structure_.control_rate));
  for (std::size_t i = 0; i < std::min<std::size_t>(routes_.size(), kMaxRoutes); ++i) {
    const float to = depth_to_[i];
    const float depth = depth_periods_ == 0 ? to : to + left * (depth_from_[i] - to);
    depth_now_[i] = depth;
    plan_state_.depth[i] = Lanes::filled(depth);
    const MovingBounds bounds{
        .from = bounds_from_[i], .to = structure_.plan.bounds()[i], .mix = 1.0f - left};
    bounds_now_[i] = bounds.to;
    if (bounds.from.on && bounds.to.on) {
      bounds_now_[i].low += left * (bounds.from.low - bounds.to.low);
      bounds_now_[i].high += left * (bounds.from.high - bounds.to.high);
    }
    plan_state_.bounds[i] = bounds;
    for (VoiceGroup& group : groups_) {
      group.set_depth(static_cast<int>(i), depth);
      group.set_bounds(static_cast<int>(i), bounds);
    }
  }
}

void Part::fill_global_sources(const PartContext& context) noexcept {
  const auto set = [&](Source source, float value) {
    sources_[static_cast<int>(source)][0] = value;
    global_sources_[static_cast<std::size_t>(source)] = value;
  };
  for (int i = 0; i < kMacroCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    set(static_cast<Source>(static_cast<int>(Source::kMacro1) + i),
        macro::source_value(global_value(macro_params_[n]), macro_bipolar_[n]));
  }
  set(Source::kBreath, context.performance->breath());
  set(Source::kExpression, context.performance->expression());
  set(Source::kPedal, context.performance->sustain_pedal());
  const float seconds = global_value(static_cast<ParamIndex>(
      follower_params_ + (follower_peak_ > follower_ ? follower::kAttack : follower::kRelease)));
  if (seconds != follower_seconds_) {
    follower_seconds_ = seconds;
    follower_pull_ = follow_coefficient(seconds, structure_.control_rate);
  }
  follower_ += follower_pull_ * (follower_peak_ - follower_);
  if (follower_ < 1e-15f) follower_ = 0.0f;
  follower_peak_ = 0.0f;
  set(Source::kFollower, follower_);
  set(Source::kConstant, 1.0f);

  if (newest_group_ < 0) return;
  // Per-voice sources, as the newest voice has them, held after it ends.
  const VoiceGroup& group = groups_[static_cast<std::size_t>(newest_group_)];
  if (!has_lane(group.evaluated(), newest_lane_)) return;
  if (fade_ < 1.0f) {
    const auto step = 1.0f / (kNewestFadeSeconds * static_cast<float>(structure_.control_rate));
    fade_ = std::min(1.0f, fade_ + step);
  }
  for (const Source source : newest_sources_) {
    const auto i = static_cast<int>(source);
    const float now = group.sources()[i][newest_lane_];
    const float before = fade_from_[static_cast<std::size_t>(i)];
    sources_[i][0] = fade_ < 1.0f ? before + fade_ * (now - before) : now;
  }
}

std::uint32_t Part::lfo_key(int number) const noexcept {
  return random_key(seed_, 0, kLfoRandom + static_cast<std::uint32_t>(number));
}

void Part::run_global_plan(const PartContext& context) noexcept {
  const GroupContext shared = group_context(context);
  for (const PlanStep& step : structure_.plan.steps()) {
    if (step.kind == PlanStep::Kind::kLfo && step.global) {
      const LfoStructure& fixed = structure_.lfos[step.index];
      LfoGroup& group = lfos_[step.index];
      if (!lfos_started_) {
        group.start(0, 0, lfo_key(step.index), &values_[fixed.common], shared.clock,
                    &values_[fixed.own]);
      } else {
        group.advance(1, &values_[fixed.common], &values_[fixed.own], Lanes::filled(60.0f),
                      shared.clock);
      }
      for (const auto& [source, value] :
           {std::pair{static_cast<int>(Source::kLfo1) + step.index, group.value()[0]},
            std::pair{static_cast<int>(Source::kLfo1Right) + step.index, group.right()[0]}}) {
        sources_[source][0] = value;
        global_sources_[static_cast<std::size_t>(source)] = value;
      }
    } else if (step.kind == PlanStep::Kind::kTarget && step.global) {
      const PlanTarget& target = structure_.plan.targets()[step.index];
      Lanes depth = {};
      const bool to_depth = target.param == kNoParam;
      evaluate_target(structure_.plan, target, sources_.data(),
                      to_depth ? depth : base_x_[target.param], 1, settling_points_ > 0 ? 1 : 0,
                      plan_state_, to_depth ? depth : values_[target.param]);
      // A macro may be moved by another source: it is heard at once.
      for (int i = 0; i < kMacroCount; ++i) {
        const auto n = static_cast<std::size_t>(i);
        if (target.param != macro_params_[n]) continue;
        const int source = static_cast<int>(Source::kMacro1) + i;
        const float value = macro::source_value(values_[target.param][0], macro_bipolar_[n]);
        sources_[source][0] = value;
        global_sources_[static_cast<std::size_t>(source)] = value;
      }
    }
  }
  lfos_started_ = true;
}

void Part::update_effects(const PartContext& context) noexcept {
  for (int i = 0; i < kEffectSlots; ++i) {
    EffectSlot* const unit = effects_[static_cast<std::size_t>(i)].get();
    if (unit == nullptr) continue;
    const auto [common, own] = effect_at_[static_cast<std::size_t>(i)];
    const std::size_t count = unit->module()->spec->params.size();
    for (std::size_t p = 0; p < count; ++p) {
      effect_params_[p] = values_[own + static_cast<int>(p)][0];
    }
    const float mix =
        i == kSendSlot ? 1.0f : global_value(static_cast<ParamIndex>(common + effect::kMix));
    const bool on = global_value(static_cast<ParamIndex>(common + effect::kOn)) > 0.5f;
    unit->update({.effect = {.params = effect_params_.data(),
                             .beats_per_second = context.beats_per_second,
                             .beat_position = context.beat_position,
                             .playing = context.playing,
                             .random_key = random_key(
                                 seed_, 0, kEffectRandom + static_cast<std::uint32_t>(i))},
                  .on = on,
                  .mix = mix});
  }
  update_sends();
}

void Part::free_finished_lanes() noexcept {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const LaneMask done = groups_[g].take_finished();
    for (const int lane : lanes_of(done)) {
      allocator_.lane_free(static_cast<int>(g) * kLanes + lane);
    }
  }
}

// Silent once no voice sounds, every effect sleeps and the decimator has let its last frame out.
void Part::update_silence() noexcept {
  bool active = false;
  for (const VoiceGroup& group : groups_) active = active || group.sounding() != 0;
  for (const auto& effect : effects_) active = active || (effect != nullptr && !effect->sleeping());
  quiet_periods_ = active ? 0 : quiet_periods_ + 1;
  constexpr int kFlushPeriods = 4 * kDecimatorLatency / kHostFramesPerControl;
  silent_ = quiet_periods_ > kFlushPeriods;
}

// A retired part ends: its tails fade from 4 s after the last voice, everything from 10 s, or at
// once to make room.
void Part::update_retirement() noexcept {
  if (!retired_) return;
  bool voices = false;
  for (const VoiceGroup& group : groups_) voices = voices || group.sounding() != 0;
  if (!follows_knobs_) ++retired_periods_;
  tail_periods_ = voices ? 0 : tail_periods_ + 1;
  const double all = retired_periods_ / structure_.control_rate - kRetiredSeconds;
  const double tails = tail_periods_ / structure_.control_rate - kRetiredTailSeconds;
  const double late = std::max(all, tails);
  auto fade = static_cast<float>(1.0 - std::clamp(late / kRetiredFadeSeconds, 0.0, 1.0));
  if (fades_out_) {
    const auto step = static_cast<float>(1.0 / (kFadeOutSeconds * structure_.control_rate));
    out_ = std::max(0.0f, out_ - step);
    fade = std::min(fade, 0.5f - 0.5f * math::cos_cycles(0.5f * out_));
  }
  master_to_ *= fade;
  // What the decimator still holds is heard before the part goes.
  constexpr int kFlushed = kDecimatorLatency / kHostFramesPerControl + 2;
  faded_periods_ = fade == 0.0f ? faded_periods_ + 1 : 0;
  if (faded_periods_ > kFlushed) silent_ = true;
}

void Part::control(const PartContext& context) noexcept {
  advance_bases();
  advance_depths();
  fill_global_sources(context);
  run_global_plan(context);
  const GroupContext shared = group_context(context);
  for (VoiceGroup& group : groups_) group.control(shared);
  free_finished_lanes();
  voices_from_ = voices_to_;
  voices_.advance(1.0 / structure_.control_rate);
  voices_to_ = voices_.gain();
  update_effects(context);
  const float level = global_value(static_cast<ParamIndex>(master_params_ + master::kLevel));
  master_from_ = jump_effects_ ? level : master_to_;
  master_to_ = level;
  jump_effects_ = false;
  if (settling_points_ > 0) --settling_points_;
  update_silence();
  update_retirement();
}

}  // namespace kiln
