// The arithmetic of a voice group over its lanes: pitch to increment, gains, mixing, amplitude.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain functions over Lanes; the vectors are in kernels.simd.cpp. Only vectors that hold a lane of
// `lanes` are computed; the other lanes of such a vector get defined values too.
#pragma once

#include "kiln/simd/lanes.h"

namespace kiln {

// Frames [begin, end) of a control period, and the lanes that sound in it.
struct Span {
  int begin = 0;
  int end = 0;
  LaneMask lanes = 0;
};

// What the pitch of an oscillator is the sum of: key + 12·octave + semitone + 0.01·fine + pitch.
struct NoteParts {
  const Lanes* key = nullptr;  // null: 60
  const Lanes* octave = nullptr;
  const Lanes* semitone = nullptr;
  const Lanes* fine = nullptr;
  const Lanes* pitch = nullptr;
};
inline constexpr float kLowestNote = -24.0f, kHighestNote = 156.0f;

// The note in these lanes, and its cycles per engine frame (69 = 440 Hz), 0 … 0.5. `concert_a` =
// 440 / engine rate.
void find_increment(const NoteParts& parts, float concert_a, LaneMask lanes, Lanes& note,
                    Lanes& increment) noexcept;

// Ratio of each unison lane: 2^((shape·detune + position·extra) / 1200); detune and extra in cents.
void unison_ratios(const Lanes& detune, const Lanes& extra, const float* shape,
                   const float* position, int unison, LaneMask lanes, Lanes* ratios) noexcept;

// increments[i] = min(increment · ratios[i], 0.5).
void unison_increments(const Lanes& increment, const Lanes* ratios, int unison, LaneMask lanes,
                       Lanes* increments) noexcept;

// What shapes the stereo image of a unison: fixed numbers of each unison lane.
struct UnisonImage {
  const float* side = nullptr;         // −1 left, 0 centred, +1 right
  const float* centre_gain = nullptr;  // amplitude at blend 0 …
  const float* side_gain = nullptr;    // … and at blend 1 (0 where the lane is the other kind)
  const float* position = nullptr;     // −1…+1, for the "lane" routes
  int unison = 1;
};
// Gains of constant power; lane_pan and lane_level (−1…+1) tilt them over the unison.
void unison_gains(const UnisonImage& image, const Lanes& spread, const Lanes& blend,
                  const Lanes& lane_pan, const Lanes& lane_level, LaneMask lanes, Lanes* left,
                  Lanes* right) noexcept;

// Constant-power pan law: centre 0 dB, ends +3 dB. pan −1…+1.
void pan_gains(const Lanes& pan, const Lanes& gain, LaneMask lanes, Lanes& left,
               Lanes& right) noexcept;

// cutoff · 2^(key·(note − 60)/12), held inside [5 Hz, ceiling].
void track_cutoff(const Lanes& cutoff, const Lanes& key, const Lanes& note, float ceiling,
                  LaneMask lanes, Lanes& out) noexcept;

// Moves a ramp on: it starts where the target was and arrives at `target` after a control period.
// Lanes in `starting` jump. Returns whether any lane of `lanes` moves or has jumped elsewhere.
bool retarget(Ramp& ramp, Lanes& previous, const Lanes& target, float inverse_frames,
              LaneMask lanes, LaneMask starting) noexcept;

// out = in · ramp (or += when `add`). `moving` false: the step is zero everywhere.
void mix(const LaneBlock& in, const Ramp& gain, bool moving, bool add, const Span& span,
         LaneBlock& out) noexcept;
// out = the sum of in · gain, from the first source to the last; at most kMostMixSources, at
// least 1.
struct MixSource {
  const LaneBlock* in = nullptr;
  const Ramp* gain = nullptr;
  bool moving = false;
};
inline constexpr int kMostMixSources = 4;
void mix_down(const MixSource* sources, int count, const Span& span, LaneBlock& out) noexcept;
void copy(const LaneBlock& in, const Span& span, LaneBlock& out) noexcept;
void add(const LaneBlock& in, const Span& span, LaneBlock& out) noexcept;
void clear(const Span& span, LaneBlock& out) noexcept;
// wet = dry + mix·(wet − dry), in the span's lanes; the others keep what is wet.
void blend(const LaneBlock& dry, const Ramp& mix, const Span& span, LaneBlock& wet) noexcept;

// One frame of the filter feedback: adds tanh of the 5 Hz high-passed last output, times amount, to
// `into`.
struct FeedbackState {
  Lanes last;   // the chain's output of the frame before
  Lanes input;  // memory of the high-pass
  Lanes output;
};
void feedback_in(const Ramp& amount, int frame, float high_pass, LaneMask lanes,
                 FeedbackState& state, Lanes& into) noexcept;

// Amplitude, fade and pan, then the sum over lanes (fixed tree) onto the stereo bus.
struct Amplify {
  Span span = {};
  const LaneBlock* level = nullptr;  // envelope × fades
  const Ramp* left_gain = nullptr;   // voice level × velocity × pan
  const Ramp* right_gain = nullptr;
  bool centred = false;  // both gains are equal: one sum serves both
  const LaneBlock* left = nullptr;
  const LaneBlock* right = nullptr;  // null: mono
  float* out_left = nullptr;         // [kMaxControlFrames] of the period, added to
  float* out_right = nullptr;
};
// Samples that are not finite or beyond `limit` count as 0; their lanes are returned.
LaneMask amplify(const Amplify& work, float limit) noexcept;

// The same without the sum: each lane is a sound of its own, with its own gain behind the voice.
struct AmplifyLanes {
  Span span = {};
  const LaneBlock* level = nullptr;
  const Ramp* gain = nullptr;         // of this channel
  const LaneBlock* in = nullptr;      // of this channel
  const Lanes* after = nullptr;       // constant gain of what the lane sums up to
  const LaneBlock* others = nullptr;  // added before that gain; null: nothing
  LaneBlock* out = nullptr;           // 0 in lanes that do not sound
};
LaneMask amplify_lanes(const AmplifyLanes& work, float limit) noexcept;

}  // namespace kiln
