// Fractional reads of the delay line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/delay_line.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace kiln {

DelayLine::DelayLine(std::span<float> memory)
    : data_(memory.data()), mask_(static_cast<unsigned>(memory.size()) - 1u) {
  if (memory.size() < 8 || !std::has_single_bit(memory.size())) {
    throw std::invalid_argument("a delay line needs a power of two of at least 8 floats");
  }
  reset();
}

std::size_t DelayLine::memory_floats(int frames) {
  return std::bit_ceil(static_cast<std::size_t>(std::max(frames, 4)) + 4);
}

void DelayLine::reset() noexcept {
  if (data_ != nullptr) std::fill_n(data_, mask_ + 1u, 0.0f);
  at_ = 0;
}

float DelayLine::read_hermite(DelayTime delay) const noexcept {
  const DelayTime d = at_least(delay, 1);
  const float ym = read(d.whole - 1);
  const float y0 = read(d.whole);
  const float y1 = read(d.whole + 1);
  const float y2 = read(d.whole + 2);
  const float c1 = 0.5f * (y1 - ym);
  const float c2 = (ym - 2.5f * y0) + (2.0f * y1 - 0.5f * y2);
  const float c3 = 0.5f * (y2 - ym) + 1.5f * (y0 - y1);
  return ((c3 * d.fraction + c2) * d.fraction + c1) * d.fraction + y0;
}

// The weight of the point k is the product over the other points j of (f - j) / (k - j).
float DelayLine::read_lagrange(DelayTime delay) const noexcept {
  const DelayTime d = at_least(delay, 2);
  const float f = d.fraction;
  const float a = f + 2.0f;
  const float b = f + 1.0f;
  const float e = f - 1.0f;
  const float g = f - 2.0f;
  const float h = f - 3.0f;
  const float left = a * b;
  const float right = g * h;
  const float w0 = b * f * (e * right) * (-1.0f / 120.0f);
  const float w1 = a * f * (e * right) * (1.0f / 24.0f);
  const float w2 = left * (e * right) * (-1.0f / 12.0f);
  const float w3 = left * f * right * (1.0f / 12.0f);
  const float w4 = left * f * (e * h) * (-1.0f / 24.0f);
  const float w5 = left * f * (e * g) * (1.0f / 120.0f);
  return ((w0 * read(d.whole - 2) + w5 * read(d.whole + 3)) +
          (w1 * read(d.whole - 1) + w4 * read(d.whole + 2))) +
         (w2 * read(d.whole) + w3 * read(d.whole + 1));
}

}  // namespace kiln
