// Loads the patches of the scenarios and plays chords on them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchmarks/scenario.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln::bench {
namespace {

constexpr int kNoteOn = 0x90;
constexpr int kNoteOff = 0x80;
constexpr int kVelocity = 100;
constexpr float kBetweenFrames = 100.3f;  // of positions 1 … 256

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "kiln_bench: %s\n", why.c_str());
  std::exit(1);
}

}  // namespace

Patch scenario_patch(const std::string& name) {
  const bool between = name == "unison_between";
  const std::string file =
      std::string(KILN_SOURCE_DIR "/benchmarks/patches/") + (between ? "unison" : name) + ".kiln";
  const FileText text = read_file(file, kMaxPatchText);
  if (!text.ok) stop(text.error);
  ReadResult result = read_patch(text.text, instrument_table(), name);
  if (!result.ok) stop(result.error);
  for (const std::string& warning : result.warnings) stop(warning);
  for (int i = 1; between && i <= kPatchOscillators; ++i) {
    const auto position =
        instrument_table().find("osc" + std::to_string(i) + ".wavetable.position");
    if (!position) stop("the wavetable oscillator has no position");
    result.patch.values[*position] = kBetweenFrames;
  }
  return result.patch;
}

Player::Player(const Patch& patch)
    : left_(static_cast<std::size_t>(kRate)), right_(static_cast<std::size_t>(kRate)) {
  SynthSettings settings;
  settings.host_rate = kRate;
  settings.quality = kQuality;
  for (const std::string& message : synth_.prepare(settings, patch)) stop(message);
}

void Player::add(int status, int voices, int frame, int first_key) {
  for (int i = 0; i < voices; ++i) {
    events_.add(midi_event(frame, {.status = static_cast<std::uint8_t>(status),
                                   .data1 = static_cast<std::uint8_t>(first_key + i),
                                   .data2 = kVelocity}));
  }
}

void Player::strike(int voices, int frame, int first_key) {
  add(kNoteOn, voices, frame, first_key);
}

void Player::release(int voices, int frame, int first_key) {
  add(kNoteOff, voices, frame, first_key);
}

void Player::play(int frames) {
  last_frames_ = frames;
  synth_.process(events_, left_.data(), right_.data(), frames);
  events_.clear();
}

void Player::play_blocks(int count) {
  for (int i = 0; i < count; ++i) play(kBlock);
}

void Player::play_until_asleep() {
  constexpr int kLongestSeconds = 60;
  for (int i = 0; i < kLongestSeconds * kRate / kBlock; ++i) {
    play(kBlock);
    if (synth_.asleep()) return;
  }
  stop("the sound does not end");
}

float Player::peak() const {
  float peak = 0.0f;
  for (int i = 0; i < last_frames_; ++i) {
    peak = std::max({peak, std::fabs(left_[static_cast<std::size_t>(i)]),
                     std::fabs(right_[static_cast<std::size_t>(i)])});
  }
  return peak;
}

double cpu_time() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e9 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec);
}

}  // namespace kiln::bench
