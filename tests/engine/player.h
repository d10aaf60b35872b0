// For tests only: plays a score of timed events on a Synth, in blocks of any size.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kiln/engine/instrument.h"
#include "kiln/engine/synth.h"

namespace kiln::engine_test {

struct Sound {
  std::vector<float> left;
  std::vector<float> right;
  friend bool operator==(const Sound&, const Sound&) = default;
};

inline ParamIndex param(const std::string& id) {
  const auto found = instrument_table().find(id);
  if (!found.has_value()) throw std::runtime_error("no parameter " + id);
  return *found;
}

// The instrument's defaults but for what is named.
inline Patch patch_with(std::initializer_list<std::pair<const char*, float>> named) {
  Patch patch = make_patch(instrument_table());
  for (const auto& [id, value] : named) patch.values[param(id)] = value;
  return patch;
}

// A sine at 0 phase without an envelope of its own: levels and clicks can be measured.
inline Patch sine_patch(std::initializer_list<std::pair<const char*, float>> named = {}) {
  Patch patch = patch_with({{"osc1.analog.shape", 0.0f},
                            {"osc1.random_phase", 0.0f},
                            {"filter1.type", 0.0f},
                            {"filter2.type", 0.0f}});
  for (const auto& [id, value] : named) patch.values[param(id)] = value;
  return patch;
}

inline Route route(const char* target, Source source, float depth, Source via = Source::kNone) {
  return {.source = source,
          .via = via,
          .target = {RouteTarget::Kind::kParameter, param(target), 0},
          .depth = depth};
}

class Player {
 public:
  explicit Player(const Patch& patch, const SynthSettings& settings = {}) {
    messages = synth.prepare(settings, patch);
  }

  // Frames count from the start of the first play().
  void add(int frame, Event event) { score_.push_back({frame, event}); }
  void midi(int frame, int status, int data1, int data2) {
    add(frame, midi_event(0, {static_cast<std::uint8_t>(status), static_cast<std::uint8_t>(data1),
                              static_cast<std::uint8_t>(data2)}));
  }
  void on(int frame, int key, int velocity = 100) { midi(frame, 0x90, key, velocity); }
  void off(int frame, int key) { midi(frame, 0x80, key, 64); }
  void controller(int frame, int number, int value) { midi(frame, 0xb0, number, value); }
  void parameter(int frame, const char* id, float real) {
    add(frame, parameter_event(0, param(id), real));
  }
  void swap(int frame, const Patch& patch, bool keeps_voices) {
    Event event;
    event.type = EventType::kPatchSwap;
    event.swap = synth.make_swap(patch, keeps_voices, messages).release();
    add(frame, event);
  }

  // `block` is asked for the length of each next block; 0 is a length too.
  Sound play(
      int frames, const std::function<int()>& block = [] { return 512; }) {
    Sound sound{std::vector<float>(static_cast<std::size_t>(frames)),
                std::vector<float>(static_cast<std::size_t>(frames))};
    std::stable_sort(score_.begin(), score_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (int done = 0; done < frames;) {
      const int count = std::clamp(block(), 0, frames - done);
      events_.clear();
      while (next_ < score_.size() && score_[next_].first < now_ + std::max(count, 1)) {
        if (count == 0 && score_[next_].first >= now_) break;
        Event event = score_[next_].second;
        event.frame = score_[next_++].first - now_;
        events_.add(event);
      }
      synth.process(events_, sound.left.data() + done, sound.right.data() + done, count);
      done += count;
      now_ += count;
    }
    return sound;
  }

  Synth synth;
  std::vector<std::string> messages;

 private:
  EventList events_;
  std::vector<std::pair<int, Event>> score_;
  std::size_t next_ = 0;
  int now_ = 0;
};

inline std::span<const float> part_of(const std::vector<float>& signal, int begin, int end) {
  return std::span(signal).subspan(static_cast<std::size_t>(begin),
                                   static_cast<std::size_t>(end - begin));
}

// First frame at which the two differ by more than `tolerance`; −1: never.
inline int first_difference(const std::vector<float>& a, const std::vector<float>& b,
                            float tolerance = 0.0f) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (!(std::fabs(a[i] - b[i]) <= tolerance)) return static_cast<int>(i);
  }
  return -1;
}

inline float peak(std::span<const float> signal) {
  float most = 0.0f;
  for (const float x : signal) most = std::max(most, std::fabs(x));
  return most;
}

}  // namespace kiln::engine_test
