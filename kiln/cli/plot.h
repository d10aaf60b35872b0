// A picture of a render: waveforms above a spectrogram, 1600 × 900.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "kiln/cli/plot_recorder.h"

namespace kiln::cli {

struct PlotLabels {
  std::string title = {};
  std::string level = {};     // "peak −1.2 dBFS · RMS …"
  std::string loudness = {};  // "−16.0 LUFS · …"
};

// Whole or not at all, like a sound file. Throws CommandError (kNoOutput).
void draw_plot(const std::filesystem::path& path, const PlotRecorder& recorder,
               const PlotLabels& labels);

}  // namespace kiln::cli
