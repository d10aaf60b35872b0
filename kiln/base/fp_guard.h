// Stops the build when the compiler's floating point would not give the same bits everywhere.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Contraction (a * b + c fused into one rounding) leaves no macro behind: every source is compiled
// with -ffp-contract=off, and simd/targets_test.cpp holds the canary that sees a fused product.
#pragma once

#ifdef __FAST_MATH__
#error "Kiln gives the same bits everywhere only without -ffast-math and -Ofast"
#endif

#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "Kiln needs float evaluated as float and double as double (no x87, no -mfpmath=387)"
#endif
