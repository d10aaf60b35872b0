// State-variable filter: from knobs to the coefficients of each stage.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/filters/svf.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_FILTERS_SVF_COEFFICIENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_FILTERS_SVF_COEFFICIENTS_INL_H_
#undef KILN_FILTERS_SVF_COEFFICIENTS_INL_H_
#else
#define KILN_FILTERS_SVF_COEFFICIENTS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace svf {

using Coefficients = Svf::Coefficients;

struct StageCoefficients {
  Vec b1, b2, b3, m0, m1, m2;
};

// How much of each response: y = lp LP + bp BP + hp HP + thru x + dip k v1.
struct Response {
  Vec lp, bp, hp, thru, dip;
};

struct Knobs {
  Vec cycles, k, morph, gain, split, zone;
};

// k = 1.414 (1 - r)^1.5: Q 0.71, 2, 22 at 0, 50, 90 %. In the last percent it goes on to -0.01, so
// that the oscillation grows up to the limit instead of keeping whatever it was given.
HWY_INLINE Vec damping(Vec resonance) {
  const Vec rest = clamp(set(1.0f) - resonance, 0.0f, 1.0f);
  return set(1.41421356f) * rest * sqrt(rest) - max_(zero(), set(0.01f) - rest);
}

HWY_INLINE Knobs knobs(const Coefficients& c, const Lanes* input, int offset) {
  const Vec resonance = load(&input[Svf::kResonance][offset]);
  return {load(&input[Svf::kCutoff][offset]) * set(c.inverse_rate),
          damping(resonance),
          clamp(load(&input[Svf::kMorphIn][offset]), 0.0f, 1.0f),
          c.mode == Svf::kPeak ? exp2(load(&input[Svf::kGainIn][offset]) * set(0.16609640f))
                               : set(1.0f),
          load(&input[Svf::kSplitIn][offset]) * set(1.0f / 12.0f),
          clamp((resonance - set(0.9f)) * set(10.0f), 0.0f, 1.0f)};
}

// Damping of the stages beside the resonant one. At resonance 0 they make Butterworth's third
// order pair (36 dB) or its nearest kin (24 dB: -3.0 dB at the cutoff, +0.28 dB below it).
HWY_INLINE float companion(const Coefficients& c, int stage) {
  return c.stages == 2 ? 1.0f : stage == 1 ? 0.51763809f : 1.93185165f;
}

// The second stage moves by `split`; as it leaves it takes the resonance along, within an octave.
HWY_INLINE Knobs knobs_of_stage(const Coefficients& c, const Knobs& main, int stage) {
  Knobs own = main;
  if (c.mode == Svf::kPeak) own.k = main.k / min_(main.gain, set(1.0f));  // a cut mirrors a boost
  if (stage == 0) return own;
  const Vec k = set(companion(c, stage));
  own.k = k;
  if (stage == 1) {
    own.cycles = main.cycles * exp2(main.split);
    own.k = k + min_(abs(main.split), set(1.0f)) * (min_(k, main.k) - k);
  }
  return own;
}

// Band-passes peak at 0 dB: their gain is k. Where the filter sings, k alone would silence it.
HWY_INLINE Response response(Svf::Mode mode, const Knobs& knobs) {
  const Vec none = zero();
  const Vec one = set(1.0f);
  const Vec peak = max_(knobs.k, knobs.zone * set(0.5f));
  switch (mode) {
    case Svf::kBp12:
    case Svf::kBp24:
      return {none, peak, none, none, none};
    case Svf::kHp12:
    case Svf::kHp24:
    case Svf::kHp36:
      return {none, none, one, none, none};
    case Svf::kNotch:
      return {none, none, none, one, negate(one)};
    case Svf::kPeak:
      return {none, none, none, one, knobs.gain - one};
    case Svf::kMorphing: {
      const Vec x = knobs.morph + knobs.morph;
      const Vec lp = max_(one - x, none);
      const Vec hp = max_(x - one, none);
      return {lp, (one - lp - hp) * peak, hp, none, none};
    }
    default:
      return {one, none, none, none, none};
  }
}

// Poles: the impulse-invariant filter has g = |tanh(p/2)| and k g = -2 Re tanh(p/2) with p its
// pole times the sample period. Their series in u = tan²: g = tan / (1 + u k²/6) and
// k (1 + u (4 - k²)/6 / (1 + 0.6 u)), good to 1 % for u < 0.6 and held beyond 1.
// Zeros: fitted at 18 kHz, svf_test.cpp measures them.
HWY_INLINE StageCoefficients stage_coefficients(const Knobs& knobs, const Response& response) {
  const Vec one = set(1.0f);
  const Vec tangent = tan_pi(clamp(knobs.cycles, 1e-6f, 0.45f));
  const Vec u = min_(tangent * tangent, one);
  const Vec kk = min_(knobs.k * knobs.k, set(4.0f));
  const Vec shift = one / (one + u * kk * set(1.0f / 6.0f));
  const Vec g = tangent * shift;
  const Vec held = one + u * (u * set(0.175f) - set(0.55f));
  const Vec k = knobs.k * (one + u * (set(4.0f) - kk) * held * set(1.0f / 6.0f));

  const Vec a1 = one / (one + g * (g + k));
  const Vec twice = a1 + a1;
  const Vec b2 = g * twice;

  const Vec small_g = min_(g, one);
  const Vec lp_zero = set(1.21f) * small_g;
  const Vec bp_zero = response.bp * (set(0.82f) * small_g);
  const Vec hp = response.hp * ((one + u * set(1.0f / 3.0f)) * shift);
  const Vec half = set(0.5f);
  return {twice - one,
          b2,
          g * b2,
          response.thru + bp_zero + hp,
          half * (response.lp * lp_zero + response.bp + k * (response.dip - bp_zero - hp)),
          half * (response.lp - bp_zero - hp)};
}

}  // namespace svf
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
