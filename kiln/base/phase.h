// Oscillator phase as a 32-bit integer: one cycle is 2^32, so it wraps by itself and never drifts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "kiln/base/fp_guard.h"

namespace kiln {

// [0, 1) in steps of 2^-24; exact.
constexpr float phase_to_cycles(uint32_t phase) {
  return static_cast<float>(phase >> 8) * 0x1p-24f;
}

// [-0.5, 0.5) in steps of 2^-24; exact.
constexpr float phase_to_signed_cycles(uint32_t phase) {
  return static_cast<float>(static_cast<int32_t>(phase) >> 8) * 0x1p-24f;
}

// Any whole number of cycles falls away. |cycles| < 2^22; beyond that the phase has no meaning but
// stays defined.
constexpr uint32_t cycles_to_phase(float cycles) {
  const float bounded = cycles < -0x1p22f ? -0x1p22f : (cycles > 0x1p22f ? 0x1p22f : cycles);
  const float whole = (bounded + 0x1.8p23f) - 0x1.8p23f;
  const float scaled = (bounded - whole) * 0x1p32f;
  const float top = 0x1.fffffep30f;  // the largest float an int32 holds
  return static_cast<uint32_t>(static_cast<int32_t>(scaled > top ? top : scaled));
}

// The same from double, to 2^-32 of a cycle; |cycles| < 2^20.
constexpr uint32_t cycles_to_phase(double cycles) {
  const double bounded = cycles < -0x1p20 ? -0x1p20 : (cycles > 0x1p20 ? 0x1p20 : cycles);
  return static_cast<uint32_t>(static_cast<uint64_t>(static_cast<int64_t>(bounded * 0x1p32)));
}

}  // namespace kiln
