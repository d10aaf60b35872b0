// The kernel of the analog oscillator: tables for the waves, then noise, sub and tone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/analog.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/analog.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/analog_noise-inl.h"
#include "kiln/oscillators/cross-inl.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/sub-inl.h"
#include "kiln/oscillators/tilt-inl.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using State = AnalogOscillator::State;
using Coefficients = AnalogOscillator::Coefficients;

constexpr int kSine = AnalogOscillator::kSine;
constexpr int kTriangle = AnalogOscillator::kTriangle;
constexpr int kSaw = AnalogOscillator::kSaw;
constexpr int kPulse = AnalogOscillator::kPulse;

// What a block needs, the same for all its lanes; results never depend on it.
enum class Path {
  kOneTable,     // one wave, nothing moves but the phase
  kSteadyPulse,  // the same for the pulse
  kAnything
};

// How the block's frames are made, found once.
struct Plan {
  Path path = Path::kAnything;
  int wave = kSaw;  // for kOneTable
  bool uses[4] = {};
  bool gliding = false;
  bool bent = false;
  bool phase_modulated = false;
  bool frequency_modulated = false;
};

HWY_INLINE Plan make_plan(const Coefficients& c, const OscillatorRender& r, LaneMask lanes) {
  Plan plan;
  int count = 0;
  for (int w = 0; w < 4; ++w) {
    plan.uses[w] = (c.waves[w] & lanes) != 0;
    if (!plan.uses[w]) continue;
    ++count;
    plan.wave = w;
  }
  plan.gliding = (c.gliding & lanes) != 0;
  plan.bent = (c.bent & lanes) != 0;
  const bool cross = c.cross_on && r.cross != nullptr;
  plan.phase_modulated = cross && c.cross_mode == CrossMode::kPhase;
  plan.frequency_modulated = cross && c.cross_mode == CrossMode::kFrequency;
  const bool plain = count == 1 && !plan.bent && !cross && (c.moving & lanes) == 0;
  if (plain) plan.path = plan.wave == kPulse ? Path::kSteadyPulse : Path::kOneTable;
  return plan;
}

// Frames of one vector.
using FrameUints = uint32_t[kMaxControlFrames][kVecLanes];
using FrameFloats = float[kMaxControlFrames][kVecLanes];

// Where the block's frames read the tables: found once, so that all waves of a phase share it, and
// in memory, whence each lane takes its index.
struct Spots {
  HWY_ALIGN FrameUints index;
  HWY_ALIGN FrameFloats fraction;

  HWY_INLINE void put(int k, UintVec level, UintVec phase) {
    store(shift_right<kCycleFractionBits>(phase) + level, index[k]);
    store(cycle_fraction(phase), fraction[k]);
  }
  HWY_INLINE Vec read(const float* table, int k) const {
    return read_cycles_at(table, index[k], load(fraction[k]));
  }
};

HWY_INLINE Vec read_pulse(const float* saw, UintVec level, UintVec phase, UintVec half_width) {
  const UintVec middle = phase + set_uint(0x40000000u);
  return read_cycles(saw, level, middle - half_width) -
         read_cycles(saw, level, middle + half_width);
}

// cycles_to_phase and sin_cycles where nothing has to be wrapped: |cycles| < 0.5. The same bits.
HWY_INLINE UintVec part_to_phase(Vec cycles) { return as_uint(to_int(cycles * set(0x1p32f))); }
HWY_INLINE Vec sin_part(Vec cycles) {
  const Vec a = abs(cycles);
  const Vec b = min_(a, set(0.5f) - a);
  return copy_sign(b * polynomial(b * b, math::coefficients::kSin), cycles);
}

// Width for all but the pulse: a smooth bend of the phase, at most twice as steep: by less than a
// sixth of a cycle.
HWY_INLINE UintVec bend_phase(UintVec phase, Vec bend) {
  const Vec turn = sin_part(phase_to_signed_cycles(phase)) * bend * set(0.159154943f);
  return phase - part_to_phase(turn);
}

// The phases of a block's frames. `c`, `r` and `plan` as in run_lane.
HWY_INLINE void run_phases(const Coefficients& c, State& state, const OscillatorRender& r,
                           const Plan& plan, int u, int offset, LaneBlock* sync_out,
                           FrameUints& phases) {
  const RampVec increment = load_ramp(c.increment[u], offset);
  const RampVec depth = load_ramp(c.cross, offset);
  UintVec phase = load(&state.phase[u][offset]);
  for (int k = r.begin; k < r.end; ++k) {
    Vec cycles = increment.at(k);
    if (plan.frequency_modulated) {
      cycles = cross_increment(cycles, depth.at(k), cross_input(*r.cross, k, offset));
    }
    const UintVec step = increment_to_phase(cycles);
    phase = phase + step;
    UintVec p = phase;
    if (plan.phase_modulated) p = cross_phase(p, depth.at(k), cross_input(*r.cross, k, offset));
    store(p, phases[k]);
    if (sync_out != nullptr) {
      // Wrapped: less is left than one step.
      const Vec since = phase_to_cycles(phase) / max_(cycles, set(1e-9f));
      const Vec time = clamp(since, 0x1p-24f, 1.0f);
      const Mask wrapped = hn::RebindMask(D(), phase < step);
      store(select_or_zero(wrapped, time), &(*sync_out)[k][offset]);
    }
  }
  store(phase, &state.phase[u][offset]);
}

// Any mixture of waves, each in a loop of its own, into `sum`.
HWY_NOINLINE void run_waves(const Coefficients& c, State& state, const OscillatorRender& r,
                            const Plan& plan, int u, int offset, LaneBlock* sync_out,
                            FrameFloats& sum) {
  HWY_ALIGN FrameUints phases;
  Spots spots;
  run_phases(c, state, r, plan, u, offset, sync_out, phases);
  const UintVec level = load(&c.level_start[u][offset]);
  bool first = true;
  if (plan.uses[kPulse]) {
    const RampVec half_width = load_ramp(c.half_width, offset);
    const RampVec weight = load_ramp(c.weight[kPulse], offset);
    Spots fall;
    for (int k = r.begin; k < r.end; ++k) {
      const UintVec middle = load(phases[k]) + set_uint(0x40000000u);
      const UintVec half = part_to_phase(half_width.at(k));
      spots.put(k, level, middle - half);
      fall.put(k, level, middle + half);
    }
    const float* saw = c.tables[kSaw];
    for (int k = r.begin; k < r.end; ++k) {
      store((spots.read(saw, k) - fall.read(saw, k)) * weight.at(k), sum[k]);
    }
    first = false;
  }
  if (plan.bent) {
    const RampVec bend = load_ramp(c.bend, offset);
    for (int k = r.begin; k < r.end; ++k) {
      spots.put(k, level, bend_phase(load(phases[k]), bend.at(k)));
    }
  } else {
    for (int k = r.begin; k < r.end; ++k) spots.put(k, level, load(phases[k]));
  }
  for (const int wave : {kSine, kTriangle, kSaw}) {
    if (!plan.uses[wave]) continue;
    const RampVec weight = load_ramp(c.weight[wave], offset);
    const float* table = c.tables[wave];
    if (first) {
      for (int k = r.begin; k < r.end; ++k) store(spots.read(table, k) * weight.at(k), sum[k]);
    } else {
      for (int k = r.begin; k < r.end; ++k) {
        store(load(sum[k]) + spots.read(table, k) * weight.at(k), sum[k]);
      }
    }
    first = false;
  }
}

// One unison lane of one vector. `Write` takes (frame, value).
template <Path kPath, class Write>
HWY_INLINE void run_lane(const Coefficients& c, State& state, const OscillatorRender& r,
                         const Plan& plan, int u, int offset, LaneBlock* sync_out, Write write) {
  if constexpr (kPath == Path::kAnything) {
    HWY_ALIGN FrameFloats sum;
    run_waves(c, state, r, plan, u, offset, sync_out, sum);
    for (int k = r.begin; k < r.end; ++k) write(k, load(sum[k]));
    return;
  }
  const RampVec increment = load_ramp(c.increment[u], offset);
  const UintVec level = load(&c.level_start[u][offset]);
  UintVec phase = load(&state.phase[u][offset]);
  UintVec step = increment_to_phase(increment.start);
  const float* table = c.tables[kPath == Path::kOneTable ? plan.wave : kSaw];
  const Vec weight = load(&c.weight[plan.wave].start[offset]);
  const UintVec half_width = cycles_to_phase(load(&c.half_width.start[offset]));
  for (int k = r.begin; k < r.end; ++k) {
    if (plan.gliding) step = increment_to_phase(increment.at(k));
    phase = phase + step;
    const Vec y = kPath == Path::kOneTable ? read_cycles(table, level, phase)
                                           : read_pulse(table, level, phase, half_width);
    write(k, y * weight);
  }
  store(phase, &state.phase[u][offset]);
}

// A lane alone: vectors of its frames, where run_lane would compute lanes that nobody hears.
template <Path kPath>
HWY_INLINE void run_voice(const Coefficients& c, State& state, const OscillatorRender& r,
                          const Plan& plan, int lane) {
  constexpr int kMost = kMaxControlFrames + kVecLanes;
  HWY_ALIGN uint32_t phases[kMost];
  HWY_ALIGN float values[kMost];
  const int count = r.end - r.begin;
  const RampVec increment = {set(c.increment[0].start[lane]), set(c.increment[0].step[lane])};
  for (int i = 0; i < count; i += kVecLanes) {
    const Vec cycles = increment.start + frames_from(r.begin + i) * increment.step;
    store(increment_to_phase(plan.gliding ? cycles : increment.start), &phases[i]);
  }
  uint32_t phase = state.phase[0][lane];
  for (int i = 0; i < count; ++i) phases[i] = phase += phases[i];
  state.phase[0][lane] = phase;

  const UintVec level = set_uint(c.level_start[0][lane]);
  const float* table = c.tables[kPath == Path::kOneTable ? plan.wave : kSaw];
  const Vec weight = set(c.weight[plan.wave].start[lane]);
  const UintVec half_width = cycles_to_phase(set(c.half_width.start[lane]));
  for (int i = 0; i < count; i += kVecLanes) {
    const UintVec p = load(&phases[i]);
    const Vec y = kPath == Path::kOneTable ? read_cycles(table, level, p)
                                           : read_pulse(table, level, p, half_width);
    store(y * weight, &values[i]);
  }
  float* left = &(*r.left)[r.begin][lane];
  for (int i = 0; i < count; ++i, left += kLanes) *left = values[i];
}

template <Path kPath>
HWY_INLINE void run_lanes(const Coefficients& c, State& state, const OscillatorRender& r,
                          const Plan& plan, LaneMask lanes) {
  if (kPath != Path::kAnything && c.unison == 1 && (lanes & (lanes - 1)) == 0) {
    run_voice<kPath>(c, state, r, plan, *lanes_of(lanes).begin());
    return;
  }
  LaneBlock& left = *r.left;
  for (const int offset : ActiveVectors(lanes)) {
    if (c.unison == 1) {
      run_lane<kPath>(c, state, r, plan, 0, offset, r.sync_out,
                      [&](int k, Vec y) HWY_ATTR { store(y, &left[k][offset]); });
      continue;
    }
    LaneBlock& right = *r.right;
    for (int u = 0; u < c.unison; ++u) {
      const RampVec gain_left = load_ramp(r.unison_left[u], offset);
      const RampVec gain_right = load_ramp(r.unison_right[u], offset);
      LaneBlock* sync_out = u == c.centre ? r.sync_out : nullptr;
      if (u == 0) {
        run_lane<kPath>(c, state, r, plan, u, offset, sync_out, [&](int k, Vec y) HWY_ATTR {
          store(y * gain_left.at(k), &left[k][offset]);
          store(y * gain_right.at(k), &right[k][offset]);
        });
      } else {
        run_lane<kPath>(c, state, r, plan, u, offset, sync_out, [&](int k, Vec y) HWY_ATTR {
          store(load(&left[k][offset]) + y * gain_left.at(k), &left[k][offset]);
          store(load(&right[k][offset]) + y * gain_right.at(k), &right[k][offset]);
        });
      }
    }
  }
}

void render_tables(State& state, const Coefficients& c, const OscillatorRender& r, LaneMask lanes) {
  Plan plan = make_plan(c, r, lanes);
  if (r.sync_out != nullptr) plan.path = Path::kAnything;
  if (plan.path == Path::kOneTable) {
    run_lanes<Path::kOneTable>(c, state, r, plan, lanes);
  } else if (plan.path == Path::kSteadyPulse) {
    run_lanes<Path::kSteadyPulse>(c, state, r, plan, lanes);
  } else {
    run_lanes<Path::kAnything>(c, state, r, plan, lanes);
  }
}

void finish(State& state, const Coefficients& c, const OscillatorRender& r) {
  LaneBlock* right = c.unison > 1 ? r.right : nullptr;
  if (c.cross_gain && r.cross != nullptr) {
    apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *r.left);
    if (right != nullptr) {
      apply_cross_gain(c.cross_mode, c.cross, *r.cross, r.begin, r.end, r.lanes, *right);
    }
  }
  if ((c.noisy & r.lanes) != 0) add_noise(state, c, r, r.lanes, right);
  add_sub(c.sub, state.sub, r.begin, r.end, r.lanes, *r.left, right);
  apply_tilt(c.tilt, state.tilt, r.begin, r.end, r.lanes, *r.left, right);
}

constexpr float kWavePrecision = 1e-4f;  // of Shape, within which a wave is pure

// Weights of the four waves at a place of the Shape knob: at most two differ from 0.
HWY_INLINE void wave_weights(Vec shape, Vec (&weight)[AnalogOscillator::kWaveCount]) {
  constexpr const float* kPlace = AnalogOscillator::kPlace;
  const auto among = [&](float first, float second, float third) HWY_ATTR {
    const Vec lower = select(shape >= set(kPlace[1]), set(second), set(first));
    return select(shape >= set(kPlace[2]), set(third), lower);
  };
  const Vec width = among(kPlace[1] - kPlace[0], kPlace[2] - kPlace[1], kPlace[3] - kPlace[2]);
  Vec t = (shape - among(kPlace[0], kPlace[1], kPlace[2])) / width;
  t = select(t < set(kWavePrecision), zero(), t);
  t = select(t > set(1.0f - kWavePrecision), set(1.0f), t);
  const Vec rest = set(1.0f) - t;
  const Mask past_triangle = shape >= set(kPlace[1]);
  const Mask past_saw = shape >= set(kPlace[2]);
  weight[kSine] = select(past_triangle, zero(), rest);
  weight[kTriangle] = select(past_saw, zero(), select(past_triangle, rest, t));
  weight[kSaw] = select(past_saw, rest, select(past_triangle, t, zero()));
  weight[kPulse] = select(past_saw, t, zero());
  for (int w = 0; w < AnalogOscillator::kWaveCount; ++w) {
    weight[w] = weight[w] * set(AnalogOscillator::kGain[w]);
  }
}

// New ramps for the chosen lanes of one vector.
struct Mover {
  const OscillatorUpdate& update;
  int offset;
  Mask chosen;
  Mask starting;

  HWY_INLINE Mover(const OscillatorUpdate& u, int vector_offset)
      : update(u),
        offset(vector_offset),
        chosen(lane_select_mask(u.lanes, vector_offset)),
        starting(lane_select_mask(u.starting, vector_offset)) {}

  // Returns the ramp, for all lanes of the vector.
  HWY_INLINE RampVec move(Ramp& ramp, Lanes& target, Vec to) const {
    const Vec before = load(&target[offset]);
    const Vec start = select(starting, to, before);
    const Vec step = (to - start) * set(update.inverse_frames);
    store(select(chosen, start, load(&ramp.start[offset])), &ramp.start[offset]);
    store(select(chosen, step, load(&ramp.step[offset])), &ramp.step[offset]);
    store(select(chosen, to, before), &target[offset]);
    return {start, step};
  }
  HWY_INLINE void put(LaneMask& mask, Mask on) const {
    const LaneMask here = update.lanes & (kAllLanes >> (kLanes - kVecLanes) << offset);
    mask = (mask & ~here) | ((mask_bits(on) << offset) & here);
  }
};

HWY_INLINE Mask differs(Vec a, Vec b) { return hn::Ne(a, b); }

void update_shape(Coefficients& c, const OscillatorUpdate& update) {
  using A = AnalogOscillator;
  const Lanes* params = update.params;
  for (const int offset : ActiveVectors(update.lanes)) {
    const Mover mover(update, offset);
    Vec weight[A::kWaveCount];
    wave_weights(clamp(load(&params[A::kShape][offset]), 0.0f, 1.0f), weight);
    Mask moves = set(1.0f) < zero();
    for (int w = 0; w < A::kWaveCount; ++w) {
      const RampVec ramp = mover.move(c.weight[w], c.weight_target[w], weight[w]);
      mover.put(c.waves[w], hn::Or(differs(weight[w], zero()), differs(ramp.start, zero())));
      moves = hn::Or(moves, differs(ramp.step, zero()));
    }
    const Vec width = clamp(load(&params[A::kWidth][offset]), 0.01f, 0.99f);
    const Vec bend = set(1.0f) - set(2.0f) * width;
    const RampVec half = mover.move(c.half_width, c.half_width_target, set(0.5f) * width);
    const Vec bend_from = mover.move(c.bend, c.bend_target, bend).start;
    mover.put(c.bent, hn::Or(differs(bend, zero()), differs(bend_from, zero())));
    const Vec slope = set(1.0f) + max_(abs(bend_from), abs(bend));
    store(select(mover.chosen, slope, load(&c.slope[offset])), &c.slope[offset]);
    const Vec depth = clamp(load(&params[A::kCross][offset]), 0.0f, 1.0f);
    const RampVec cross = mover.move(c.cross, c.cross_target, depth);
    moves = hn::Or(moves, hn::Or(differs(half.step, zero()), differs(cross.step, zero())));
    mover.put(c.moving, moves);
  }
}

void update_increments(State& state, Coefficients& c, const OscillatorUpdate& update) {
  // Frequency modulation may quadruple the increment; tables have to leave room for that.
  const bool fm = c.cross_on && c.cross_mode == CrossMode::kFrequency;
  LaneMask gliding = 0;
  for (const int offset : ActiveVectors(update.lanes)) {
    const Mask chosen = lane_select_mask(update.lanes, offset);
    const Mask starting = lane_select_mask(update.starting, offset);
    const Vec drift = load(&c.drift[offset]);
    // Drift has been read for this point; its time goes on for the next.
    const UintVec updated = hn::BitCast(DU(), hn::VecFromMask(D(), chosen));
    const UintVec drift_step = updated & set_uint(c.drift_step);
    const UintVec drift_phase = load(&state.drift_phase[offset]) + drift_step;
    const UintVec carry =
        hn::BitCast(DU(), hn::VecFromMask(DU(), drift_phase < drift_step)) & set_uint(1);
    store(drift_phase, &state.drift_phase[offset]);
    store(load(&state.drift_knot[offset]) + carry, &state.drift_knot[offset]);
    const Vec inverse_frames = set(update.inverse_frames);
    Vec room = load(&c.slope[offset]);
    if (fm) {
      const Vec depth = max_(load(&c.cross.start[offset]), load(&c.cross_target[offset]));
      room = room * exp2(depth * set(kCrossOctaves));
    }
    Mask moves = set(1.0f) < zero();
    for (int u = 0; u < c.unison; ++u) {
      const Vec target = clamp(load(&update.increment[u][offset]) * drift, 0.0f, 0.4999999f);
      const Vec before = load(&c.increment_target[u][offset]);
      const Vec from = select(starting, target, before);
      const Vec step = (target - from) * inverse_frames;
      Ramp& ramp = c.increment[u];
      store(select(chosen, target, before), &c.increment_target[u][offset]);
      store(select(chosen, from, load(&ramp.start[offset])), &ramp.start[offset]);
      store(select(chosen, step, load(&ramp.step[offset])), &ramp.step[offset]);
      moves = hn::Or(moves, abs(step) > zero());
      const UintVec level = level_start_for_increment(max_(from, target) * room, c.quality);
      const hn::Mask<DU> chosen_uint = hn::RebindMask(DU(), chosen);
      store(select(chosen_uint, level, load(&c.level_start[u][offset])), &c.level_start[u][offset]);
    }
    gliding |= mask_bits(moves) << offset;
    // The note itself: the middle lane, or between the two of an even number.
    const Vec a = load(&c.increment_target[(c.unison - 1) / 2][offset]);
    const Vec b = load(&c.increment_target[c.unison / 2][offset]);
    store(c.unison % 2 == 1 ? b : sqrt(a * b), &c.centre_increment[offset]);
  }
  c.gliding = (c.gliding & ~update.lanes) | (gliding & update.lanes);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(render_tables);
HWY_EXPORT(finish);
HWY_EXPORT(update_shape);
HWY_EXPORT(update_increments);

}  // namespace

void AnalogOscillator::update_shape(Coefficients& c, const OscillatorUpdate& update) noexcept {
  KILN_DISPATCH(update_shape, update.lanes)(c, update);
}

void AnalogOscillator::update_increments(State& state, Coefficients& c,
                                         const OscillatorUpdate& update) noexcept {
  KILN_DISPATCH(update_increments, update.lanes)(state, c, update);
}

void AnalogOscillator::render(State& state, Coefficients& c, const OscillatorRender& r) noexcept {
  const LaneMask synced = state.sync.active & r.lanes;
  if (synced != r.lanes) {
    KILN_DISPATCH(render_tables, r.lanes)(state, c, r, r.lanes);
  } else {
    for (int k = r.begin; k < r.end; ++k) {
      (*r.left)[k] = Lanes::filled(0.0f);
      if (c.unison > 1) (*r.right)[k] = Lanes::filled(0.0f);
    }
  }
  if (synced != 0) render_sync(state.sync, c.sync, sync_wave(c, r.cross), r, c.centre);
  const LaneMask finished = c.noisy | c.sub.active | c.tilt.active;
  if ((finished & r.lanes) == 0 && !(c.cross_gain && r.cross != nullptr)) return;
  KILN_DISPATCH(finish, r.lanes)(state, c, r);
}

}  // namespace kiln
#endif
