// Calling a kernel on the narrowest vectors that hold all lanes which sound.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With AVX-512 one vector is a whole group, so that one voice would cost what sixteen do. Kernels
// give the same bits on every target, so a group whose upper lanes are silent is handed to AVX2
// (lanes 0 … 7) or SSE4 (lanes 0 … 3). Voices take the lowest free lane (voices/allocator.h).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

#include "hwy/highway.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// Where Highway's tables of functions hold the target for lanes 0 … 3, 0 … 7 and all; 0, where each
// table begins with a function that looks for the best one, until initialise_dispatch() has run.
struct DispatchIndices {
  std::array<std::atomic<std::size_t>, 3> of_width = {};
};
extern DispatchIndices g_dispatch_indices;

inline std::size_t dispatch_index(LaneMask lanes) noexcept {
  const std::size_t width = (lanes >> 4) == 0 ? 0 : (lanes >> 8) == 0 ? 1 : 2;
  return g_dispatch_indices.of_width[width].load(std::memory_order_relaxed);
}

}  // namespace kiln

// HWY_DYNAMIC_DISPATCH for kernels that compute nothing but the vectors of `LANES`.
#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
#define KILN_DISPATCH(KERNEL, LANES) HWY_DYNAMIC_DISPATCH(KERNEL)
#else
#define KILN_DISPATCH(KERNEL, LANES) (*(HWY_DISPATCH_TABLE(KERNEL)[kiln::dispatch_index(LANES)]))
#endif
