// The vectors behind kernels.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/voices/kernels.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

inline constexpr float kTwelfth = 1.0f / 12.0f;

void find_increment_kernel(const NoteParts& parts, float concert_a, LaneMask lanes, Lanes& note,
                           Lanes& increment) {
  for (const int i : ActiveVectors(lanes)) {
    const auto part = [&](const Lanes* values) HWY_ATTR { return load(&(*values)[i]); };
    const Vec key = parts.key != nullptr ? part(parts.key) : set(60.0f);
    const Vec sum = key + set(12.0f) * part(parts.octave) + part(parts.semitone) +
                    set(0.01f) * part(parts.fine) + part(parts.pitch);
    const Vec held = clamp(sum, kLowestNote, kHighestNote);
    const Vec found = select(lane_select_mask(lanes, i), held, load(&note[i]));
    store(found, &note[i]);
    const Vec octaves = (found - set(69.0f)) * set(kTwelfth);
    store(min_(exp2(octaves) * set(concert_a), set(0.5f)), &increment[i]);
  }
}

void unison_ratios_kernel(const Lanes& detune, const Lanes& extra, const float* shape,
                          const float* position, int unison, LaneMask lanes, Lanes* ratios) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec detune_octaves = load(&detune[i]) * set(1.0f / 1200.0f);
    const Vec extra_octaves = load(&extra[i]) * set(1.0f / 1200.0f);
    for (int u = 0; u < unison; ++u) {
      const Vec octaves = set(shape[u]) * detune_octaves + set(position[u]) * extra_octaves;
      store(exp2(octaves), &ratios[u][i]);
    }
  }
}

void unison_increments_kernel(const Lanes& increment, const Lanes* ratios, int unison,
                              LaneMask lanes, Lanes* increments) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec base = load(&increment[i]);
    for (int u = 0; u < unison; ++u) {
      store(min_(base * load(&ratios[u][i]), set(0.5f)), &increments[u][i]);
    }
  }
}

// θ = (p + 1)·45° is (p + 1)/8 of a cycle.
HWY_INLINE void pan_law(Vec pan, Vec& left, Vec& right) {
  const Vec angle = (clamp(pan, -1.0f, 1.0f) + set(1.0f)) * set(0.125f);
  left = set(1.41421356f) * cos_cycles(angle);
  right = set(1.41421356f) * sin_cycles(angle);
}

void unison_gains_kernel(const UnisonImage& image, const Lanes& spread, const Lanes& blend_of,
                         const Lanes& lane_pan, const Lanes& lane_level, LaneMask lanes,
                         Lanes* left, Lanes* right) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec angle = clamp(load(&blend_of[i]), 0.0f, 1.0f) * set(0.25f);
    const Vec centre = cos_cycles(angle);
    const Vec sides = sin_cycles(angle);
    const Vec width = load(&spread[i]);
    for (int u = 0; u < image.unison; ++u) {
      const Vec tilt = set(1.0f) + set(image.position[u]) * load(&lane_level[i]);
      const Vec gain = (centre * set(image.centre_gain[u]) + sides * set(image.side_gain[u])) *
                       max_(tilt, zero());
      Vec pan_left, pan_right;
      pan_law(width * set(image.side[u]) + set(image.position[u]) * load(&lane_pan[i]), pan_left,
              pan_right);
      store(gain * pan_left, &left[u][i]);
      store(gain * pan_right, &right[u][i]);
    }
  }
}

void pan_gains_kernel(const Lanes& pan, const Lanes& gain, LaneMask lanes, Lanes& left,
                      Lanes& right) {
  for (const int i : ActiveVectors(lanes)) {
    Vec pan_left, pan_right;
    pan_law(load(&pan[i]), pan_left, pan_right);
    // The centre is exactly 0 dB, so that mono and stereo paths agree to the bit.
    const Mask centred = load(&pan[i]) == zero();
    const Vec level = load(&gain[i]);
    store(level * select(centred, set(1.0f), pan_left), &left[i]);
    store(level * select(centred, set(1.0f), pan_right), &right[i]);
  }
}

void track_cutoff_kernel(const Lanes& cutoff, const Lanes& key, const Lanes& note, float ceiling,
                         LaneMask lanes, Lanes& out) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec octaves = load(&key[i]) * (load(&note[i]) - set(60.0f)) * set(kTwelfth);
    store(clamp(load(&cutoff[i]) * exp2(octaves), 5.0f, ceiling), &out[i]);
  }
}

bool retarget_kernel(Ramp& ramp, Lanes& previous, const Lanes& target, float inverse_frames,
                     LaneMask lanes, LaneMask starting) {
  bool moves = false;
  for (const int i : ActiveVectors(lanes)) {
    // Lanes outside `lanes` go on with the ramp they are in, although they share the vector.
    const Mask chosen = lane_select_mask(lanes, i);
    const Vec old_start = load(&ramp.start[i]);
    const Vec old_to = load(&previous[i]);
    const Vec to = select(chosen, load(&target[i]), old_to);
    const Vec origin = select(lane_select_mask(starting, i), to, old_to);
    const Vec from = select(chosen, origin, old_start);
    const Vec step = select(chosen, (to - from) * set(inverse_frames), load(&ramp.step[i]));
    moves = moves || !hn::AllTrue(D(), step == zero()) || !hn::AllTrue(D(), from == old_start);
    store(from, &ramp.start[i]);
    store(step, &ramp.step[i]);
    store(to, &previous[i]);
  }
  return moves;
}

template <bool kMoving, bool kAdd>
HWY_INLINE void mix_body(const LaneBlock& in, const Ramp& gain, const Span& span, LaneBlock& out) {
  for (const int i : ActiveVectors(span.lanes)) {
    const RampVec ramp = load_ramp(gain, i);
    for (int k = span.begin; k < span.end; ++k) {
      Vec y = load(&in[k][i]) * (kMoving ? ramp.at(k) : ramp.start);
      if (kAdd) y = load(&out[k][i]) + y;
      store(y, &out[k][i]);
    }
  }
}

void mix_kernel(const LaneBlock& in, const Ramp& gain, bool moving, bool adds, const Span& span,
                LaneBlock& out) {
  if (moving) {
    adds ? mix_body<true, true>(in, gain, span, out) : mix_body<true, false>(in, gain, span, out);
  } else {
    adds ? mix_body<false, true>(in, gain, span, out) : mix_body<false, false>(in, gain, span, out);
  }
}

template <bool kMoving, int kCount>
HWY_INLINE void mix_down_body(const MixSource* sources, const Span& span, LaneBlock& out) {
  for (const int i : ActiveVectors(span.lanes)) {
    RampVec ramp[kCount];
    for (int s = 0; s < kCount; ++s) ramp[s] = load_ramp(*sources[s].gain, i);
    for (int k = span.begin; k < span.end; ++k) {
      Vec sum = zero();
      for (int s = 0; s < kCount; ++s) {
        const Vec y = load(&(*sources[s].in)[k][i]) * (kMoving ? ramp[s].at(k) : ramp[s].start);
        sum = s == 0 ? y : sum + y;
      }
      store(sum, &out[k][i]);
    }
  }
}

template <int kCount>
HWY_INLINE void mix_down_sources(const MixSource* sources, const Span& span, LaneBlock& out) {
  bool moving = false;
  for (int s = 0; s < kCount; ++s) moving = moving || sources[s].moving;
  moving ? mix_down_body<true, kCount>(sources, span, out)
         : mix_down_body<false, kCount>(sources, span, out);
}

void mix_down_kernel(const MixSource* sources, int count, const Span& span, LaneBlock& out) {
  static_assert(kMostMixSources == 4);
  if (count == 1) return mix_down_sources<1>(sources, span, out);
  if (count == 2) return mix_down_sources<2>(sources, span, out);
  if (count == 3) return mix_down_sources<3>(sources, span, out);
  mix_down_sources<4>(sources, span, out);
}

void copy_kernel(const LaneBlock& in, const Span& span, LaneBlock& out) {
  for (const int i : ActiveVectors(span.lanes)) {
    for (int k = span.begin; k < span.end; ++k) store(load(&in[k][i]), &out[k][i]);
  }
}

void add_kernel(const LaneBlock& in, const Span& span, LaneBlock& out) {
  for (const int i : ActiveVectors(span.lanes)) {
    for (int k = span.begin; k < span.end; ++k) {
      store(load(&out[k][i]) + load(&in[k][i]), &out[k][i]);
    }
  }
}

void clear_kernel(const Span& span, LaneBlock& out) {
  for (const int i : ActiveVectors(span.lanes)) {
    for (int k = span.begin; k < span.end; ++k) store(zero(), &out[k][i]);
  }
}

void blend_kernel(const LaneBlock& dry, const Ramp& amount, const Span& span, LaneBlock& wet) {
  for (const int i : ActiveVectors(span.lanes)) {
    const RampVec ramp = load_ramp(amount, i);
    const Mask chosen = lane_select_mask(span.lanes, i);
    for (int k = span.begin; k < span.end; ++k) {
      const Vec x = load(&dry[k][i]);
      const Vec y = load(&wet[k][i]);
      store(select(chosen, x + ramp.at(k) * (y - x), y), &wet[k][i]);
    }
  }
}

void feedback_in_kernel(const Ramp& amount, int frame, float high_pass, LaneMask lanes,
                        FeedbackState& state, Lanes& into) {
  for (const int i : ActiveVectors(lanes)) {
    // y[n] = a·(y[n−1] + x[n] − x[n−1]): a first-order high-pass.
    const Vec x = load(&state.last[i]);
    const Vec y = snap(set(high_pass) * (load(&state.output[i]) + (x - load(&state.input[i]))));
    store(x, &state.input[i]);
    store(y, &state.output[i]);
    store(load(&into[i]) + tanh(y * load_ramp(amount, i).at(frame)), &into[i]);
  }
}

// Sample × level; what is not below the limit (or not a number) counts as 0 and leaves `good`.
HWY_INLINE Vec guarded(Vec x, Vec limit, Mask& good) {
  const Mask inside = abs(x) < limit;
  good = hn::And(good, inside);
  return select_or_zero(inside, x);
}

inline constexpr int kVectors = kLanes / kVecLanes;

// The fixed tree of sum_lanes (i + 8, i + 4, i + 2, i + 1) over all lanes of a frame.
#if HWY_TARGET == HWY_SCALAR
HWY_INLINE float tree_sum(const Vec* v) {
  Lanes lanes;
  for (int i = 0; i < kLanes; ++i) store(v[i], &lanes[i]);
  return sum_lanes(lanes);
}
#else
template <class Four>
HWY_INLINE float sum_of_four(Four sum) {
  sum = sum + hn::Shuffle1032(sum);
  sum = sum + hn::Shuffle2301(sum);
  return hn::GetLane(sum);
}

template <class V>
HWY_INLINE float tree_sum(const V* v) {
  [[maybe_unused]] const hn::CappedTag<float, 4> four;
  if constexpr (kVecLanes == 16) {
    const hn::CappedTag<float, 8> eight;
    const auto half = hn::LowerHalf(eight, v[0]) + hn::UpperHalf(eight, v[0]);
    return sum_of_four(hn::LowerHalf(four, half) + hn::UpperHalf(four, half));
  } else if constexpr (kVecLanes == 8) {
    const auto half = v[0] + v[1];
    return sum_of_four(hn::LowerHalf(four, half) + hn::UpperHalf(four, half));
  } else {
    return sum_of_four((v[0] + v[2]) + (v[1] + v[3]));
  }
}
#endif

// Which lanes of a run hold samples beyond the limit: looked up only after one was seen.
LaneMask find_faults(const Amplify& work, float limit) {
  LaneMask faults = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    if (!has_lane(work.span.lanes, lane)) continue;
    for (int k = work.span.begin; k < work.span.end; ++k) {
      const float level = (*work.level)[k][lane];
      const float left = (*work.left)[k][lane] * level;
      const float right = work.right != nullptr ? (*work.right)[k][lane] * level : left;
      if (!(left < limit && left > -limit && right < limit && right > -limit)) {
        faults |= lane_bit(lane);
      }
    }
  }
  return faults;
}

// With `kFirstOnly` all lanes that sound are in the first vector, as they are in kernels of few
// voices (simd/dispatch.h).
template <bool kStereo, bool kCentred, bool kFirstOnly>
LaneMask amplify_body(const Amplify& work, float limit) {
  constexpr int kCount = kFirstOnly ? 1 : kVectors;
  const Span& span = work.span;
  const Vec bound = set(limit);
  Mask sounds[kVectors], good[kVectors];
  RampVec left_gain[kVectors], right_gain[kVectors];
  bool used[kVectors];
  for (int n = 0; n < kCount; ++n) {
    used[n] = active(span.lanes, n * kVecLanes);
    sounds[n] = good[n] = lane_select_mask(span.lanes, n * kVecLanes);
    left_gain[n] = load_ramp(*work.left_gain, n * kVecLanes);
    right_gain[n] = load_ramp(*work.right_gain, n * kVecLanes);
  }
  for (int k = span.begin; k < span.end; ++k) {
    Vec lefts[kVectors], rights[kVectors];
    for (int n = 0; n < kVectors; ++n) lefts[n] = rights[n] = zero();
    for (int n = 0; n < kCount; ++n) {
      if (!kFirstOnly && !used[n]) continue;
      const int i = n * kVecLanes;
      const Vec level = select_or_zero(sounds[n], load(&(*work.level)[k][i]));
      const Vec left = guarded(load(&(*work.left)[k][i]) * level, bound, good[n]);
      lefts[n] = left * left_gain[n].at(k);
      if (kStereo) {
        const Vec right = guarded(load(&(*work.right)[k][i]) * level, bound, good[n]);
        rights[n] = right * right_gain[n].at(k);
      } else if (!kCentred) {
        rights[n] = left * right_gain[n].at(k);
      }
    }
    const float left = tree_sum(lefts);
    work.out_left[k] += left;
    work.out_right[k] += kCentred && !kStereo ? left : tree_sum(rights);
  }
  bool fault = false;
  for (int n = 0; n < kCount; ++n) {
    fault = fault || (used[n] && !hn::AllFalse(D(), hn::AndNot(good[n], sounds[n])));
  }
  return fault ? find_faults(work, limit) : LaneMask{0};
}

// What find_faults() looks for, in one channel.
LaneMask amplify_lanes_kernel(const AmplifyLanes& work, float limit) {
  const Span& span = work.span;
  const Vec bound = set(limit);
  bool fault = false;
  for (int i = 0; i < kLanes; i += kVecLanes) {
    const Mask sounds = lane_select_mask(span.lanes, i);
    Mask good = sounds;
    const RampVec gain = load_ramp(*work.gain, i);
    const Vec after = load(&(*work.after)[i]);
    for (int k = span.begin; k < span.end; ++k) {
      const Vec level = select_or_zero(sounds, load(&(*work.level)[k][i]));
      Vec sum = guarded(load(&(*work.in)[k][i]) * level, bound, good) * gain.at(k);
      // As in a sum over lanes that are silent: +0 is added, so that none is −0.
      sum = work.others != nullptr ? load(&(*work.others)[k][i]) + sum : sum + zero();
      store(select_or_zero(sounds, sum * after), &(*work.out)[k][i]);
    }
    fault = fault || !hn::AllFalse(D(), hn::AndNot(good, sounds));
  }
  if (!fault) return 0;
  return find_faults({.span = span, .level = work.level, .left = work.in}, limit);
}

#if HWY_TARGET != HWY_SCALAR
// The trees of four frames side by side, for vectors of four lanes alone: rows are frames.
[[maybe_unused]] HWY_INLINE Vec tree_sums(const Vec (&rows)[4]) {
  const Vec low01 = hn::InterleaveLower(D(), rows[0], rows[1]);
  const Vec low23 = hn::InterleaveLower(D(), rows[2], rows[3]);
  const Vec high01 = hn::InterleaveUpper(D(), rows[0], rows[1]);
  const Vec high23 = hn::InterleaveUpper(D(), rows[2], rows[3]);
  const Vec lanes02 =
      hn::ConcatLowerLower(D(), low23, low01) + hn::ConcatLowerLower(D(), high23, high01);
  const Vec lanes13 =
      hn::ConcatUpperUpper(D(), low23, low01) + hn::ConcatUpperUpper(D(), high23, high01);
  return lanes02 + lanes13;
}

// As amplify_body, where no more than four voices sound: four frames are summed at once.
template <bool kStereo, bool kCentred>
LaneMask amplify_few(const Amplify& work, float limit) {
  Span span = work.span;
  const Vec bound = set(limit);
  const Mask sounds = lane_select_mask(span.lanes, 0);
  Mask good = sounds;
  const RampVec left_gain = load_ramp(*work.left_gain, 0);
  const RampVec right_gain = load_ramp(*work.right_gain, 0);
  for (; span.begin + 4 <= span.end; span.begin += 4) {
    Vec lefts[4], rights[4];
    for (int n = 0; n < 4; ++n) {
      const int k = span.begin + n;
      const Vec level = select_or_zero(sounds, load(&(*work.level)[k][0]));
      const Vec left = guarded(load(&(*work.left)[k][0]) * level, bound, good);
      lefts[n] = left * left_gain.at(k);
      if (kStereo) {
        const Vec right = guarded(load(&(*work.right)[k][0]) * level, bound, good);
        rights[n] = right * right_gain.at(k);
      } else if (!kCentred) {
        rights[n] = left * right_gain.at(k);
      }
    }
    const auto add = [&](Vec sum, float* out)
                         HWY_ATTR { hn::StoreU(hn::LoadU(D(), out) + sum, D(), out); };
    const Vec left = tree_sums(lefts);
    add(left, work.out_left + span.begin);
    add(kCentred && !kStereo ? left : tree_sums(rights), work.out_right + span.begin);
  }
  Amplify rest = work;
  rest.span = span;
  LaneMask faults = amplify_body<kStereo, kCentred, true>(rest, limit);
  if (!hn::AllFalse(D(), hn::AndNot(good, sounds))) faults |= find_faults(work, limit);
  return faults;
}
#endif

template <bool kStereo, bool kCentred>
LaneMask amplify_vectors(const Amplify& work, float limit) {
  const bool first_only = (work.span.lanes >> kVecLanes) == 0;
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kVecLanes == 4) {
    if (first_only) return amplify_few<kStereo, kCentred>(work, limit);
  }
#endif
  return first_only ? amplify_body<kStereo, kCentred, true>(work, limit)
                    : amplify_body<kStereo, kCentred, false>(work, limit);
}

LaneMask amplify_kernel(const Amplify& work, float limit) {
  if (work.right != nullptr) return amplify_vectors<true, false>(work, limit);
  return work.centred ? amplify_vectors<false, true>(work, limit)
                      : amplify_vectors<false, false>(work, limit);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(find_increment_kernel);
HWY_EXPORT(unison_ratios_kernel);
HWY_EXPORT(unison_increments_kernel);
HWY_EXPORT(unison_gains_kernel);
HWY_EXPORT(pan_gains_kernel);
HWY_EXPORT(track_cutoff_kernel);
HWY_EXPORT(retarget_kernel);
HWY_EXPORT(mix_kernel);
HWY_EXPORT(mix_down_kernel);
HWY_EXPORT(copy_kernel);
HWY_EXPORT(add_kernel);
HWY_EXPORT(clear_kernel);
HWY_EXPORT(blend_kernel);
HWY_EXPORT(feedback_in_kernel);
HWY_EXPORT(amplify_kernel);
HWY_EXPORT(amplify_lanes_kernel);

void find_increment(const NoteParts& parts, float concert_a, LaneMask lanes, Lanes& note,
                    Lanes& increment) noexcept {
  KILN_DISPATCH(find_increment_kernel, lanes)(parts, concert_a, lanes, note, increment);
}
void unison_ratios(const Lanes& detune, const Lanes& extra, const float* shape,
                   const float* position, int unison, LaneMask lanes, Lanes* ratios) noexcept {
  KILN_DISPATCH(unison_ratios_kernel, lanes)(detune, extra, shape, position, unison, lanes, ratios);
}
void unison_increments(const Lanes& increment, const Lanes* ratios, int unison, LaneMask lanes,
                       Lanes* increments) noexcept {
  KILN_DISPATCH(unison_increments_kernel, lanes)(increment, ratios, unison, lanes, increments);
}
void unison_gains(const UnisonImage& image, const Lanes& spread, const Lanes& blend_of,
                  const Lanes& lane_pan, const Lanes& lane_level, LaneMask lanes, Lanes* left,
                  Lanes* right) noexcept {
  KILN_DISPATCH(unison_gains_kernel, lanes)
  (image, spread, blend_of, lane_pan, lane_level, lanes, left, right);
}
void pan_gains(const Lanes& pan, const Lanes& gain, LaneMask lanes, Lanes& left,
               Lanes& right) noexcept {
  KILN_DISPATCH(pan_gains_kernel, lanes)(pan, gain, lanes, left, right);
}
void track_cutoff(const Lanes& cutoff, const Lanes& key, const Lanes& note, float ceiling,
                  LaneMask lanes, Lanes& out) noexcept {
  KILN_DISPATCH(track_cutoff_kernel, lanes)(cutoff, key, note, ceiling, lanes, out);
}
bool retarget(Ramp& ramp, Lanes& previous, const Lanes& target, float inverse_frames,
              LaneMask lanes, LaneMask starting) noexcept {
  return KILN_DISPATCH(retarget_kernel, lanes)(ramp, previous, target, inverse_frames, lanes,
                                               starting);
}
void mix(const LaneBlock& in, const Ramp& gain, bool moving, bool adds, const Span& span,
         LaneBlock& out) noexcept {
  KILN_DISPATCH(mix_kernel, span.lanes)(in, gain, moving, adds, span, out);
}
void mix_down(const MixSource* sources, int count, const Span& span, LaneBlock& out) noexcept {
  KILN_DISPATCH(mix_down_kernel, span.lanes)(sources, count, span, out);
}
void copy(const LaneBlock& in, const Span& span, LaneBlock& out) noexcept {
  KILN_DISPATCH(copy_kernel, span.lanes)(in, span, out);
}
void add(const LaneBlock& in, const Span& span, LaneBlock& out) noexcept {
  KILN_DISPATCH(add_kernel, span.lanes)(in, span, out);
}
void clear(const Span& span, LaneBlock& out) noexcept {
  KILN_DISPATCH(clear_kernel, span.lanes)(span, out);
}
void blend(const LaneBlock& dry, const Ramp& amount, const Span& span, LaneBlock& wet) noexcept {
  KILN_DISPATCH(blend_kernel, span.lanes)(dry, amount, span, wet);
}
void feedback_in(const Ramp& amount, int frame, float high_pass, LaneMask lanes,
                 FeedbackState& state, Lanes& into) noexcept {
  KILN_DISPATCH(feedback_in_kernel, lanes)(amount, frame, high_pass, lanes, state, into);
}
LaneMask amplify(const Amplify& work, float limit) noexcept {
  return KILN_DISPATCH(amplify_kernel, work.span.lanes)(work, limit);
}
LaneMask amplify_lanes(const AmplifyLanes& work, float limit) noexcept {
  return HWY_DYNAMIC_DISPATCH(amplify_lanes_kernel)(work, limit);
}
}  // namespace kiln
#endif
