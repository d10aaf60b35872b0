// Renders a preset aside from the sound and measures it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/sound_print.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "kiln/base/math.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/engine/synth.h"
#include "kiln/presets/phrases.h"

namespace kiln {
namespace {

constexpr int kPrintRate = 48000;
constexpr int kPrintBlock = 512;
constexpr int kAttackFrames = 16384;
constexpr float kFloorDb = 60.0f;    // below the loudest band nothing tells sounds apart
constexpr double kMostPhrase = 8.0;  // seconds

struct Rendered {
  std::vector<float> left, right;
};

Rendered render_notes(const Patch& patch, const WavetableFinder& finder,
                      const std::vector<PhraseNote>& notes, double seconds,
                      const std::atomic<bool>& stop) {
  Synth synth;
  SynthSettings settings;
  settings.host_rate = kPrintRate;
  settings.quality = 1;
  settings.find_wavetable = finder;
  synth.prepare(settings, patch);
  EventList events;
  const auto frames = static_cast<int>(seconds * kPrintRate);
  Rendered sound{std::vector<float>(static_cast<std::size_t>(frames)),
                 std::vector<float>(static_cast<std::size_t>(frames))};
  for (int at = 0; at < frames && !stop.load(std::memory_order_relaxed); at += kPrintBlock) {
    const int count = std::min(kPrintBlock, frames - at);
    events.clear();
    for (const PhraseNote& note : notes) {
      const auto key = static_cast<std::uint8_t>(note.key);
      const int on = static_cast<int>(note.start * kPrintRate) - at;
      const int off = static_cast<int>((note.start + note.length) * kPrintRate) - at;
      if (on >= 0 && on < count) {
        events.add(midi_event(on, {0x90, key, static_cast<std::uint8_t>(note.velocity)}));
      }
      if (off >= 0 && off < count) events.add(midi_event(off, {0x80, key, 64}));
    }
    events.sort(count);
    synth.process(events, &sound.left[static_cast<std::size_t>(at)],
                  &sound.right[static_cast<std::size_t>(at)], count);
  }
  return sound;
}

std::uint8_t to_byte(float share) {
  return static_cast<std::uint8_t>(std::lround(255.0f * std::clamp(share, 0.0f, 1.0f)));
}

float peak_of(std::span<const float> signal) {
  float peak = 0.0f;
  for (const float sample : signal) peak = std::max(peak, std::fabs(sample));
  return peak;
}

}  // namespace

SoundPrint measure_print(const Patch& patch, const WavetableFinder& finder,
                         const std::atomic<bool>& stop) {
  SoundPrint print;
  const Rendered sound = render_notes(patch, finder, {{48, 100, 0.0, 1.0}}, 1.5, stop);
  std::vector<float> middle(sound.left.size());
  for (std::size_t i = 0; i < middle.size(); ++i) {
    middle[i] = 0.5f * (sound.left[i] + sound.right[i]);
  }
  const std::span<const float> all(middle);
  if (peak_of(sound.left) + peak_of(sound.right) < 1e-5f) return print;
  std::size_t at = 0;
  for (const auto part : {all.first(kAttackFrames), all.subspan(kAttackFrames, 32768)}) {
    const auto bands = analysis::measure_third_octaves(part, kPrintRate);
    const double loudest = *std::max_element(bands.begin(), bands.end());
    for (const double band : bands) {
      print.levels[at++] = to_byte(1.0f + static_cast<float>(band - loudest) / kFloorDb);
    }
  }
  const std::size_t slice = middle.size() / SoundPrint::kSlices;
  std::array<float, SoundPrint::kSlices> course = {};
  for (std::size_t i = 0; i < course.size(); ++i) {
    course[i] = static_cast<float>(analysis::rms_db(all.subspan(i * slice, slice)));
  }
  const float loudest = *std::max_element(course.begin(), course.end());
  for (const float level : course) {
    print.levels[at++] = to_byte(1.0f + (level - loudest) / kFloorDb);
  }
  const auto side =
      static_cast<float>(analysis::measure_stereo(sound.left, sound.right).side_to_mid_db);
  print.levels[at] = to_byte(1.0f + side / kFloorDb);
  return print;
}

// The course of a sound says as much as its spectrum, though it has fewer numbers.
float likeness(const SoundPrint& a, const SoundPrint& b) {
  constexpr float kSpectrumShare = 1.0f / (2.0f * SoundPrint::kBands);
  constexpr float kCourseShare = 1.0f / SoundPrint::kSlices;
  constexpr float kWidthShare = 0.3f;
  constexpr float kSteepness = 5.0f;
  float distance = 0.0f;
  for (std::size_t i = 0; i < a.levels.size(); ++i) {
    const float d = static_cast<float>(a.levels[i] - b.levels[i]) / 255.0f;
    const float share = i < 2u * SoundPrint::kBands ? kSpectrumShare
                        : i + 1 < a.levels.size()   ? kCourseShare
                                                    : kWidthShare;
    distance += share * d * d;
  }
  return math::exp2(-kSteepness * math::sqrt(distance));
}

std::vector<std::uint8_t> phrase_outline(const Patch& patch, const WavetableFinder& finder,
                                         const std::atomic<bool>& stop) {
  const std::vector<PhraseNote> notes = phrase_of(patch.meta);
  const double seconds = std::min(kMostPhrase, phrase_seconds(notes) + 0.5);
  const Rendered sound = render_notes(patch, finder, notes, seconds, stop);
  std::vector<std::uint8_t> bars(kOutlineBars);
  const std::size_t width = sound.left.size() / bars.size();
  const float loudest = std::max(1e-5f, std::max(peak_of(sound.left), peak_of(sound.right)));
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto part = [&](const std::vector<float>& channel) {
      return peak_of(std::span(channel).subspan(i * width, width));
    };
    bars[i] = to_byte(std::max(part(sound.left), part(sound.right)) / loudest);
  }
  return bars;
}

}  // namespace kiln
