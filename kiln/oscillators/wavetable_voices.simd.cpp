// Increments, places between frames and levels of a wavetable's unison lanes at a control point.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/wavetable.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/oscillators/wavetable_voices.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/phase_steps-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Wt = WavetableOscillator;

// Bits of a vector's lanes in the group's mask, with the lanes outside `chosen` kept.
HWY_INLINE LaneMask merge_bits(LaneMask old, Mask mask, LaneMask chosen, int offset) {
  return (old & ~chosen) | ((mask_bits(mask) << offset) & chosen);
}

// One control period on the way to `target` (0 … last); `weight` becomes the ramp of place.weight.
HWY_INLINE void move_place(Wt::Place& place, Ramp& weight, Vec target, Vec last, Mask chosen,
                           Mask jump, Vec inverse_frames, int offset) {
  const Vec one = set(1.0f);
  const Vec t = clamp(target, zero(), last);
  const Vec old_from = load(&place.from[offset]), old_to = load(&place.to[offset]);
  const Vec old_weight = load(&place.weight[offset]);
  // Arrived at `to`: stand on it.
  const Mask arrived = old_weight == one;
  const Vec from = select(arrived, old_to, old_from);
  const Vec start = select(arrived, zero(), old_weight);
  const Vec distance = abs(t - from);
  // On a frame any other may be next; close by, go there only as far as needed.
  const Mask on_frame = start == zero();
  const Mask far = distance > one;
  const Vec beside = clamp(from + select(t > from, one, set(-1.0f)), zero(), last);
  const Vec to = select(on_frame, select(far, round(t), beside), old_to);
  // Between frames: on within them if they are neighbours, else to the nearer one.
  const Mask within =
      hn::And(abs(to - from) <= one, hn::And(t >= min_(from, to), t <= max_(from, to)));
  const Vec nearer = select(distance < abs(t - to), zero(), one);
  const Vec end = select(on_frame, min_(distance, one), select(within, distance, nearer));
  // A lane that starts is there at once.
  const Vec first = floor(t);
  const Vec new_from = select(jump, first, from);
  const Vec new_to = select(jump, min_(first + one, last), to);
  const Vec new_start = select(jump, t - first, start);
  const Vec new_end = select(jump, t - first, end);
  store(select(chosen, new_from, old_from), &place.from[offset]);
  store(select(chosen, new_to, old_to), &place.to[offset]);
  store(select(chosen, new_end, old_weight), &place.weight[offset]);
  store(select(chosen, new_start, load(&weight.start[offset])), &weight.start[offset]);
  store(select(chosen, (new_end - new_start) * inverse_frames, load(&weight.step[offset])),
        &weight.step[offset]);
}

// Pointers of the lanes from `first` on whose frames, steps or levels have changed.
void point_voice(Wt::Voice& voice, const Wt::Coefficients& c, LaneMask lanes) {
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    const int from = static_cast<int>(voice.place.from[i]);
    const int to = static_cast<int>(voice.place.to[i]);
    for (int j = 0; j < 4; ++j) {
      const int frame = j % 2 == 0 ? from : to;
      const float* levels = nullptr;
      if (c.spectral != nullptr) {
        const Lanes& step = j < 2 ? c.spectral_place.from : c.spectral_place.to;
        levels = c.spectral->levels(frame, static_cast<int>(step[i]));
      } else {
        levels = c.table->levels(frame, c.quality);
      }
      voice.at[j][i] = levels + voice.level_start[i];
    }
  }
}

void update_wavetable(Wt::Coefficients& c, const OscillatorUpdate& update) {
  const bool has_spectral = c.spectral != nullptr;
  const Vec inverse = set(update.inverse_frames);
  const Vec last =
      set(static_cast<float>((has_spectral ? c.spectral->frames() : c.table->frames()) - 1));
  // SpectralTables have octave levels at every quality.
  const int quality = has_spectral && c.quality == 1 ? 2 : c.quality;
  const float top = has_spectral && c.quality == 1 ? 0.4535f / 0.5465f : 1.0f;
  for (const int offset : ActiveVectors(update.lanes)) {
    const LaneMask lanes = update.lanes & (kAllLanes >> (kLanes - kVecLanes) << offset);
    const Mask chosen = lane_select_mask(update.lanes, offset);
    const hn::Mask<DU> chosen_bits = hn::RebindMask(DU(), chosen);
    const Mask jump = lane_select_mask(update.starting, offset);
    LaneMask moved = 0;
    if (has_spectral) {
      Wt::Place& place = c.spectral_place;
      const Vec from = load(&place.from[offset]), to = load(&place.to[offset]);
      const Vec steps = set(static_cast<float>(c.spectral->steps() - 1));
      const Vec amount = clamp(load(&update.params[Wt::kSpectral][offset]), 0.0f, 1.0f);
      move_place(place, c.spectral_weight, amount * steps, steps, chosen, jump, inverse, offset);
      const Mask same = hn::And(load(&place.from[offset]) == from, load(&place.to[offset]) == to);
      moved = merge_bits(0, hn::Not(same), lanes, offset);
    }
    const Vec position =
        (clamp(load(&update.params[Wt::kPosition][offset]), 1.0f, 256.0f) - set(1.0f)) *
        set(1.0f / 255.0f);
    const Vec fan = clamp(load(&update.params[Wt::kFan][offset]), -1.0f, 1.0f) * set(0.5f);
    const Vec speed = load(&c.speed[offset]) * set(top);
    for (int u = 0; u < c.unison; ++u) {
      Wt::Voice& voice = c.voice[u];
      PhaseSteps& steps = voice.increment;
      const UintVec old = load(&steps.target[offset]);
      const UintVec target = increment_to_phase(load(&update.increment[u][offset]));
      const UintVec from = select(hn::RebindMask(DU(), jump), target, old);
      move_phase_steps(steps, target, chosen, jump, inverse, offset);

      const Vec fastest = max_(steps_to_cycles(from), steps_to_cycles(target));
      const UintVec level = level_start_for_increment(fastest * speed, quality);
      const UintVec old_level = load(&voice.level_start[offset]);
      store(select(chosen_bits, level, old_level), &voice.level_start[offset]);

      Vec place = (position + fan * load(&update.position[u][offset])) * last;
      if (!c.interpolate) place = round(clamp(place, zero(), last));
      const Vec old_from = load(&voice.place.from[offset]);
      const Vec old_to = load(&voice.place.to[offset]);
      move_place(voice.place, voice.weight, place, last, chosen, jump, inverse, offset);
      const Mask resting = hn::And(load(&voice.weight.start[offset]) == zero(),
                                   load(&voice.weight.step[offset]) == zero());
      voice.between = merge_bits(voice.between, hn::Not(resting), lanes, offset);
      const Mask same = hn::And(hn::And(load(&voice.place.from[offset]) == old_from,
                                        load(&voice.place.to[offset]) == old_to),
                                hn::RebindMask(D(), level == old_level));
      const LaneMask changed = merge_bits(moved, hn::Not(same), lanes, offset) | moved;
      if (changed != 0) point_voice(voice, c, changed & lanes);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(update_wavetable);
void WavetableOscillator::update_voices(Coefficients& coefficients,
                                        const OscillatorUpdate& update) noexcept {
  KILN_DISPATCH(update_wavetable, update.lanes)(coefficients, update);
}
}  // namespace kiln
#endif
