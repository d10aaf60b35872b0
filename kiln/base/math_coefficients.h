// Coefficients shared by the scalar float functions of math.h and their vector twins.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minimax fits by the Remez exchange (relative error; multiple precision), rounded to float; lowest
// power first. The errors given are those of the fit before rounding.
#pragma once

namespace kiln::math::coefficients {

// Adding and subtracting 1.5·2^23 rounds |x| <= 2^22 to the nearest whole number, ties to even.
inline constexpr float kRoundMagic = 0x1.8p23f;

// (2^f - 1) / f on |f| <= 0.5; 2^-28.9.
inline constexpr float kExp2[6] = {0x1.62e430p-1f, 0x1.ebfbdcp-3f,  0x1.c6aee8p-5f,
                                   0x1.3b2d4cp-7f, 0x1.5f3e52p-10f, 0x1.41fbbep-13f};

// log2(1 + f) / f on [sqrt(1/2) - 1, sqrt(2) - 1]; 2^-27.9.
inline constexpr float kLog2[10] = {
    0x1.715476p+0f,  -0x1.715470p-1f, 0x1.ec7096p-2f,  -0x1.715a76p-2f, 0x1.277e36p-2f,
    -0x1.eabc88p-3f, 0x1.a305a6p-3f,  -0x1.874be6p-3f, 0x1.7d4950p-3f,  -0x1.c25a88p-4f};

// sin(2πb) / b in powers of b² on |b| <= 1/4; 2^-27.5.
inline constexpr float kSin[5] = {0x1.921fb6p+2f, -0x1.4abbc2p+5f, 0x1.4668b0p+6f, -0x1.324ccap+6f,
                                  0x1.3daff6p+5f};

// tan(πb) / b as a quotient in powers of b² on |b| <= 1/4; 2^-35.4.
inline constexpr float kTanAbove[3] = {0x1.921fb6p+1f, -0x1.b9f8bep+1f, 0x1.50ea38p-2f};
inline constexpr float kTanBelow[3] = {1.0f, -0x1.18e4bep+2f, 0x1.8e52f8p+0f};

// 2 log2(e): tanh x = (2^y - 1) / (2^y + 1) at y = x · 2 log2(e).
inline constexpr float kTanhScale = 0x1.715476p+1f;

// The largest argument at which tanh still differs from 1 in float, rounded up.
inline constexpr float kTanhLimit = 9.1f;

// tan_pi stops short of its pole; tan(π · 0.4999) = 3183.
inline constexpr float kTanLimit = 0.4999f;

// log2 of anything that is not a positive normal number is that of the nearest one.
inline constexpr float kLeastNormal = 0x1p-126f;
inline constexpr float kGreatestFinite = 0x1.fffffep127f;

// Bits of sqrt(1/2): subtracting them splits a float into exponent and [sqrt(1/2), sqrt(2)).
inline constexpr int kSqrtHalfBits = 0x3f3504f3;

}  // namespace kiln::math::coefficients
