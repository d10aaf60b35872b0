// Places and interpolation of a moving read, frames side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/line_read.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/line_read.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/effects/frames-inl.h"
#include "kiln/simd/kernel-inl.h"
#include "kiln/simd/table_read-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

constexpr int kMost = LineSpan::kMost;
static_assert(kMost % kVecLanes == 0);

// A place is a double: a float has no room for the fraction of a long delay.
using Place = hn::CappedTag<double, 8>;
using PlaceVec = hn::Vec<Place>;
constexpr int kPlaces = static_cast<int>(hn::MaxLanes(Place()));

struct Places {
  HWY_ALIGN int32_t whole[kMost];
  HWY_ALIGN float part[kMost];
};

HWY_INLINE void find_places(const LinePlace& place, double most, int begin, int frames,
                            Places& places) {
  alignas(64) static constexpr double kCount[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const Place d;
  const PlaceVec start = hn::Set(d, place.back.start), step = hn::Set(d, place.back.step);
  const PlaceVec more = hn::Set(d, place.more.start), more_step = hn::Set(d, place.more.step);
  for (int f = 0; f < frames; f += kPlaces) {
    const PlaceVec k = hn::Load(d, kCount) + hn::Set(d, static_cast<double>(begin + f));
    const PlaceVec back = (start + k * step) + (more + k * more_step);
    const PlaceVec held = hn::Max(hn::Min(back, hn::Set(d, most)), hn::Set(d, 2.0));
    const auto whole = hn::DemoteTo(hn::Rebind<int32_t, Place>(), held);
    const PlaceVec part = held - hn::PromoteTo(d, whole);
    hn::Store(whole, hn::Rebind<int32_t, Place>(), &places.whole[f]);
    hn::Store(hn::DemoteTo(hn::Rebind<float, Place>(), part), hn::Rebind<float, Place>(),
              &places.part[f]);
  }
}

// `Write` takes (first frame of the vector, values); what lies behind the last frame is anything.
template <class Write>
HWY_INLINE void read_frames(const History::View& line, const LinePlace& place, LineSpan span,
                            Write write) {
  Places places;
  const int padded = (span.frames + kVecLanes - 1) / kVecLanes * kVecLanes;
  find_places(place, History::most_back(line.mask), span.begin, padded, places);
  const int32_t* const whole = places.whole;
  int32_t newest = std::min(whole[0], whole[padded - 1]);
  int32_t oldest = std::max(whole[0], whole[padded - 1]);
  if (place.more.step != 0.0) {  // a single ramp moves one way, the sum of two may turn by rounding
    for (int f = 0; f < padded; ++f) {
      newest = std::min(newest, whole[f]);
      oldest = std::max(oldest, whole[f]);
    }
  }
  const int64_t written = int64_t{line.written} + span.ahead;
  const bool all_written = line.written > line.mask || oldest + 2 <= written;
  const uint32_t head = line.head + static_cast<uint32_t>(span.ahead);
  const uint32_t from = (head - static_cast<uint32_t>(oldest) - 2) & line.mask;
  const uint32_t length = static_cast<uint32_t>(oldest - newest + padded + 4);
  if (all_written && from + length <= line.mask) {
    const float* const p = line.data + from;
    for (int f = 0; f < padded; f += kVecLanes) {
      Vec a, b, c, d;
      if (newest == oldest) {
        a = hn::LoadU(D(), p + f + 3);
        b = hn::LoadU(D(), p + f + 2);
        c = hn::LoadU(D(), p + f + 1);
        d = hn::LoadU(D(), p + f);
      } else {
        table_detail::fours([&](int i) HWY_ATTR { return p + (f + i + oldest - whole[f + i]); }, d,
                            c, b, a);
      }
      write(f, between(a, b, c, d, load(&places.part[f])));
    }
    return;
  }
  HWY_ALIGN float out[kMost] = {};
  for (int f = 0; f < span.frames; ++f) {
    const uint32_t now = static_cast<uint32_t>(f);
    const auto at = [&](int32_t back) {
      const bool silent = line.written <= line.mask && back > written + f;
      return silent ? 0.0f : line.data[(head + now - static_cast<uint32_t>(back)) & line.mask];
    };
    const int32_t w = whole[f];
    out[f] = History::between(at(w - 1), at(w), at(w + 1), at(w + 2), places.part[f]);
  }
  for (int f = 0; f < padded; f += kVecLanes) write(f, load(&out[f]));
}

void read_moving(const History::View& line, const LinePlace& place, LineSpan span, float* out) {
  read_frames(line, place, span,
              [&](int f, Vec read) HWY_ATTR { store_frames(read, out + f, span.frames - f); });
}

void add_moving(const History::View& line, const LinePlace& place, const BlockRamp<float>& weight,
                LineSpan span, float* out) {
  read_frames(line, place, span, [&](int f, Vec read) HWY_ATTR {
    const int rest = span.frames - f;
    const Vec gain = ramp_at(weight, span.begin + f);
    store_frames(load_frames(out + f, rest) + gain * read, out + f, rest);
  });
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(read_moving);
HWY_EXPORT(add_moving);

// At 1x a control period has eight frames: half a vector of AVX-512.
void read_line(const History& line, const LinePlace& place, LineSpan span, float* out) noexcept {
  [[maybe_unused]] const LaneMask frames = (LaneMask{1} << span.frames) - 1;
  KILN_DISPATCH(read_moving, frames)(line.view(), place, span, out);
}

void add_line(const History& line, const LinePlace& place, const BlockRamp<float>& weight,
              LineSpan span, float* out) noexcept {
  [[maybe_unused]] const LaneMask frames = (LaneMask{1} << span.frames) - 1;
  KILN_DISPATCH(add_moving, frames)(line.view(), place, weight, span, out);
}

}  // namespace kiln
#endif
