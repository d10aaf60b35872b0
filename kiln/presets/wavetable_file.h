// Wavetable files: Kiln's own compact .kwt (spectra) and WAV files of single cycles.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A .kwt file, all numbers little-endian:
//   offset  bytes
//   0       8      "KILNWT1\n"
//   8       16     FNV-1a hash, 128 bits, of all bytes from offset 24 on; low half first
//   24      2      frames, 1 … 256
//   26      2      bytes of the name, 1 … 64
//   28      n      the name in UTF-8
//   then per frame: 2 bytes, harmonics H, 0 … 1023; H bytes of level; H bytes of phase.
// Harmonic h adds 2^((level − 255) / 16) · sin 2π(h·x + phase / 256); level 0 is silence. So a
// frame of all harmonics is 2 KiB, levels are right within 0.19 dB, and no frame has an offset.
// Decoding is a plain sum in double precision: the same samples on every machine.
//
// A WAV file holds one cycle after the other, first channel, 8 to 32 bits or float. The chunk
// "clm " ("<!>2048 …") gives the length of a cycle; without it a file of up to 2047 samples is one
// cycle and a longer one has cycles of 2048.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

inline constexpr int kMaxFileFrames = 256;
inline constexpr int kMaxFileHarmonics = 1023;

// 128 bits of content: what a preset names besides the name.
using ContentHash = std::array<uint64_t, 2>;  // low, high

ContentHash content_hash(std::span<const uint8_t> bytes);
std::string to_hex(const ContentHash& hash);  // 32 digits, high half first

struct WavetableFile {
  std::string name;
  ContentHash hash = {};
  int cycle_samples = 2048;
  std::vector<float> samples;  // cycles one after the other, finite
  std::string warning;         // what was left out or changed, or empty

  int frames() const { return static_cast<int>(samples.size()) / cycle_samples; }
};

// One of both is there. The error names the file, what is wrong and where.
struct WavetableRead {
  std::optional<WavetableFile> table;
  std::string error;
};

// [not the audio thread] `name` appears in errors and names a WAV's table.
WavetableRead read_wavetable(std::span<const uint8_t> bytes, std::string_view name);
WavetableRead read_wavetable_file(const std::filesystem::path& path);

// One frame to write: harmonic h is [h − 1].
struct WavetableHarmonic {
  double level = 0.0;  // amplitude 0 … 1
  double phase = 0.0;  // cycles
};
using WavetableSpectrum = std::vector<WavetableHarmonic>;

// The bytes of a .kwt file; harmonics from the last audible one on are left out.
std::vector<uint8_t> write_wavetable(std::string_view name,
                                     std::span<const WavetableSpectrum> frames);

}  // namespace kiln
