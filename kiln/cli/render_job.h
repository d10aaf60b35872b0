// Plays a song through one synthesizer a channel, chunk by chunk, into a mix.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kiln/cli/song.h"
#include "kiln/engine/synth.h"
#include "kiln/presets/patch.h"

namespace kiln::cli {

// Another sound from a frame on.
struct ProgramSwap {
  int64_t frame = 0;
  std::size_t patch = 0;  // into ChannelSound::patches
};

// What one channel plays.
struct ChannelSound {
  int channel = 0;                      // 0-based
  std::vector<Patch> patches = {};      // [0] sounds first
  std::vector<ProgramSwap> swaps = {};  // by frame
  double level_db = 0.0;                // in the mix
};

struct RenderSettings {
  int rate = 48000;                 // Hz
  int block = 512;                  // frames per call of the engine; changes no sample
  int quality = 0;                  // 1, 2, 4; 0: each patch's own
  uint64_t seed = 0;                // of channel 1; the others' are derived from it
  std::optional<double> tail = {};  // seconds after the last event; none: until silence
  bool limit = false;               // the mix, at −0.3 dBFS
  WavetableFinder find_wavetable = {};
};

struct RenderResult {
  int64_t frames = 0;
  int latency_frames = 0;    // of the engine, already cut from the start
  double cpu_seconds = 0.0;  // of all threads
  double wall_seconds = 0.0;
  std::vector<std::string> messages = {};  // refused routes, missing wavetables, faults
};

// Gets the mix, interleaved, from song time 0 on.
using SampleSink = std::function<void(std::span<const float> interleaved)>;
using ProgressReport = std::function<void(double share)>;

// Channels render on as many threads as the machine has; the mix adds them in the order of
// `sounds`, so that the samples depend on nothing but the song, the sounds, rate, quality, seed,
// tail and limit. Without a tail the end is the last sample that is not 0, at least the last event
// and at most kLongestAutoTail after it. Throws CommandError (kInterrupted), and what `sink`
// throws.
RenderResult render_song(const Song& song, std::span<const ChannelSound> sounds,
                         const RenderSettings& settings, const SampleSink& sink,
                         const ProgressReport& progress);

// Makes a running render throw at its next chunk. May be called from a signal handler.
void interrupt_render() noexcept;
void clear_interrupt() noexcept;
bool render_interrupted() noexcept;

}  // namespace kiln::cli
