// Effects in the instrument: aliases of drive, the reverb's response, the equalizer's curve.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "kiln/base/math.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/reverb.h"
#include "kiln/dsp/analysis/tone.h"
#include "kiln/dsp/matched_biquad.h"
#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

// A sine of peak 1 raised by 20 dB into the curve: what the voice bus took is put back by Drive. In
// a filter a unit saw lies 12 dB below the knee, so that its 32 dB are as much.
TEST(SoundEffectTest, DriveOnASineStaysClean) {
  const auto sine = [] { return Sound().set("osc1.analog.shape", "0 %"); };
  const Take plain = sine().note(69, 0.0, 1.0).play(1.0);
  const double drive = 20.0 - analysis::peak_db(plain.part(0.2));
  constexpr int kNotes[] = {83, 99, 111};
  constexpr double kGoals[] = {-100.0, -65.0, -50.0};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto measure = [&](Sound sound) {
      const Take take = sound.note(kNotes[i], 0.0, 6.0).play(6.0);
      return analysis::measure_alias(take.part(0.2), take.rate, note_hz(kNotes[i])).worst_spur_dbc;
    };
    Sound effect = sine();
    effect.set("fx1.type", "Distortion").set("fx1.mix", 100.0).set("fx1.distortion.mode", "soft");
    effect.set("fx1.distortion.drive", drive);
    report("drive", fmt::format("Distortion soft, +20 dB on a sine, note {}", kNotes[i]),
           measure(effect), at_most(kGoals[i], "dBc"));
    Sound svf = sine();
    svf.set("filter1.type", "SVF").set("filter1.cutoff", 20480.0).set("filter1.drive", 32.0);
    report("drive", fmt::format("SVF open, drive +32 dB on a sine, note {}", kNotes[i]),
           measure(svf), at_most(kGoals[i], "dBc"));
  }
}

// The instrument has no audio input: the one pulse of 76 µs that a note as short as its period
// holds serves as impulse, flat within 4 dB to 6 kHz.
Sound reverb(std::string_view mode) {
  Sound sound;
  sound.set("osc1.analog.shape", "100 %").set("osc1.analog.width", 1.0).set("osc1.phase", 355.0);
  sound.set("amp.hard", 1.0).set("amp.attack", 0.0).set("amp.decay", 0.005).set("amp.sustain", 0.0);
  sound.set("fx1.type", "Reverb").set("fx1.mix", 100.0).set("fx1.reverb.mode", mode);
  sound.set("fx1.reverb.decay", 2.0).set("fx1.reverb.pre_delay", 0.0);
  return sound.note(48, 0.0, 0.05);
}

TEST(SoundEffectTest, ReverbIsDenseSmoothAndAsLongAsItSays) {
  for (const std::string mode : {"room", "hall", "plate", "shimmer"}) {
    // Decay is the time of what lies below Damp; above, all is three times as short.
    const Take bright = reverb(mode).set("fx1.reverb.damp", 20480.0).play(5.0);
    const Take take = reverb(mode).play(5.0);
    const double from = Synth().latency_frames() / take.rate;
    const auto t30 = analysis::measure_t30_seconds(bright.part(from), take.rate);
    report("reverb", mode + ", Decay 2 s, Damp open, T30", t30 ? *t30 : 0.0,
           {.at_least = 1.9, .at_most = 2.1, .unit = "s", .decimals = 3});
    const auto left = take.part(from), right = take.right_part(from);
    const auto damped = analysis::measure_t30_seconds(left, take.rate);
    report("reverb", mode + ", Decay 2 s, Damp 6 kHz, T30 with the damped highs in it",
           damped ? *damped : 0.0, {.at_least = 1.9, .at_most = 2.1, .unit = "s", .decimals = 3});
    // One window of 20 ms scatters by 0.05: three of them, in both channels.
    double density = 0.0;
    for (const double at : {0.09, 0.1, 0.11}) {
      density += (1.0 / 6.0) * (analysis::echo_density(left, take.rate, at) +
                                analysis::echo_density(right, take.rate, at));
    }
    report("reverb", mode + ", echo density around 100 ms", density, at_least(0.9, "", 2));
    report("reverb", mode + ", correlation left to right",
           std::fabs(analysis::late_correlation(left, right, take.rate)), at_most(0.15, "", 3));
    const double ringing =
        std::max(analysis::ringing_db(left, take.rate), analysis::ringing_db(right, take.rate));
    // What rises moves in time: a line of shimmer is no mode that rings.
    if (mode != "shimmer") {
      report("reverb", mode + ", strongest ringing line", ringing, at_most(16.0));
    }
  }
}

TEST(SoundEffectTest, EqualizerFollowsTheAnalogCurve) {
  constexpr int kNote = 24;
  const Take dry = Sound().note(kNote, 0.0, 6.0).play(6.0);
  for (const double hz : {100.0, 1000.0, 10000.0}) {
    for (const double gain : {12.0, -12.0}) {
      Sound sound;
      sound.set("fx1.type", "EQ").set("fx1.mix", 100.0).set("fx1.eq.freq2", hz);
      sound.set("fx1.eq.gain2", gain).set("fx1.eq.q2", 1.0);
      const Take wet = sound.note(kNote, 0.0, 6.0).play(6.0);
      double worst = 0.0;
      for (const auto& point : analysis::measure_filter_response(dry.part(0.3), wet.part(0.3),
                                                                 dry.rate, note_hz(kNote))) {
        if (point.hz > 18000.0) break;
        const double analog =
            analysis::power_db(analog_power(MatchedShape::kPeak, point.hz / hz, 1.0, gain));
        worst = std::max(worst, std::fabs(point.db - analog));
      }
      report("equalizer", fmt::format("bell at {:g} Hz, {:+g} dB, to 18 kHz", hz, gain), worst,
             at_most(0.5, "dB", 3));
    }
  }
}

}  // namespace
}  // namespace kiln::sound
