// The wavetable oscillator's kernels: a short one for plain frames, a general one for the rest.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/wavetable.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/wavetable.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/cross-inl.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/phase_steps-inl.h"
#include "kiln/oscillators/spectral_tilt-inl.h"
#include "kiln/oscillators/sub-inl.h"
#include "kiln/oscillators/warp-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Wt = WavetableOscillator;

// Where each lane of a vector reads its tables.
struct Spot {
  IntVec index;
  Vec fraction;

  HWY_INLINE explicit Spot(UintVec phase)
      : index(as_int(shift_right<kCycleFractionBits>(phase))), fraction(cycle_fraction(phase)) {}

  HWY_INLINE Vec read(const float* const* levels) const {
    Vec y0, y1, y2, y3;
    read_hermite4(levels, index, y0, y1, y2, y3);
    return hermite4(y0, y1, y2, y3, fraction);
  }
};

// How a unison lane is mixed: alone, with gains that rest, with gains that move.
enum class Mix { kAlone, kResting, kMoving };

// Adds one unison lane to the slot's block, with its place in the stereo picture.
template <Mix kMix>
struct Mixer {
  const OscillatorRender& r;
  RampVec left, right;
  int offset;
  bool first;

  HWY_INLINE Mixer(const OscillatorRender& render, int unison, int vector_offset)
      : r(render),
        left{zero(), zero()},
        right{zero(), zero()},
        offset(vector_offset),
        first(unison == 0) {
    if (kMix == Mix::kAlone) return;
    left = load_ramp(r.unison_left[unison], offset);
    right = load_ramp(r.unison_right[unison], offset);
  }
  HWY_INLINE void put(int k, Vec y) const {
    float* l = &(*r.left)[k][offset];
    if (kMix == Mix::kAlone) {
      store(y, l);
      return;
    }
    float* rr = &(*r.right)[k][offset];
    const Vec to_left = (kMix == Mix::kMoving ? left.at(k) : left.start) * y;
    const Vec to_right = (kMix == Mix::kMoving ? right.at(k) : right.start) * y;
    store(first ? to_left : load(l) + to_left, l);
    store(first ? to_right : load(rr) + to_right, rr);
  }
};

HWY_INLINE Mix mix_of(const OscillatorRender& r, int unison, int unisons, int offset) {
  if (unisons == 1) return Mix::kAlone;
  const Vec left = load(&r.unison_left[unison].step[offset]);
  const Vec right = load(&r.unison_right[unison].step[offset]);
  const bool rests = hn::AllTrue(D(), hn::And(left == zero(), right == zero()));
  return rests ? Mix::kResting : Mix::kMoving;
}

// No warp, no formant, no cross phase: one read a frame, or two between frames of the table.
template <bool kBetween, Mix kMix>
HWY_NOINLINE void render_plain(Wt::State& state, const Wt::Coefficients& c,
                               const OscillatorRender& r, int u, int offset) {
  const Wt::Voice& voice = c.voice[u];
  const Mixer<kMix> mixer(r, u, offset);
  const PhaseStepsVec steps = load_phase_steps(voice.increment, offset);
  const RampVec weight = load_ramp(voice.weight, offset);
  const float* from[kVecLanes];
  const float* to[kVecLanes];
  for (int i = 0; i < kVecLanes; ++i) {
    from[i] = voice.at[0][offset + i];
    to[i] = voice.at[1][offset + i];
  }
  UintVec phase = load(&state.phase[u][offset]);
  UintVec increment = steps.at(r.begin);  // whole numbers: adding up is exact
  for (int k = r.begin; k < r.end; ++k) {
    const Spot spot(phase);
    Vec y = spot.read(from);
    if (kBetween) y = y + weight.at(k) * (spot.read(to) - y);
    mixer.put(k, y);
    phase = phase + increment;
    increment = increment + steps.step;
  }
  store(phase, &state.phase[u][offset]);
}

template <Mix kMix>
HWY_INLINE void render_plain(Wt::State& state, const Wt::Coefficients& c, const OscillatorRender& r,
                             int u, int offset, bool between) {
  if (between) {
    render_plain<true, kMix>(state, c, r, u, offset);
  } else {
    render_plain<false, kMix>(state, c, r, u, offset);
  }
}

// Everything at once; what is neutral changes no bit against render_plain.
template <Mix kMix>
HWY_NOINLINE void render_general(Wt::State& state, const Wt::Coefficients& c,
                                 const OscillatorRender& r, int u, int offset) {
  const Wt::Voice& voice = c.voice[u];
  const Mixer<kMix> mixer(r, u, offset);
  const PhaseStepsVec steps = load_phase_steps(voice.increment, offset);
  const RampVec weight = load_ramp(voice.weight, offset);
  const RampVec spectral_weight = load_ramp(c.spectral_weight, offset);
  const RampVec warp = load_ramp(c.warp, offset);
  const RampVec formant = load_ramp(c.formant, offset);
  const RampVec cross_depth = load_ramp(c.cross, offset);
  const LaneMask vector_lanes = kAllLanes >> (kLanes - kVecLanes) << offset;
  const bool has_spectral = c.spectral != nullptr && is_used(c.spectral_weight, vector_lanes);
  const bool between = (voice.between & vector_lanes) != 0;
  const bool has_formant = is_used(c.formant, vector_lanes);
  const bool has_cross = c.has_cross && r.cross != nullptr;
  const bool cross_phase_on = has_cross && c.cross_mode == CrossMode::kPhase;
  const bool cross_frequency_on = has_cross && c.cross_mode == CrossMode::kFrequency;
  const bool cross_sync_on =
      c.has_cross && r.cross_sync != nullptr && c.cross_mode == CrossMode::kSync;

  static_assert(1024 >> 7 == kSelfHarmonics);
  const bool octaves = c.spectral != nullptr || c.quality != 1;
  const auto self_level = static_cast<uint32_t>((octaves ? 7 : 21) * kLevelStride);
  const float* low[2][kVecLanes];
  for (int i = 0; i < kVecLanes; ++i) {
    const uint32_t level = voice.level_start[offset + i];
    const uint32_t further = self_level > level ? self_level - level : 0;
    for (int j = 0; j < 2; ++j) low[j][i] = voice.at[j][offset + i] + further;
  }
  int k = r.begin;
  const auto low_wave = [&](UintVec p) HWY_ATTR {
    const Spot spot(p);
    const Vec y = spot.read(low[0]);
    return y + weight.at(k) * (spot.read(low[1]) - y);
  };
  const auto table = [&](UintVec p) HWY_ATTR {
    const Spot spot(p);
    Vec y = spot.read(voice.at[0] + offset);
    if (between) y = y + weight.at(k) * (spot.read(voice.at[1] + offset) - y);
    if (!has_spectral) return y;
    Vec z = spot.read(voice.at[2] + offset);
    if (between) z = z + weight.at(k) * (spot.read(voice.at[3] + offset) - z);
    return y + spectral_weight.at(k) * (z - y);
  };
  const auto grains = [&](UintVec p) HWY_ATTR {
    if (!has_formant) return table(p);
    const Vec x = phase_to_cycles(p);
    const Vec faster = formant.at(k);
    const Vec young = table(p + cycles_to_phase(faster * x));
    const Vec old = table(p + cycles_to_phase(faster * (x - set(1.0f))));
    return young + hann(x * set(0.5f)) * (old - young);
  };

  UintVec phase = load(&state.phase[u][offset]);
  UintVec old_phase = load(&state.old_phase[u][offset]);
  Vec since_reset = load(&state.since_reset[u][offset]);
  Vec previous = load(&state.previous[u][offset]);
  for (; k < r.end; ++k) {
    UintVec step = steps.at(k);
    Vec cross = zero();
    if (has_cross) cross = cross_input(*r.cross, k, offset);
    if (cross_frequency_on) {
      const Vec bent = cross_increment(steps_to_cycles(step), cross_depth.at(k), cross);
      step = hn::IfThenElse(hn::RebindMask(DU(), cross_depth.at(k) == zero()), step,
                            as_uint(to_int(bent * set(0x1p32f))));
    }
    const Vec increment = steps_to_cycles(step);
    if (cross_sync_on) {
      const Vec since = load(&(*r.cross_sync)[k][offset]);
      const Mask reset = hn::And(since > zero(), cross_depth.at(k) > set(kCrossSyncFloor));
      const hn::Mask<DU> reset_bits = hn::RebindMask(DU(), reset);
      old_phase = hn::IfThenElse(reset_bits, phase, old_phase);
      phase = hn::IfThenElse(reset_bits, cycles_to_phase(increment * since), phase);
      since_reset = select(reset, since, since_reset);
    }
    const UintVec bend = cross_phase_on
                             ? cycles_to_phase(cross_depth.at(k) * cross * set(kCrossCycles))
                             : set_uint(0);
    const Vec d = warp.at(k);
    Vec y = warped(c.warp_mode, d, phase + bend, increment, previous, c.map, grains, low_wave);
    if (cross_sync_on) {
      // The wave before the reset goes on for four frames while the new one fades in.
      const Mask in_seam = since_reset < set(2.0f * kSeamFrames);
      if (any(in_seam)) {
        Vec ignored = previous;
        const Vec before =
            warped(c.warp_mode, d, old_phase + bend, increment, ignored, c.map, grains, low_wave);
        y = y + seam_before(since_reset) * (before - y);
      }
      since_reset = min_(since_reset + set(1.0f), set(2.0f * kSeamFrames));
      old_phase = old_phase + step;
    }
    mixer.put(k, y);
    phase = phase + step;
  }
  store(phase, &state.phase[u][offset]);
  store(old_phase, &state.old_phase[u][offset]);
  store(since_reset, &state.since_reset[u][offset]);
  store(previous, &state.previous[u][offset]);
}

// Takes the offset of warped lanes off one channel.
HWY_INLINE void remove_offset(const Wt::Coefficients& c, Lanes& offset_lanes,
                              const OscillatorRender& r, LaneBlock& audio) {
  const Vec pole = set(c.offset_pole);
  for (const int offset : ActiveVectors(r.lanes & c.offset_active)) {
    const Mask on = lane_select_mask(c.offset_active, offset);
    Vec mean = load(&offset_lanes[offset]);
    for (int k = r.begin; k < r.end; ++k) {
      const Vec x = load(&audio[k][offset]);
      mean = select_or_zero(on, snap(mean + pole * (x - mean)));
      store(x - mean, &audio[k][offset]);
    }
    store(mean, &offset_lanes[offset]);
  }
}

// When the centre lane wraps, by its own increment: Cross "FM" and "Sync" are not counted.
void write_wraps(const Wt::State& state, const Wt::Coefficients& c, const OscillatorRender& r,
                 int offset) {
  const int u = c.unison / 2;
  const PhaseStepsVec steps = load_phase_steps(c.voice[u].increment, offset);
  UintVec phase = load(&state.phase[u][offset]);
  for (int k = r.begin; k < r.end; ++k) {
    const UintVec step = steps.at(k);
    store(time_since_wrap(phase, step), &(*r.sync_out)[k][offset]);
    phase = phase + step;
  }
}

void render_wavetable(Wt::State& state, Wt::Coefficients& c, const OscillatorRender& r) {
  for (const int offset : ActiveVectors(r.lanes)) {
    const LaneMask lanes = r.lanes & (kAllLanes >> (kLanes - kVecLanes) << offset);
    if (r.sync_out != nullptr) write_wraps(state, c, r, offset);
    for (int u = 0; u < c.unison; ++u) {
      const bool between = (c.voice[u].between & lanes) != 0;
      const Mix mix = mix_of(r, u, c.unison, offset);
      if ((c.general & lanes) != 0) {
        if (mix == Mix::kAlone) {
          render_general<Mix::kAlone>(state, c, r, u, offset);
        } else {
          render_general<Mix::kMoving>(state, c, r, u, offset);
        }
      } else if (mix == Mix::kAlone) {
        render_plain<Mix::kAlone>(state, c, r, u, offset, between);
      } else if (mix == Mix::kResting) {
        render_plain<Mix::kResting>(state, c, r, u, offset, between);
      } else {
        render_plain<Mix::kMoving>(state, c, r, u, offset, between);
      }
    }
  }
  LaneBlock* right = c.unison > 1 ? r.right : nullptr;
  remove_offset(c, state.offset_left, r, *r.left);
  if (right != nullptr) remove_offset(c, state.offset_right, r, *right);
  if (c.has_cross && r.cross != nullptr) {
    apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.left);
    if (right != nullptr) {
      apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *right);
    }
  }
  apply_spectral_tilt(c.tilt, state.tilt.left, r.begin, r.end, r.lanes, *r.left);
  if (right != nullptr) {
    apply_spectral_tilt(c.tilt, state.tilt.right, r.begin, r.end, r.lanes, *right);
  }
  add_sub(c.sub, state.sub, r.begin, r.end, r.lanes, *r.left, right);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(render_wavetable);
void WavetableOscillator::render(State& state, Coefficients& coefficients,
                                 const OscillatorRender& render) noexcept {
  KILN_DISPATCH(render_wavetable, render.lanes)(state, coefficients, render);
}
}  // namespace kiln
#endif
