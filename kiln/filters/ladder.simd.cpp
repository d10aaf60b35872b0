// Transistor ladder: coefficients at control points, and its kernels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/ladder.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/filters/ladder.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/saturator-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Coefficients = Ladder::Coefficients;
using Channel = Ladder::Channel;
constexpr int kStages = Ladder::kStages;

// ---- Control points.

HWY_INLINE Vec feedback_of(Vec resonance) { return set(4.35f) * clamp(resonance, 0.0f, 1.0f); }

// The oscillation grows until the stages' saturation has eaten the surplus feedback, and that
// saturation slows it down: by 105 cents per unit of feedback above 4 (32 cents at full resonance),
// less at high cutoffs, where the trapezoidal stages bend the frequency axis. This takes it back,
// to 1 cent; fitted to the pitch of this ladder over 0.0005…0.2 cycles per frame.
HWY_INLINE Vec tuning(Vec cycles, Vec feedback) {
  const Vec surplus = max_(feedback - set(4.0f), zero());
  const Vec x = min_(cycles, set(0.25f));
  const Vec bent = set(1.0f) + x * (x * set(6.3f) - set(3.7f));
  return set(1.0f) + surplus * (set(0.06065f) - set(0.02368f) * surplus) * bent;
}

HWY_INLINE Vec warped(Vec cycles, Vec feedback) {
  const Vec inside = clamp(cycles, 1e-6f, 0.45f);
  return tan_pi(min_(inside * tuning(inside, feedback), set(0.45f)));
}

void update_lanes(Coefficients& c, const FilterUpdate& update) {
  const Lanes* const inputs[Ladder::kInputCount] = {update.cutoff_hz, update.resonance,
                                                    update.drive_db, &update.params[Ladder::kBass],
                                                    &update.params[Ladder::kAge]};
  c.inverse_frames = update.inverse_frames;
  for (const int offset : ActiveVectors(update.lanes)) {
    const LaneMask here = vector_lanes(offset);
    RampSetter setter(update.lanes, update.starting, update.inverse_frames, offset);
    for (int i = 0; i < Ladder::kInputCount; ++i) setter.knob(c.from[i], c.to[i], *inputs[i]);
    if (!setter.changed() && (c.moving & here) == 0) continue;

    const Vec one = set(1.0f);
    const Vec cycles = load(&c.to[Ladder::kCutoff][offset]) * set(c.inverse_rate);
    const Vec feedback = feedback_of(load(&c.to[Ladder::kResonance][offset]));
    const Vec octaves =
        clamp(load(&c.to[Ladder::kDriveIn][offset]), 0.0f, 36.0f) * set(0.16609640f);
    const bool low_pass = c.mode == Ladder::kLp24 || c.mode == Ladder::kLp12;
    const Vec bass = low_pass ? load(&c.to[Ladder::kBassIn][offset]) : zero();
    const Vec age = load(&c.to[Ladder::kAgeIn][offset]);

    setter.send(c.g, warped(cycles, feedback));
    setter.send(c.feedback, feedback);
    setter.send(c.gain_in, set(0.25f) * exp2(octaves) * (one + bass * feedback));
    setter.send(c.gain_out, set(4.0f) * exp2(octaves * set(-0.7f)));
    // Age: up to ±15 % between the stages' cutoffs, their mean kept.
    const UintVec key = load(&c.key[offset]);
    Vec drift[kStages];
    HWY_UNROLL(4)
    for (int i = 0; i < kStages; ++i) drift[i] = random_bipolar(random_bits(key, set_uint(i)));
    const Vec mean = ((drift[0] + drift[1]) + (drift[2] + drift[3])) * set(0.25f);
    HWY_UNROLL(4)
    for (int i = 0; i < kStages; ++i) {
      setter.send(c.scale[i], one + age * set(0.15f) * (drift[i] - mean));
    }
    c.moving = setter.moving() ? (c.moving | here) : (c.moving & ~here);
  }
}

// ---- One frame.

struct Values {
  Vec g, feedback, gain_in, gain_out;
  Vec scale[kStages];
};

struct State {
  Vec s[kStages];
};

template <Ladder::Mode kMode>
HWY_INLINE Vec mix_stages(Vec w0, const Vec (&y)[kStages]) {
  switch (kMode) {
    case Ladder::kLp12:
      return y[1];
    case Ladder::kBp24:
      return set(4.0f) * ((y[1] - y[2]) - (y[2] - y[3]));
    case Ladder::kHp24:
      return (w0 + y[3]) + (set(6.0f) * y[1] - set(4.0f) * (y[0] + y[2]));
    default:
      return y[3];
  }
}

template <Ladder::Mode kMode>
HWY_INLINE Vec tick(State& state, const Values& c, Vec x) {
  Vec* const s = state.s;
  const Vec one = set(1.0f);
  const Vec k27 = set(27.0f);
  const Vec u = c.gain_in * x;

  // tanh v = v (27 + v²) / (27 + 9 v²) = v top / bottom, at each stage's predicted voltage: its
  // state. A stage is y = (s + g w) / (1 + g top / bottom), and w' = y top / bottom.
  Vec g[kStages], top[kStages], bottom[kStages], sum[kStages];
  HWY_UNROLL(4)
  for (int i = 0; i < kStages; ++i) {
    const Vec z = s[i] * s[i];
    g[i] = c.g * c.scale[i];
    top[i] = k27 + z;
    bottom[i] = k27 + set(9.0f) * z;
    sum[i] = bottom[i] + g[i] * top[i];
  }
  const Vec v0 = u - c.feedback * s[3];
  const Vec z0 = min_(v0 * v0, set(9.0f));
  // One division for all four: 1 / (a b c d).
  const Vec ab = sum[0] * sum[1];
  const Vec cd = sum[2] * sum[3];
  const Vec inverse = one / (ab * cd);
  const Vec inverse_ab = inverse * cd;
  const Vec inverse_cd = inverse * ab;
  const Vec r[kStages] = {inverse_ab * sum[1], inverse_ab * sum[0], inverse_cd * sum[3],
                          inverse_cd * sum[2]};

  // w_i = tanh y_i = a w0 + b, and at the end y3 = a3 w0 + b3.
  Vec hold[kStages], a[kStages], b[kStages];  // y = hold (s + g w)
  HWY_UNROLL(4)
  for (int i = 0; i < kStages; ++i) {
    hold[i] = bottom[i] * r[i];
    const Vec through = i == 3 ? hold[i] : top[i] * r[i];
    a[i] = through * g[i];
    b[i] = through * s[i];
    if (i == 0) continue;
    b[i] = b[i] + a[i] * b[i - 1];
    a[i] = a[i] * a[i - 1];
  }

  // w0 = t0 (u - k y3) with t0 = top0 / bottom0, then its tanh at that voltage.
  const Vec top0 = k27 + z0;
  const Vec bottom0 = k27 + set(9.0f) * z0;
  const Vec open = u - c.feedback * b[3];
  const Vec v = open * bottom0 / (bottom0 + top0 * c.feedback * a[3]);
  const Vec w0 = tanh_rational(v);

  Vec y[kStages];
  HWY_UNROLL(4)
  for (int i = 0; i < kStages; ++i) {
    const Vec w = i == 0 ? w0 : a[i - 1] * w0 + b[i - 1];
    y[i] = hold[i] * (s[i] + g[i] * w);
    s[i] = (y[i] + y[i]) - s[i];
  }
  return soft_limit(c.gain_out * mix_stages<kMode>(w0, y));
}

// ---- Kernels.

template <Motion kMotion>
struct Source {
  RampVec g, feedback, gain_in, gain_out, scale[kStages];
  RampVec cycles;  // for audio-rate modulation
  const LaneBlock* octaves;
  int offset;

  HWY_INLINE Source(const Coefficients& c, const FilterRender& in, int at_offset)
      : g(load_ramp(c.g, at_offset)),
        feedback(load_ramp(c.feedback, at_offset)),
        gain_in(load_ramp(c.gain_in, at_offset)),
        gain_out(load_ramp(c.gain_out, at_offset)),
        octaves(in.cutoff_octaves),
        offset(at_offset) {
    HWY_UNROLL(4)
    for (int i = 0; i < kStages; ++i) scale[i] = load_ramp(c.scale[i], at_offset);
    const Vec from = load(&c.from[Ladder::kCutoff][at_offset]) * set(c.inverse_rate);
    const Vec to = load(&c.to[Ladder::kCutoff][at_offset]) * set(c.inverse_rate);
    cycles = {from, (to - from) * set(c.inverse_frames)};
  }

  HWY_INLINE Vec value(const RampVec& ramp, int k) const {
    if constexpr (kMotion == Motion::kStill) {
      return ramp.start;
    } else {
      return ramp.at(k);
    }
  }
  HWY_INLINE Values at(int k) const {
    Values v{value(g, k), value(feedback, k), value(gain_in, k), value(gain_out, k), {}};
    HWY_UNROLL(4)
    for (int i = 0; i < kStages; ++i) v.scale[i] = value(scale[i], k);
    if constexpr (kMotion == Motion::kAudioRate) {
      const Vec bend = clamp(load(&(*octaves)[k][offset]), -40.0f, 40.0f);
      v.g = warped(cycles.at(k) * exp2(bend), v.feedback);
    }
    return v;
  }
};

// kVectors × kChannels ladders side by side hide each other's latency.
template <Ladder::Mode kMode, Motion kMotion, int kVectors, int kChannels>
void run(Channel* const* channels, const Coefficients& c, const FilterRender& in, int offset) {
  constexpr int kChains = kVectors * kChannels;
  State state[kChains];
  const Source<kMotion> first(c, in, offset);
  const Source<kMotion> second(c, in, offset + (kVectors - 1) * kVecLanes);
  HWY_UNROLL(4)
  for (int i = 0; i < kChains; ++i) {
    HWY_UNROLL(4)
    for (int j = 0; j < kStages; ++j) {
      state[i].s[j] = load(&channels[i / kVectors]->s[j][offset + (i % kVectors) * kVecLanes]);
    }
  }
  for (int k = in.begin; k < in.end; ++k) {
    if ((k & 7) == 0) {
      HWY_UNROLL(4)
      for (State& one : state) {
        HWY_UNROLL(4)
        for (Vec& s : one.s) s = snap(s);
      }
    }
    HWY_UNROLL(4)
    for (int i = 0; i < kChains; ++i) {
      float* const frame = &(*in.block[i / kVectors])[k][offset + (i % kVectors) * kVecLanes];
      const Values now = i % kVectors == 0 ? first.at(k) : second.at(k);
      store(tick<kMode>(state[i], now, load(frame)), frame);
    }
  }
  HWY_UNROLL(4)
  for (int i = 0; i < kChains; ++i) {
    HWY_UNROLL(4)
    for (int j = 0; j < kStages; ++j) {
      store(state[i].s[j], &channels[i / kVectors]->s[j][offset + (i % kVectors) * kVecLanes]);
    }
  }
}

template <Ladder::Mode kMode, Motion kMotion>
void run_vectors(Channel* const* channels, const Coefficients& c, const FilterRender& in,
                 int offset, bool two) {
  if (in.channels > 1) {
    run<kMode, kMotion, 1, 2>(channels, c, in, offset);
  } else if (two) {
    run<kMode, kMotion, 2, 1>(channels, c, in, offset);
  } else {
    run<kMode, kMotion, 1, 1>(channels, c, in, offset);
  }
}

template <Ladder::Mode kMode>
void render_mode(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (int offset = 0; offset < kLanes; offset += kVecLanes) {
    if (!active(in.lanes, offset)) continue;
    const int next = offset + kVecLanes;
    const bool two = in.channels == 1 && next < kLanes && active(in.lanes, next);
    const LaneMask here = vector_lanes(offset) | (two ? vector_lanes(next) : kNoLanes);
    if (in.cutoff_octaves != nullptr) {
      run_vectors<kMode, Motion::kAudioRate>(channels, c, in, offset, two);
    } else if ((c.moving & here) != 0) {
      run_vectors<kMode, Motion::kRamped>(channels, c, in, offset, two);
    } else {
      run_vectors<kMode, Motion::kStill>(channels, c, in, offset, two);
    }
    if (two) offset = next;
  }
}

void render_lanes(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  switch (c.mode) {
    case Ladder::kLp12:
      return render_mode<Ladder::kLp12>(channels, c, in);
    case Ladder::kBp24:
      return render_mode<Ladder::kBp24>(channels, c, in);
    case Ladder::kHp24:
      return render_mode<Ladder::kHp24>(channels, c, in);
    default:
      return render_mode<Ladder::kLp24>(channels, c, in);
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

void Ladder::update(Coefficients& coefficients, const FilterUpdate& update) noexcept {
  KILN_DISPATCH(update_lanes, update.lanes)(coefficients, update);
}

void Ladder::render(Channel* const* channels, Coefficients& coefficients,
                    const FilterRender& render) noexcept {
  KILN_DISPATCH(render_lanes, render.lanes)(channels, coefficients, render);
}
}  // namespace kiln
#endif
