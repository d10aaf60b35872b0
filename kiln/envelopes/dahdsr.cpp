// Envelopes in time: keys, control periods, and the pieces of segments they are drawn in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/envelopes/dahdsr.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"

namespace kiln {
namespace {

using envelope::kLongestPiece;
using envelope::Law;
using envelope::Trigger;

// What a resting level depends on.
constexpr int kLevelParams[] = {envelope::kSustain, envelope::kVelocity};

}  // namespace

void EnvelopeGroup::prepare(const EnvelopeSetup& setup) {
  *this = EnvelopeGroup();
  setup_ = setup;
}

void EnvelopeGroup::change(const EnvelopeSetup& setup) noexcept { setup_ = setup; }

// ---- Pieces: what a lane does from frame k of the period on.

void EnvelopeGroup::hold(int lane, int k, float level) noexcept {
  segments_.level[lane] = level;
  segments_.slope[lane] = 0.0f;
  segments_.c0[lane] = level;
  segments_.c1[lane] = segments_.c2[lane] = segments_.c3[lane] = 0.0f;
  segments_.origin[lane] = static_cast<float>(k);
  moving_ &= ~lane_bit(lane);
  piece_end_[lane] = static_cast<std::uint8_t>(setup_.control_frames);
  broken_ &= ~lane_bit(lane);
}

void EnvelopeGroup::plan(int lane, int k) noexcept {
  const LaneMask bit = lane_bit(lane);
  planned_ |= bit;
  envelope::Segments& s = segments_;
  if (has_lane(timed_, lane) && s.position[lane] >= s.length[lane]) {
    s.level[lane] = target_of(lane, stage_[lane]);
    go_to(lane, stage_after(lane));
  }
  const int left = setup_.control_frames - k;
  if (stage_[lane] == Stage::kSilent) {
    finished_ |= bit;
    hold(lane, k, 0.0f);
    return;
  }
  const float start = s.level[lane];
  if (stage_[lane] == Stage::kSustain) {
    const float target = target_of(lane, Stage::kSustain);
    hold(lane, k, start);
    if (target == start) return;
    s.c1[lane] = (target - start) / static_cast<float>(left);
    s.level[lane] = target;
    moving_ |= bit;
    return;
  }
  int frames = static_cast<int>(
      std::min(s.length[lane] - s.position[lane], static_cast<std::uint32_t>(left)));
  const float bend = std::fabs(s.k[lane]) * s.inverse_length[lane];
  if (bend * static_cast<float>(frames) > kLongestPiece) {
    frames = std::max(1, static_cast<int>(kLongestPiece / bend));
  }
  s.position[lane] += static_cast<std::uint32_t>(frames);
  const Law law = law_at(lane, s.position[lane]);
  const bool whole = s.position[lane] == s.length[lane];
  const float end = whole ? target_of(lane, stage_[lane]) : law.value;
  const float end_slope = law.slope;
  const float slope = s.slope[lane];
  const float inverse = 1.0f / static_cast<float>(frames);
  const float mean = (end - start) * inverse;
  s.c0[lane] = start;
  s.c1[lane] = slope;
  s.c2[lane] = (3.0f * mean - 2.0f * slope - end_slope) * inverse;
  s.c3[lane] = (slope + end_slope - 2.0f * mean) * (inverse * inverse);
  s.origin[lane] = static_cast<float>(k);
  s.level[lane] = end;
  s.slope[lane] = end_slope;
  piece_end_[lane] = static_cast<std::uint8_t>(k + frames);
  moving_ |= bit;
  broken_ = frames < left ? broken_ | bit : broken_ & ~bit;
}

float EnvelopeGroup::slope_at(int lane, int k) const noexcept {
  const envelope::Segments& s = segments_;
  const float t = static_cast<float>(k) - s.origin[lane];
  return s.c1[lane] + t * (2.0f * s.c2[lane] + 3.0f * (t * s.c3[lane]));
}

float EnvelopeGroup::level_at(int lane, int k) const noexcept {
  const envelope::Segments& s = segments_;
  const float t = static_cast<float>(k) - s.origin[lane];
  const float high = s.c2[lane] + t * s.c3[lane];
  const float level = s.c0[lane] + t * (s.c1[lane] + t * high);
  return level > 0.0f ? level : 0.0f;
}

// All pieces of the lane that end at or before frame k.
void EnvelopeGroup::catch_up(int lane, int k) noexcept {
  while (has_lane(broken_, lane) && piece_end_[lane] <= k) plan(lane, piece_end_[lane]);
}

// ---- Keys.

void EnvelopeGroup::start(int lane, int k, bool struck_again, bool legato, float velocity,
                          const Lanes* params, double beats_per_second) noexcept {
  const LaneMask bit = lane_bit(lane);
  const bool sounds = struck_again && stage_[lane] != Stage::kSilent;
  const bool was_held = has_lane(held_, lane);
  if (sounds) catch_up(lane, k);
  read_params(lane, params, beats_per_second);
  velocity_[lane] = velocity;
  held_ |= bit;
  finished_ &= ~bit;
  const bool goes_on = sounds && was_held && legato && setup_.trigger == Trigger::kLegato;
  if (!goes_on) {
    segments_.slope[lane] = sounds ? slope_at(lane, k) : 0.0f;
    segments_.level[lane] = sounds ? level_at(lane, k) : 0.0f;
    const bool drops = sounds && setup_.trigger == Trigger::kFromZero;
    go_to(lane, drops ? Stage::kDrop : Stage::kDelay);
    plan(lane, k);
  }
  const float scale = scale_of(lane);
  scale_.start[lane] = scale_to_[lane] = scale;
  scale_.step[lane] = 0.0f;
  scaled_ = scale != 1.0f ? scaled_ | bit : scaled_ & ~bit;
  scale_moves_ &= ~bit;
  value_[lane] = level_at(lane, k) * scale;
}

void EnvelopeGroup::release(int lane, int k, const Lanes* params,
                            double beats_per_second) noexcept {
  if (!has_lane(held_, lane)) return;
  held_ &= ~lane_bit(lane);
  catch_up(lane, k);
  read_params(lane, params, beats_per_second);
  segments_.level[lane] = level_at(lane, k);
  segments_.slope[lane] = slope_at(lane, k);
  go_to(lane, segments_.level[lane] > 0.0f ? Stage::kRelease : Stage::kSilent);
  plan(lane, k);
}

void EnvelopeGroup::kill(int lane) noexcept {
  held_ &= ~lane_bit(lane);
  go_to(lane, Stage::kSilent);
  plan(lane, 0);
  value_[lane] = 0.0f;
}

// ---- Time.

void EnvelopeGroup::begin_period(LaneMask lanes, const Lanes* params, double beats_per_second,
                                 bool params_moved) noexcept {
  const int frames = setup_.control_frames;
  const LaneMask not_resting = (timed_ | moving_ | planned_ | scale_moves_) & lanes;
  for (int i = 0; (broken_ & lanes) != 0 && i < kLanes; ++i) {
    if (has_lane(broken_ & lanes, i)) catch_up(i, frames - 1);
  }
  const LaneMask timed = timed_ & lanes;
  // What rests needs no times; they are read when something begins.
  bool moved = false;
  if (timed != 0) {
    moved = params_moved && envelope::params_moved(seen_, params, kSeenCount, lanes);
    moved = moved || beats_per_second != beats_per_second_;
    beats_per_second_ = beats_per_second;
  } else if (params_moved) {
    moved = envelope::params_moved(seen_ + kLevelParams[0], params + kLevelParams[0], 1, lanes);
    moved |= envelope::params_moved(seen_ + kLevelParams[1], params + kLevelParams[1], 1, lanes);
  }
  for (const int i : lanes_of(moved ? timed : kNoLanes)) retime(i);
  if (timed != 0) {
    const LaneMask whole = envelope::plan_periods(segments_, timed & ~cosine_, frames);
    moving_ |= whole;
    broken_ &= ~whole;
    for (const int i : lanes_of(timed & ~whole)) plan(i, 0);
  }
  if (not_resting == 0 && !moved) return;  // values are what they were at the last control point
  // Sustaining lanes move only with their parameter, and rest a period later.
  const LaneMask resting = lanes & ~timed;
  for (int i = 0; ((moving_ & resting) != 0 || (moved && resting != 0)) && i < kLanes; ++i) {
    if (has_lane(resting, i)) plan(i, 0);
  }
  if (moved || (scale_moves_ & lanes) != 0) move_scales(lanes);
  envelope::take_values(segments_, scale_, lanes, value_);
  planned_ &= ~lanes;
}

void EnvelopeGroup::move_scales(LaneMask lanes) noexcept {
  for (const int i : lanes_of(lanes)) {
    const LaneMask bit = lane_bit(i);
    const float from = scale_to_[i];
    const float to = scale_of(i);
    scale_.start[i] = from;
    scale_.step[i] = (to - from) / static_cast<float>(setup_.control_frames);
    scale_to_[i] = to;
    scaled_ = from != 1.0f || to != 1.0f ? scaled_ | bit : scaled_ & ~bit;
    scale_moves_ = from != to ? scale_moves_ | bit : scale_moves_ & ~bit;
  }
}

void EnvelopeGroup::advance(LaneMask lanes, const Lanes* params, double beats_per_second,
                            bool params_moved) noexcept {
  begin_period(lanes, params, beats_per_second, params_moved);
}

void EnvelopeGroup::render(int begin, int end, LaneMask lanes, LaneBlock& out) noexcept {
  const int period = setup_.control_frames;
  for (int k = begin; k < end;) {
    int stop = end;
    for (int i = 0; (broken_ & lanes) != 0 && i < kLanes; ++i) {
      if (!has_lane(broken_ & lanes, i)) continue;
      catch_up(i, k);
      if (has_lane(broken_, i)) stop = std::min(stop, int{piece_end_[i]});
    }
    envelope::render_levels(segments_,
                            {.begin = k,
                             .end = stop,
                             .lanes = lanes,
                             .moving = moving_ & lanes,
                             .scale = (scaled_ & lanes) != 0 ? &scale_ : nullptr},
                            out);
    k = stop;
  }
  for (int i = 0; (broken_ & lanes) != 0 && i < kLanes; ++i) {
    if (has_lane(broken_ & lanes, i)) catch_up(i, end);
  }
  // Releases that end with the period.
  const LaneMask released = timed_ & lanes & ~held_ & ~broken_;
  for (int i = 0; end == period && released != 0 && i < kLanes; ++i) {
    const bool ends = stage_[i] == Stage::kRelease && segments_.position[i] >= segments_.length[i];
    if (has_lane(released, i) && ends) finished_ |= lane_bit(i);
  }
}

LaneMask EnvelopeGroup::finished() const noexcept { return finished_; }

bool EnvelopeGroup::steady(LaneMask lanes) const noexcept {
  return ((timed_ | moving_ | scale_moves_) & lanes) == 0;
}

}  // namespace kiln
