// The kernels that all kinds of LFO share.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/common.h"
#include "kiln/lfos/run.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/lfos/lfo.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using lfo::Advance;
using lfo::Finish;
using lfo::Place;
using lfo::RateInputs;
using lfo::Rates;
using lfo::Run;

// 1 where a + b (already added to `sum`) ran over.
HWY_INLINE UintVec carry(UintVec sum, UintVec b) {
  return hn::VecFromMask(DU(), sum < b) & set_uint(1);
}

HWY_INLINE hn::Mask<DU> chosen_lanes(LaneMask lanes, int offset) {
  return hn::RebindMask(DU(), lane_select_mask(lanes, offset));
}

HWY_INLINE void move(Run& run, LaneMask lanes, uint32_t frames, int i) {
  const hn::Mask<DU> chosen = chosen_lanes(lanes, i);
  const UintVec step_low = load(&run.step_low[i]);
  const UintVec step_high = load(&run.step_high[i]);
  const UintVec old_low = load(&run.low[i]);
  const UintVec old_high = load(&run.high[i]);
  const UintVec old_cycle = load(&run.cycle[i]);
  const UintVec old_age = load(&run.age[i]);
  const UintVec low = old_low + step_low;
  const UintVec high = old_high + step_high + carry(low, step_low);
  // A step is less than half a cycle, so a sum that shrank has wrapped.
  const UintVec cycle = old_cycle + carry(high, old_high);
  const UintVec age = hn::Min(old_age + set_uint(frames), set_uint(lfo::kOldest));
  store(select(chosen, low, old_low), &run.low[i]);
  store(select(chosen, high, old_high), &run.high[i]);
  store(select(chosen, cycle, old_cycle), &run.cycle[i]);
  store(select(chosen, age, old_age), &run.age[i]);
  store(select(lane_select_mask(lanes, i), phase_to_cycles(step_high), load(&run.moved[i])),
        &run.moved[i]);
}

void move_kernel(Run& run, LaneMask lanes, uint32_t frames) {
  for (const int i : ActiveVectors(lanes)) move(run, lanes, frames, i);
}

bool wait_kernel(const Run& run, const Lanes& delay, float engine_rate, LaneMask lanes) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec seconds = load(&delay[i]);
    const Mask waits = hn::And(to_float(as_int(load(&run.age[i]))) <= seconds * set(engine_rate),
                               seconds > zero());
    if (!hn::AllFalse(D(), hn::And(waits, lane_select_mask(lanes, i)))) return true;
  }
  return false;
}

HWY_INLINE void find(Run& run, const Place& place, Lanes& shown, int i) {
  const hn::Mask<DU> chosen = chosen_lanes(place.lanes, i);
  const Vec length =
      place.length == nullptr ? set(1.0f) : floor(clamp(load(&(*place.length)[i]), 1.0f, 64.0f));
  const Vec turns = clamp(load(&(*place.phase)[i]) * set(1.0f / 360.0f), -16.0f, 16.0f) * length;
  const Vec whole = floor(turns);
  const UintVec add = shift_left<8>(as_uint(to_int((turns - whole) * set(0x1.fffffep23f))));
  UintVec phase = load(&run.high[i]) + add;
  UintVec cycle = load(&run.cycle[i]) + as_uint(to_int(whole)) + carry(phase, add);
  if (place.one_shot) {
    const UintVec count = as_uint(to_int(length));
    // Read as signed: an LFO far past its end has not begun anew.
    const hn::Mask<DU> over = hn::RebindMask(DU(), as_int(cycle) > as_int(count - set_uint(1)));
    phase = select(over, set_uint(0xffffffffu), phase);
    cycle = select(over, count - set_uint(1), cycle);
  }
  store(select(chosen, phase, load(&run.read_phase[i])), &run.read_phase[i]);
  store(select(chosen, cycle, load(&run.read_cycle[i])), &run.read_cycle[i]);
  store(select(lane_select_mask(place.lanes, i), phase_to_cycles(phase), load(&shown[i])),
        &shown[i]);
}

void place_kernel(Run& run, const Place& place, Lanes& shown) {
  for (const int i : ActiveVectors(place.lanes)) find(run, place, shown, i);
}

bool advance_kernel(Run& run, const Advance& a, Lanes& shown) {
  const LaneMask lanes = a.place.lanes;
  if (a.delay != nullptr && wait_kernel(run, *a.delay, a.engine_rate, lanes)) return false;
  for (const int i : ActiveVectors(lanes)) {
    move(run, lanes, a.frames, i);
    find(run, a.place, shown, i);
  }
  return true;
}

// How much of the LFO is heard: 0 during the delay, then up to 1 within the fade.
HWY_INLINE Vec depth(const Finish& f, UintVec age, int i) {
  const Vec rate = set(f.engine_rate);
  const Vec since = to_float(as_int(age)) - load(&(*f.delay)[i]) * rate;
  const Vec frames = load(&(*f.fade)[i]) * rate;
  if (hn::AllTrue(D(), since >= max_(frames, zero()))) return set(1.0f);  // long there
  const Vec rising = clamp(since / max_(frames, set(1.0f)), 0.0f, 1.0f);
  const Vec at_once = select_or_zero(since >= zero(), set(1.0f));
  return select(frames >= set(1.0f), rising, at_once);
}

// A one-pole from `old` towards x; share = 1 where there is no smoothing.
HWY_INLINE Vec smoothed(Mask smooths, Vec share, Vec old, Vec x) {
  return select(smooths, snap(old + share * (x - old)), x);
}

void finish_kernel(Run& run, const Finish& f) {
  for (const int i : ActiveVectors(f.lanes)) {
    const Mask chosen = lane_select_mask(f.lanes, i);
    const Vec gain = depth(f, load(&run.age[i]), i);
    const Vec smooth = load(&(*f.smooth)[i]);
    const Mask past = hn::Not(lane_select_mask(f.jumping, i));
    const Mask smooths = hn::And(smooth > zero(), past);
    Vec share = set(1.0f);
    if (!hn::AllFalse(D(), smooths)) {
      const float rate = -1.44269504f * f.period_seconds;  // −log2(e)
      share = set(1.0f) - exp2(set(rate) / max_(smooth, set(1e-6f)));
    }
    const Vec scale = set(f.unipolar ? 0.5f : 1.0f);
    const Vec shift = set(f.unipolar ? 0.5f : 0.0f);
    const Vec old_left = load(&run.smooth_left[i]);
    const Vec left = gain * (load(&run.left[i]) * scale + shift);
    store(select(chosen, smoothed(smooths, share, old_left, left), old_left), &run.smooth_left[i]);
    if (!f.wants_right) continue;
    const Vec old_right = load(&run.smooth_right[i]);
    const Vec right = gain * (load(&run.right[i]) * scale + shift);
    store(select(chosen, smoothed(smooths, share, old_right, right), old_right),
          &run.smooth_right[i]);
  }
}

bool rates_kernel(RateInputs& seen, const Lanes* common, const Lanes& note, LaneMask lanes) {
  bool moved = false;
  for (const int i : ActiveVectors(lanes)) {
    const Mask chosen = lane_select_mask(lanes, i);
    const auto look = [&](Vec x, Lanes& old_lanes) HWY_ATTR {
      const Vec old = load(&old_lanes[i]);
      x = select(chosen, x, old);
      moved = moved || !hn::AllTrue(D(), x == old);
      store(x, &old_lanes[i]);
    };
    look(load(&common[lfo::kRate][i]), seen.rate);
    look(load(&common[lfo::kRateSync][i]), seen.sync);
    look(load(&common[lfo::kRateDivision][i]), seen.division);
    look(load(&common[lfo::kKeyTrack][i]) * (load(&note[i]) - set(60.0f)), seen.tracked);
  }
  return moved;
}

bool free_steps_kernel(Run& run, const RateInputs& inputs, const Rates& rates, uint64_t* step) {
  for (const int i : ActiveVectors(rates.lanes)) {
    const Mask follows =
        hn::Or(load(&inputs.sync[i]) > set(0.5f), hn::Not(load(&inputs.tracked[i]) == zero()));
    if (!hn::AllFalse(D(), hn::And(follows, lane_select_mask(rates.lanes, i)))) return false;
  }
  const hn::CappedTag<double, 8> wide;
  const hn::Rebind<float, decltype(wide)> narrow;
  const hn::RebindToUnsigned<decltype(wide)> bits;
  constexpr int kWide = static_cast<int>(hn::MaxLanes(wide));
  const auto low_word = [&](auto x) HWY_ATTR {  // of a whole number below 2^32
    return hn::And(hn::BitCast(bits, x + hn::Set(wide, 0x1p52)), hn::Set(bits, 0xffffffffu));
  };
  for (int i = 0; i < kLanes; i += kWide) {
    const LaneMask here = (rates.lanes >> i) & ((LaneMask{1} << kWide) - 1);
    if (here == 0) continue;
    const auto hz = hn::PromoteTo(wide, hn::Load(narrow, &inputs.rate[i]));
    const auto cycles = hz / hn::Set(wide, rates.engine_rate);
    const auto most = hn::Set(wide, rates.most);
    const auto forward = hn::IfThenElseZero(cycles > hn::Zero(wide), cycles);
    const auto phase = hn::IfThenElse(cycles < most, forward, most) * hn::Set(wide, 0x1p64);
    // Both words of the whole number in front of the point; it is below 2^63.
    const auto high = hn::Floor(phase * hn::Set(wide, 0x1p-32));
    const auto low = hn::Floor(phase - high * hn::Set(wide, 0x1p32));
    HWY_ALIGN uint64_t steps[kWide];
    hn::Store(hn::Or(hn::ShiftLeft<32>(low_word(high)), low_word(low)), bits, steps);
    for (const int j : kiln::lanes_of(here)) {
      const uint64_t period = steps[j] * static_cast<uint64_t>(rates.frames);
      step[i + j] = steps[j];
      run.step_low[i + j] = static_cast<uint32_t>(period);
      run.step_high[i + j] = static_cast<uint32_t>(period >> 32);
    }
  }
  return true;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln::lfo {
namespace {

HWY_EXPORT(move_kernel);
HWY_EXPORT(wait_kernel);
HWY_EXPORT(place_kernel);
HWY_EXPORT(finish_kernel);
HWY_EXPORT(rates_kernel);
HWY_EXPORT(advance_kernel);
HWY_EXPORT(free_steps_kernel);

}  // namespace

void move_phases(Run& run, LaneMask lanes, std::uint32_t frames) noexcept {
  KILN_DISPATCH(move_kernel, lanes)(run, lanes, frames);
}
bool some_wait(const Run& run, const Lanes& delay, float engine_rate, LaneMask lanes) noexcept {
  return KILN_DISPATCH(wait_kernel, lanes)(run, delay, engine_rate, lanes);
}
void find_place(Run& run, const Place& place, Lanes& shown) noexcept {
  KILN_DISPATCH(place_kernel, place.lanes)(run, place, shown);
}
void finish_outputs(Run& run, const Finish& finish) noexcept {
  KILN_DISPATCH(finish_kernel, finish.lanes)(run, finish);
}
bool rates_moved(RateInputs& seen, const Lanes* common, const Lanes& note,
                 LaneMask lanes) noexcept {
  return KILN_DISPATCH(rates_kernel, lanes)(seen, common, note, lanes);
}

bool advance_places(Run& run, const Advance& advance, Lanes& shown) noexcept {
  return KILN_DISPATCH(advance_kernel, advance.place.lanes)(run, advance, shown);
}
bool find_free_steps(Run& run, const RateInputs& inputs, const Rates& rates,
                     std::uint64_t* step) noexcept {
  return KILN_DISPATCH(free_steps_kernel, rates.lanes)(run, inputs, rates, step);
}

}  // namespace kiln::lfo
#endif
