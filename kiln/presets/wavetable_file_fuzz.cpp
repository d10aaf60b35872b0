// Whatever bytes come: a table of finite samples or an error text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "kiln/presets/wavetable_file.h"

namespace {

void check(std::span<const uint8_t> bytes) {
  const kiln::WavetableRead read = kiln::read_wavetable(bytes, "fuzz");
  if (read.table.has_value() != read.error.empty()) std::abort();
  if (!read.table) return;
  if (read.table->frames() < 1 || read.table->frames() > kiln::kMaxFileFrames) std::abort();
  for (const float x : read.table->samples) {
    if (!std::isfinite(x)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 65536) return 0;
  check({data, size});
  // The hash would stop nearly every input: the same bytes once more under the right one.
  std::vector<uint8_t> bytes = {'K', 'I', 'L', 'N', 'W', 'T', '1', '\n'};
  for (const uint64_t half : kiln::content_hash({data, size})) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<uint8_t>((half >> shift) & 0xffu));
    }
  }
  bytes.insert(bytes.end(), data, data + size);
  check(bytes);
  return 0;
}
