// Time: onsets on their frame, one latency for all paths, the same bits again, and other rates.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/spectrum.h"
#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

const std::vector<std::vector<int>> kBlocks = {
    {1}, {17}, {64}, {480}, {512}, {4096}, {3, 1000, 1, 77, 0, 256}};

// 100 notes at odd distances, each from silence. At 1x nothing rings before the note, so its first
// frame can be seen.
TEST(SoundTimeTest, NotesBeginOnTheirFrame) {
  constexpr int kNotes = 100;
  std::vector<int> wanted;
  Sound sound;
  sound.set("amp.attack", 0.0).set("amp.hard", 1.0).set("osc1.phase", 90.0);
  sound.set("osc1.analog.shape", "0 %").set("amp.release", 0.001).quality(1);
  for (int i = 0; i < kNotes; ++i) {
    const int frame = 100 + i * 2399 + (i * i) % 97;
    wanted.push_back(frame);
    sound.note(69, frame / 48000.0, (frame + 1000) / 48000.0);
  }
  for (const auto& blocks : kBlocks) {
    const Take take = sound.blocks(blocks).play(5.2);
    const std::vector<int> onsets = analysis::find_onsets(take.left, 1e-4, 200);
    ASSERT_EQ(onsets.size(), wanted.size());
    int latest = -1000000, earliest = 1000000;
    for (std::size_t i = 0; i < onsets.size(); ++i) {
      latest = std::max(latest, onsets[i] - wanted[i]);
      earliest = std::min(earliest, onsets[i] - wanted[i]);
    }
    const std::string name = blocks.size() == 1 ? fmt::format("{}", blocks[0]) : "mixed";
    report("note timing", fmt::format("100 notes, blocks of {}, jitter", name), latest - earliest,
           at_most(0.0, "frames", 0));
    report("note timing", fmt::format("100 notes, blocks of {}, onset beside the latency", name),
           latest - Synth().latency_frames(), within(0.0, "frames", 0));
  }
}

// Frames by which `b` is later than `a`, to a fraction: the peak of their correlation.
double lag_frames(std::span<const float> a, std::span<const float> b) {
  constexpr int kFar = 64;
  const auto size = static_cast<int>(std::min(a.size(), b.size())) - 2 * kFar;
  std::vector<double> r;
  for (int lag = -kFar; lag <= kFar; ++lag) {
    double sum = 0.0;
    for (int i = kFar; i < kFar + size; ++i) {
      sum += static_cast<double>(a[static_cast<std::size_t>(i)]) *
             b[static_cast<std::size_t>(i + lag)];
    }
    r.push_back(sum);
  }
  const auto best = std::max_element(r.begin(), r.end());
  const auto k = static_cast<std::size_t>(best - r.begin());
  if (k == 0 || k + 1 == r.size()) return 1e9;
  const double bend = r[k - 1] - 2.0 * r[k] + r[k + 1];
  return static_cast<double>(k) - kFar + 0.5 * (r[k - 1] - r[k + 1]) / bend;
}

Sound burst() {
  Sound sound;
  sound.set("osc1.type", "Noise").note(60, 0.01, 0.5);
  return sound;
}

// Sounds that change nothing but pass through more.
TEST(SoundTimeTest, DryAndWetLineUp) {
  Sound low = Sound().set("osc1.analog.noise", "-6 dB").note(45, 0.01, 0.5);
  const Take dry = low.play(0.6);
  const auto later = [&](const Sound& sound) {
    const Take wet = sound.play(0.6);
    return lag_frames(dry.part(0.0, 0.5), wet.part(0.0, 0.5));
  };
  const auto line = [&](const char* name, const Sound& sound) {
    report("latency", fmt::format("{}, against dry", name), later(sound), within(0.5, "frames", 3));
  };
  line("Distortion 0 dB, mix 100 %", Sound(low)
                                         .set("fx1.type", "Distortion")
                                         .set("fx1.mix", 100.0)
                                         .set("fx1.distortion.drive", 0.0));
  line("EQ, flat", Sound(low).set("fx1.type", "EQ").set("fx1.mix", 100.0));
  line("Compressor at rest", Sound(low)
                                 .set("fx1.type", "Compressor")
                                 .set("fx1.mix", 100.0)
                                 .set("fx1.compressor.threshold", 0.0));
  line("Reverb, mix 0 %", Sound(low).set("fx1.type", "Reverb").set("fx1.mix", 0.0));
  line("Delay, mix 0 %", Sound(low).set("fx1.type", "Delay").set("fx1.mix", 0.0));
  line("Chorus, mix 0 %", Sound(low).set("fx1.type", "Chorus").set("fx1.mix", 0.0));
  line("eight effects, mix 0 %", [&] {
    Sound all = low;
    const char* types[] = {"Distortion", "Chorus", "Delay",      "Reverb",
                           "EQ",         "Reverb", "Compressor", "Chorus"};
    for (int i = 0; i < 8; ++i) {
      all.set(fmt::format("fx{}.type", i + 1), types[i]).set(fmt::format("fx{}.mix", i + 1), 0.0);
    }
    return all;
  }());
  line("sent past the effects", Sound(low).set("osc1.send", "Out"));
  // An analog low-pass delays lows by itself: √2/ωc with two poles at Q 0.71, 4/ωc with four alone.
  const double corner = 48000.0 / (2.0 * math::kPi * 20480.0);  // 1/ωc in frames
  report(
      "latency", "SVF LP12 open, beyond the analog one's own delay",
      later(Sound(low).set("filter1.type", "SVF").set("filter1.cutoff", 20480.0)) - 1.4142 * corner,
      within(0.5, "frames", 3));
  report(
      "latency", "ladder LP24 open, beyond the analog one's own delay",
      later(Sound(low).set("filter1.type", "Ladder").set("filter1.cutoff", 20480.0)) - 4.0 * corner,
      within(0.5, "frames", 3));
}

TEST(SoundTimeTest, QualitiesLineUp) {
  const Sound low = Sound().note(45, 0.01, 0.5);
  const Take normal = Sound(low).quality(2).play(0.6);
  for (const int quality : {1, 4}) {
    const Take other = Sound(low).quality(quality).play(0.6);
    report("latency", fmt::format("quality {}x against 2x", quality),
           lag_frames(normal.part(0.0, 0.5), other.part(0.0, 0.5)), within(0.05, "frames", 4));
  }
  std::set<int> latencies;
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0}) {
    for (const int quality : {0, 1, 2, 4}) {
      Synth synth;
      SynthSettings settings;
      settings.host_rate = rate;
      settings.quality = quality;
      synth.prepare(settings, burst().patch());
      latencies.insert(synth.latency_frames());
    }
  }
  report("latency", "reported, different numbers over rates and qualities",
         static_cast<double>(latencies.size()), at_most(1.0, "", 0));
}

Sound whole_patch() {
  Sound sound;
  sound.set("osc1.unison", 5.0).set("osc1.random_phase", "100 %").set("osc2.type", "Wavetable");
  sound.set("osc2.wavetable.warp_mode", "Bend").set("osc2.wavetable.warp", 40.0);
  sound.set("osc3.type", "FM").set("noise.level", "-20 dB").set("voice.drift", 30.0);
  sound.set("filter1.type", "Ladder").set("filter1.cutoff", 900.0).set("filter1.resonance", 60.0);
  sound.set("filter2.type", "Comb").set("filter2.mix", 30.0);
  sound.set("fx1.type", "Chorus").set("fx2.type", "Delay").set("fx3.type", "Reverb");
  sound.route("lfo1", "filter1.cutoff", 0.2).route("env2", "osc2.wavetable.warp", 0.4);
  sound.route("random1", "osc1.pan", 0.3).route("wheel", "osc3.fm.depth_a", 0.3);
  for (int i = 0; i < 12; ++i) {
    sound.note(40 + 5 * (i % 7), 0.013 + 0.171 * i, 0.4 + 0.171 * i, 60 + 5 * i);
  }
  return sound.midi(0.77, {0xb0, 1, 90}).midi(1.1, {0xe0, 0, 90}).move(1.3, "fx3.mix", 60.0);
}

TEST(SoundTimeTest, BlocksDoNotChangeABit) {
  const Take first = whole_patch().play(3.0);
  for (const auto& blocks : kBlocks) {
    const Take other = whole_patch().blocks(blocks).play(3.0);
    int different = 0;
    for (std::size_t i = 0; i < first.left.size(); ++i) {
      different += first.left[i] != other.left[i] || first.right[i] != other.right[i];
    }
    const std::string name = blocks.size() == 1 ? fmt::format("{}", blocks[0]) : "mixed";
    report("repeatability", fmt::format("a whole patch, blocks of {}, frames that differ", name),
           different, at_most(0.0, "", 0));
  }
}

TEST(SoundTimeTest, EveryHostRateSoundsTheSame) {
  std::vector<std::array<double, analysis::kThirdOctaves>> rows;
  double loudest = -300.0, quietest = 300.0;
  for (const double rate : {44100.0, 48000.0, 88200.0, 96000.0, 176400.0, 192000.0}) {
    Sound sound;
    sound.set("filter1.type", "SVF").set("filter1.svf.mode", "LP24").set("filter1.cutoff", 5000.0);
    const Take take = sound.note(33, 0.0, 4.2).at_rate(rate).play(4.2);
    const auto steady = take.part(0.2, 4.2);  // 220 whole periods
    rows.push_back(analysis::measure_third_octaves(steady, rate));
    loudest = std::max(loudest, analysis::rms_db(steady));
    quietest = std::min(quietest, analysis::rms_db(steady));
  }
  report("sample rates", "saw through LP24 at 5 kHz, 44.1–192 kHz, third octaves",
         analysis::third_octave_spread_db(rows), at_most(0.5, "dB", 3));
  report("sample rates", "saw through LP24 at 5 kHz, 44.1–192 kHz, RMS", loudest - quietest,
         at_most(0.05, "dB", 4));
}

}  // namespace
}  // namespace kiln::sound
