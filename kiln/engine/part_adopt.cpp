// An edit of the sound that plays: what the new part takes over from the old one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/engine/part.h"
#include "kiln/lfos/lfo.h"

namespace kiln {
namespace {

// Whether one goes on as the other without a jump. The points of a drawn curve are no part of that:
// they move a little at a time under the player's hand.
bool goes_on_as(const Route& a, const Route& b) noexcept {
  return a.source == b.source && a.via == b.via && a.target == b.target && a.curve == b.curve &&
         a.polarity == b.polarity && (a.curve != RouteCurve::kStepped || a.steps == b.steps);
}

}  // namespace

// A macro that turns from 0…1 to −1…+1 is another source.
bool Part::goes_on_in(const Part& next, const Route& route, const Route& other) const noexcept {
  const auto same_range = [&](Source source) {
    const int macro = static_cast<int>(source) - static_cast<int>(Source::kMacro1);
    if (macro < 0 || macro >= kMacroCount) return true;
    const auto n = static_cast<std::size_t>(macro);
    return macro_bipolar_[n] == next.macro_bipolar_[n];
  };
  return goes_on_as(route, other) && same_range(route.source) && same_range(route.via);
}

// What the other part's values are now is where these start from; what the edit changed moves
// there by its smoothing.
void Part::adopt_values(Part& other) noexcept {
  std::swap(base_x_, other.base_x_);
  std::swap(values_, other.values_);
  std::swap(moving_, other.moving_);
  std::array<LaneMask, kMaxLanesPerPart / kLanes> all;
  all.fill(kAllLanes);
  for (int i = 0; i < table_.size(); ++i) {
    const auto param = static_cast<ParamIndex>(i);
    const ParamSpec& spec = table_[param].spec;
    const float real = target_real_[param];
    if (real == other.target_real_[param]) continue;
    if (spec.structural()) {
      apply_base(param, real_to_x(spec, real), real_to_engine(spec, real), all);
      continue;
    }
    // Nobody has heard the old values of a slot that held another type.
    const ParamIndex type = table_.slots()[table_[param].slot].type_param;
    const bool new_type = type != kNoParam && target_real_[type] != other.target_real_[type];
    set_parameter(param, real, new_type);
  }
  for (const PlanTarget& target : other.structure_.plan.targets()) {
    if (target.param == kNoParam || structure_.plan.is_target(target.param)) continue;
    const float x = base_x_[target.param][0];
    values_[target.param] = Lanes::filled(x_to_engine(table_[target.param].spec, x));
    if (target.param >= structure_.param_count) continue;
    for (VoiceGroup& group : groups_) group.rest_on_base(target.param);
  }
}

// A route goes on from its old depth and bounds, a new one from depth 0.
void Part::adopt_routes(const Part& other) noexcept {
  for (std::size_t i = 0; i < std::min<std::size_t>(routes_.size(), kMaxRoutes); ++i) {
    depth_now_[i] = 0.0f;
    for (std::size_t k = 0; k < std::min<std::size_t>(other.routes_.size(), kMaxRoutes); ++k) {
      const Route& old = other.routes_[k];
      if (!old.enabled || !other.goes_on_in(*this, old, routes_[i])) continue;
      depth_now_[i] = other.depth_now_[k];
      bounds_now_[i] = other.bounds_now_[k];
      plan_state_.smoothed[i] = other.plan_state_.smoothed[k];
      for (std::size_t g = 0; g < std::min(groups_.size(), other.groups_.size()); ++g) {
        groups_[g].adopt_smoothing(static_cast<int>(i), other.groups_[g], static_cast<int>(k));
      }
    }
  }
  ramp_depths();
}

void Part::ramp_depths() noexcept {
  depth_from_ = depth_now_;
  bounds_from_ = bounds_now_;
  depth_periods_ = std::max(1, static_cast<int>(kDepthRampSeconds * structure_.control_rate));
}

// The depth of a route that the next part lacks goes to 0 first; others stay or come back. Returns
// whether there is one.
bool Part::fade_removed_routes(const Part& next) noexcept {
  bool any = false, moves = false;
  for (std::size_t i = 0; i < std::min<std::size_t>(routes_.size(), kMaxRoutes); ++i) {
    const Route& route = routes_[i];
    const bool stays = std::any_of(
        next.routes_.begin(), next.routes_.end(),
        [&](const Route& other) { return other.enabled && goes_on_in(next, route, other); });
    const bool leaves = route.enabled && !stays && structure_.plan.depths()[i] != 0.0f;
    const float to = leaves ? 0.0f : structure_.plan.depths()[i];
    any = any || leaves;
    moves = moves || depth_to_[i] != to;
    depth_to_[i] = to;
  }
  if (moves) ramp_depths();
  return any;
}

bool Part::effect_goes_on(std::size_t i, const Part& next) const noexcept {
  if (effects_[i] == nullptr || next.effects_[i] == nullptr) return false;
  const EffectModule& module = *effects_[i]->module();
  return &module == next.effects_[i]->module() &&
         same_menus(*module.spec, effect_structure_[i], next.effect_structure_[i]);
}

// Effects that go on in another order than before; those before the first and after the last that
// changed places stay.
void Part::find_moved_effects(const Part& next) noexcept {
  std::array<std::size_t, kEffectCount> now = {}, then = {};
  std::size_t count = 0, counted = 0;
  for (const std::size_t i : effect_order_) {
    if (effect_goes_on(i, next)) now[count++] = i;
  }
  for (const std::size_t i : next.effect_order_) {
    if (effect_goes_on(i, next)) then[counted++] = i;
  }
  std::size_t first = 0, last = count;
  while (first < count && now[first] == then[first]) ++first;
  while (last > first && now[last - 1] == then[last - 1]) --last;
  for (std::size_t k = first; k < last; ++k) effect_leaves_[now[k]] = true;
}

bool Part::prepare_edit(const Part& next) noexcept {
  voice_edit_ = compare_voices(structure_, next.structure_);
  for (std::size_t i = next.groups_.size(); i < groups_.size(); ++i) {
    voice_edit_.all = voice_edit_.all || groups_[i].sounding() != 0;
  }
  bool seamless = voice_edit_.changes_nothing();
  route_leaves_ = fade_removed_routes(next);
  seamless = seamless && !route_leaves_;
  effect_leaves_ = {};
  find_moved_effects(next);
  for (std::size_t i = 0; i < kEffectSlots; ++i) {
    if (effects_[i] == nullptr && next.effects_[i] == nullptr) continue;
    if (!effect_goes_on(i, next)) {
      seamless = false;
      effect_leaves_[i] = effects_[i] != nullptr;
    }
    seamless = seamless && !effect_leaves_[i];
    if (effects_[i] == nullptr) continue;
    if (effect_leaves_[i]) {
      effects_[i]->presence().leave();
    } else {
      effects_[i]->presence().stay();
    }
  }
  for (VoiceGroup& group : groups_) group.prepare_edit(voice_edit_);
  if (voice_edit_.all) {
    voices_.leave();
  } else {
    voices_.stay();
  }
  return seamless;
}

bool Part::ready_for_edit() const noexcept {
  bool sounding = false, ready = !route_leaves_ || depth_periods_ == 0;
  for (const VoiceGroup& group : groups_) {
    sounding = sounding || group.sounding() != 0;
    ready = ready && group.ready_for_edit(voice_edit_);
  }
  // The gain has to have arrived at 0 in what was rendered.
  if (voice_edit_.all && sounding) ready = ready && voices_to_ == 0.0f;
  for (std::size_t i = 0; i < kEffectSlots; ++i) {
    if (!effect_leaves_[i] || effects_[i]->sleeping()) continue;
    ready = ready && effects_[i]->presence().gone();
  }
  return ready;
}

void Part::forget_edit() noexcept {
  voices_.stay();
  fade_removed_routes(*this);
  for (VoiceGroup& group : groups_) group.prepare_edit({});
  for (auto& effect : effects_) {
    if (effect != nullptr) effect->presence().stay();
  }
}

void Part::set_waiting_parameter(ParamIndex param, float real) noexcept {
  const ParamSpec& spec = table_[param].spec;
  if (spec.structural() || spec.target_only() || real != real) return;
  target_real_[param] = clamp_real(spec, real);
}

void Part::adopt_effects(Part& other, bool asleep) noexcept {
  for (std::size_t i = 0; i < kEffectSlots; ++i) {
    if (effects_[i] == nullptr) continue;
    const bool goes_on = other.effect_goes_on(i, *this);
    if (goes_on) {
      std::swap(effects_[i], other.effects_[i]);
      effect_faults_[i] = other.effect_faults_[i];
      effects_[i]->presence().stay();
    } else {
      effects_[i]->presence().enter();
    }
    if (!asleep) continue;
    effects_[i]->presence().stay();
    effects_[i]->presence().jump();
  }
}

void Part::adopt(Part& other, bool asleep) noexcept {
  for (std::size_t i = 0; i < std::min(groups_.size(), other.groups_.size()); ++i) {
    groups_[i].adopt(other.groups_[i]);
  }
  adopt_values(other);
  adopt_routes(other);
  route_leaves_ = false;
  allocator_ = other.allocator_;
  allocator_.change(structure_.allocation);
  adopt_effects(other, asleep);
  sends_ = other.sends_;
  const bool returns = effects_[kSendSlot] != nullptr;
  sending_ = returns && other.sending_;
  returning_ = returns && other.returning_;
  voices_ = other.voices_;
  voices_.stay();
  if (asleep) voices_.jump();
  voices_from_ = voices_to_ = voices_.gain();
  std::swap(decimators_, other.decimators_);
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    const LfoStructure& now = structure_.lfos[i];
    const LfoStructure& before = other.structure_.lfos[i];
    if (!now.global || !before.global) continue;
    if (same_lfo(now, before)) {
      std::swap(lfos_[i], other.lfos_[i]);
    } else if (now.used && before.used) {
      const std::uint32_t key = lfo_key(static_cast<int>(i));
      lfos_[i].go_on_from(other.lfos_[i], lane_bit(0), [&](int) { return key; });
    }
  }
  std::swap(sources_, other.sources_);
  global_sources_ = other.global_sources_;
  lfos_started_ = other.lfos_started_;
  newest_group_ = other.newest_group_;
  newest_lane_ = other.newest_lane_;
  if (newest_group_ >= static_cast<int>(groups_.size())) newest_group_ = -1;
  fade_from_ = other.fade_from_;
  fade_ = other.fade_;
  follower_ = other.follower_;
  follower_peak_ = other.follower_peak_;
  master_from_ = other.master_from_;
  master_to_ = other.master_to_;
  silent_ = other.silent_;
  quiet_periods_ = other.quiet_periods_;
  jump_effects_ = other.jump_effects_;
  settling_points_ = other.settling_points_;
}

}  // namespace kiln
