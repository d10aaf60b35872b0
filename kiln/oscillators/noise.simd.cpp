// The kernel of the noise oscillator: a source, then one pass over the block for each filter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/noise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/noise.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/cross-inl.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using State = NoiseOscillator::State;
using Coefficients = NoiseOscillator::Coefficients;
using Stage = NoiseOscillator::Stage;
using StageState = NoiseOscillator::StageState;

// Keys of the second stream and of crackle amplitudes.
constexpr uint32_t kSecond = 0x68e31da4u;
constexpr uint32_t kAmplitude = 0xb5297a4du;

// Writes one frame: a and b turned into left and right.
struct Writer {
  const OscillatorRender& r;
  RampVec same, apart;
  int offset;

  HWY_INLINE void operator()(int k, Vec a, Vec b) const {
    const Vec middle = same.at(k) * a;
    const Vec side = apart.at(k) * b;
    store(middle + side, &(*r.left)[k][offset]);
    store(middle - side, &(*r.right)[k][offset]);
  }
};

HWY_INLINE void white(const Coefficients& c, State& state, const OscillatorRender& r, int offset,
                      const Writer& write) {
  const UintVec key = load(&state.random_key[offset]);
  const UintVec second = key ^ set_uint(kSecond);
  const Vec loudness = set(c.loudness);
  UintVec counter = load(&state.counter[offset]);
  for (int k = r.begin; k < r.end; ++k) {
    write(k, random_bipolar(random_bits(key, counter)) * loudness,
          random_bipolar(random_bits(second, counter)) * loudness);
    counter = counter + set_uint(1);
  }
  store(counter, &state.counter[offset]);
}

// Each step is the mean over its frame, which takes away the worst of its aliases.
HWY_INLINE void sample_and_hold(const Coefficients& c, State& state, const OscillatorRender& r,
                                int offset, const Writer& write) {
  const UintVec key = load(&state.random_key[offset]);
  const UintVec second = key ^ set_uint(kSecond);
  const RampVec rate = load_ramp(c.hold, offset);
  UintVec counter = load(&state.counter[offset]);
  UintVec phase = load(&state.hold_phase[offset]);
  Vec a = load(&state.held[0][offset]);
  Vec b = load(&state.held[1][offset]);
  for (int k = r.begin; k < r.end; ++k) {
    const Vec cycles = rate.at(k);
    const UintVec step = increment_to_phase(cycles);
    phase = phase + step;
    const Mask wrapped = hn::RebindMask(D(), phase < step);
    const Vec after = min_(phase_to_cycles(phase) / max_(cycles, set(1e-9f)), set(1.0f));
    const Vec new_a = select(wrapped, random_bipolar(random_bits(key, counter)), a);
    const Vec new_b = select(wrapped, random_bipolar(random_bits(second, counter)), b);
    const Vec share = select(wrapped, after, set(1.0f));
    write(k, lerp(a, new_a, share), lerp(b, new_b, share));
    a = new_a;
    b = new_b;
    counter = counter + (hn::BitCast(DU(), hn::VecFromMask(D(), wrapped)) & set_uint(1));
  }
  store(counter, &state.counter[offset]);
  store(phase, &state.hold_phase[offset]);
  store(a, &state.held[0][offset]);
  store(b, &state.held[1][offset]);
}

// A crackle of one stream in this frame: rarely other than 0; ±(0.45…1.5).
HWY_INLINE Vec crackle(UintVec key, UintVec counter, UintVec density) {
  const Mask now = hn::RebindMask(D(), random_bits(key, counter) < density);
  const Vec x = random_bipolar(random_bits(key ^ set_uint(kAmplitude), counter));
  return select_or_zero(now, x * set(1.05f) + copy_sign(set(0.45f), x));
}

HWY_INLINE void crackles(const Coefficients& c, State& state, const OscillatorRender& r, int offset,
                         const Writer& write) {
  const UintVec key = load(&state.random_key[offset]);
  const UintVec second = key ^ set_uint(kSecond);
  const UintVec density = load(&c.density[offset]);
  const Vec decay = set(c.crackle_decay);
  UintVec counter = load(&state.counter[offset]);
  Vec a = load(&state.crackle[0][offset]);
  Vec b = load(&state.crackle[1][offset]);
  for (int k = r.begin; k < r.end; ++k) {
    a = a * decay + crackle(key, counter, density);
    b = b * decay + crackle(second, counter, density);
    write(k, a, b);
    counter = counter + set_uint(1);
  }
  store(counter, &state.counter[offset]);
  store(a, &state.crackle[0][offset]);
  store(b, &state.crackle[1][offset]);
}

HWY_INLINE void colour(const Coefficients& c, Lanes* shelves, const OscillatorRender& r,
                       LaneBlock& audio) {
  constexpr int kShelves = NoiseOscillator::kShelves;
  for (const int offset : ActiveVectors(r.lanes & c.coloured)) {
    const Mask coloured = lane_select_mask(c.coloured, offset);
    const RampVec gain = load_ramp(c.gain, offset);
    const Vec high = load(&c.shelf_high[offset]);
    const Vec low = set(1.0f) - high;
    Vec state[kShelves];
    for (int s = 0; s < kShelves; ++s) state[s] = load(&shelves[s][offset]);
    for (int k = r.begin; k < r.end; ++k) {
      const Vec x = load(&audio[k][offset]);
      Vec y = x * gain.at(k);
      for (int s = 0; s < kShelves; ++s) {
        const Vec v = (y - state[s]) * set(c.shelf_pole[s]);
        const Vec lowpass = v + state[s];
        state[s] = select_or_zero(coloured, lowpass + v);
        y = high * y + low * lowpass;
      }
      store(select(coloured, y, x), &audio[k][offset]);
    }
    for (int s = 0; s < kShelves; ++s) store(state[s], &shelves[s][offset]);
  }
}

// One second-order filter over one channel; `out` (x, band-pass, low-pass) makes its output.
template <class Output>
HWY_INLINE void run_stage(const Stage& c, Lanes& band, Lanes& low, const OscillatorRender& r,
                          LaneBlock& audio, Output out) {
  for (const int offset : ActiveVectors(r.lanes & c.active)) {
    const Mask active = lane_select_mask(c.active, offset);
    const Vec g = load(&c.g[offset]);
    const Vec damping = load(&c.damping[offset]);
    const Vec a = set(1.0f) / (set(1.0f) + g * (g + damping));
    Vec s1 = load(&band[offset]);
    Vec s2 = load(&low[offset]);
    for (int k = r.begin; k < r.end; ++k) {
      const Vec x = load(&audio[k][offset]);
      const Vec v1 = a * (s1 + g * (x - s2));
      const Vec v2 = s2 + g * v1;
      s1 = select_or_zero(active, v1 + v1 - s1);
      s2 = select_or_zero(active, v2 + v2 - s2);
      store(select(active, out(offset, x, damping * v1, v2), x), &audio[k][offset]);
    }
    store(s1, &band[offset]);
    store(s2, &low[offset]);
  }
}

void render(State& state, const Coefficients& c, const OscillatorRender& r) {
  for (const int offset : ActiveVectors(r.lanes)) {
    const Writer write = {r, load_ramp(c.same, offset), load_ramp(c.apart, offset), offset};
    switch (c.mode) {
      case NoiseOscillator::kWhite:
        white(c, state, r, offset, write);
        break;
      case NoiseOscillator::kSampleAndHold:
        sample_and_hold(c, state, r, offset, write);
        break;
      case NoiseOscillator::kCrackle:
        crackles(c, state, r, offset, write);
        break;
    }
  }
  LaneBlock* const channels[2] = {r.left, r.right};
  for (int i = 0; i < 2; ++i) {
    LaneBlock& audio = *channels[i];
    colour(c, state.shelf[i], r, audio);
    run_stage(c.low_cut, state.low_cut.band[i], state.low_cut.low[i], r, audio,
              [](int, Vec x, Vec band, Vec low) HWY_ATTR { return x - band - low; });
    run_stage(c.high_cut, state.high_cut.band[i], state.high_cut.low[i], r, audio,
              [](int, Vec, Vec, Vec low) HWY_ATTR { return low; });
    run_stage(c.tune, state.tune.band[i], state.tune.low[i], r, audio,
              [&](int offset, Vec x, Vec band, Vec) HWY_ATTR {
                return lerp(x, band * load(&c.tune_gain[offset]), load(&c.tune_wet[offset]));
              });
    if (c.cross_gain && r.cross != nullptr) {
      apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, audio);
    }
  }
  if (r.sync_out == nullptr) return;
  for (const int offset : ActiveVectors(r.lanes)) {
    for (int k = r.begin; k < r.end; ++k) store(zero(), &(*r.sync_out)[k][offset]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(render);

}  // namespace

void NoiseOscillator::render(State& state, Coefficients& c, const OscillatorRender& r) noexcept {
  KILN_DISPATCH(render, r.lanes)(state, c, r);
}

}  // namespace kiln
#endif
