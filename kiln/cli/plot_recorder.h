// Collects what a plot shows while the sound passes by, in bounded memory for any length.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bins and columns cover equal times; when there are too many, neighbours are joined and from then
// on each covers twice the time.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "kiln/dsp/fft.h"

namespace kiln::cli {

inline constexpr int kPlotRows = 512;           // of the spectrogram
inline constexpr double kPlotLowHz = 20.0;      // lower edge of row 0
inline constexpr double kPlotHighHz = 20000.0;  // upper edge of the last row; rows are log

class PlotRecorder {
 public:
  explicit PlotRecorder(int rate);
  void add(std::span<const float> interleaved);
  void finish();  // after the last add(), before what is below

  struct Bin {
    std::array<float, 2> low = {}, high = {};  // of both channels
    std::array<double, 2> squares = {};        // sums
  };
  std::span<const Bin> bins() const { return bins_; }
  int64_t bin_frames() const { return bin_frames_; }
  // Power of each row, mean of both channels: a full-scale sine is 1.
  using Column = std::array<float, kPlotRows>;
  std::span<const Column> columns() const { return columns_; }
  int64_t column_frames() const { return column_frames_; }
  int64_t frames() const { return frames_; }
  int rate() const { return rate_; }

 private:
  // One length of window: long for low rows, short for high ones.
  struct Window {
    Fft fft;
    std::vector<double> shape;  // Hann, scaled so that power comes out as above
    std::vector<std::complex<double>> data = {};
    std::vector<double> power = {};
    explicit Window(int size);
  };

  void add_bin_frame(float left, float right);
  void add_column();
  void transform(Window& window) const;
  double row_power(const Window& window, int row) const;

  int rate_;
  int64_t frames_ = 0;
  std::vector<Bin> bins_;
  int64_t bin_frames_ = 16;
  int64_t in_bin_ = 0;
  std::vector<Column> columns_;
  int64_t column_frames_ = 256;
  int64_t next_column_;                     // frame at which its window is complete
  std::vector<Window> windows_;             // long to short
  std::vector<std::complex<double>> ring_;  // left + i·right of the last frames
};

}  // namespace kiln::cli
