// Steady tones: levels of the harmonics, purity of a sine, and the pitch of every note.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/tone.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

TEST(SoundToneTest, HarmonicsFollowTheIdealSeries) {
  struct Case {
    const char* name;
    const char* shape;
    analysis::Wave wave;
  };
  constexpr Case kCases[] = {{"saw", "67 %", analysis::Wave::kSaw},
                             {"square", "100 %", analysis::Wave::kSquare},
                             {"triangle", "33 %", analysis::Wave::kTriangle}};
  for (const Case& c : kCases) {
    double worst = 0.0, even = -300.0;
    for (const int note : {24, 45, 72, 77, 83}) {
      Sound sound;
      sound.set("osc1.analog.shape", c.shape).note(note, 0.0, 6.0);
      const Take take = sound.play(6.0);
      const auto got = analysis::measure_slope(take.part(0.2), take.rate, note_hz(note), c.wave);
      worst = std::max(worst, got.max_error_db_18k);
      even = std::max(even, got.worst_even_dbc);
    }
    report("harmonics", fmt::format("{}, notes 24–83, largest error to 18 kHz", c.name), worst,
           at_most(0.2, "dB", 3));
    if (c.wave != analysis::Wave::kSaw) {
      report("harmonics", fmt::format("{}, notes 24–83, strongest even harmonic", c.name), even,
             at_most(-100.0, "dBc"));
    }
  }
}

TEST(SoundToneTest, SineIsPure) {
  for (const int note : {45, 69, 83, 99}) {
    Sound sound;
    sound.set("osc1.analog.shape", "0 %").note(note, 0.0, 6.0);
    const Take take = sound.play(6.0);
    const auto got = analysis::measure_sine(take.part(0.2), take.rate, note_hz(note));
    report("sine", fmt::format("note {}, THD+N", note), got.thdn_db, at_most(-120.0));
    report("sine", fmt::format("note {}, worst line", note), got.worst_spur_dbc,
           at_most(-120.0, "dBc"));
  }
}

// The lowest notes need long looks: 2^16 frames hold 11 periods of note 0.
TEST(SoundToneTest, EveryNoteIsInTune) {
  double worst = 0.0;
  int worst_note = 0;
  for (int note = 0; note < 128; ++note) {
    Sound sound;
    sound.set("osc1.analog.shape", "0 %").note(note, 0.0, 1.5);
    const Take take = sound.play(1.5);
    const double cents = analysis::measure_tuning_cents(take.part(0.1), take.rate, note_hz(note));
    if (std::fabs(cents) > worst) worst_note = note;
    worst = std::max(worst, std::fabs(cents));
  }
  report("tuning", fmt::format("sine, notes 0–127 (largest error at {})", worst_note), worst,
         at_most(0.01, "cents", 5));
}

}  // namespace
}  // namespace kiln::sound
