// Fuzz target of the tuning reader: a scale, and behind a line "---" perhaps a keyboard map.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kiln/voices/tuning.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find("---\n");
  const std::string_view map = cut == std::string_view::npos ? "" : text.substr(cut + 4);
  const kiln::TuningResult result =
      kiln::read_tuning(text.substr(0, cut), "fuzz.scl", map, "fuzz.kbm", 440.0f);
  if (result.ok != result.error.empty()) std::abort();  // an error without a reason
  if (result.error.find('\n') != std::string::npos) std::abort();
  if (!result.ok) return 0;
  for (const float pitch : result.tuning.pitch) {
    if (!std::isnan(pitch) && !(pitch >= -24.0f && pitch <= 156.0f)) std::abort();
  }
  return 0;
}
