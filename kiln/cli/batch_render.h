// Renders the jobs of a batch on all cores, those of one structure sixteen at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kiln/cli/batch_job.h"
#include "kiln/engine/synth.h"

namespace kiln::cli {

struct BatchSettings {
  std::string folder = {};  // of the files; empty: only hashes
  bool hash_only = false;   // write no sound files
  int workers = 0;          // threads; 0: as many as the machine has cores
  WavetableFinder find_wavetable = {};
};

struct BatchResult {
  enum class State : std::uint8_t { kFailed, kRendered, kKept };  // kept: done by an earlier run
  State state = State::kFailed;
  std::string error = {};
  ExitCode error_code = ExitCode::kSuccess;
  std::uint64_t hash = 0;  // kiln/dsp/sample_hash.h over the float samples, interleaved
  std::int64_t frames = 0;
  std::int64_t bytes = 0;  // of the file
  bool in_lanes = false;   // rendered beside others of its structure
  std::vector<std::string> messages = {};
};

struct BatchOutcome {
  std::vector<BatchResult> results = {};  // by job
  double setup_seconds = 0.0;             // before the first sample
  double render_seconds = 0.0;            // of wall clock, files included
  double cpu_seconds = 0.0;               // of all threads, for the latter
  int workers = 0;
};

// Every sample is the one that `kiln render` gives for that job alone, however many workers there
// are. A job that fails leaves the others alone. Throws CommandError (kInterrupted, or kNoOutput
// for the folder itself).
BatchOutcome render_batch(const std::vector<BatchJob>& jobs, const BatchSettings& settings,
                          const std::function<void(double share)>& progress);

}  // namespace kiln::cli
