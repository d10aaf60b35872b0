// One chunk of the feedback network: read, shelves, outputs, mixture, write.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Within a chunk only the shelves go from frame to frame, all lines side by side. Everything else
// takes frames side by side, one line after the other; between the two lie transpositions.
#include "kiln/effects/network_lines.h"

#include <algorithm>

#include "hwy/cache_control.h"
#include "kiln/effects/history.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/network_lines.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/effects/frames-inl.h"
#include "kiln/simd/kernel-inl.h"
#include "kiln/simd/table_read-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

constexpr int kChunk = NetworkLines::kChunk;
static_assert(kChunk == kLanes);  // a square of frames and lines
using Square = float[kLanes][kLanes];

// Rows of a Hadamard matrix: how the lines reach the two outputs, and how the inputs reach them.
constexpr float kOutLeft[kLanes] = {1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1};
constexpr float kOutRight[kLanes] = {1, -1, -1, 1, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1};
constexpr float kInLeft[kLanes] = {1, 0, -1, 0, 1, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0};
constexpr float kInRight[kLanes] = {0, 1, 0, 1, 0, -1, 0, 1, 0, -1, 0, -1, 0, 1, 0, 1};

HWY_INLINE void transpose(const Square& from, Square& to) {
  for (int column = 0; column < kLanes; column += 4) {
    for (int row = 0; row < kLanes; row += kVecLanes) {
      Vec y0, y1, y2, y3;
      table_detail::fours([&](int lane) HWY_ATTR { return &from[row + lane][column]; }, y0, y1, y2,
                          y3);
      store(y0, &to[column][row]);
      store(y1, &to[column + 1][row]);
      store(y2, &to[column + 2][row]);
      store(y3, &to[column + 3][row]);
    }
  }
}

// The next frames of every line, [line][frame], before they are written over.
HWY_INLINE void read_lines(const NetworkLines& n, int begin, int frames, Square& out) {
  const bool filling = n.written <= n.mask;
  for (int i = 0; i < kLanes; ++i) {
    const float* const line = n.line(i);
    const uint32_t base = n.base[static_cast<std::size_t>(i)];
    const int whole = static_cast<int>(n.offset_at(i, begin));
    if (!filling && whole == static_cast<int>(n.offset_at(i, begin + kChunk - 1))) {
      const float* const p = line + ((n.head - base - static_cast<uint32_t>(whole) - 2) & n.mask);
      for (int f = 0; f < kChunk; f += kVecLanes) {
        const Vec offset = set(n.offset[i]) + frames_from(begin + f) * set(n.offset_step[i]);
        const Vec t = offset - set(static_cast<float>(whole));
        const Vec a = hn::LoadU(D(), p + f + 3);
        const Vec b = hn::LoadU(D(), p + f + 2);
        const Vec c = hn::LoadU(D(), p + f + 1);
        const Vec d = hn::LoadU(D(), p + f);
        store(between(a, b, c, d, t), &out[i][f]);
      }
      continue;
    }
    for (int f = 0; f < kChunk; ++f) {
      out[i][f] = 0.0f;
      if (f >= frames) continue;
      const float offset = n.offset_at(i, begin + f);
      const int here = static_cast<int>(offset);
      const float t = offset - static_cast<float>(here);
      const uint32_t back = base + static_cast<uint32_t>(here);
      const uint32_t now = static_cast<uint32_t>(f);
      const float* const p = line + ((n.head + now - back - 2) & n.mask);
      const bool silent = filling && back + 2 > n.written + now;
      if (!silent) out[i][f] = History::between(p[3], p[2], p[1], p[0], t);
    }
  }
}

// Trapezoidal state-variable shelf, all lines alike; [frame][line], in place.
HWY_INLINE void run_shelves(NetworkLines& n, int begin, int frames, Square& y) {
  const Vec a1 = set(n.a1), a2 = set(n.a2), a3 = set(n.a3);
  for (int i = 0; i < kLanes; i += kVecLanes) {
    Vec s1 = load(&n.s1[i]), s2 = load(&n.s2[i]);
    const RampVec c0 = {load(&n.c0[i]), load(&n.c0_step[i])};
    const RampVec c1 = {load(&n.c1[i]), load(&n.c1_step[i])};
    const RampVec c2 = {load(&n.c2[i]), load(&n.c2_step[i])};
    for (int f = 0; f < frames; ++f) {
      const int k = begin + f;
      const Vec in = load(&y[f][i]);
      const Vec v3 = in - s2;
      const Vec band = a1 * s1 + a2 * v3;
      const Vec low = s2 + a2 * s1 + a3 * v3;
      s1 = set(2.0f) * band - s1;
      s2 = set(2.0f) * low - s2;
      store(c0.at(k) * in + c1.at(k) * band + c2.at(k) * low, &y[f][i]);
    }
    store(s1, &n.s1[i]);
    store(s2, &n.s2[i]);
  }
}

// The lines' sum as the tree of sum_lanes().
HWY_INLINE Vec sum_lines(const Square& y, const float (&sign)[kLanes], int f) {
  Vec t[kLanes];
  for (int i = 0; i < kLanes; ++i) t[i] = set(sign[i]) * load(&y[i][f]);
  for (int i = 0; i < 8; ++i) t[i] = t[i] + t[i + 8];
  for (int i = 0; i < 4; ++i) t[i] = t[i] + t[i + 4];
  return (t[0] + t[2]) + (t[1] + t[3]);
}

// Four-by-four Householder over the columns, then over the rows, and the inputs added; in place.
HWY_INLINE void mix_lines(Square& y, Vec in_left, Vec in_right, int f) {
  Vec column[4];
  for (int j = 0; j < 4; ++j) {
    column[j] = set(0.5f) * ((load(&y[j][f]) + load(&y[j + 4][f])) +
                             (load(&y[j + 8][f]) + load(&y[j + 12][f])));
  }
  for (int i = 0; i < kLanes; i += 4) {
    Vec row[4];
    for (int j = 0; j < 4; ++j) row[j] = load(&y[i + j][f]) - column[j];
    const Vec half = set(0.5f) * ((row[0] + row[1]) + (row[2] + row[3]));
    for (int j = 0; j < 4; ++j) {
      const Vec in = set(kInLeft[i + j]) * in_left + set(kInRight[i + j]) * in_right;
      store(snap((row[j] - half) + in), &y[i + j][f]);
    }
  }
}

HWY_INLINE void write_lines(NetworkLines& n, int frames, const Square& x) {
  const std::size_t size = std::size_t{n.mask} + 1;
  const std::size_t at = n.head & n.mask;
  const bool whole = frames == kChunk && at >= NetworkLines::kMirror && at + kChunk <= size;
  for (int i = 0; i < kLanes; ++i) {
    float* const line = n.memory + static_cast<std::size_t>(i) * n.stride;
    for (int f = 0; whole && f < kChunk; f += kVecLanes) {
      hn::StoreU(load(&x[i][f]), D(), line + at + f);
    }
    for (int f = 0; !whole && f < frames; ++f) {
      const std::size_t here = (at + static_cast<std::size_t>(f)) & n.mask;
      line[here] = x[i][f];
      if (here < NetworkLines::kMirror) line[here + size] = x[i][f];
    }
  }
  n.head += static_cast<uint32_t>(frames);
  n.written = static_cast<uint32_t>(
      std::min(size, std::size_t{n.written} + static_cast<std::size_t>(frames)));
}

void run_chunk(NetworkLines& n, int begin, int frames, const NetworkLines::Rising& rising,
               float* left, float* right) {
  HWY_ALIGN Square by_line;
  HWY_ALIGN Square by_frame;
  HWY_ALIGN float out[2][kChunk] = {};
  float* const bus[2] = {left, right};
  read_lines(n, begin, frames, by_line);
  transpose(by_line, by_frame);
  run_shelves(n, begin, frames, by_frame);
  transpose(by_frame, by_line);
  for (int side = 0; side < 2; ++side) std::copy_n(bus[side], frames, out[side]);
  const Vec gain = set(NetworkLines::kInGain);
  HWY_ALIGN float in[2][kChunk];
  for (int f = 0; f < kChunk; f += kVecLanes) {
    store(gain * load(&out[0][f]), &in[0][f]);
    store(gain * load(&out[1][f]), &in[1][f]);
    store(gain * sum_lines(by_line, kOutLeft, f), &out[0][f]);
    store(gain * sum_lines(by_line, kOutRight, f), &out[1][f]);
  }
  if (rising.shifters != nullptr) {
    for (int f = 0; f < frames; ++f) {
      const float up = rising.share.at(begin + f);
      float& a = by_line[NetworkLines::kRisingA][f];
      float& b = by_line[NetworkLines::kRisingB][f];
      a += up * (rising.shifters[0].step(a) - a);
      b += up * (rising.shifters[1].step(b) - b);
    }
  }
  for (int f = 0; f < kChunk; f += kVecLanes) {
    mix_lines(by_line, load(&in[0][f]), load(&in[1][f]), f);
  }
  write_lines(n, frames, by_line);
  for (int side = 0; side < 2; ++side) std::copy_n(out[side], frames, bus[side]);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(run_chunk);

void NetworkLines::run(int begin, int frames, const Rising& rising, float* left,
                       float* right) noexcept {
  KILN_DISPATCH(run_chunk, kAllLanes)(*this, begin, frames, rising, left, right);
}

void NetworkLines::prefetch(int begin) const noexcept {
  for (int i = 0; i < kLanes; ++i) {
    const uint32_t back =
        base[static_cast<std::size_t>(i)] + static_cast<uint32_t>(offset_at(i, begin));
    const float* const from = line(i) + ((head - back - 2) & mask);
    const float* const to = line(i) + (head & mask);
    hwy::Prefetch(from);
    hwy::Prefetch(from + kMirror - 1);
    hwy::Prefetch(to);
    hwy::Prefetch(to + kChunk - 1);
  }
}

}  // namespace kiln
#endif
