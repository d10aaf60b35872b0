// Comb filter: coefficients at control points, and its kernel.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/comb.h"

#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/filters/comb.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/saturator-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"
#include "kiln/simd/table_read-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Coefficients = Comb::Coefficients;
using Channel = Comb::Channel;

// ---- Control points.

// atan x / 2π for x >= 0, to 3e-7 cycles. C. Hastings, "Approximations for Digital Computers"
// (1955), sheet 13, carried over to x > 1 by the complement.
HWY_INLINE Vec atan_cycles(Vec x) {
  const Vec one = set(1.0f);
  const Mask large = x > one;
  const Vec y = select(large, one, x) / select(large, x, one);
  const Vec z = y * y;
  const Vec p = set(0.15915132f) +
                z * (set(-0.05293867f) +
                     z * (set(0.03080341f) +
                          z * (set(-0.01853087f) + z * (set(0.00838004f) - z * set(0.00186549f)))));
  const Vec small = y * p;
  return select(large, set(0.25f) - small, small);
}

// Phase delay in frames, at w cycles per frame, of a pole at b >= 0: atan(b sin / (1 - b cos)) / ω.
HWY_INLINE Vec pole_delay(Vec b, Vec cycles) {
  const Vec half = sin_cycles(set(0.5f) * cycles);
  const Vec below = (set(1.0f) - b) + b * (set(2.0f) * half * half);
  return atan_cycles(b * sin_cycles(cycles) / max_(below, set(1e-9f))) / cycles;
}

struct Loop {
  Vec damp, stretch, delay;
};

// Each all-pass (c + z⁻¹) / (1 + c z⁻¹), c = -b, takes (1 + b) / (1 - b) frames of low frequencies
// and (1 - b) / (1 + b) of high ones. Full stretch gives it 35 % of the period.
HWY_INLINE Loop loop_at(const Coefficients& c, int offset, Vec cycles, Vec loop_frames) {
  const Vec one = set(1.0f);
  const Vec damp_cycles = clamp(load(&c.to[Comb::kDampIn][offset]) / set(c.rate), 0.0f, 0.49f);
  const Vec damp = exp2(set(-9.0647203f) * damp_cycles);  // e^-2πf
  const Vec frames = one + clamp(load(&c.to[Comb::kStretchIn][offset]), 0.0f, 1.0f) *
                               max_(set(0.35f) * loop_frames - set(2.0f), zero());
  const Vec stretch = (frames - one) / (frames + one);
  return {damp, stretch,
          pole_delay(damp, cycles) + set(static_cast<float>(Comb::kAllpasses)) *
                                         (one + set(2.0f) * pole_delay(stretch, cycles))};
}

void update_lanes(Coefficients& c, const FilterUpdate& update) {
  const Lanes* const inputs[Comb::kInputCount] = {update.cutoff_hz, update.resonance,
                                                  update.drive_db, &update.params[Comb::kDamp],
                                                  &update.params[Comb::kStretch]};
  for (const int offset : ActiveVectors(update.lanes)) {
    const LaneMask here = vector_lanes(offset);
    RampSetter setter(update.lanes, update.starting, update.inverse_frames, offset);
    bool drive_changed = false;
    for (int i = 0; i < Comb::kInputCount; ++i) {
      const bool changed = setter.knob(c.from[i], c.to[i], *inputs[i]);
      if (i == Comb::kDriveIn) drive_changed = changed;
    }
    const bool drive_moves =
        send_drive(c.drive, update, offset, drive_changed, load(&c.to[Comb::kDriveIn][offset]));
    if (!setter.changed() && (c.moving & here) == 0) continue;

    const Vec one = set(1.0f);
    const Vec cycles = clamp(load(&c.to[Comb::kCutoff][offset]) / set(c.rate), 1e-6f, 0.45f);
    const Vec period = set(c.mode == Comb::kMinus ? 0.5f : 1.0f) / cycles;
    const Loop loop = loop_at(c, offset, cycles, period);
    const Vec rest = one - clamp(load(&c.to[Comb::kResonance][offset]), 0.0f, 1.0f);
    const Vec feedback = set(0.9995f) * (one - rest * rest);
    setter.send(c.period, period);
    setter.send(c.loop, loop.delay);
    setter.send(c.damp, loop.damp);
    setter.send(c.stretch, loop.stretch);
    setter.send(c.gain, sqrt(one - feedback * feedback));
    setter.send(c.feedback, c.mode == Comb::kMinus ? negate(feedback) : feedback);
    c.moving = setter.moving() || drive_moves ? (c.moving | here) : (c.moving & ~here);
  }
}

// ---- The kernel.

struct Loops {
  Vec dc, damp, allpass[Comb::kAllpasses];
};

struct Values {
  Vec delay, feedback, gain, damp, stretch, dc;
};

// The signal `delay` >= 2 frames ago, between four neighbours.
HWY_INLINE Vec read_line(const Channel& channel, int at, Vec delay, int offset) {
  const IntVec whole = to_int(delay);
  const Vec fraction = delay - to_float(whole);
  const IntVec first = set_int(at - 2) - whole;
  const IntVec wrapped = first + hn::And(hn::BroadcastSignBit(first), set_int(channel.length));
  const float* lines[kVecLanes];
  const std::ptrdiff_t stride = channel.length + 4;
  for (int i = 0; i < kVecLanes; ++i) lines[i] = channel.lines + (offset + i) * stride;
  Vec y0, y1, y2, y3;
  read_hermite4(lines, wrapped, y0, y1, y2, y3);
  return hermite4(y0, y1, y2, y3, set(1.0f) - fraction);
}

HWY_INLINE void write_line(const Channel& channel, int at, Vec x, int offset) {
  HWY_ALIGN float values[kVecLanes];
  store(x, values);
  const std::ptrdiff_t stride = channel.length + 4;
  float* line = channel.lines + offset * stride;
  for (int i = 0; i < kVecLanes; ++i, line += stride) {
    line[at] = values[i];
    if (at < 4) line[channel.length + at] = values[i];  // the first frames again behind the end
  }
}

template <Comb::Mode kMode>
HWY_INLINE Vec tick(Loops& s, const Channel& channel, int at, const Values& c, Vec x, int offset) {
  Vec loop = read_line(channel, at, c.delay, offset);
  s.damp = loop + c.damp * (s.damp - loop);
  loop = s.damp;
  HWY_UNROLL(4)
  for (Vec& state : s.allpass) {
    const Vec y = state - c.stretch * loop;
    state = loop + c.stretch * y;
    loop = y;
  }
  s.dc = s.dc + c.dc * (x - s.dc);
  const Vec v = snap(soft_limit(c.gain * (x - s.dc) + c.feedback * loop));
  write_line(channel, at, v, offset);
  if constexpr (kMode == Comb::kBoth) return set(0.5f) * (v + loop);
  return v;
}

template <Comb::Mode kMode, int kChannels>
void run(Channel* const* channels, const Coefficients& c, const FilterRender& in, int offset) {
  const RampVec period = load_ramp(c.period, offset);
  const RampVec loop = load_ramp(c.loop, offset);
  const RampVec feedback = load_ramp(c.feedback, offset);
  const RampVec gain = load_ramp(c.gain, offset);
  const RampVec damp = load_ramp(c.damp, offset);
  const RampVec stretch = load_ramp(c.stretch, offset);
  Loops s[kChannels];
  int at = channels[0]->at;
  HWY_UNROLL(4)
  for (int i = 0; i < kChannels; ++i) {
    s[i] = {load(&channels[i]->dc[offset]),
            load(&channels[i]->damp[offset]),
            {load(&channels[i]->allpass[0][offset]), load(&channels[i]->allpass[1][offset])}};
  }
  for (int k = in.begin; k < in.end; ++k) {
    if ((k & 7) == 0) {
      HWY_UNROLL(4)
      for (Loops& one : s) {
        one = {snap(one.dc), snap(one.damp), {snap(one.allpass[0]), snap(one.allpass[1])}};
      }
    }
    Vec frames = period.at(k);
    if (in.cutoff_octaves != nullptr) {
      frames = frames * exp2(negate(clamp(load(&(*in.cutoff_octaves)[k][offset]), -40.0f, 40.0f)));
    }
    const Values now = {clamp(frames - loop.at(k), set(2.0f), set(c.longest)),
                        feedback.at(k),
                        gain.at(k),
                        damp.at(k),
                        stretch.at(k),
                        set(c.dc)};
    HWY_UNROLL(4)
    for (int i = 0; i < kChannels; ++i) {
      float* const frame = &(*in.block[i])[k][offset];
      store(tick<kMode>(s[i], *channels[i], at, now, load(frame), offset), frame);
    }
    at = at + 1 == channels[0]->length ? 0 : at + 1;
  }
  HWY_UNROLL(4)
  for (int i = 0; i < kChannels; ++i) {
    store(s[i].dc, &channels[i]->dc[offset]);
    store(s[i].damp, &channels[i]->damp[offset]);
    store(s[i].allpass[0], &channels[i]->allpass[0][offset]);
    store(s[i].allpass[1], &channels[i]->allpass[1][offset]);
  }
}

template <Comb::Mode kMode>
void render_mode(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (const int offset : ActiveVectors(in.lanes)) {
    if (in.channels > 1) {
      run<kMode, 2>(channels, c, in, offset);
    } else {
      run<kMode, 1>(channels, c, in, offset);
    }
  }
}

void render_lanes(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (const int offset : ActiveVectors(in.lanes & c.drive.driven)) {
    for (int i = 0; i < in.channels; ++i) {
      saturate(channels[i]->drive, c.drive, *in.block[i], in.begin, in.end, offset);
    }
  }
  if (in.channels > 1) channels[1]->at = channels[0]->at;
  switch (c.mode) {
    case Comb::kMinus:
      render_mode<Comb::kMinus>(channels, c, in);
      break;
    case Comb::kBoth:
      render_mode<Comb::kBoth>(channels, c, in);
      break;
    default:
      render_mode<Comb::kPlus>(channels, c, in);
      break;
  }
  for (int i = 0; i < in.channels; ++i) {
    channels[i]->at = (channels[i]->at + (in.end - in.begin)) % channels[i]->length;
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

void Comb::update(Coefficients& coefficients, const FilterUpdate& update) noexcept {
  KILN_DISPATCH(update_lanes, update.lanes)(coefficients, update);
}

void Comb::render(Channel* const* channels, Coefficients& coefficients,
                  const FilterRender& render) noexcept {
  KILN_DISPATCH(render_lanes, render.lanes)(channels, coefficients, render);
}
}  // namespace kiln
#endif
