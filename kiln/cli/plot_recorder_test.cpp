// What a plot is made of: the right row and level, the right times, bounded for any length.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/plot_recorder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"

namespace kiln::cli {
namespace {

constexpr int kRate = 48000;

// Sine of amplitude 1 on both channels, silent before `begin` seconds.
std::vector<float> late_sine(double hz, double begin, double end) {
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(end * kRate); ++i) {
    const double y = i < begin * kRate ? 0.0 : math::sin_pi(2.0 * hz * i / kRate);
    samples.insert(samples.end(), {static_cast<float>(y), static_cast<float>(y)});
  }
  return samples;
}

double row_of(double hz) {
  return kPlotRows * math::log2(hz / kPlotLowHz) / math::log2(kPlotHighHz / kPlotLowHz);
}

TEST(CliPlotRecorderTest, a_full_scale_sine_is_0_db_in_its_row_whatever_the_window) {
  for (const double hz : {60.0, 250.0, 1000.0, 3000.0, 12000.0}) {
    PlotRecorder recorder(kRate);
    recorder.add(late_sine(hz, 0.0, 1.0));
    recorder.finish();
    const PlotRecorder::Column& column = recorder.columns()[recorder.columns().size() / 2];
    const auto peak = std::max_element(column.begin(), column.end());
    EXPECT_NEAR(10.0 * math::log10(*peak), 0.0, 1.5) << "dB at " << hz << " Hz";
    const double semitones = 12.0 * math::log2(kPlotHighHz / kPlotLowHz) / kPlotRows;
    EXPECT_NEAR((static_cast<double>(peak - column.begin()) + 0.5 - row_of(hz)) * semitones, 0.0,
                hz < 100.0 ? 2.0 : 0.7)
        << "semitones at " << hz << " Hz";
  }
}

TEST(CliPlotRecorderTest, columns_stand_at_their_time) {
  PlotRecorder recorder(kRate);
  recorder.add(late_sine(8000.0, 0.5, 1.0));
  recorder.finish();
  const auto row = static_cast<std::size_t>(row_of(8000.0));
  std::size_t first = 0;
  while (recorder.columns()[first][row] < 0.1f) ++first;
  const double seconds =
      static_cast<double>(static_cast<int64_t>(first) * recorder.column_frames()) / kRate;
  EXPECT_NEAR(seconds, 0.5, 0.015) << "seconds";
}

TEST(CliPlotRecorderTest, bins_hold_peaks_of_both_channels) {
  PlotRecorder recorder(kRate);
  std::vector<float> samples(2 * 64);
  samples[2 * 20] = 0.5f;
  samples[2 * 40 + 1] = -0.25f;
  recorder.add(samples);
  recorder.finish();
  ASSERT_EQ(recorder.bins().size(), 4u);
  EXPECT_EQ(recorder.bins()[1].high[0], 0.5f);
  EXPECT_EQ(recorder.bins()[2].low[1], -0.25f);
  EXPECT_EQ(recorder.bins()[2].low[0], 0.0f);
  EXPECT_EQ(recorder.bins()[1].squares[0], 0.25);
}

TEST(CliPlotRecorderTest, a_long_sound_takes_no_more_room_and_loses_no_peak) {
  PlotRecorder recorder(1000);
  std::vector<float> samples(2 * 600000);
  samples[2 * 123456] = 0.75f;
  recorder.add(samples);
  recorder.finish();
  EXPECT_LE(recorder.bins().size(), 16384u);
  EXPECT_LE(recorder.columns().size(), 2048u);
  EXPECT_EQ(recorder.frames(), 600000);
  const auto at = static_cast<std::size_t>(123456 / recorder.bin_frames());
  EXPECT_EQ(recorder.bins()[at].high[0], 0.75f);
}

}  // namespace
}  // namespace kiln::cli
