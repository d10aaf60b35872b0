// Mono and legato: the pitch turns on the note's exact frame, and no note is lost.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "kiln/dsp/analysis/tone.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::part_of;
using engine_test::peak;
using engine_test::Player;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr float kMono = 1.0f, kLegato = 2.0f;

// Phase of the tone of `hz` in cycles, −0.5 … 0.5.
double phase_of(std::span<const float> signal, double hz) {
  std::complex<double> sum = 0.0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    sum += static_cast<double>(signal[i]) *
           std::polar(1.0, -2.0 * std::numbers::pi * hz * static_cast<double>(i) / 48000.0);
  }
  return std::arg(sum) / (2.0 * std::numbers::pi);
}

// An octave up at frame 9600 + offset; each frame later costs 220 Hz · 1/48000 s of phase.
TEST(LegatoTest, TurnsThePitchOnItsExactFrame) {
  for (const bool back : {false, true}) {
    for (const float quality : {0.0f, 1.0f, 2.0f}) {
      const auto phase = [&](int offset) {
        Player player(sine_patch({{"voice.mode", kLegato}, {"master.quality", quality}}));
        if (back) player.on(0, 69);
        player.on(back ? 100 : 0, 57);
        if (back) {
          player.off(9600 + offset, 57);  // returns to the key still down
        } else {
          player.on(9600 + offset, 69);
        }
        const Sound sound = player.play(24000);
        return phase_of(part_of(sound.left, 12000, 24000), 440.0);
      };
      const double first = phase(0);
      for (int offset = 1; offset <= 8; ++offset) {
        double late = first - phase(offset);
        late -= std::round(late);
        EXPECT_NEAR(late * 48000.0 / 220.0, offset, 0.02)
            << (back ? "back to a key, " : "to a key, ") << (1 << static_cast<int>(quality))
            << "x: frames of delay for " << offset << " frames later";
      }
    }
  }
}

// Where the type's own values move, the pitch may wait for the control point, but not longer.
TEST(LegatoTest, WaitsAtMostForTheControlPoint) {
  Patch patch = sine_patch({{"voice.mode", kLegato}, {"osc1.fine", 0.0f}});
  patch.routes = {engine_test::route("osc1.analog.width", Source::kLfo1, 0.01f)};
  const auto phase = [&](int offset) {
    Player player(patch);
    player.on(0, 57);
    player.on(9600 + offset, 69);
    return phase_of(part_of(player.play(24000).left, 12000, 24000), 440.0);
  };
  const double first = phase(0);
  for (int offset = 1; offset < 8; ++offset) {
    double late = first - phase(offset);
    late -= std::round(late);
    EXPECT_GT(late * 48000.0 / 220.0, -0.1) << offset;
    EXPECT_LT(late * 48000.0 / 220.0, 12.1) << offset;
  }
}

TEST(LegatoTest, PlaysANoteStruckWhileAllSoundFades) {
  for (const float mode : {0.0f, kMono, kLegato}) {
    for (const float polyphony : {1.0f, 16.0f}) {
      for (int wait = 0; wait <= 240; wait += 40) {
        Player player(sine_patch({{"voice.mode", mode}, {"voice.polyphony", polyphony}}));
        player.on(0, 57, 127);
        player.on(4800, 64, 127);
        player.controller(9603, 120, 0);
        player.on(9603 + wait, 69, 127);
        const Sound sound = player.play(24000);
        ASSERT_GT(peak(part_of(sound.left, 14400, 24000)), 0.2f)
            << "mode " << mode << ": a note " << wait << " frames after all sound off is lost";
        EXPECT_NEAR(analysis::find_f0(part_of(sound.left, 14400, 24000), 48000.0, 440.0, 1), 440.0,
                    0.1);
        EXPECT_EQ(player.synth.sounding_notes(), 1);
        player.off(24000, 69);
        player.play(9600);
        EXPECT_EQ(player.synth.sounding_notes(), 0) << "the note hangs";
      }
    }
  }
}

}  // namespace
}  // namespace kiln
