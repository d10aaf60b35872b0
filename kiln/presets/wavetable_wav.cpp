// Cycles from a WAV file: chunks, sample formats, the length of a cycle.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/wavetable_wav.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kiln {
namespace {

struct Format {
  int tag = 0;  // 1: whole numbers, 3: float
  int channels = 0;
  int bits = 0;
};

uint64_t get(std::span<const uint8_t> bytes, size_t at, int count) {
  uint64_t value = 0;
  for (int i = 0; i < count; ++i) {
    value |= uint64_t{bytes[at + static_cast<size_t>(i)]} << (8 * i);
  }
  return value;
}

bool known(const Format& f) {
  const bool whole = f.tag == 1 && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32);
  const bool real = f.tag == 3 && (f.bits == 32 || f.bits == 64);
  return (whole || real) && f.channels >= 1 && f.channels <= 64;
}

double sample(std::span<const uint8_t> bytes, size_t at, const Format& format) {
  const uint64_t raw = get(bytes, at, format.bits / 8);
  if (format.tag == 3) {
    return format.bits == 32 ? static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(raw)))
                             : std::bit_cast<double>(raw);
  }
  if (format.bits == 8) return (static_cast<double>(raw) - 128.0) / 128.0;
  // The sign bit to the top of 32 bits.
  const auto high = static_cast<int32_t>(static_cast<uint32_t>(raw << (32 - format.bits)));
  return static_cast<double>(high) * 0x1p-31;
}

// "<!>2048 …": the digits after the mark, 0 without any.
int stated_cycle(std::span<const uint8_t> chunk) {
  int length = 0;
  for (size_t i = 3; i < std::min<size_t>(chunk.size(), 9); ++i) {
    if (chunk[i] < '0' || chunk[i] > '9') break;
    length = 10 * length + (chunk[i] - '0');
  }
  return length;
}

}  // namespace

std::string read_wav_cycles(std::span<const uint8_t> bytes, WavetableFile& table) {
  if (bytes.size() < 12 || get(bytes, 8, 4) != 0x45564157u) return "a RIFF file, but not WAVE";
  std::optional<Format> format;
  std::optional<std::span<const uint8_t>> data;
  int cycle = 0;
  size_t at = 12;
  while (at + 8 <= bytes.size()) {
    const uint64_t id = get(bytes, at, 4);
    const size_t left = bytes.size() - at - 8;
    const auto size = static_cast<size_t>(std::min<uint64_t>(get(bytes, at + 4, 4), left));
    const std::span<const uint8_t> chunk = bytes.subspan(at + 8, size);
    if (id == 0x20746d66u) {  // "fmt "
      if (size < 16)
        return "a format chunk of " + std::to_string(size) + " bytes at byte " + std::to_string(at);
      format = Format{static_cast<int>(get(chunk, 0, 2)), static_cast<int>(get(chunk, 2, 2)),
                      static_cast<int>(get(chunk, 14, 2))};
      if (format->tag == 0xfffe && size >= 26) format->tag = static_cast<int>(get(chunk, 24, 2));
    } else if (id == 0x61746164u) {  // "data"
      data = chunk;
    } else if (id == 0x206d6c63u) {  // "clm "
      cycle = stated_cycle(chunk);
    }
    at += 8 + size + (size & 1u);
  }
  if (!format) return "no format chunk (\"fmt \")";
  if (!known(*format)) {
    return "samples of kind " + std::to_string(format->tag) + " with " +
           std::to_string(format->bits) + " bits in " + std::to_string(format->channels) +
           " channels are not supported";
  }
  if (!data) return "no sample chunk (\"data\")";
  const auto step = static_cast<size_t>(format->bits / 8 * format->channels);
  const size_t count = data->size() / step;
  if (cycle != 0 && (cycle < 2 || cycle > 65536)) {
    return "cycles of " + std::to_string(cycle) + " samples (\"clm \"); 2 to 65536 are possible";
  }
  if (cycle == 0) cycle = count < 2048 ? static_cast<int>(count) : 2048;
  if (count < 2 || count < static_cast<size_t>(cycle)) {
    return std::to_string(count) + " samples are less than one cycle";
  }
  const size_t frames = count / static_cast<size_t>(cycle);
  const size_t kept = std::min(frames, static_cast<size_t>(kMaxFileFrames));
  if (frames > kept) {
    table.warning = std::to_string(frames) + " frames: the first 256 are used";
  } else if (count % static_cast<size_t>(cycle) != 0) {
    table.warning = std::to_string(count % static_cast<size_t>(cycle)) +
                    " samples after the last whole cycle are left out";
  }
  table.cycle_samples = cycle;
  double peak = 1.0;
  for (size_t n = 0; n < kept * static_cast<size_t>(cycle); ++n) {
    const double value = sample(*data, n * step, *format);
    if (!(std::fabs(value) <= 1e6)) {
      return "sample " + std::to_string(n + 1) + " is not a number or beyond all bounds";
    }
    peak = std::max(peak, std::fabs(value));
    table.samples.push_back(static_cast<float>(value));
  }
  if (peak > 1.0) {
    for (float& value : table.samples)
      value = static_cast<float>(static_cast<double>(value) / peak);
  }
  table.hash = content_hash(bytes);
  return {};
}

}  // namespace kiln
