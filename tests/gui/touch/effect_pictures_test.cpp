// Pictures of effects show what the engine does.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "kiln/effects/effect_rig.h"
#include "kiln/parameters/tempo.h"
#include "kiln/plugin/live_spectra.h"
#include "tests/gui/touch/effects.h"

namespace kiln {
namespace {

using test::set_free_delay;
using test::show_effect;
using test::Stage;

TEST(EffectPicturesTest, EchoesAreWhereTheEngineHasThem) {
  Stage stage;
  show_effect(stage, "delay");
  set_free_delay(stage, 0.25f, 0.25f);
  stage.set("fx1.delay.feedback", 50.0f);
  const std::pair<const char*, float> open[] = {
      {"fx1.delay.low_cut", 20.0f}, {"fx1.delay.high_cut", 20480.0f}, {"fx1.delay.drift", 0.0f}};
  for (const auto& [id, value] : open) stage.set(id, value);
  struct Case {
    int mode;
    float left, right, cross;
  };
  constexpr std::size_t kBars = 200;
  constexpr double kSeconds = 1.0;
  for (const Case& c : {Case{0, 0.25f, 0.25f, 0.0f}, Case{0, 0.2025f, 0.3325f, 30.0f},
                        Case{1, 0.1525f, 0.2225f, 0.0f}, Case{1, 0.1525f, 0.2225f, 25.0f}}) {
    stage.set("fx1.delay.mode", static_cast<float>(c.mode));
    set_free_delay(stage, c.left, c.right);
    stage.set("fx1.delay.cross", c.cross);
    std::vector<float> bars[2] = {std::vector<float>(kBars), std::vector<float>(kBars)};
    ASSERT_TRUE(stage.model.effect_impulse(0, kSeconds, bars[0], bars[1]));
    std::vector<float> drawn[2] = {std::vector<float>(kBars), std::vector<float>(kBars)};
    for (const gui::EchoTap& tap : stage.model.effect_echoes(0, gui::Show::kBase, kSeconds)) {
      const auto i = static_cast<std::size_t>(static_cast<double>(tap.seconds) / kSeconds * kBars);
      if (i < kBars) drawn[tap.right ? 1 : 0][i] += tap.level;
    }
    // Each bar is 5 ms; an echo on an edge may fall into either of two.
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::size_t i = 1; i + 1 < kBars; ++i) {
        const float near = std::max({drawn[side][i - 1], drawn[side][i], drawn[side][i + 1]});
        const float rendered = std::max({bars[side][i - 1], bars[side][i], bars[side][i + 1]});
        if (drawn[side][i] > 0.02f) {
          EXPECT_NEAR(rendered, drawn[side][i], 0.12f * drawn[side][i] + 0.01f)
              << "mode " << c.mode << ", an echo at " << 5 * i << " ms is not as drawn";
        }
        if (bars[side][i] > 0.05f) {
          EXPECT_GT(near, 0.02f) << "mode " << c.mode << ", an echo at " << 5 * i
                                 << " ms is heard and not drawn";
        }
      }
    }
  }
}

TEST(EffectPicturesTest, ALongEchoIsCountedInTheTempoOfTheSong) {
  Stage stage;
  show_effect(stage, "delay");
  stage.set("fx1.delay.time_l_division", static_cast<float>(division_index("1/4")));
  const auto taps = stage.model.effect_echoes(0, gui::Show::kBase, 4.0);
  const auto first = std::find_if(taps.begin(), taps.end(), [](const auto& t) { return !t.right; });
  ASSERT_NE(first, taps.end());
  EXPECT_NEAR(first->seconds, 1.0f / stage.model.poll().beats_per_second, 1e-3f);
}

TEST(EffectPicturesTest, ChorusLinesAreTheDelaysOfTheTaps) {
  Stage stage;
  show_effect(stage, "chorus");
  const std::pair<const char*, float> values[] = {
      {"rate", 0.1f}, {"depth", 80.0f}, {"delay", 0.01f}, {"voices", 1.0f}, {"width", 100.0f}};
  for (const int mode : {0, 1}) {
    EffectRig::Settings settings = {{"mode", static_cast<float>(mode)}};
    stage.set("fx1.chorus.mode", static_cast<float>(mode));
    for (const auto& [id, value] : values) {
      settings.emplace_back(id, value);
      stage.set(("fx1.chorus." + std::string(id)).c_str(), value);
    }
    for (const double wait : {0.0, 1.7, 4.1}) {
      EffectRig rig("chorus", settings);
      Stereo before(static_cast<std::size_t>(wait * rig.rate()) / 16 * 16 + 16);
      rig.process(before);
      const std::array<float, 2> phases = rig.module().sweep_phases(rig.object());
      Stereo struck(4096);
      struck.left[0] = struck.right[0] = 0.5f;
      rig.process(struck);
      std::array<float, 16> seconds = {};
      ASSERT_EQ(stage.model.effect_sweep(0, gui::Show::kBase, phases, seconds), 1);
      const auto heard = [&](const std::vector<float>& side) {
        const auto top = std::max_element(
            side.begin(), side.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
        return static_cast<double>(top - side.begin()) / rig.rate();
      };
      // The taps move a little while the impulse is on its way: at 0.1 Hz, 9.6 ms deep, by less
      // than a hundredth of that; the fast sweep of the ensemble by more.
      const double most = mode == 0 ? 1e-4 : 3e-4;
      EXPECT_NEAR(heard(struck.left), seconds[0], most) << "left, after " << wait << " s";
      EXPECT_NEAR(heard(struck.right), seconds[8], most) << "right, after " << wait << " s";
    }
  }
}

TEST(EffectPicturesTest, TheCompressorsCurveIsWhatASteadyToneGets) {
  Stage stage;
  show_effect(stage, "compressor");
  const std::pair<const char*, float> values[] = {
      {"threshold", -20.0f}, {"ratio", 4.0f}, {"knee", 24.0f}};
  EffectRig::Settings settings = {{"attack", 0.001f}, {"release", 0.5f}, {"auto_make_up", 0.0f}};
  for (const auto& [id, value] : values) {
    settings.emplace_back(id, value);
    stage.set(("fx1.compressor." + std::string(id)).c_str(), value);
  }
  for (const float in : {-40.0f, -26.0f, -20.0f, -14.0f, -3.0f}) {
    EffectRig rig("compressor", settings);
    Stereo tone(96000);
    for (std::size_t i = 0; i < tone.size(); ++i) {
      const double turn = 2000.0 * static_cast<double>(i) / rig.rate();
      tone.left[i] = tone.right[i] = static_cast<float>(
          std::pow(10.0, 0.05 * static_cast<double>(in)) * std::sin(2.0 * math::kPi * turn));
    }
    rig.process(tone);
    float out = 0.0f;
    ASSERT_TRUE(stage.model.effect_levels(0, gui::Show::kBase, {&in, 1}, {&out, 1}));
    EXPECT_NEAR(rig.module().reduction_db(rig.object()), in - out, 0.5f)
        << "a tone of " << in << " dB is drawn at another level than it has";
  }
}

TEST(EffectPicturesTest, TheDistortionsCurveIsWhatComesOut) {
  Stage stage;
  show_effect(stage, "distortion");
  constexpr int kModes = 7;
  constexpr std::size_t kPoints = 101, kOrigin = 50;
  for (int mode = 0; mode < kModes; ++mode) {
    for (const float drive : {0.0f, 12.0f}) {
      for (const float bias : {0.0f, 40.0f}) {
        const std::pair<const char*, float> values[] = {
            {"mode", static_cast<float>(mode)}, {"drive", drive}, {"shape", 20.0f}, {"bias", bias}};
        EffectRig::Settings settings;
        for (const auto& [id, value] : values) {
          settings.emplace_back(id, value);
          stage.set(("fx1.distortion." + std::string(id)).c_str(), value);
        }
        std::vector<float> curve(kPoints);
        ASSERT_TRUE(stage.model.effect_transfer(0, gui::Show::kBase, curve));
        EXPECT_NEAR(curve[kOrigin], 0.0f, 1e-6f) << "mode " << mode << " misses the origin";
        for (std::size_t i = 0; i < kPoints; i += 10) {
          // Long enough for the treble correction, too short for the filters of 5 and 20 Hz.
          EffectRig rig("distortion", settings);
          Stereo level(32);
          const float in = 0.02f * static_cast<float>(i) - 1.0f;
          for (std::size_t k = 0; k < level.size(); ++k) level.left[k] = level.right[k] = in;
          rig.process(level);
          EXPECT_NEAR(curve[i], level.left[9], 0.06f)
              << "mode " << mode << ", drive " << drive << ", bias " << bias << ", input " << in;
        }
      }
    }
  }
}

TEST(EffectPicturesTest, ADistortionsCurveIsOddAndNeutralWithoutDrive) {
  Stage stage;
  show_effect(stage, "distortion");
  constexpr std::size_t kPoints = 101, kOrigin = 50;
  std::vector<float> curve(kPoints);
  for (const float mode : {0.0f, 1.0f, 3.0f, 4.0f, 6.0f}) {
    stage.set("fx1.distortion.mode", mode);
    stage.set("fx1.distortion.drive", 12.0f);
    ASSERT_TRUE(stage.model.effect_transfer(0, gui::Show::kBase, curve));
    for (std::size_t i = 0; i < kPoints; ++i) {
      EXPECT_NEAR(curve[i], -curve[kPoints - 1 - i], 1e-5f) << "mode " << mode << ", point " << i;
    }
    stage.set("fx1.distortion.drive", 0.0f);
    ASSERT_TRUE(stage.model.effect_transfer(0, gui::Show::kBase, curve));
    for (std::size_t i = kOrigin - 10; i <= kOrigin + 10; ++i) {
      const float in = 0.02f * static_cast<float>(i) - 1.0f;
      EXPECT_NEAR(curve[i], in, 0.02f) << "mode " << mode << " is not neutral for little";
    }
  }
  stage.set("fx1.distortion.mode", 1.0f);
  ASSERT_TRUE(stage.model.effect_transfer(0, gui::Show::kBase, curve));
  for (std::size_t i = 0; i < kPoints; ++i) {
    EXPECT_NEAR(curve[i], 0.02f * static_cast<float>(i) - 1.0f, 0.02f) << "hard, point " << i;
  }
}

TEST(EffectPicturesTest, TheEqualizersCurveIsItsResponse) {
  Stage stage;
  show_effect(stage, "eq");
  const std::pair<const char*, float> values[] = {
      {"gain1", 8.0f}, {"freq2", 600.0f}, {"gain2", -12.0f},    {"q2", 3.0f},
      {"gain3", 5.0f}, {"gain4", -9.0f},  {"high_shape", 1.0f}, {"freq4", 9000.0f}};
  EffectRig::Settings settings;
  for (const auto& [id, value] : values) {
    settings.emplace_back(id, value);
    stage.set(("fx1.eq." + std::string(id)).c_str(), value);
  }
  EffectRig rig("eq", settings);
  Stereo impulse(32768);
  impulse.left[0] = impulse.right[0] = 1.0f;
  rig.process(impulse);
  for (const float hz : {30.0f, 100.0f, 600.0f, 900.0f, 2500.0f, 9000.0f, 15000.0f}) {
    std::complex<double> sum;
    for (std::size_t i = 0; i < impulse.size(); ++i) {
      sum += static_cast<double>(impulse.left[i]) *
             std::polar(1.0, -2.0 * math::kPi * static_cast<double>(hz) * static_cast<double>(i) /
                                 rig.rate());
    }
    float drawn = 0.0f;
    ASSERT_TRUE(stage.model.effect_response(0, gui::Show::kBase, {&hz, 1}, {&drawn, 1}));
    EXPECT_NEAR(drawn, 20.0 * std::log10(std::abs(sum)), 0.1) << hz << " Hz";
  }
}

TEST(EffectPicturesTest, ASineIsALineOfTheSpectrumAndFallsInSilence) {
  constexpr double kTapRate = 96000.0;
  constexpr double kBin = kTapRate / SoundTap::kKept;
  SoundTaps taps;
  LiveSpectra spectra(taps);
  std::vector<float> hz;
  for (double at = 500.0; at < 2000.0; at += kBin) hz.push_back(static_cast<float>(at));
  std::vector<float> db(hz.size());
  EXPECT_EQ(taps.wanted(3), nullptr) << "nobody looks and it listens";
  spectra.find(3, hz, db);
  EXPECT_LT(*std::max_element(db.begin(), db.end()), -100.0f);
  ASSERT_NE(taps.wanted(3), nullptr);
  std::vector<float> sine(16384);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    const double turn = 1000.0 * static_cast<double>(i) / kTapRate;
    sine[i] = static_cast<float>(0.5 * std::sin(2.0 * math::kPi * turn));
  }
  for (std::size_t i = 0; i < sine.size(); i += 16) {
    taps.wanted(3)->write(&sine[i], &sine[i], 16, kTapRate);
  }
  spectra.find(3, hz, db);
  const auto top = std::max_element(db.begin(), db.end());
  EXPECT_NEAR(hz[static_cast<std::size_t>(top - db.begin())], 1000.0, kBin);
  EXPECT_NEAR(*top, -6.0f, 1.5f) << "of a sine of half scale";
  EXPECT_LT(db.front(), -80.0f) << "an octave below there is nothing";
  const float before = *top;
  juce::Thread::sleep(250);
  spectra.find(3, hz, db);
  const float fallen = before - *std::max_element(db.begin(), db.end());
  EXPECT_GT(fallen, 5.0f) << "24 dB a second, and it was a quarter";
  EXPECT_LT(fallen, 24.0f) << "it fell too fast";
}

TEST(EffectPicturesTest, ATapListensWhileAskedAndNoLonger) {
  Stage stage;
  SoundTaps& taps = stage.processor.instrument().taps();
  EXPECT_EQ(taps.wanted(0), nullptr);
  show_effect(stage, "eq");
  stage.look();
  ASSERT_NE(taps.wanted(0), nullptr) << "the picture of an equalizer asks";
  EXPECT_EQ(taps.wanted(1), nullptr);
  stage.model.note_on(69, 1.0f);
  stage.play(0.3);
  stage.look();
  std::vector<float> fine;
  for (float at = 400.0f; at < 480.0f; at += 4.0f) fine.push_back(at);
  std::vector<float> db(fine.size());
  stage.model.effect_spectrum(0, fine, db);
  stage.play(0.1);
  stage.model.effect_spectrum(0, fine, db);
  EXPECT_GT(*std::max_element(db.begin(), db.end()), -50.0f) << "the A that sounds is not seen";
  stage.editor.show(gui::Page::kVoice);
  juce::Thread::sleep(LiveSpectra::kForgetMs + 100);
  stage.look();
  EXPECT_EQ(taps.wanted(0), nullptr) << "out of sight it still listens";
}

TEST(EffectPicturesTest, LivePlacesFollowTheSound) {
  Stage stage;
  show_effect(stage, "chorus");
  stage.model.note_on(60, 1.0f);
  stage.play(0.2);
  const gui::Live first = stage.model.poll();
  EXPECT_GE(first.effect_sweeps[0][0], 0.0f) << "a sounding chorus sweeps";
  EXPECT_GT(first.effect_inputs[0], 0.01f);
  EXPECT_LT(first.effect_sweeps[1][0], 0.0f) << "an empty slot does not";
  const float hz = stage.value("fx1.chorus.rate");
  stage.play(0.4);
  const float turn = stage.model.poll().effect_sweeps[0][0] - first.effect_sweeps[0][0];
  EXPECT_NEAR(turn - std::floor(turn), 0.4f * hz, 0.01f);
}

}  // namespace
}  // namespace kiln
