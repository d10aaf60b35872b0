// State-variable filter: coefficients at control points, and its kernels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/svf.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/filters/svf.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/saturator-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Stage = Svf::Stage;
using Coefficients = Svf::Coefficients;
using Channel = Svf::Channel;

// ---- From knobs to coefficients.

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
    case Svf::kBp12: case Svf::kBp24: return {none, peak, none, none, none};
    case Svf::kHp12: case Svf::kHp24: case Svf::kHp36: return {none, none, one, none, none};
    case Svf::kNotch: return {none, none, none, one, negate(one)};
    case Svf::kPeak: return {none, none, none, one, knobs.gain - one};
    case Svf::kMorphing: {
      const Vec x = knobs.morph + knobs.morph;
      const Vec lp = max_(one - x, none);
      const Vec hp = max_(x - one, none);
      return {lp, (one - lp - hp) * peak, hp, none, none};
    }
    default: return {one, none, none, none, none};
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

// ---- Control points.

HWY_INLINE void send_limit(Coefficients& c, RampSetter& setter, LaneMask lanes, int offset,
                           const Knobs& knobs) {
  setter.send(c.limit, knobs.zone * set(0.125f));
  for (int i = offset; i < offset + kVecLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    const bool limited = c.limit.ramp.start[i] != 0.0f || c.limit.target[i] != 0.0f;
    c.limited = limited ? (c.limited | lane_bit(i)) : (c.limited & ~lane_bit(i));
  }
}

void update_lanes(Coefficients& c, const FilterUpdate& update) {
  const Lanes* const inputs[Svf::kInputCount] = {
      update.cutoff_hz,           update.resonance, &update.params[Svf::kMorph],
      &update.params[Svf::kGain], &update.params[Svf::kSplit], update.drive_db};
  c.inverse_frames = update.inverse_frames;
  for (const int offset : ActiveVectors(update.lanes)) {
    const LaneMask here = vector_lanes(offset);
    RampSetter setter(update.lanes, update.starting, update.inverse_frames, offset);
    bool drive_changed = false;
    for (int i = 0; i < Svf::kInputCount; ++i) {
      const bool changed = setter.knob(c.from[i], c.to[i], *inputs[i]);
      if (i == Svf::kDriveIn) drive_changed = changed;
    }
    send_drive(c.drive, update, offset, drive_changed, load(&c.to[Svf::kDriveIn][offset]));
    if (!setter.changed() && (c.moving & here) == 0) continue;

    const Knobs main = knobs(c, c.to, offset);
    for (int i = 0; i < c.stages; ++i) {
      const Knobs own = knobs_of_stage(c, main, i);
      const StageCoefficients to = stage_coefficients(own, response(c.mode, own));
      Stage& stage = c.stage[i];
      setter.send(stage.b1, to.b1);
      setter.send(stage.b2, to.b2);
      setter.send(stage.b3, to.b3);
      setter.send(stage.m1, to.m1);
      if (!c.direct) continue;   // low-passes have m0 = 0 and m2 = 1/2
      setter.send(stage.m0, to.m0);
      setter.send(stage.m2, to.m2);
    }
    const bool was_limited = (c.limited & here) != 0;
    if (was_limited || any(main.zone != zero())) send_limit(c, setter, update.lanes, offset, main);

    c.moving = setter.moving() ? (c.moving | here) : (c.moving & ~here);
  }
}

// ---- Kernels.

// Frames up to the next multiple of 8, where states below 1e-15 snap to 0. Between two of them a
// state falls by at most (pole radius)^8: never into denormals.
HWY_INLINE int next_stop(int k, int end) {
  const int stop = (k | 7) + 1;
  return stop < end ? stop : end;
}

// One vector of coefficients in whichever way they move.
template <Motion kMotion, bool kDirect>
struct Source {
  RampVec b1, b2, b3, m0, m1, m2;

  HWY_INLINE Source(const Stage& stage, int offset)
      : b1(load_ramp(stage.b1, offset)), b2(load_ramp(stage.b2, offset)),
        b3(load_ramp(stage.b3, offset)), m0(load_ramp(stage.m0, offset)),
        m1(load_ramp(stage.m1, offset)), m2(load_ramp(stage.m2, offset)) {}

  HWY_INLINE Vec value(const RampVec& ramp, int k) const {
    if constexpr (kMotion == Motion::kStill) {
      return ramp.start;
    } else {
      return ramp.at(k);
    }
  }
  HWY_INLINE StageCoefficients at(int k) const {
    return {value(b1, k), value(b2, k), value(b3, k),
            kDirect ? value(m0, k) : zero(), value(m1, k),
            kDirect ? value(m2, k) : set(0.5f)};
  }
};

struct Pair {
  Vec s1, s2;
};

template <bool kDirect, bool kLimit>
HWY_INLINE Vec tick(Pair& s, const StageCoefficients& c, Vec x, Vec limit) {
  const Vec e = x - s.s2;
  const Vec s1 = c.b1 * s.s1 + c.b2 * e;
  const Vec s2 = (s.s2 + c.b2 * s.s1) + c.b3 * e;
  Vec y = c.m1 * (s.s1 + s1) + c.m2 * (s.s2 + s2);
  if constexpr (kDirect) y = y + c.m0 * x;
  if constexpr (kLimit) {
    // Beyond an amplitude of 2 both states shrink alike: the turn of the oscillation, its pitch,
    // stays. No more than by half a frame, so that a jump of the resonance cannot click.
    const Vec excess = max_((s1 * s1 + s2 * s2) - set(4.0f), zero());
    const Vec keep = max_(set(1.0f) - limit * excess, set(0.5f));
    s = {s1 * keep, s2 * keep};
    const Vec bound = set(0.4975f) / max_(limit, set(1e-9f));   // +12 dB at full resonance
    y = clamp(y, negate(bound), bound);
  } else {
    s = {s1, s2};
  }
  return y;
}

// kChains filters side by side hide each other's latency: two channels, or two vectors of lanes.
template <Motion kMotion, bool kDirect, bool kLimit, int kVectors, int kChannels>
void run_stage(Channel* const* channels, const Coefficients& c, int stage,
               const FilterRender& in, int offset) {
  constexpr int kChains = kVectors * kChannels;
  Pair s[kChains];
  const Source<kMotion, kDirect> first(c.stage[stage], offset);
  const Source<kMotion, kDirect> second(c.stage[stage], offset + (kVectors - 1) * kVecLanes);
  const RampVec limit[2] = {load_ramp(c.limit, offset),
                            load_ramp(c.limit, offset + (kVectors - 1) * kVecLanes)};
  HWY_UNROLL(4)
  for (int i = 0; i < kChains; ++i) {
    const int lane = offset + (i % kVectors) * kVecLanes;
    s[i] = {load(&channels[i / kVectors]->s1[stage][lane]),
            load(&channels[i / kVectors]->s2[stage][lane])};
  }
  for (int k = in.begin; k < in.end;) {
    if ((k & 7) == 0) {
      HWY_UNROLL(4)
      for (Pair& pair : s) pair = {snap(pair.s1), snap(pair.s2)};
    }
    for (const int stop = next_stop(k, in.end); k < stop; ++k) {
      const StageCoefficients now[2] = {first.at(k), second.at(k)};
      HWY_UNROLL(4)
      for (int i = 0; i < kChains; ++i) {
        float* const frame = &(*in.block[i / kVectors])[k][offset + (i % kVectors) * kVecLanes];
        store(tick<kDirect, kLimit>(s[i], now[i % kVectors], load(frame),
                                    limit[i % kVectors].at(k)), frame);
      }
    }
  }
  HWY_UNROLL(4)
  for (int i = 0; i < kChains; ++i) {
    const int lane = offset + (i % kVectors) * kVecLanes;
    store(s[i].s1, &channels[i / kVectors]->s1[stage][lane]);
    store(s[i].s2, &channels[i / kVectors]->s2[stage][lane]);
  }
}

HWY_INLINE Vec along(Vec from, Vec to, Vec t) { return from + t * (to - from); }

// Audio-rate cutoff: coefficients anew in every frame, from knobs that move in a straight line.
template <int kChannels>
void run_stage_at_audio_rate(Channel* const* channels, const Coefficients& c, int stage,
                             const FilterRender& in, int offset) {
  const Knobs from = knobs_of_stage(c, knobs(c, c.from, offset), stage);
  const Knobs to = knobs_of_stage(c, knobs(c, c.to, offset), stage);
  const Response from_mix = response(c.mode, from);
  const Response to_mix = response(c.mode, to);
  const RampVec limit = load_ramp(c.limit, offset);
  Pair s[kChannels];
  HWY_UNROLL(4)
  for (int i = 0; i < kChannels; ++i) {
    s[i] = {load(&channels[i]->s1[stage][offset]), load(&channels[i]->s2[stage][offset])};
  }
  for (int k = in.begin; k < in.end; ++k) {
    if ((k & 7) == 0) {
      HWY_UNROLL(4)
      for (Pair& pair : s) pair = {snap(pair.s1), snap(pair.s2)};
    }
    const Vec t = set(static_cast<float>(k) * c.inverse_frames);
    Knobs now = to;
    const Vec octaves = clamp(load(&(*in.cutoff_octaves)[k][offset]), -40.0f, 40.0f);
    now.cycles = along(from.cycles, to.cycles, t) * exp2(octaves);
    now.k = along(from.k, to.k, t);
    const Response mix = {along(from_mix.lp, to_mix.lp, t), along(from_mix.bp, to_mix.bp, t),
                          along(from_mix.hp, to_mix.hp, t), to_mix.thru,
                          along(from_mix.dip, to_mix.dip, t)};
    const StageCoefficients coefficients = stage_coefficients(now, mix);
    HWY_UNROLL(4)
    for (int i = 0; i < kChannels; ++i) {
      float* const frame = &(*in.block[i])[k][offset];
      store(tick<true, true>(s[i], coefficients, load(frame), limit.at(k)), frame);
    }
  }
  HWY_UNROLL(4)
  for (int i = 0; i < kChannels; ++i) {
    store(s[i].s1, &channels[i]->s1[stage][offset]);
    store(s[i].s2, &channels[i]->s2[stage][offset]);
  }
}

// ---- Which kernel.

template <int kVectors, int kChannels, Motion kMotion>
void run_stages(Channel* const* channels, const Coefficients& c, const FilterRender& in,
                int offset) {
  LaneMask here = vector_lanes(offset);
  if constexpr (kVectors == 2) here |= vector_lanes(offset + kVecLanes);
  const bool limit = (c.limited & in.lanes & here) != 0;
  for (int i = 0; i < c.stages; ++i) {
    if (c.direct) {
      if (limit) run_stage<kMotion, true, true, kVectors, kChannels>(channels, c, i, in, offset);
      else run_stage<kMotion, true, false, kVectors, kChannels>(channels, c, i, in, offset);
    } else {
      if (limit) run_stage<kMotion, false, true, kVectors, kChannels>(channels, c, i, in, offset);
      else run_stage<kMotion, false, false, kVectors, kChannels>(channels, c, i, in, offset);
    }
  }
}

template <int kVectors, int kChannels>
void run_vectors(Channel* const* channels, const Coefficients& c, const FilterRender& in,
                 int offset) {
  LaneMask here = vector_lanes(offset);
  if constexpr (kVectors == 2) here |= vector_lanes(offset + kVecLanes);
  if ((c.moving & here) != 0) {
    run_stages<kVectors, kChannels, Motion::kRamped>(channels, c, in, offset);
  } else {
    run_stages<kVectors, kChannels, Motion::kStill>(channels, c, in, offset);
  }
}

template <int kChannels>
void render_channels(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (int offset = 0; offset < kLanes; offset += kVecLanes) {
    if (!active(in.lanes, offset)) continue;
    if (in.cutoff_octaves != nullptr) {
      for (int i = 0; i < c.stages; ++i) {
        run_stage_at_audio_rate<kChannels>(channels, c, i, in, offset);
      }
      continue;
    }
    if constexpr (kChannels == 1 && kVecLanes < kLanes) {
      if (active(in.lanes, offset + kVecLanes) && offset + kVecLanes < kLanes) {
        run_vectors<2, 1>(channels, c, in, offset);
        offset += kVecLanes;
        continue;
      }
    }
    run_vectors<1, kChannels>(channels, c, in, offset);
  }
}

void render_lanes(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (const int offset : ActiveVectors(in.lanes & c.drive.driven)) {
    for (int i = 0; i < in.channels; ++i) {
      saturate(channels[i]->drive, c.drive, *in.block[i], in.begin, in.end, offset);
    }
  }
  if (in.channels > 1) {
    render_channels<2>(channels, c, in);
  } else {
    render_channels<1>(channels, c, in);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(update_lanes);
HWY_EXPORT(render_lanes);

void Svf::update(Coefficients& coefficients, const FilterUpdate& update) noexcept {
  HWY_DYNAMIC_DISPATCH(update_lanes)(coefficients, update);
}

void Svf::render(Channel* const* channels, Coefficients& coefficients,
                 const FilterRender& render) noexcept {
  HWY_DYNAMIC_DISPATCH(render_lanes)(channels, coefficients, render);
}
}  // namespace kiln
#endif
