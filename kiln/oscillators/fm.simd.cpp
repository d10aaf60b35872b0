// The FM oscillator's kernel: one unison lane of a vector of voices through a run of frames.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/fm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/fm.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/cross-inl.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/phase_steps-inl.h"
#include "kiln/oscillators/seam-inl.h"
#include "kiln/oscillators/tilt-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Fm = FmOscillator;

// Σ of a wave's partials at x cycles by Clenshaw's recurrence, sines and cosines side by side.
HWY_INLINE Vec series(const Fm::Series& wave, int partials, int offset, Vec x) {
  const Vec cosine = cos_cycles(x);
  const Vec sine = sin_cycles(x);
  const Vec twice = cosine + cosine;
  Vec c1 = zero(), c2 = zero(), s1 = zero(), s2 = zero();
  for (int k = partials - 1; k >= 0; --k) {
    const Vec c0 = load(&wave.cosine[k][offset]) + (twice * c1 - c2);
    const Vec s0 = load(&wave.sine[k][offset]) + (twice * s1 - s2);
    c2 = c1;
    c1 = c0;
    s2 = s1;
    s1 = s0;
  }
  return (c1 * cosine - c2) + s1 * sine;
}

// What a run of frames needs of the patch; a false one costs nothing and changes no bit.
template <bool kHasB, bool kHasFeedback, bool kHasWaves, bool kHasCross>
struct Features {};

template <bool kHasB, bool kHasFeedback, bool kHasWaves, bool kHasCross>
HWY_INLINE void render_unison_lane(Features<kHasB, kHasFeedback, kHasWaves, kHasCross>,
                                   Fm::State& state, const Fm::Coefficients& c,
                                   const OscillatorRender& r, int unison, int offset) {
  const bool shape_carrier = kHasWaves && c.carrier_wave != Fm::kSine;
  const bool shape_modulators = kHasWaves && c.modulator_wave != Fm::kSine;
  const auto carrier_wave = [&](Vec x) HWY_ATTR {
    return shape_carrier ? series(c.carrier_series, c.carrier_table.partials, offset, x)
                         : sin_cycles(x);
  };
  const auto modulator_wave = [&](Vec x) HWY_ATTR {
    return shape_modulators ? series(c.modulator_series, c.modulator_table.partials, offset, x)
                            : sin_cycles(x);
  };
  const bool cross_phase_on = kHasCross && c.cross_mode == CrossMode::kPhase;
  const bool cross_frequency_on = kHasCross && c.cross_mode == CrossMode::kFrequency;
  const bool cross_sync_on =
      kHasCross && c.cross_mode == CrossMode::kSync && r.cross_sync != nullptr;

  const RampVec depth_a = load_ramp(c.depth_a, offset);
  const RampVec depth_b = load_ramp(c.depth_b, offset);
  const RampVec depth_stack = load_ramp(c.depth_stack, offset);
  const RampVec feedback = load_ramp(c.feedback, offset);
  const RampVec cross_depth = load_ramp(c.cross, offset);
  const PhaseStepsVec increment = load_phase_steps(c.carrier[unison], offset);
  const PhaseStepsVec increment_a = load_phase_steps(c.a[unison], offset);
  const PhaseStepsVec increment_b = load_phase_steps(c.b[unison], offset);
  const bool stereo = c.unison > 1;
  RampVec gain_left{zero(), zero()}, gain_right{zero(), zero()};
  if (stereo) {
    gain_left = load_ramp(r.unison_left[unison], offset);
    gain_right = load_ramp(r.unison_right[unison], offset);
  }

  UintVec phase = load(&state.carrier[unison][offset]);
  UintVec phase_a = load(&state.a[unison][offset]);
  UintVec phase_b = load(&state.b[unison][offset]);
  Vec output_1 = load(&state.output_1[unison][offset]);
  Vec output_2 = load(&state.output_2[unison][offset]);
  UintVec old_phase = load(&state.old_carrier[unison][offset]);
  UintVec old_phase_a = load(&state.old_a[unison][offset]);
  UintVec old_phase_b = load(&state.old_b[unison][offset]);
  Vec since_reset = load(&state.since_reset[unison][offset]);
  // The operators at their phases; `a` is what A gives.
  const auto operators = [&](int k, UintVec at, UintVec at_a, UintVec at_b, Vec cross, Vec& a)
                             HWY_ATTR {
                               Vec x = phase_to_signed_cycles(at);
                               Vec x_a = phase_to_signed_cycles(at_a);
                               Vec b = zero();
                               if (kHasB) {
                                 b = modulator_wave(phase_to_signed_cycles(at_b));
                                 x_a = x_a + depth_stack.at(k) * b;
                               }
                               if (kHasFeedback) {
                                 const Vec amount = feedback.at(k);
                                 const Vec mean = (output_1 + output_2) * set(0.5f);
                                 x_a = x_a + amount * select(amount < zero(), mean * mean, mean);
                               }
                               a = modulator_wave(x_a);
                               x = x + depth_a.at(k) * a;
                               if (kHasB) x = x + depth_b.at(k) * b;
                               if (cross_phase_on)
                                 x = x + cross_depth.at(k) * cross * set(kCrossCycles);
                               return carrier_wave(x);
                             };

  for (int k = r.begin; k < r.end; ++k) {
    UintVec step = increment.at(k), step_a = increment_a.at(k), step_b = increment_b.at(k);
    Vec cross = zero();
    if (kHasCross && r.cross != nullptr) cross = cross_input(*r.cross, k, offset);
    if (cross_frequency_on) {
      const Vec ratio = exp2(cross_depth.at(k) * cross * set(kCrossOctaves));
      const auto bend = [&](UintVec s) HWY_ATTR {
        const Vec cycles = steps_to_cycles(s) * ratio;
        return cycles_to_phase(min_(cycles, set(0.4999999f)));
      };
      step = bend(step);
      step_a = bend(step_a);
      step_b = bend(step_b);
    }
    if (cross_sync_on) {
      // All operators back to 0 at a fraction of the frame ago.
      const Vec since = load(&(*r.cross_sync)[k][offset]);
      const Mask reset = hn::And(since > zero(), cross_depth.at(k) > set(kCrossSyncFloor));
      const hn::Mask<DU> reset_bits = hn::RebindMask(DU(), reset);
      const auto restart = [&](UintVec& p, UintVec& old, UintVec s) HWY_ATTR {
        old = hn::IfThenElse(reset_bits, p, old);
        p = hn::IfThenElse(reset_bits, cycles_to_phase(steps_to_cycles(s) * since), p);
      };
      restart(phase, old_phase, step);
      restart(phase_a, old_phase_a, step_a);
      restart(phase_b, old_phase_b, step_b);
      since_reset = select(reset, since, since_reset);
    }

    Vec a;
    Vec y = operators(k, phase, phase_a, phase_b, cross, a);
    if (cross_sync_on) {
      if (any(since_reset < set(2.0f * kSeamFrames))) {
        Vec ignored;
        const Vec before = operators(k, old_phase, old_phase_a, old_phase_b, cross, ignored);
        y = y + seam_before(since_reset) * (before - y);
      }
      since_reset = min_(since_reset + set(1.0f), set(2.0f * kSeamFrames));
      old_phase = old_phase + step;
      old_phase_a = old_phase_a + step_a;
      old_phase_b = old_phase_b + step_b;
    }
    output_2 = output_1;
    output_1 = a;

    float* left = &(*r.left)[k][offset];
    if (!stereo) {
      store(y, left);
    } else {
      float* right = &(*r.right)[k][offset];
      const Vec y_left = gain_left.at(k) * y, y_right = gain_right.at(k) * y;
      store(unison == 0 ? y_left : load(left) + y_left, left);
      store(unison == 0 ? y_right : load(right) + y_right, right);
    }
    if (r.sync_out != nullptr && unison == c.unison / 2) {
      store(time_since_wrap(phase, step), &(*r.sync_out)[k][offset]);
    }
    phase = phase + step;
    phase_a = phase_a + step_a;
    phase_b = phase_b + step_b;
  }
  store(phase, &state.carrier[unison][offset]);
  store(phase_a, &state.a[unison][offset]);
  store(phase_b, &state.b[unison][offset]);
  store(output_1, &state.output_1[unison][offset]);
  store(output_2, &state.output_2[unison][offset]);
  if (cross_sync_on) {
    store(old_phase, &state.old_carrier[unison][offset]);
    store(old_phase_a, &state.old_a[unison][offset]);
    store(old_phase_b, &state.old_b[unison][offset]);
    store(since_reset, &state.since_reset[unison][offset]);
  }
}

template <class F>
HWY_NOINLINE void render_all(F features, Fm::State& state, const Fm::Coefficients& c,
                             const OscillatorRender& r) {
  for (const int offset : ActiveVectors(r.lanes)) {
    for (int u = 0; u < c.unison; ++u) render_unison_lane(features, state, c, r, u, offset);
  }
}

HWY_INLINE Vec fade(Vec increment) {
  return clamp((set(Fm::kFadeTo) - increment) * set(1.0f / (Fm::kFadeTo - Fm::kFadeFrom)), 0.0f,
               1.0f);
}

void update_fm(Fm::State& state, Fm::Coefficients& c, const OscillatorUpdate& update) {
  constexpr float kRadian = 0.159154943f;  // in cycles
  const Vec inverse = set(update.inverse_frames);
  const Vec fixed_increment = set(Fm::kFixedHz / static_cast<float>(c.engine_rate));
  for (const int offset : ActiveVectors(update.lanes)) {
    const Mask chosen = lane_select_mask(update.lanes, offset);
    const Mask jump = lane_select_mask(update.starting, offset);
    const auto param = [&](Fm::Param p, float lo, float hi)
                           HWY_ATTR { return clamp(load(&update.params[p][offset]), lo, hi); };
    const auto move = [&](Ramp& ramp, Lanes& target, Vec to)
                          HWY_ATTR { move_ramp(ramp, target, to, chosen, jump, inverse, offset); };
    const Vec ratio_a = param(Fm::kRatioA, 0.03125f, 128.0f);
    const Vec ratio_b = param(Fm::kRatioB, 0.03125f, 128.0f);
    for (int u = 0; u < c.unison; ++u) {
      const Vec increment = load(&update.increment[u][offset]);
      const Vec a = ratio_a * (c.fixed_a ? fixed_increment : increment);
      const Vec b = ratio_b * (c.fixed_b ? fixed_increment : increment);
      move_phase_steps(c.carrier[u], increment_to_phase(increment), chosen, jump, inverse, offset);
      move_phase_steps(c.a[u], increment_to_phase(a), chosen, jump, inverse, offset);
      move_phase_steps(c.b[u], increment_to_phase(b), chosen, jump, inverse, offset);
      if (!active(update.starting, offset)) continue;
      // A start phase is a start time: all operators stand where they would have come to.
      const Vec time = phase_to_cycles(load(&state.carrier[u][offset]));
      const hn::Mask<DU> starts = hn::RebindMask(DU(), jump);
      store(select(starts, cycles_to_phase(time * ratio_a), load(&state.a[u][offset])),
            &state.a[u][offset]);
      store(select(starts, cycles_to_phase(time * ratio_b), load(&state.b[u][offset])),
            &state.b[u][offset]);
    }
    const Vec increment = load(&update.increment[c.unison / 2][offset]);
    const Vec increment_a = ratio_a * (c.fixed_a ? fixed_increment : increment);
    const Vec increment_b = ratio_b * (c.fixed_b ? fixed_increment : increment);
    const Vec above = max_(load(&(*update.note)[offset]) - set(60.0f), zero());
    const Vec scale = exp2(set(c.key_scale) * above) * set(kRadian);
    const Vec depth_a = param(Fm::kDepthA, 0.0f, 24.0f) * scale * fade(increment_a);
    const Vec depth_b = param(Fm::kDepthB, 0.0f, 24.0f) * scale * fade(increment_b);
    const Vec stack = param(Fm::kStack, 0.0f, 1.0f);
    const Vec parallel = set(1.0f) - stack;
    move(c.depth_a, c.depth_a_target, depth_a);
    move(c.depth_b, c.depth_b_target, depth_b * parallel);
    move(c.depth_stack, c.depth_stack_target, depth_b * stack);
    move(c.feedback, c.feedback_target, param(Fm::kFeedback, -1.0f, 1.0f) * set(1.6f * kRadian));
    move(c.cross, c.cross_target, param(Fm::kCross, 0.0f, 1.0f));
    // Carson's rule: modulation of index m (cycles · 2π) widens by m times the modulator. Partials
    // of a modulator that is no sine count double.
    const Vec index = set(c.modulator_wave == Fm::kSine ? 6.2831853f : 2.0f * 6.2831853f);
    const Vec wide_b = depth_b * index * increment_b;
    const Vec wide_a = depth_a * index * (increment_a + stack * wide_b);
    store(increment + wide_a + parallel * wide_b, &c.carrier_speed[offset]);
    store(set(2.0f) * max_(increment_a + stack * wide_b, increment_b), &c.modulator_speed[offset]);
  }
}

void render_fm(Fm::State& state, Fm::Coefficients& c, const OscillatorRender& r) {
  const bool has_b = is_used(c.depth_b, r.lanes) || is_used(c.depth_stack, r.lanes);
  const bool has_feedback = is_used(c.feedback, r.lanes);
  const bool has_cross =
      c.has_cross && is_used(c.cross, r.lanes) && (r.cross != nullptr || r.cross_sync != nullptr);
  if (c.carrier_wave != Fm::kSine || c.modulator_wave != Fm::kSine) {
    render_all(Features<true, true, true, true>(), state, c, r);
  } else if (has_cross) {
    render_all(Features<true, true, false, true>(), state, c, r);
  } else if (has_feedback) {
    render_all(Features<true, true, false, false>(), state, c, r);
  } else if (has_b) {
    render_all(Features<true, false, false, false>(), state, c, r);
  } else {
    render_all(Features<false, false, false, false>(), state, c, r);
  }
  const bool stereo = c.unison > 1;
  if (has_cross && r.cross != nullptr) {
    apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.left);
    if (stereo) {
      apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.right);
    }
  }
  apply_tilt(c.tilt, state.tilt, r.begin, r.end, r.lanes, *r.left, stereo ? r.right : nullptr);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(render_fm);
HWY_EXPORT(update_fm);
void FmOscillator::update_operators(State& state, Coefficients& coefficients,
                                    const OscillatorUpdate& update) noexcept {
  KILN_DISPATCH(update_fm, update.lanes)(state, coefficients, update);
}
void FmOscillator::render(State& state, Coefficients& coefficients,
                          const OscillatorRender& render) noexcept {
  KILN_DISPATCH(render_fm, render.lanes)(state, coefficients, render);
}
}  // namespace kiln
#endif
