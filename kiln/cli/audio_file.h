// A sound file written so that either the whole of it appears or nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "kiln/cli/args.h"

namespace kiln::cli {

struct AudioFileSettings {
  std::filesystem::path path = {};  // .wav or .flac
  int rate = 48000;                 // Hz
  SampleFormat bits = SampleFormat::kInt24;
  uint64_t seed = 0;  // of the dither
  int channels = 2;
};

// Throws CommandError if the name's ending or the format can't be written.
void check_audio_file(const AudioFileSettings& settings);

// Samples are float, ±1 = full scale. 32f keeps them as they are; 24 bits are rounded; 16
// bits are rounded after triangular dither of ±1 step (none where all channels are exactly 0). The
// header holds nothing that differs from run to run.
//
// The samples go to a temporary file beside the target, which finish() flushes to the disk and
// renames; what is not finished is removed. A target that is a device is written directly.
class AudioFile {
 public:
  explicit AudioFile(const AudioFileSettings& settings);  // throws CommandError (kNoOutput)
  ~AudioFile();
  AudioFile(const AudioFile&) = delete;
  AudioFile& operator=(const AudioFile&) = delete;

  void write(std::span<const float> interleaved);  // throws CommandError (kNoOutput)
  void finish();                                   // throws CommandError (kNoOutput)
  // Samples beyond full scale so far: cut to it, except in 32f.
  int64_t clipped() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kiln::cli
