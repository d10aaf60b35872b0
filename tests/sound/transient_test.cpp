// Beginnings, ends and jumps: envelope times, and clicks above a steady sine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/transient.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

// Straight segments: 10 to 90 % takes 80 % of the time. Up to 1 ms they are raised cosines, which
// take acos(−0.8) … acos(0.8) of a half circle, 59.0 %.
double share_10_90(double seconds) { return seconds <= 0.001 ? 0.5903 : 0.8; }

double error_ms(std::optional<double> got, double wanted) { return got ? *got - wanted : 1e9; }

TEST(SoundTransientTest, EnvelopeTimesAreTrue) {
  for (const double seconds : {0.001, 0.01, 0.05, 0.5}) {
    const double ms = 1000.0 * seconds, wanted = ms * share_10_90(seconds);
    const double allowed = std::max(0.1, 0.015 * ms);
    Sound sound;
    sound.set("osc1.analog.shape", "0 %").set("amp.attack", seconds).set("amp.decay", seconds);
    sound.set("amp.release", seconds);
    for (const char* id : {"amp.attack_curve", "amp.decay_curve", "amp.release_curve"}) {
      sound.set(id, 0.0);
    }
    Sound plain = sound;
    const auto measure = [](Sound& s) {
      const Take take = s.note(113, 0.1, 2.1).play(3.5);
      const int latency = Synth().latency_frames();
      return analysis::measure_envelope(take.left, take.rate, take.frame(0.1) + latency,
                                        take.frame(2.1) + latency);
    };
    const auto flat = measure(plain);
    report("envelope times", fmt::format("attack {:g} ms, 10–90 %", ms),
           error_ms(flat.attack_10_90_ms, wanted), within(allowed, "ms", 3));
    report("envelope times", fmt::format("release {:g} ms, 90–10 %", ms),
           error_ms(flat.release_90_10_ms, wanted), within(allowed, "ms", 3));
    sound.set("amp.sustain", "40 %");
    report("envelope times", fmt::format("decay {:g} ms, 90–10 %", ms),
           error_ms(measure(sound).decay_90_10_ms, 0.8 * ms), within(allowed, "ms", 3));
  }
}

constexpr double kEvent = 1.5;  // seconds; the sine is steady before and after

Sound sine() {
  Sound sound;
  sound.set("osc1.analog.shape", "0 %");
  return sound;
}

struct ClickCase {
  std::string name;
  Sound sound;
  double steady_from = 0.8;
  double click_goal = 6.0;
};

void check(const ClickCase& c) {
  const Take take = c.sound.play(3.0);
  const auto got = analysis::measure_click(take.left, take.rate, 440.0, take.frame(c.steady_from),
                                           take.frame(c.steady_from + 0.5),
                                           take.frame(kEvent) + Synth().latency_frames());
  report("clicks", c.name + ", over the steady tone", got.click_db, at_most(c.click_goal));
  report("clicks", c.name + ", burst above 4 kHz", got.hf_burst_dbc, at_most(-50.0, "dBc"));
}

TEST(SoundTransientTest, AttackAndReleaseOfZeroDoNotClick) {
  check({"attack 0", sine().set("amp.attack", 0.0).note(69, kEvent, 2.9), 2.0, 12.0});
  check({"attack 0, phase 90°",
         sine().set("amp.attack", 0.0).set("osc1.phase", 90.0).note(69, kEvent, 2.9), 2.0, 12.0});
  check({"release 0", sine().set("amp.release", 0.0).note(69, 0.1, kEvent), 0.8, 12.0});
}

// Hard is for drums: the step is the sound. No goal.
TEST(SoundTransientTest, HardAttackIsAStep) {
  Sound sound = sine().set("amp.attack", 0.0).set("amp.hard", 1.0).set("osc1.phase", 90.0);
  const Take take = sound.note(69, kEvent, 2.9).play(3.0);
  const auto got =
      analysis::measure_click(take.left, take.rate, 440.0, take.frame(2.0), take.frame(2.5),
                              take.frame(kEvent) + Synth().latency_frames());
  report_value("clicks", "hard attack 0 at the crest, over the steady tone", got.click_db, {});
  EXPECT_GT(got.click_db, 30.0) << "a hard attack has been softened";
}

TEST(SoundTransientTest, WhatHappensToANoteDoesNotClick) {
  check({"release 10 ms", sine().set("amp.release", 0.01).note(69, 0.1, kEvent)});
  check({"retrigger, mono", sine()
                                .set("voice.mode", "mono")
                                .set("amp.attack", 0.01)
                                .set("amp.sustain", "70 %")
                                .set("amp.decay", 0.2)
                                .note(69, 0.1, 2.9)
                                .note(69, kEvent, 2.9)});
  check({"retrigger, poly", sine()
                                .set("amp.attack", 0.01)
                                .set("amp.release", 0.3)
                                .note(69, 0.1, kEvent - 0.02)
                                .note(69, kEvent, 2.9)});
  check({"steal", sine()
                      .set("voice.polyphony", 1.0)
                      .set("amp.attack", 0.01)
                      .note(69, 0.1, 2.9)
                      .note(70, kEvent, 2.9)});
  // Without resonance: a peak that sweeps over the tone would raise the tone itself by its gain.
  Sound svf = sine().set("filter1.type", "SVF").set("filter1.svf.mode", "LP24");
  svf.note(69, 0.1, 2.9);
  Sound ladder = sine().set("filter1.type", "Ladder").note(69, 0.1, 2.9);
  for (const auto& [name, base] : {std::pair{"SVF", svf}, std::pair{"ladder", ladder}}) {
    check({fmt::format("cutoff 300 Hz → 8 kHz, {}", name),
           Sound(base).set("filter1.cutoff", 300.0).move(kEvent, "filter1.cutoff", 8000.0), 1.8});
    check({fmt::format("cutoff 8 kHz → 300 Hz, {}", name),
           Sound(base).set("filter1.cutoff", 8000.0).move(kEvent, "filter1.cutoff", 300.0)});
  }
  for (const char* id : {"osc1.level", "voice.level", "master.level"}) {
    check({fmt::format("{} 0 → -30 dB", id), sine().note(69, 0.1, 2.9).move(kEvent, id, -30.0)});
    check({fmt::format("{} -30 → 0 dB", id),
           sine().set(id, -30.0).note(69, 0.1, 2.9).move(kEvent, id, 0.0), 1.8});
  }
  check({"pan left → right",
         sine().set("osc1.pan", -100.0).note(69, 0.1, 2.9).move(kEvent, "osc1.pan", 90.0)});
  check({"volume controller 127 → 20", sine().note(69, 0.1, 2.9).midi(kEvent, {0xb0, 7, 20})});
  check({"effect switched on",
         sine()
             .set("fx1.type", "Distortion")
             .set("fx1.on", 0.0)
             .note(69, 0.1, 2.9)
             .move(kEvent, "fx1.on", 1.0),
         1.8});
}

}  // namespace
}  // namespace kiln::sound
