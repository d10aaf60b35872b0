// Which SIMD targets this processor runs, without Highway's library.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Released binaries must start on systems that have no libhwy. Of that library Kiln calls three
// functions; with KILN_OWN_TARGETS this folder defines them (detect_targets.simd.cpp).
#pragma once

#include <cstdint>

namespace kiln {

// The bits of hwy/detect_targets.h: those of SSE4, AVX2 and AVX3, of NEON, and of what always runs.
// What Highway 1.0.3 asks for; a processor or system that lacks a part of a target lacks all of it.
int64_t detect_targets() noexcept;

}  // namespace kiln
