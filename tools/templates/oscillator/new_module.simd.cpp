// The kernels of the new_module oscillator: new targets at control points, and the wave.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/new_module.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/new_module.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/cross-inl.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/phase_steps-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using State = NewModuleOscillator::State;
using Coefficients = NewModuleOscillator::Coefficients;

// ---- Control points.

// The bend in radians whose partials end below half the engine rate.
HWY_INLINE Vec deepest_bend(Vec increment) {
  const Vec partials = set(0.5f) / max_(increment, set(1e-6f));
  return clamp((partials - set(7.0f)) * set(1.0f / 1.6f), 0.0f, NewModuleOscillator::kDeepest);
}

void update_lanes(Coefficients& c, const OscillatorUpdate& update) {
  const Vec inverse_frames = set(update.inverse_frames);
  for (const int offset : ActiveVectors(update.lanes)) {
    const Mask chosen = lane_select_mask(update.lanes, offset);
    const Mask starting = lane_select_mask(update.starting, offset);
    const Vec knob = clamp(load(&update.params[NewModuleOscillator::kBend][offset]), 0.0f, 1.0f);
    const Vec wanted = knob * set(NewModuleOscillator::kDeepest);
    for (int u = 0; u < c.unison; ++u) {
      const Vec increment = load(&update.increment[u][offset]);
      const Vec bend = min_(wanted, deepest_bend(increment)) * set(1.0f / 6.28318531f);
      move_phase_steps(c.increment[u], increment_to_phase(increment), chosen, starting,
                       inverse_frames, offset);
      move_ramp(c.bend[u], c.bend_target[u], bend, chosen, starting, inverse_frames, offset);
    }
    const Vec cross = load(&update.params[NewModuleOscillator::kCross][offset]);
    move_ramp(c.cross, c.cross_target, cross, chosen, starting, inverse_frames, offset);
  }
}

// ---- The wave.

// sin(θ + b sin θ), all in cycles.
HWY_INLINE Vec bent_sine(UintVec phase, Vec bend) {
  const Vec theta = phase_to_signed_cycles(phase);
  return sin_cycles(theta + bend * sin_cycles(theta));
}

// One unison lane of one vector of voices; write(k, y) takes the frames.
template <bool kPhaseCross, class Write>
HWY_INLINE void run(State& state, const Coefficients& c, const OscillatorRender& r, int u,
                    int offset, Write write) {
  UintVec phase = load(&state.phase[u][offset]);
  const PhaseStepsVec steps = load_phase_steps(c.increment[u], offset);
  const RampVec bend = load_ramp(c.bend[u], offset);
  const RampVec cross = load_ramp(c.cross, offset);
  const bool gives_sync = r.sync_out != nullptr && u == c.unison / 2;
  for (int k = r.begin; k < r.end; ++k) {
    const UintVec step = steps.at(k);
    UintVec read = phase;
    if constexpr (kPhaseCross) {
      read = cross_phase(phase, cross.at(k), cross_input(*r.cross, k, offset));
    }
    write(k, bent_sine(read, bend.at(k)));
    if (gives_sync) store(time_since_wrap(phase, step), &(*r.sync_out)[k][offset]);
    phase = phase + step;
  }
  store(phase, &state.phase[u][offset]);
}

template <bool kPhaseCross>
HWY_INLINE void render_waves(State& state, const Coefficients& c, const OscillatorRender& r) {
  for (const int offset : ActiveVectors(r.lanes)) {
    if (c.unison == 1) {  // gain and pan are the slot's
      run<kPhaseCross>(state, c, r, 0, offset,
                       [&](int k, Vec y) HWY_ATTR { store(y, &(*r.left)[k][offset]); });
      continue;
    }
    for (int k = r.begin; k < r.end; ++k) {
      store(zero(), &(*r.left)[k][offset]);
      store(zero(), &(*r.right)[k][offset]);
    }
    for (int u = 0; u < c.unison; ++u) {
      const RampVec left = load_ramp(r.unison_left[u], offset);
      const RampVec right = load_ramp(r.unison_right[u], offset);
      run<kPhaseCross>(state, c, r, u, offset, [&](int k, Vec y) HWY_ATTR {
        float* const l = &(*r.left)[k][offset];
        float* const m = &(*r.right)[k][offset];
        store(load(l) + left.at(k) * y, l);
        store(load(m) + right.at(k) * y, m);
      });
    }
  }
}

void render_lanes(State& state, const Coefficients& c, const OscillatorRender& r) {
  const bool crossed = c.has_cross && r.cross != nullptr;
  if (crossed && c.cross_mode == CrossMode::kPhase) {
    render_waves<true>(state, c, r);
    return;
  }
  render_waves<false>(state, c, r);
  if (!crossed) return;
  apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.left);
  if (c.unison > 1) {
    apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.right);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(update_lanes);
HWY_EXPORT(render_lanes);

}  // namespace

void NewModuleOscillator::update(State&, Coefficients& c, const OscillatorUpdate& u) noexcept {
  KILN_DISPATCH(update_lanes, u.lanes)(c, u);
}

void NewModuleOscillator::render(State& state, Coefficients& c,
                                 const OscillatorRender& r) noexcept {
  KILN_DISPATCH(render_lanes, r.lanes)(state, c, r);
}

}  // namespace kiln
#endif
