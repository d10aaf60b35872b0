// Reading and writing .kwt files; WAV files are in wavetable_wav.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/wavetable_file.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "kiln/base/math.h"
#include "kiln/presets/wavetable_wav.h"

namespace kiln {
namespace {

constexpr std::string_view kMagic = "KILNWT1\n";
constexpr size_t kHashed = 24;  // offset of the first hashed byte
constexpr size_t kHeader = 28;
constexpr int kCycle = 2048;
constexpr size_t kMaxName = 64;
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{256} << 20;

uint16_t get16(std::span<const uint8_t> bytes, size_t at) {
  return static_cast<uint16_t>(bytes[at] | (bytes[at + 1] << 8));
}

void put16(std::vector<uint8_t>& bytes, size_t value) {
  bytes.push_back(static_cast<uint8_t>(value & 0xffu));
  bytes.push_back(static_cast<uint8_t>((value >> 8) & 0xffu));
}

// cos 2πn/2048 for a whole cycle.
const std::vector<double>& cosines() {
  static const std::vector<double> table = [] {
    std::vector<double> out;
    for (int n = 0; n < kCycle; ++n) out.push_back(math::cos_pi(2.0 * n / kCycle));
    return out;
  }();
  return table;
}

// Appends one cycle. Sines are odd and cosines even about its middle: half the sums suffice.
void add_cycle(std::span<const uint8_t> levels, std::span<const uint8_t> phases,
               std::vector<float>& samples) {
  const std::vector<double>& table = cosines();
  std::vector<double> even(kCycle / 2 + 1, 0.0), odd(kCycle / 2 + 1, 0.0);
  for (size_t h = 1; h <= levels.size(); ++h) {
    if (levels[h - 1] == 0) continue;
    const double level = math::exp2((levels[h - 1] - 255) / 16.0);
    const double phase = phases[h - 1] / 128.0;
    const double sine = level * math::cos_pi(phase), cosine = level * math::sin_pi(phase);
    size_t at = 0;
    for (size_t n = 0; n < even.size(); ++n) {
      even[n] += cosine * table[at];
      odd[n] += sine * table[(at + kCycle * 3 / 4) % kCycle];
      at = (at + h) % kCycle;
    }
  }
  for (int n = 0; n < kCycle; ++n) {
    const auto m = static_cast<size_t>(n <= kCycle / 2 ? n : kCycle - n);
    const double y = n <= kCycle / 2 ? even[m] + odd[m] : even[m] - odd[m];
    samples.push_back(static_cast<float>(y));
  }
}

std::string at_byte(size_t offset) { return " at byte " + std::to_string(offset); }

// Fills the table; the answer is what is wrong, or empty.
std::string read_spectra(std::span<const uint8_t> bytes, WavetableFile& table) {
  if (bytes.size() < kHeader) {
    return "the file ends inside its header" + at_byte(bytes.size());
  }
  ContentHash stored = {};
  for (size_t i = 0; i < 16; ++i) stored[i / 8] |= uint64_t{bytes[8 + i]} << (8 * (i % 8));
  table.hash = content_hash(bytes.subspan(kHashed));
  if (stored != table.hash) {
    return "the content does not match its hash: the file is damaged";
  }
  const int frames = get16(bytes, 24);
  const size_t name_bytes = get16(bytes, 26);
  if (frames < 1 || frames > kMaxFileFrames) {
    return std::to_string(frames) + " frames at byte 24; 1 to 256 are possible";
  }
  if (name_bytes < 1 || name_bytes > kMaxName || kHeader + name_bytes > bytes.size()) {
    return "a name of " + std::to_string(name_bytes) + " bytes at byte 26; 1 to 64 are possible";
  }
  table.name.assign(bytes.begin() + kHeader,
                    bytes.begin() + static_cast<std::ptrdiff_t>(kHeader + name_bytes));
  size_t at = kHeader + name_bytes;
  for (int frame = 0; frame < frames; ++frame) {
    const std::string where = "frame " + std::to_string(frame + 1) + at_byte(at);
    if (at + 2 > bytes.size()) return "the file ends before " + where;
    const size_t harmonics = get16(bytes, at);
    if (harmonics > kMaxFileHarmonics) {
      return std::to_string(harmonics) + " harmonics in " + where + "; 1023 are possible";
    }
    at += 2;
    if (at + 2 * harmonics > bytes.size()) return "the file ends inside " + where;
    add_cycle(bytes.subspan(at, harmonics), bytes.subspan(at + harmonics, harmonics),
              table.samples);
    at += 2 * harmonics;
  }
  if (at != bytes.size()) return "bytes after the last frame" + at_byte(at);
  return {};
}

}  // namespace

// FNV-1a with the 128-bit offset and the prime 2^88 + 0x13b of draft-eastlake-fnv. It guards
// against damage and mix-ups, not against an attacker; no library is needed for it.
ContentHash content_hash(std::span<const uint8_t> bytes) {
  constexpr uint64_t kLowPrime = 0x13b;
  uint64_t low = 0x62b821756295c58du, high = 0x6c62272e07bb0142u;
  for (const uint8_t byte : bytes) {
    low ^= byte;
    // (high, low) · (2^88 + 0x13b) mod 2^128, the low product in halves of 32 bits.
    const uint64_t a = (low & 0xffffffffu) * kLowPrime;
    const uint64_t b = (low >> 32) * kLowPrime + (a >> 32);
    high = high * kLowPrime + (b >> 32) + (low << 24);
    low = (b << 32) | (a & 0xffffffffu);
  }
  return {low, high};
}

std::string to_hex(const ContentHash& hash) {
  std::string text;
  for (int half = 1; half >= 0; --half) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text += "0123456789abcdef"[(hash[static_cast<size_t>(half)] >> shift) & 15u];
    }
  }
  return text;
}

WavetableRead read_wavetable(std::span<const uint8_t> bytes, std::string_view name) {
  WavetableFile table;
  std::string problem;
  const auto begins = [&](std::string_view text) {
    return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
  };
  if (begins(kMagic)) {
    problem = read_spectra(bytes, table);
  } else if (begins("KILNWT")) {
    problem = "this version of the wavetable format is not known at byte 6";
  } else if (begins("RIFF")) {
    table.name = name;
    problem = read_wav_cycles(bytes, table);
  } else {
    problem = "neither a Kiln wavetable nor a WAV file";
  }
  if (!problem.empty()) return {std::nullopt, std::string(name) + ": " + problem};
  return {std::move(table), {}};
}

WavetableRead read_wavetable_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return {std::nullopt, name + ": " + error.message()};
  if (size > kMaxFileBytes) return {std::nullopt, name + ": larger than 256 MiB"};
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) return {std::nullopt, name + ": cannot be read"};
  WavetableRead read = read_wavetable(bytes, name);
  if (read.table && read.table->name == name) read.table->name = path.stem().string();
  return read;
}

std::vector<uint8_t> write_wavetable(std::string_view name,
                                     std::span<const WavetableSpectrum> frames) {
  std::vector<uint8_t> body;
  const std::string_view short_name = name.substr(0, kMaxName);
  const size_t count = std::min(frames.size(), static_cast<size_t>(kMaxFileFrames));
  put16(body, count);
  put16(body, short_name.size());
  body.insert(body.end(), short_name.begin(), short_name.end());
  for (const WavetableSpectrum& spectrum : frames.first(count)) {
    std::vector<uint8_t> levels, phases;
    for (const WavetableHarmonic& harmonic : spectrum) {
      if (levels.size() == static_cast<size_t>(kMaxFileHarmonics)) break;
      const double steps = harmonic.level > 0.0 ? 255.5 + 16.0 * math::log2(harmonic.level) : 0.0;
      levels.push_back(static_cast<uint8_t>(std::clamp(steps, 0.0, 255.0)));
      const double turned = harmonic.phase - std::floor(harmonic.phase);
      phases.push_back(static_cast<uint8_t>(static_cast<int>(turned * 256.0 + 0.5) & 255));
    }
    while (!levels.empty() && levels.back() == 0) levels.pop_back();
    phases.resize(levels.size());
    put16(body, levels.size());
    body.insert(body.end(), levels.begin(), levels.end());
    body.insert(body.end(), phases.begin(), phases.end());
  }
  std::vector<uint8_t> bytes(kMagic.begin(), kMagic.end());
  for (const uint64_t half : content_hash(body)) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<uint8_t>((half >> shift) & 0xffu));
    }
  }
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

}  // namespace kiln
