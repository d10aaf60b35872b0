// Pitch of each key: equal temperament, Scala scales and keyboard maps, reference pitch.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

// Immutable once built; a key's pitch in semitones where 69 = 440 Hz. NaN: key is not mapped.
struct Tuning {
  std::array<float, 128> pitch;
  std::string name = "12-TET";

  static Tuning equal(float a4_hz = 440.0f);  // 380…480 Hz
};

struct TuningResult {
  bool ok = false;
  Tuning tuning = {};
  std::string error;  // file, line, reason
};
// Scala .scl text, with an optional .kbm text ("" for none: C4 = 261.6256 Hz by A4).
TuningResult read_tuning(std::string_view scl, std::string_view scl_name, std::string_view kbm,
                         std::string_view kbm_name, float a4_hz);

}  // namespace kiln
