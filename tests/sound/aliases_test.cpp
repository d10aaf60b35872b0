// Aliases of single oscillators: basic waves, hard sync, phase modulation and wavetable warps.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One flat oscillator, one steady note; the strongest line below 20 kHz that is no harmonic.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "kiln/dsp/analysis/tone.h"
#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

using analysis::Aliases;

constexpr int kNotes[] = {83, 99, 111, 123};  // 988, 2489, 4978, 9956 Hz
constexpr double kSeconds = 6.0;              // 2^18 frames, and some for the start

Aliases measure(Sound sound, int note) {
  const Take take = sound.note(note, 0.0, kSeconds).play(kSeconds);
  return analysis::measure_alias(take.part(0.2), take.rate, note_hz(note));
}

TEST(SoundAliasesTest, BasicWavesStayBelowMinus100) {
  struct Wave {
    const char* name;
    const char* shape;
    const char* width;
  };
  constexpr Wave kWaves[] = {{"saw", "67 %", "50 %"},
                             {"square", "100 %", "50 %"},
                             {"pulse 25 %", "100 %", "25 %"},
                             {"triangle", "33 %", "50 %"}};
  for (const Wave& wave : kWaves) {
    for (const double rate : {44100.0, 48000.0}) {
      double worst = -300.0, least = 300.0;
      for (const int note : kNotes) {
        Sound sound;
        sound.set("osc1.analog.shape", wave.shape).set("osc1.analog.width", wave.width);
        const Aliases got = measure(sound.at_rate(rate), note);
        worst = std::max(worst, got.worst_spur_dbc);
        least = std::min(least, got.asnr_a_db);
      }
      const std::string signal = fmt::format("{}, notes 83–123, {} kHz", wave.name, rate / 1000.0);
      report("aliases", signal + ", worst spur", worst, at_most(-100.0, "dBc"));
      report("aliases", signal + ", A-weighted", least, at_least(95.0));
    }
  }
}

TEST(SoundAliasesTest, HardSyncStaysBelowMinus85) {
  const struct {
    const char* name;
    const char* shape;
    double width;
  } waves[] = {{"saw", "67 %", 50.0}, {"sine", "0 %", 50.0}, {"saw, Width 75 %", "67 %", 75.0}};
  for (const auto& wave : waves) {
    for (const int note : kNotes) {
      Sound sound;
      sound.set("osc1.analog.shape", wave.shape).set("osc1.analog.width", wave.width);
      sound.set("osc1.analog.sync", 14.9378);  // ratio 2.37
      const Aliases got = measure(sound, note);
      report("hard sync", fmt::format("{}, ratio 2.37, note {}", wave.name, note),
             got.worst_spur_dbc, at_most(note == 123 ? -80.0 : -85.0, "dBc"));
    }
  }
}

// Ratio 1:1, so that all side bands are harmonics.
TEST(SoundAliasesTest, PhaseModulationStaysBelowMinus100) {
  for (const int note : kNotes) {
    Sound sound;
    sound.set("osc1.type", "FM").set("osc1.fm.depth_a", 3.0).set("osc1.fm.key_scale", "0 dB/oct");
    const Aliases got = measure(sound, note);
    report("phase modulation", fmt::format("sine 1:1, index 3, note {}", note), got.worst_spur_dbc,
           at_most(note == 123 ? -45.0 : -100.0, "dBc"));
  }
}

// A restart at a whole ratio cuts nothing (48 st is 16), so Sync and Window are taken just beside
// it; they leave little of the fundamental, so a spur is compared with the whole tone in all modes.
TEST(SoundAliasesTest, WavetableWarpsStayBelowTheirGoals) {
  constexpr const char* kModes[] = {"Bend",   "Squeeze",  "Asymmetric", "Mirror",  "Sync",
                                    "Window", "Quantize", "Fold",       "PM self", "Remap"};
  constexpr double kGoals[] = {-60.0, -50.0, -40.0};
  for (const std::string mode : kModes) {
    const bool restarts = mode == "Sync" || mode == "Window";
    const double full = restarts ? 97.0 : 100.0, half = restarts ? 48.0 : 50.0;
    for (std::size_t i = 0; i < 3; ++i) {
      double worst = -300.0;
      for (const double depth : {-full, -half, half, full}) {
        Sound sound;
        sound.set("osc1.type", "Wavetable").set("osc1.wavetable.warp_mode", mode);
        sound.set("osc1.wavetable.warp", depth);
        const Aliases got = measure(sound, kNotes[i]);
        const double tone_dbc = got.asnr_db + got.total_dbc;
        worst = std::max(worst, got.worst_spur_dbc - tone_dbc);
      }
      report("wavetable warps",
             fmt::format("{}, ±{:g} and ±{:g} %, note {}, spur below the tone", mode, half, full,
                         kNotes[i]),
             worst, at_most(kGoals[i]));
    }
  }
}

}  // namespace
}  // namespace kiln::sound
