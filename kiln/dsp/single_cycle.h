// Band-limited single-cycle tables: one cycle at several harmonic limits, read by 4-point Hermite.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A level holds 2048 samples of the cycle with harmonics 1…mip_harmonics(). Reading between the
// samples filters them with the interpolator's response; every harmonic is stored louder by just
// that much (pre-emphasis), so a saw keeps its 1/n to the last harmonic.
//
// Levels lie an octave apart where the engine runs at 2x or 4x the host rate and a third of an
// octave apart at 1x. level_for_increment() picks the level whose top harmonic lies
//   at 1x within 0.434…0.5465 of the engine rate: above 19.1 kHz, and what folds stays above 20 kHz
//   at 2x within 0.227…0.4535 of it: above 20 kHz, and nothing folds
//   at 4x within 0.113…0.2268 of it
// (Hz for a host at 44.1 kHz). Neighbouring levels thus differ only where nobody hears, and a
// voice may change level at any control point without a cross-fade.
//
// Limits: the interpolator's images reach -106 dBc below 20 kHz at 2x for fundamentals above
// 400 Hz. Below 100 Hz single images of the highest harmonics come up to -78 dBc, under a
// spectrum of hundreds of harmonics. A cubic spline with the fourth-order zeros of the B-spline
// would bring them below -100 dBc, but makes an oscillator 3 to 8 % dearer; a longer table for the
// lowest octaves alone would need another shift of the phase in each lane.
#pragma once

#include <bit>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "kiln/base/fp_guard.h"

namespace kiln {

inline constexpr int kCycleBits = 11;
inline constexpr int kCycleSamples = 1 << kCycleBits;  // samples of one cycle
inline constexpr int kMaxHarmonics = kCycleSamples / 2 - 1;

// Floats from one level to the next. A level begins with the last sample of the cycle and ends
// with the first two again: the 4 floats from index i (0…2047) on are y[i-1], y[i], y[i+1], y[i+2].
inline constexpr int kLevelStride = kCycleSamples + 16;

enum class MipSpacing : uint8_t { kOctave, kThirdOctave };

// `quality` is engine rate / host rate: 1, 2 or 4.
constexpr MipSpacing mip_spacing(int quality) {
  return quality == 1 ? MipSpacing::kThirdOctave : MipSpacing::kOctave;
}

constexpr int mip_levels(MipSpacing spacing) { return spacing == MipSpacing::kOctave ? 11 : 31; }

inline constexpr float kCubeRoot2 = 1.25992105f;
inline constexpr float kCubeRoot4 = 1.58740105f;

// Highest harmonic of a level: 1024·2^(-level) or 1024·2^(-level/3), rounded down; level 0: 1023.
int mip_harmonics(MipSpacing spacing, int level);

// Multiply an increment by this: 1 is where level 0 has to give way to level 1.
constexpr float mip_scale(int quality) {
  return quality == 1 ? 1024.0f / 0.5465f : (quality == 2 ? 1024.0f / 0.4535f : 1024.0f / 0.2268f);
}

// Level for an increment of `cycles` >= 0 per engine frame. SIMD code does the same steps: with
// x = max(cycles·mip_scale, 1) = m·2^e, octaves need ceil(log2 x) = e + (m > 1), thirds need
// 3e + (m > 1) + (m > ∛2) + (m > ∛4); e and m are fields of the float's bits.
inline int level_for_increment(float cycles, int quality) noexcept {
  const float scaled = cycles * mip_scale(quality);
  const float x = scaled > 1.0f ? scaled : 1.0f;
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const int exponent = static_cast<int>(bits >> 23) - 127;
  const float mantissa = std::bit_cast<float>((bits & 0x007fffffu) | 0x3f800000u);
  int level = exponent + (mantissa > 1.0f ? 1 : 0);
  if (quality == 1) {
    level = 3 * exponent + (mantissa > 1.0f ? 1 : 0) + (mantissa > kCubeRoot2 ? 1 : 0) +
            (mantissa > kCubeRoot4 ? 1 : 0);
  }
  const int last = mip_levels(mip_spacing(quality)) - 1;
  return level < last ? level : last;
}

// 4-point, third-order Hermite (Catmull-Rom) between y0 and y1, 0 <= fraction < 1.
inline float hermite4(const float* y, float fraction) noexcept {
  const float c1 = 0.5f * (y[2] - y[0]);
  const float c2 = (y[0] - 2.5f * y[1]) + (2.0f * y[2] - 0.5f * y[3]);
  const float c3 = 0.5f * (y[3] - y[0]) + 1.5f * (y[1] - y[2]);
  return ((c3 * fraction + c2) * fraction + c1) * fraction + y[1];
}

// All levels of one cycle. Immutable once built; any thread may read.
struct MipTable {
  MipSpacing spacing = MipSpacing::kOctave;
  std::vector<float> samples;  // mip_levels(spacing) · kLevelStride

  const float* level(int index) const noexcept { return samples.data() + index * kLevelStride; }
};

// The value of a level at a phase (2^32 is one cycle): reference for SIMD code.
inline float read_cycle(const float* level, uint32_t phase) noexcept {
  constexpr int kFractionBits = 32 - kCycleBits;
  const float fraction = static_cast<float>(phase & ((1u << kFractionBits) - 1u)) *
                         (1.0f / static_cast<float>(1u << kFractionBits));
  return hermite4(level + (phase >> kFractionBits), fraction);
}

// Gain of hermite4 at `frequency` cycles per table sample; also beyond 0.5, where images lie.
double hermite4_response(double frequency);

// [not the audio thread] The cycle y(p) = Re Σ spectrum[h]·e^(2πi h p), p in cycles: the real part
// of a bin is its cosine, the imaginary part its negative sine. Bin 0 is ignored: tables hold no
// DC. Bins above kMaxHarmonics are ignored.
MipTable build_mip_table(std::span<const std::complex<double>> spectrum, MipSpacing spacing);

// The same read from one cycle of any length from 2 to 65536 samples (a direct sum unless the
// length is a power of two); bins up to min(length/2 - 1, kMaxHarmonics).
std::vector<std::complex<double>> cycle_spectrum(std::span<const float> cycle);

// The 2048 samples of a spectrum, as they are: without pre-emphasis.
std::vector<float> resample_cycle(std::span<const std::complex<double>> spectrum);

// Sine: sin(2πp). Triangle: from 0 up to 1 at p = 1/4. Saw: 2p - 1, so that the pulse that is +1
// for p < width and -1 after is saw(p - width) - saw(p) + 2·width - 1.
struct BasicShapes {
  MipTable sine;
  MipTable triangle;
  MipTable saw;
  // The same samples half a cycle later, so that one phase reads them beside the saw.
  MipTable late_sine;
  MipTable late_triangle;
};

// [not the audio thread] Built on first use, one copy in the process.
const BasicShapes& basic_shapes(MipSpacing spacing);

}  // namespace kiln
