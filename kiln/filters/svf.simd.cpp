// State-variable filter: coefficients at control points, and its kernels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/svf.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/filters/svf.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/saturator-inl.h"
#include "kiln/filters/svf_coefficients-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Stage = Svf::Stage;
using Coefficients = Svf::Coefficients;
using Channel = Svf::Channel;

// ---- Control points.

HWY_INLINE void send_limit(Coefficients& c, RampSetter& setter, LaneMask lanes, int offset,
                           const svf::Knobs& knobs) {
  setter.send(c.limit, knobs.zone * set(0.125f));
  for (int i = offset; i < offset + kVecLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    const bool limited = c.limit.ramp.start[i] != 0.0f || c.limit.target[i] != 0.0f;
    c.limited = limited ? (c.limited | lane_bit(i)) : (c.limited & ~lane_bit(i));
  }
}

void update_lanes(Coefficients& c, const FilterUpdate& update) {
  const Lanes* const inputs[Svf::kInputCount] = {update.cutoff_hz,
                                                 update.resonance,
                                                 &update.params[Svf::kMorph],
                                                 &update.params[Svf::kGain],
                                                 &update.params[Svf::kSplit],
                                                 update.drive_db};
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

    const svf::Knobs main = svf::knobs(c, c.to, offset);
    for (int i = 0; i < c.stages; ++i) {
      const svf::Knobs own = svf::knobs_of_stage(c, main, i);
      const svf::StageCoefficients to = svf::stage_coefficients(own, svf::response(c.mode, own));
      Stage& stage = c.stage[i];
      setter.send(stage.b1, to.b1);
      setter.send(stage.b2, to.b2);
      setter.send(stage.b3, to.b3);
      setter.send(stage.m1, to.m1);
      if (!c.direct) continue;  // low-passes have m0 = 0 and m2 = 1/2
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
      : b1(load_ramp(stage.b1, offset)),
        b2(load_ramp(stage.b2, offset)),
        b3(load_ramp(stage.b3, offset)),
        m0(load_ramp(stage.m0, offset)),
        m1(load_ramp(stage.m1, offset)),
        m2(load_ramp(stage.m2, offset)) {}

  HWY_INLINE Vec value(const RampVec& ramp, int k) const {
    if constexpr (kMotion == Motion::kStill) {
      return ramp.start;
    } else {
      return ramp.at(k);
    }
  }
  HWY_INLINE svf::StageCoefficients at(int k) const {
    return {value(b1, k), value(b2, k),
            value(b3, k), kDirect ? value(m0, k) : zero(),
            value(m1, k), kDirect ? value(m2, k) : set(0.5f)};
  }
};

struct Pair {
  Vec s1, s2;
};

template <bool kDirect, bool kLimit>
HWY_INLINE Vec tick(Pair& s, const svf::StageCoefficients& c, Vec x, Vec limit) {
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
    const Vec bound = set(0.4975f) / max_(limit, set(1e-9f));  // +12 dB at full resonance
    y = clamp(y, negate(bound), bound);
  } else {
    s = {s1, s2};
  }
  return y;
}

// kChains filters side by side hide each other's latency: two channels, or two vectors of lanes.
template <Motion kMotion, bool kDirect, bool kLimit, int kVectors, int kChannels>
void run_stage(Channel* const* channels, const Coefficients& c, int stage, const FilterRender& in,
               int offset) {
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
      const svf::StageCoefficients now[2] = {first.at(k), second.at(k)};
      HWY_UNROLL(4)
      for (int i = 0; i < kChains; ++i) {
        float* const frame = &(*in.block[i / kVectors])[k][offset + (i % kVectors) * kVecLanes];
        store(
            tick<kDirect, kLimit>(s[i], now[i % kVectors], load(frame), limit[i % kVectors].at(k)),
            frame);
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
  const svf::Knobs from = svf::knobs_of_stage(c, svf::knobs(c, c.from, offset), stage);
  const svf::Knobs to = svf::knobs_of_stage(c, svf::knobs(c, c.to, offset), stage);
  const svf::Response from_mix = svf::response(c.mode, from);
  const svf::Response to_mix = svf::response(c.mode, to);
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
    svf::Knobs now = to;
    const Vec octaves = clamp(load(&(*in.cutoff_octaves)[k][offset]), -40.0f, 40.0f);
    now.cycles = along(from.cycles, to.cycles, t) * exp2(octaves);
    now.k = along(from.k, to.k, t);
    const svf::Response mix = {along(from_mix.lp, to_mix.lp, t), along(from_mix.bp, to_mix.bp, t),
                               along(from_mix.hp, to_mix.hp, t), to_mix.thru,
                               along(from_mix.dip, to_mix.dip, t)};
    const svf::StageCoefficients coefficients = svf::stage_coefficients(now, mix);
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
      if (limit)
        run_stage<kMotion, true, true, kVectors, kChannels>(channels, c, i, in, offset);
      else
        run_stage<kMotion, true, false, kVectors, kChannels>(channels, c, i, in, offset);
    } else {
      if (limit)
        run_stage<kMotion, false, true, kVectors, kChannels>(channels, c, i, in, offset);
      else
        run_stage<kMotion, false, false, kVectors, kChannels>(channels, c, i, in, offset);
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
  KILN_DISPATCH(update_lanes, update.lanes)(coefficients, update);
}

void Svf::render(Channel* const* channels, Coefficients& coefficients,
                 const FilterRender& render) noexcept {
  KILN_DISPATCH(render_lanes, render.lanes)(channels, coefficients, render);
}
}  // namespace kiln
#endif
