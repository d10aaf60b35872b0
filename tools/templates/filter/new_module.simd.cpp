// The kernels of the new_module filter: new targets at control points, and the one-pole.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/new_module.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/filters/new_module.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/saturator-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Channel = NewModule::Channel;
using Coefficients = NewModule::Coefficients;

// G of a cutoff in cycles per frame.
HWY_INLINE Vec pole_gain(Vec cycles) {
  const Vec g = tan_pi(clamp(cycles, 0.0f, 0.45f));
  return g / (set(1.0f) + g);
}

void update_lanes(Coefficients& c, const FilterUpdate& update) {
  for (const int offset : ActiveVectors(update.lanes)) {
    RampSetter setter(update.lanes, update.starting, update.inverse_frames, offset);
    const Mask chosen = lane_select_mask(update.lanes, offset);
    const Vec cycles = load(&(*update.cutoff_hz)[offset]) * set(c.inverse_rate);
    const Vec bleed = clamp(load(&update.params[NewModule::kBleed][offset]), 0.0f, 1.0f);
    store(select(chosen, cycles, load(&c.cycles[offset])), &c.cycles[offset]);
    setter.send(c.g, pole_gain(cycles));
    setter.send(c.low_gain, c.mode == NewModule::kLow ? set(1.0f) : bleed);
    setter.send(c.high_gain, c.mode == NewModule::kLow ? bleed : set(1.0f));
    send_drive(c.drive, update, offset, true, load(&(*update.drive_db)[offset]));
  }
}

// One channel of one vector of voices. kAudioRate: in.cutoff_octaves moves the cutoff every frame.
template <bool kAudioRate>
HWY_INLINE void run(Channel& channel, const Coefficients& c, const FilterRender& in,
                    LaneBlock& block, int offset) {
  const RampVec g = load_ramp(c.g, offset);
  const RampVec low_gain = load_ramp(c.low_gain, offset);
  const RampVec high_gain = load_ramp(c.high_gain, offset);
  const Vec cycles = load(&c.cycles[offset]);
  Vec s = load(&channel.s[offset]);
  for (int k = in.begin; k < in.end; ++k) {
    Vec gain = g.at(k);
    if constexpr (kAudioRate) {
      const Vec octaves = clamp(load(&(*in.cutoff_octaves)[k][offset]), -40.0f, 40.0f);
      gain = pole_gain(cycles * exp2(octaves));
    }
    const Vec x = load(&block[k][offset]);
    const Vec v = gain * (x - s);
    const Vec low = v + s;
    s = snap(low + v);
    store(low_gain.at(k) * low + high_gain.at(k) * (x - low), &block[k][offset]);
  }
  store(s, &channel.s[offset]);
}

void render_lanes(Channel* const* channels, const Coefficients& c, const FilterRender& in) {
  for (int i = 0; i < in.channels; ++i) {
    for (const int offset : ActiveVectors(in.lanes & c.drive.driven)) {
      saturate(channels[i]->drive, c.drive, *in.block[i], in.begin, in.end, offset);
    }
    for (const int offset : ActiveVectors(in.lanes)) {
      if (in.cutoff_octaves != nullptr) {
        run<true>(*channels[i], c, in, *in.block[i], offset);
      } else {
        run<false>(*channels[i], c, in, *in.block[i], offset);
      }
    }
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

void NewModule::update(Coefficients& c, const FilterUpdate& update) noexcept {
  KILN_DISPATCH(update_lanes, update.lanes)(c, update);
}

void NewModule::render(Channel* const* channels, Coefficients& c,
                       const FilterRender& render) noexcept {
  KILN_DISPATCH(render_lanes, render.lanes)(channels, c, render);
}

}  // namespace kiln
#endif
