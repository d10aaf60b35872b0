// The segments of an envelope: what the parameters make of them, and what follows what.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/envelopes/dahdsr.h"

namespace kiln {
namespace {

using envelope::Law;
using envelope::Loop;
using envelope::Stage;

constexpr double kFloorSeconds = 0.001;  // of attack and release; of a rounded corner
constexpr double kDropSeconds = 0.002;   // to zero, before an attack from zero
constexpr float kBend = 8.0f;            // exponent of curve = 1

int param_of(Stage stage) {
  switch (stage) {
    case Stage::kDelay:
      return envelope::kDelay;
    case Stage::kAttack:
      return envelope::kAttack;
    case Stage::kHold:
      return envelope::kHold;
    case Stage::kDecay:
      return envelope::kDecay;
    default:
      return envelope::kRelease;
  }
}

int division_of(Stage stage) {
  switch (stage) {
    case Stage::kAttack:
      return envelope::kAttackDivision;
    case Stage::kHold:
      return envelope::kHoldDivision;
    case Stage::kDecay:
      return envelope::kDecayDivision;
    default:
      return envelope::kReleaseDivision;
  }
}

// Between two divisions (modulated) the length moves evenly in log2.
double division_seconds(float division, double beats_per_second) {
  const float d = math::clamp(division, 0.0f, float{kDivisionCount - 1});
  const int below = static_cast<int>(d);
  const double beats = division_beats(below);
  const double part = double{d} - below;
  if (part == 0.0) return beats / beats_per_second;
  const double ratio = division_beats(below + 1) / beats;
  return beats * math::exp2(part * math::log2(ratio)) / beats_per_second;
}

}  // namespace

// ---- What the parameters say.

void EnvelopeGroup::read_params(int lane, const Lanes* params, double beats_per_second) noexcept {
  for (int p = 0; p < kSeenCount; ++p) seen_[p][lane] = params[p][lane];
  beats_per_second_ = beats_per_second;
}

std::uint32_t EnvelopeGroup::frames_of(int lane, Stage stage) const noexcept {
  if (stage == Stage::kDrop) return setup_.hard ? 0 : frames_in(kDropSeconds);
  const bool synced = stage != Stage::kDelay && seen_[envelope::kSync][lane] > 0.5f;
  double seconds = synced ? division_seconds(seen_[division_of(stage)][lane], beats_per_second_)
                          : double{seen_[param_of(stage)][lane]};
  const bool floored = stage == Stage::kAttack || stage == Stage::kRelease;
  if (floored && !setup_.hard) seconds = std::max(seconds, kFloorSeconds);
  return frames_in(seconds);
}

std::uint32_t EnvelopeGroup::frames_in(double seconds) const noexcept {
  const double frames = std::floor(seconds * setup_.engine_rate + 0.5);
  return static_cast<std::uint32_t>(std::min(std::max(frames, 0.0), 1e9));
}

float EnvelopeGroup::curve_of(int lane, Stage stage) const noexcept {
  float curve = 0.0f;
  if (stage == Stage::kAttack) curve = seen_[envelope::kAttackCurve][lane];
  if (stage == Stage::kDecay) curve = seen_[envelope::kDecayCurve][lane];
  if (stage == Stage::kRelease) curve = seen_[envelope::kReleaseCurve][lane];
  return kBend * math::clamp(curve, -1.0f, 1.0f);
}

float EnvelopeGroup::target_of(int lane, Stage stage) const noexcept {
  switch (stage) {
    case Stage::kAttack:
      return 1.0f;
    case Stage::kDecay:
    case Stage::kSustain:
      return math::clamp(seen_[envelope::kSustain][lane], 0.0f, 1.0f);
    case Stage::kDelay:
    case Stage::kHold:
      return segments_.level[lane];
    default:
      return 0.0f;
  }
}

float EnvelopeGroup::scale_of(int lane) const noexcept {
  const float velocity = velocity_[lane];
  const float amount = math::clamp(seen_[envelope::kVelocity][lane], -1.0f, 1.0f);
  if (velocity < 0.0f) return 1.0f;
  return amount < 0.0f ? 1.0f + amount * velocity : 1.0f - amount * (1.0f - velocity);
}

// ---- Segments.

Stage EnvelopeGroup::stage_after(int lane) const noexcept {
  const bool held = has_lane(held_, lane);
  switch (stage_[lane]) {
    case Stage::kDrop:
      return Stage::kDelay;
    case Stage::kDelay:
      return Stage::kAttack;
    case Stage::kAttack:
      return Stage::kHold;
    case Stage::kHold:
      return Stage::kDecay;
    case Stage::kDecay:
      if (setup_.loop == Loop::kAttackDecay) return Stage::kAttack;
      return setup_.loop == Loop::kAll ? Stage::kRelease : Stage::kSustain;
    case Stage::kRelease:
      // A loop through all segments passes its release with the key down.
      return held && setup_.loop == Loop::kAll ? Stage::kDelay : Stage::kSilent;
    default:
      return stage_[lane];
  }
}

void EnvelopeGroup::set_curve(int lane, float k) noexcept {
  segments_.k[lane] = k;
  segments_.base[lane] =
      std::fabs(k) < envelope::kNearLine ? 0.0f : 1.0f / (math::exp2(k * envelope::kLog2E) - 1.0f);
}

void EnvelopeGroup::set_length(int lane, std::uint32_t frames) noexcept {
  segments_.length[lane] = frames;
  segments_.inverse_length[lane] = 1.0f / static_cast<float>(std::max(frames, 1u));
}

// Level and slope per frame at a position of the segment.
Law EnvelopeGroup::law_at(int lane, std::uint32_t position) const noexcept {
  const envelope::Segments& s = segments_;
  const float x = static_cast<float>(position) * s.inverse_length[lane];
  const Law law = has_lane(cosine_, lane) ? envelope::raised_cosine(x)
                                          : envelope::bent_line(s.k[lane], s.base[lane], x);
  const float level = s.from[lane] + s.span[lane] * law.value;
  const float slope = s.span[lane] * law.slope * s.inverse_length[lane];
  if (position >= segments_.corner[lane]) return {level, slope};
  const float t = static_cast<float>(position);
  const float u = t / static_cast<float>(segments_.corner[lane]);
  const float lag = corner_slope_[lane] * (1.0f - u);
  return {level - t * (lag * (1.0f - u)), slope - lag * (1.0f - 3.0f * u)};
}

// The segment begins as steep as the level moves already, if that is its direction, or flat.
void EnvelopeGroup::round_corner(int lane) noexcept {
  const float before = segments_.slope[lane];
  const float wanted = law_at(lane, 0).slope;
  const bool same_way = before * wanted > 0.0f;
  const bool less = std::fabs(before) < std::fabs(wanted);
  const float begins = same_way ? (less ? before : wanted) : 0.0f;
  segments_.slope[lane] = begins;
  corner_slope_[lane] = wanted - begins;
  segments_.corner[lane] = std::min(frames_in(kFloorSeconds), segments_.length[lane] / 2);
}

// A stage begins at the present level. Returns false if it takes no time.
bool EnvelopeGroup::enter(int lane, Stage stage) noexcept {
  const LaneMask bit = lane_bit(lane);
  stage_[lane] = stage;
  const bool timed = stage != Stage::kSustain && stage != Stage::kSilent;
  timed_ = timed ? timed_ | bit : timed_ & ~bit;
  if (!timed) return true;
  const std::uint32_t frames = frames_of(lane, stage);
  if (frames == 0) {
    segments_.level[lane] = target_of(lane, stage);
    return false;
  }
  const bool floored = stage == Stage::kAttack || stage == Stage::kRelease;
  const bool cosine =
      stage == Stage::kDrop || (floored && !setup_.hard && frames <= frames_in(kFloorSeconds));
  cosine_ = cosine ? cosine_ | bit : cosine_ & ~bit;
  segments_.from[lane] = segments_.level[lane];
  segments_.span[lane] = target_of(lane, stage) - segments_.level[lane];
  segments_.position[lane] = 0;
  set_length(lane, frames);
  set_curve(lane, curve_of(lane, stage));
  segments_.corner[lane] = 0;
  if (floored && !setup_.hard && !cosine) {
    round_corner(lane);
  } else {
    segments_.slope[lane] = law_at(lane, 0).slope;
  }
  return true;
}

// Enters a stage, or the next one that takes time. A loop in which nothing takes time rests.
void EnvelopeGroup::go_to(int lane, Stage stage) noexcept {
  for (int passed = 0; passed < 8; ++passed) {
    if (enter(lane, stage)) return;
    stage = stage_after(lane);
  }
  enter(lane, Stage::kSustain);
}

// The parameters have moved: a running segment keeps its place x and takes the new length.
void EnvelopeGroup::retime(int lane) noexcept {
  const Stage stage = stage_[lane];
  if (has_lane(cosine_, lane)) return;
  const std::uint32_t old = segments_.length[lane];
  const std::uint32_t frames = frames_of(lane, stage);
  if (frames != old) {
    const double x = static_cast<double>(segments_.position[lane]) / static_cast<double>(old);
    segments_.position[lane] = static_cast<std::uint32_t>(x * frames + 0.5);
    set_length(lane, frames);
  }
  const float k = curve_of(lane, stage);
  if (k != segments_.k[lane]) set_curve(lane, k);
  if (stage == Stage::kDecay) segments_.span[lane] = target_of(lane, stage) - segments_.from[lane];
}

}  // namespace kiln
