// Plain arrays that hold one value for each of the 16 voices ("lanes") of a group.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Headers of modules show these types; only *.simd.cpp files know the vectors that read them.
#pragma once

#include <bit>
#include <cstdint>

#include "kiln/base/fp_guard.h"

namespace kiln {

inline constexpr int kLanes = 16;

// Engine frames of one control period at 4x, the longest there is (1x: 8, 2x: 16, 4x: 32).
inline constexpr int kMaxControlFrames = 32;

struct alignas(64) Lanes {
  float v[kLanes];

  float& operator[](int lane) { return v[lane]; }
  const float& operator[](int lane) const { return v[lane]; }
  float* data() { return v; }
  const float* data() const { return v; }

  static Lanes filled(float value) {
    Lanes lanes;
    for (float& x : lanes.v) x = value;
    return lanes;
  }
};

struct alignas(64) IntLanes {
  uint32_t v[kLanes];

  uint32_t& operator[](int lane) { return v[lane]; }
  const uint32_t& operator[](int lane) const { return v[lane]; }
  uint32_t* data() { return v; }
  const uint32_t* data() const { return v; }

  static IntLanes filled(uint32_t value) {
    IntLanes lanes;
    for (uint32_t& x : lanes.v) x = value;
    return lanes;
  }
};

// One control period of audio: frames × lanes.
struct alignas(64) LaneBlock {
  Lanes frame[kMaxControlFrames];

  Lanes& operator[](int k) { return frame[k]; }
  const Lanes& operator[](int k) const { return frame[k]; }

  void clear() {
    for (Lanes& f : frame) f = Lanes::filled(0.0f);
  }
};

// A value that moves on a straight line through a control period: at frame k it is start + k*step.
// k counts from the control point and not from the block's edge, so that a cut changes no bit.
struct Ramp {
  Lanes start;
  Lanes step;

  float at(int lane, int k) const { return start[lane] + static_cast<float>(k) * step[lane]; }

  static Ramp constant(float value) { return {Lanes::filled(value), Lanes::filled(0.0f)}; }
};

// Bit i says that lane i sounds.
using LaneMask = uint32_t;

inline constexpr LaneMask kNoLanes = 0;
inline constexpr LaneMask kAllLanes = (LaneMask{1} << kLanes) - 1;

constexpr LaneMask lane_bit(int lane) { return LaneMask{1} << lane; }
constexpr bool has_lane(LaneMask lanes, int lane) { return ((lanes >> lane) & 1u) != 0; }

// The lanes of a mask, lowest first: `for (const int lane : lanes_of(mask))`. A struck note walks
// over one lane and not over all.
class LanesOf {
 public:
  class Iterator {
   public:
    constexpr explicit Iterator(LaneMask left) : left_(left) {}
    constexpr int operator*() const { return std::countr_zero(left_); }
    constexpr Iterator& operator++() {
      left_ &= left_ - 1;
      return *this;
    }
    constexpr bool operator!=(const Iterator& other) const { return left_ != other.left_; }

   private:
    LaneMask left_;
  };

  constexpr explicit LanesOf(LaneMask lanes) : lanes_(lanes) {}
  constexpr Iterator begin() const { return Iterator(lanes_); }
  constexpr Iterator end() const { return Iterator(kNoLanes); }

 private:
  LaneMask lanes_;
};
constexpr LanesOf lanes_of(LaneMask lanes) { return LanesOf(lanes & kAllLanes); }

// Sum of all lanes, always as the same tree, so that no vector width changes a bit. Lanes that do
// not sound must hold 0.
inline float sum_lanes(const Lanes& lanes) {
  float t[8];
  for (int i = 0; i < 8; ++i) t[i] = lanes.v[i] + lanes.v[i + 8];
  for (int i = 0; i < 4; ++i) t[i] = t[i] + t[i + 4];
  return (t[0] + t[2]) + (t[1] + t[3]);
}

// The same value for the whole period, on the chosen lanes; the others are left as they are.
inline void set_constant(Ramp& ramp, LaneMask lanes, float value) {
  for (const int i : lanes_of(lanes)) {
    ramp.start[i] = value;
    ramp.step[i] = 0.0f;
  }
}

inline void set_constant(Ramp& ramp, LaneMask lanes, const Lanes& value) {
  for (const int i : lanes_of(lanes)) {
    ramp.start[i] = value[i];
    ramp.step[i] = 0.0f;
  }
}

// From `from` at this control point towards `to` at the next; inv_frames = 1 / frames of a period.
// The next period starts anew from its own `from`: rounding does not pile up.
inline void ramp_to(Ramp& ramp, const Lanes& from, const Lanes& to, float inv_frames,
                    LaneMask lanes) {
  for (const int i : lanes_of(lanes)) {
    ramp.start[i] = from[i];
    ramp.step[i] = (to[i] - from[i]) * inv_frames;
  }
}

}  // namespace kiln
