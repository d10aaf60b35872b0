// The jobs of a batch as plain data, and the file that lists them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kiln/cli/args.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/notes.h"
#include "kiln/cli/preset_source.h"
#include "kiln/presets/patch.h"

namespace kiln::cli {

inline constexpr int kMostBatchJobs = 10'000'000;

// A preset that jobs start from.
struct BatchPreset {
  Patch patch = {};
  std::uint64_t identity = 0;  // of all that sounds, and of the version that plays it
};

struct BatchJob {
  std::string name = {};   // of its file, too
  std::string error = {};  // not empty: it can't be rendered, and why
  ExitCode error_code = ExitCode::kSuccess;
  std::shared_ptr<const BatchPreset> preset = {};
  std::vector<std::pair<ParamIndex, float>> values = {};  // real values that replace the preset's
  float depth = 1.0f;                                     // factor of all routes' depths
  std::vector<TypedNote> notes = {};
  int rate = 48000;  // Hz
  int quality = 0;   // 1, 2, 4; 0: the preset's own
  std::uint64_t seed = 0;
  std::optional<double> tail = {};    // seconds after the last event; none: until silence
  std::optional<double> length = {};  // seconds of the whole; instead of the tail
  bool mono = false;                  // the mean of left and right
  bool flac = false;
  SampleFormat bits = SampleFormat::kInt24;

  int channels() const { return mono ? 1 : 2; }
  std::string file_name() const { return name + (flac ? ".flac" : ".wav"); }
  Patch patch() const;
  // Of everything that decides the samples and the file: the same number, the same output.
  std::uint64_t identity() const;
};

// Reads the list. What is wrong with one job is in that job's `error`; a file that is none, or that
// has no jobs, throws CommandError. Notes about presets go to `messages`.
std::vector<BatchJob> read_batch_file(const std::string& path, const PresetSource& source,
                                      std::vector<std::string>& messages);

}  // namespace kiln::cli
