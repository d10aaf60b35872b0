// Levels: one note, ten notes, the types against each other, unison, and what a chord leaves
// behind. SPDX-License-Identifier: GPL-3.0-or-later
//
// Reference: a slot at 0 dB is a saw of peak 1, RMS -4.8 dB, and the voice bus takes 12 dB, so the
// wave of an init note reaches -12 dBFS and its RMS is -16.8 dB below a peak of 1. Band-limiting
// leaves the RMS and adds ripple at the edge (Gibbs: 8.95 % of the jump on either side), so the
// samples of a saw reach up to 20 log10(1 + 2 · 0.0895) = 1.43 dB above -12 dBFS. The RMS is what
// one hears and what the types are matched by; the peak follows.
#include "kiln/dsp/analysis/level.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/dsp/analysis/spectrum.h"
#include "kiln/dsp/analysis/tone.h"
#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

// dB below a peak of 1, where analysis::rms_db() counts from a full-scale sine.
double plain_rms_db(std::span<const float> signal) { return analysis::rms_db(signal) - 3.0103; }

double mean_rms_db(const Take& take, double from, double to) {
  const double l = math::pow(10.0, plain_rms_db(take.part(from, to)) / 10.0);
  const double r = math::pow(10.0, plain_rms_db(take.right_part(from, to)) / 10.0);
  return analysis::power_db(0.5 * (l + r));
}

TEST(SoundLevelTest, InitNoteHasTheReferenceLevel) {
  for (const int note : {36, 60, 84}) {
    Sound sound;
    sound.note(note, 0.0, 2.0);
    const Take take = sound.play(2.0);
    report("level", fmt::format("init note {}, RMS under a peak of 1", note),
           plain_rms_db(take.part(0.2)), {.at_least = -17.0, .at_most = -16.6, .decimals = 2});
    report("level", fmt::format("init note {}, peak (-12 dBFS and up to 1.43 dB of ripple)", note),
           analysis::peak_db(take.part(0.0)),
           {.at_least = -12.1, .at_most = -12.04 + 1.43 + 0.05, .unit = "dBFS", .decimals = 2});
  }
}

TEST(SoundLevelTest, TenNotesHaveHeadroom) {
  Sound sound;
  sound.set("osc1.random_phase", "100 %");
  for (const int note : {36, 43, 48, 52, 55, 60, 64, 67, 71, 74}) sound.note(note, 0.0, 20.0);
  const Take take = sound.play(20.0);
  report("level", "ten random-phase saws, RMS under a peak of 1", plain_rms_db(take.part(0.2)),
         {.at_least = -8.0, .at_most = -6.0, .decimals = 2});
  report("level", "ten random-phase saws, highest peak in 20 s", analysis::peak_db(take.left),
         at_most(8.0, "dBFS"));
}

TEST(SoundLevelTest, TypesAreAsLoudAsTheSaw) {
  const auto rms = [](Sound sound) {
    const Take take = sound.note(60, 0.0, 4.0).play(4.0);
    return mean_rms_db(take, 0.2, 4.0);
  };
  const double saw = rms(Sound());
  for (const char* type : {"Wavetable", "FM", "Noise"}) {
    Sound sound;
    sound.set("osc1.type", type);
    report("level", fmt::format("{} as it starts, against the saw", type), rms(sound) - saw,
           within(2.0));
  }
  for (int shape = 0; shape <= 100; shape += 10) {
    Sound sound;
    sound.set("osc1.analog.shape", shape);
    report("level", fmt::format("analog, Shape {} %, against the saw", shape), rms(sound) - saw,
           within(1.0));
  }
}

TEST(SoundLevelTest, UnisonKeepsTheLevel) {
  double single = 0.0;
  for (const int voices : {1, 2, 3, 5, 7, 16}) {
    Sound sound;
    sound.set("osc1.unison", voices).set("osc1.random_phase", "100 %");
    sound.set("osc1.detune", 60.0).note(69, 0.0, 30.0);
    const Take take = sound.play(30.0);
    const double rms = mean_rms_db(take, 0.2, 30.0);
    if (voices == 1) single = rms;
    report("unison level", fmt::format("{} voices, against one", voices), rms - single,
           within(0.25, "dB", 3));
  }
}

TEST(SoundLevelTest, SevenVoicePadSurvivesMono) {
  Sound sound;
  sound.set("osc1.unison", 7).set("osc1.random_phase", "100 %").set("osc1.spread", "100 %");
  sound.set("osc1.detune", 22.0);
  for (const int note : {50, 57, 60, 64}) sound.note(note, 0.0, 12.0);
  const Take take = sound.play(12.0);
  const auto image = analysis::measure_stereo(take.part(0.5), take.right_part(0.5));
  report("mono safety", "7-voice pad, spread 100 %, correlation", image.correlation,
         at_least(0.0, "", 2));
  report("mono safety", "7-voice pad, spread 100 %, loss in mono", -image.mono_loss_db,
         at_most(3.5, "dB", 2));
}

// Everything that can hold an offset or a small number: a biased distortion, a delay that repeats,
// a reverb, an SVF and a ladder.
TEST(SoundLevelTest, NothingIsLeftAfterALoudChord) {
  Sound sound;
  sound.set("osc2.type", "FM").set("osc2.fm.feedback", "80 %").set("osc2.send", "F2");
  sound.set("osc3.type", "Analog").set("osc3.analog.shape", "100 %").set("osc3.analog.width", 10.0);
  sound.set("filter1.type", "SVF").set("filter1.cutoff", 900.0).set("filter1.resonance", "80 %");
  sound.set("filter2.type", "Ladder").set("filter2.cutoff", 2000.0).set("filter2.drive", 24.0);
  sound.set("fx1.type", "Distortion").set("fx1.distortion.bias", "40 %");
  sound.set("fx1.distortion.drive", 24.0);
  sound.set("fx2.type", "Chorus").set("fx2.mix", "50 %");
  sound.set("fx3.type", "Delay").set("fx3.mix", "30 %");
  sound.set("fx4.type", "Reverb").set("fx4.mix", "25 %").set("fx4.reverb.decay", 3.0);
  sound.set("fx5.type", "Compressor").set("fx6.type", "EQ").set("master.level", "-20 dB");
  for (const int note : {36, 43, 48, 52, 55, 60, 64, 67, 71, 74}) sound.note(note, 0.0, 2.0);
  const Take take = sound.play(34.0);
  double dc = -300.0;
  int denormals = 0;
  bool finite = true;
  for (const auto& side : {take.left, take.right}) {
    double mean = 0.0;
    const std::size_t begin = side.size() - 96000;
    for (std::size_t i = begin; i < side.size(); ++i) mean += side[i] / 96000.0;
    dc = std::max(dc, analysis::power_db(mean * mean));
    denormals += analysis::count_denormals(side);
    finite = finite && analysis::all_finite(side);
  }
  report("leftovers", "30 s after a loud chord through everything, DC", dc,
         at_most(-110.0, "dBFS"));
  report("leftovers", "the whole 34 s, denormal numbers", denormals, at_most(0.0, "", 0));
  EXPECT_TRUE(finite) << "NaN or infinity in the output";
}

TEST(SoundLevelTest, SteadyNotesHaveNoOffset) {
  Sound skewed = Sound().set("osc1.analog.width", 20.0);
  Sound pulse = Sound(skewed).set("osc1.analog.shape", "100 %");
  Sound driven = Sound().set("fx1.type", "Distortion").set("fx1.distortion.bias", "40 %");
  driven.set("fx1.distortion.drive", 24.0);
  for (const auto& [name, base] : {std::pair{"skewed saw", skewed}, std::pair{"pulse 20 %", pulse},
                                   std::pair{"saw, biased distortion", driven}}) {
    const Take take = Sound(base).note(69, 0.0, 6.0).play(6.0);
    const auto part = take.part(1.0, 5.0);  // 1760 whole periods
    report("leftovers", fmt::format("steady {}, DC", name),
           analysis::measure_sine(part, take.rate, 440.0).dc_dbfs, at_most(-110.0, "dBFS"));
  }
}

}  // namespace
}  // namespace kiln::sound
