// The kernels of warp.h: from a phase and a way to read the table to the warped wave.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/seam-inl.h"
#include "kiln/oscillators/warp.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_WARP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_WARP_INL_H_
#undef KILN_OSCILLATORS_WARP_INL_H_
#else
#define KILN_OSCILLATORS_WARP_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE Vec hann(Vec x) { return set(0.5f) - set(0.5f) * cos_cycles(x); }

// 1 for slow turns, 0 from `limit` cycles per frame on.
HWY_INLINE Vec slow_gain(Vec cycles_per_frame, float limit) {
  const Vec x = cycles_per_frame * set(1.0f / limit);
  const Vec g = max_(set(1.0f) - x * x, zero());
  return g * g;
}

// The first two partials of what rounding to `2n` levels takes off x.
HWY_INLINE Vec staircase(Vec x, Vec previous, Vec d) {
  const Vec amount = min_(abs(d) * set(16.0f), set(1.0f));
  const Vec n = exp2(set(7.0f) - set(7.0f) * abs(d));
  const Vec turns = n * abs(x - previous);
  const Vec inverse = amount * set(0.31830989f) / n;
  const Vec sine = sin_cycles(n * x);
  const Vec cosine = cos_cycles(n * x);
  const Vec first = select(d < zero(), negate(sine), sine) * slow_gain(turns, 0.2f);
  const Vec second = sine * cosine * slow_gain(turns + turns, 0.2f);
  return x + inverse * (first + second);
}

HWY_INLINE Vec folded(Vec x, Vec previous, Vec d) {
  const Vec gain = set(0.25f) + set(1.75f) * (d * d);  // cycles of the sine per unit of x
  const Vec bias = select(d < zero(), d * set(-0.25f), zero());
  const Vec amount =
      min_(abs(d) * set(8.0f), set(1.0f)) * slow_gain(gain * abs(x - previous), 0.3f);
  return x + amount * (sin_cycles(gain * x + bias) - x);
}

// One frame. read(p) is the wave at a phase, low(p) its lowest partials; `increment` in cycles per
// frame; `previous` the last value read, updated; `map` a PhaseMap's table. At d = 0 the result is
// read(phase), bit for bit.
template <class Read, class Low>
HWY_INLINE Vec warped(Warp warp, Vec d, UintVec phase, Vec increment, Vec& previous,
                      const float* map, Read read, Low low) {
  const auto shifted = [&](Vec cycles) HWY_ATTR { return phase + cycles_to_phase(cycles); };
  const Vec x = phase_to_cycles(phase);
  const Vec one = set(1.0f);
  switch (warp) {
    case Warp::kBend:
      return read(shifted(set(kBendCycles) * d * sin_cycles(x)));
    case Warp::kSqueeze:
      return read(shifted(set(0.5f * kBendCycles) * d * sin_cycles(x + x)));
    case Warp::kAsymmetric:
      return read(shifted(set(2.0f * kBendCycles) * d * hann(x)));
    case Warp::kMirror: {
      const Vec plain = read(phase);
      const Vec mirrored = copy_sign(one, d) * read(cycles_to_phase(hann(x)));
      return plain + abs(d) * (mirrored - plain);
    }
    case Warp::kSync: {
      const Vec faster = exp2(select(d > zero(), set(4.0f) * d, d)) - one;
      const Vec signed_x = phase_to_signed_cycles(phase);
      const Vec frames = signed_x / max_(increment, set(1e-9f));
      const Vec here = read(shifted(faster * x));
      const Mask in_seam = abs(frames) < set(kSeamFrames);
      if (!any(in_seam)) return here;
      // Before the restart the coming cycle fades in, after it the last one fades out.
      const Vec other_x = select(signed_x < zero(), x - one, x + one);
      const Vec other = read(shifted(faster * other_x));
      return here + seam_tail(frames) * (other - here);
    }
    case Warp::kWindow: {
      const Vec ratio = exp2(set(4.0f) * abs(d));
      const Vec plain = read(phase);
      const Vec centred = phase_to_signed_cycles(phase + set_uint(0x80000000u));
      const Vec cycles = select(d < zero(), negate(ratio), ratio) * centred;
      const Vec grain = set(1.4f) * hann(x) * read(cycles_to_phase(cycles));
      return plain + min_(set(8.0f) * abs(d), one) * (grain - plain);
    }
    case Warp::kQuantize: {
      const Vec y = read(phase);
      const Vec result = staircase(y, previous, d);
      previous = y;
      return result;
    }
    case Warp::kFold: {
      const Vec y = read(phase);
      const Vec result = folded(y, previous, d);
      previous = y;
      return result;
    }
    case Warp::kPhaseSelf:
      return read(shifted(set(kSelfCycles) * d * low(phase)));
    case Warp::kRemap:
      return read(shifted(d * read_cycles(map, set_uint(0), phase)));
    default:
      return read(phase);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
