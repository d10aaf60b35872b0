// Peaks by time, and spectra of three window lengths joined to one log-frequency spectrogram.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/plot_recorder.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"

namespace kiln::cli {
namespace {

constexpr std::size_t kMostBins = 16384;
constexpr std::size_t kMostColumns = 2048;
constexpr std::array<double, 3> kWindowSeconds = {0.17, 0.085, 0.021};
// Rows cross-fade from one window to the next between these frequencies.
constexpr std::array<std::array<double, 2>, 2> kCrossHz = {{{120.0, 400.0}, {1600.0, 5000.0}}};

int power_of_two_near(double size) {
  int power = 16;
  while (power * 1.5 < size && power < Fft::kMaxSize) power *= 2;
  return power;
}

double edge_hz(double row) {
  return kPlotLowHz * math::pow(kPlotHighHz / kPlotLowHz, row / kPlotRows);
}

// 0 below low, 1 above high, linear in log frequency between.
double cross_share(double hz, const std::array<double, 2>& cross) {
  const double share = math::log2(hz / cross[0]) / math::log2(cross[1] / cross[0]);
  return std::min(std::max(share, 0.0), 1.0);
}

}  // namespace

PlotRecorder::Window::Window(int size) : fft(size) {
  // Hann, mean 1/2. One complex transform carries both channels: |Z(k)|² + |Z(−k)|² =
  // 2(|L|² + |R|²), and a sine of amplitude 1 has |L| = size/4 at its bin.
  for (int i = 0; i < size; ++i) {
    shape.push_back((0.5 - 0.5 * math::cos_pi(2.0 * i / size)) * 2.0 / size);
  }
  data.resize(static_cast<std::size_t>(size));
  power.resize(static_cast<std::size_t>(size / 2 + 1));
}

PlotRecorder::PlotRecorder(int rate) : rate_(rate) {
  for (const double seconds : kWindowSeconds) {
    windows_.emplace_back(power_of_two_near(seconds * rate));
  }
  ring_.resize(static_cast<std::size_t>(windows_.front().fft.size()));
  next_column_ = windows_.front().fft.size() / 2;  // windows are centred on their column
}

void PlotRecorder::add_bin_frame(float left, float right) {
  if (in_bin_ == 0) {
    if (bins_.size() == kMostBins) {
      for (std::size_t i = 0; i < kMostBins / 2; ++i) {
        const Bin& a = bins_[2 * i];
        const Bin& b = bins_[2 * i + 1];
        Bin joined;
        for (std::size_t c = 0; c < 2; ++c) {
          joined.low[c] = std::min(a.low[c], b.low[c]);
          joined.high[c] = std::max(a.high[c], b.high[c]);
          joined.squares[c] = a.squares[c] + b.squares[c];
        }
        bins_[i] = joined;
      }
      bins_.resize(kMostBins / 2);
      bin_frames_ *= 2;
    }
    bins_.push_back({.low = {left, right}, .high = {left, right}});
  }
  Bin& bin = bins_.back();
  const std::array<float, 2> frame = {left, right};
  for (std::size_t c = 0; c < 2; ++c) {
    bin.low[c] = std::min(bin.low[c], frame[c]);
    bin.high[c] = std::max(bin.high[c], frame[c]);
    bin.squares[c] += static_cast<double>(frame[c]) * static_cast<double>(frame[c]);
  }
  in_bin_ = (in_bin_ + 1) % bin_frames_;
}

void PlotRecorder::transform(Window& window) const {
  const auto size = static_cast<std::size_t>(window.fft.size());
  const std::size_t ring = ring_.size();
  // The middle of the longest window is the middle of all.
  const std::size_t oldest = static_cast<std::size_t>(frames_) + ring - ring / 2 - size / 2;
  for (std::size_t i = 0; i < size; ++i) {
    window.data[i] = ring_[(oldest + i) % ring] * window.shape[i];
  }
  window.fft.forward(window.data);
  for (std::size_t k = 0; k <= size / 2; ++k) {
    window.power[k] = std::norm(window.data[k]) + std::norm(window.data[(size - k) % size]);
  }
}

double PlotRecorder::row_power(const Window& window, int row) const {
  const double bins_per_hz = static_cast<double>(window.fft.size()) / rate_;
  const double low = edge_hz(row) * bins_per_hz;
  const double high = edge_hz(row + 1) * bins_per_hz;
  const double last = static_cast<double>(window.power.size() - 1);
  if (high >= last) return 0.0;
  const double middle = 0.5 * (low + high);
  const auto at = static_cast<std::size_t>(middle);
  const double share = middle - static_cast<double>(at);
  double power = window.power[at] * (1.0 - share) + window.power[at + 1] * share;
  for (auto k = static_cast<std::size_t>(low) + 1; static_cast<double>(k) < high; ++k) {
    power = std::max(power, window.power[k]);
  }
  return power;
}

void PlotRecorder::add_column() {
  for (Window& window : windows_) transform(window);
  if (columns_.size() == kMostColumns) {
    for (std::size_t i = 0; i < kMostColumns / 2; ++i) {
      for (std::size_t row = 0; row < kPlotRows; ++row) {
        columns_[i][row] = 0.5f * (columns_[2 * i][row] + columns_[2 * i + 1][row]);
      }
    }
    columns_.resize(kMostColumns / 2);
    column_frames_ *= 2;
  }
  columns_.emplace_back();
  for (int row = 0; row < kPlotRows; ++row) {
    const double hz = edge_hz(row + 0.5);
    double power = row_power(windows_[0], row);
    for (std::size_t w = 1; w < windows_.size(); ++w) {
      const double share = cross_share(hz, kCrossHz[w - 1]);
      if (share > 0.0) power += (row_power(windows_[w], row) - power) * share;
    }
    columns_.back()[static_cast<std::size_t>(row)] = static_cast<float>(power);
  }
}

void PlotRecorder::add(std::span<const float> interleaved) {
  for (std::size_t i = 0; i + 1 < interleaved.size(); i += 2) {
    add_bin_frame(interleaved[i], interleaved[i + 1]);
    ring_[static_cast<std::size_t>(frames_) % ring_.size()] = {
        static_cast<double>(interleaved[i]), static_cast<double>(interleaved[i + 1])};
    ++frames_;
    if (frames_ == next_column_) {
      add_column();
      next_column_ += column_frames_;
    }
  }
}

void PlotRecorder::finish() {
  // Half a window of silence brings the last columns to the middle.
  const int64_t end = frames_;
  const std::vector<float> silence(ring_.size());
  const std::vector<Bin> bins = bins_;
  const int64_t bin_frames = bin_frames_;
  add(silence);
  bins_ = bins;
  bin_frames_ = bin_frames;
  frames_ = end;
}

}  // namespace kiln::cli
