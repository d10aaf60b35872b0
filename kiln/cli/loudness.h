// Level, loudness and identity of what was rendered, measured while it passes by.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace kiln::cli {

// dB values of silence, and loudness of less than 0.4 s, are −infinity.
struct Loudness {
  int64_t frames = 0;
  double peak_dbfs = 0.0;
  double rms_dbfs = 0.0;        // of both channels; a full-scale sine has −3.01
  double lufs = 0.0;            // integrated, EBU R 128
  double true_peak_dbtp = 0.0;  // oversampled 4 times below 96 kHz, 2 times below 192 kHz
  std::string sha256 = {};      // of the 32-bit float samples, interleaved, little-endian
};

class LoudnessMeter {
 public:
  explicit LoudnessMeter(int rate);
  ~LoudnessMeter();
  LoudnessMeter(const LoudnessMeter&) = delete;
  LoudnessMeter& operator=(const LoudnessMeter&) = delete;

  void add(std::span<const float> interleaved);
  Loudness finish();  // once, after the last add()

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kiln::cli
