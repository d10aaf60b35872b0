// What a render says about itself: a short summary, or one JSON object.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/cli/loudness.h"

namespace kiln::cli {

struct RenderReport {
  std::string title = {};  // of the song or the notes
  Loudness loudness = {};
  int rate = 48000;          // Hz
  int channels = 0;          // MIDI channels that played
  int latency_frames = 0;    // of the engine, cut from the start
  double cpu_seconds = 0.0;  // of all threads
  double wall_seconds = 0.0;
  int64_t clipped_samples = 0;  // beyond full scale, as written
  std::string output = {};      // path; empty: none was written
  std::string plot = {};
  std::vector<std::string> messages = {};

  double audio_seconds() const {
    return static_cast<double>(loudness.frames) / static_cast<double>(rate);
  }
  // Seconds of audio per second of one core.
  double realtime_factor() const { return cpu_seconds > 0.0 ? audio_seconds() / cpu_seconds : 0.0; }
};

std::string report_text(const RenderReport& report);
// Levels of silence (−∞) are null.
std::string report_json(const RenderReport& report);

// "-18.2 dBFS", "−∞ dBFS".
std::string level_text(double db, const char* unit);

}  // namespace kiln::cli
