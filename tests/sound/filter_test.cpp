// Filters in the voice: the clean one against the analog, all models singing, all models abused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "kiln/base/math.h"
#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "tests/sound/rig.h"

namespace kiln::sound {
namespace {

// A saw at note 24 sounds every 33 Hz: what the filter does to each of its harmonics.
TEST(SoundFilterTest, CleanFilterFollowsTheAnalogPrototype) {
  constexpr int kNote = 24;
  const Take dry = Sound().note(kNote, 0.0, 6.0).play(6.0);
  struct Mode {
    const char* name;
    analysis::Prototype prototype;
  };
  constexpr Mode kModes[] = {{"LP12", analysis::Prototype::kLowPass2},
                             {"HP12", analysis::Prototype::kHighPass2},
                             {"BP12", analysis::Prototype::kBandPass2}};
  for (const Mode& mode : kModes) {
    for (const double q : {0.70710678, 4.0}) {
      const double resonance = 1.0 - math::pow(1.0 / (q * 1.41421356), 2.0 / 3.0);
      for (const double cutoff : {100.0, 1000.0, 4000.0, 10000.0}) {
        Sound sound;
        sound.set("filter1.type", "SVF").set("filter1.svf.mode", mode.name);
        sound.set("filter1.cutoff", cutoff).set("filter1.resonance", 100.0 * resonance);
        const Take wet = sound.note(kNote, 0.0, 6.0).play(6.0);
        auto response = analysis::measure_filter_response(dry.part(0.3), wet.part(0.3), dry.rate,
                                                          note_hz(kNote));
        if (mode.prototype == analysis::Prototype::kBandPass2) {
          // The analog one peaks at Q; this one's gain at the peak is its own choice.
          double peak = -300.0;
          for (const auto& point : response) peak = std::max(peak, point.db);
          double ideal = -300.0;
          for (const auto& point : response) {
            ideal = std::max(ideal, analysis::power_db(std::norm(analysis::analog_response(
                                        mode.prototype, point.hz / cutoff, q))));
          }
          for (auto& point : response) point.db += ideal - peak;
        }
        const auto error = analysis::compare_with_prototype(response, mode.prototype, cutoff, q);
        report("clean filters",
               fmt::format("SVF {}, Q {:.2f}, {:g} Hz, to 18 kHz", mode.name, q, cutoff),
               error.max_db, at_most(1.0, "dB", 2));
      }
    }
  }
}

struct Model {
  const char* name;
  const char* type;
  const char* mode_id;
  const char* mode;
};
constexpr Model kModels[] = {
    {"SVF LP12", "SVF", "filter1.svf.mode", "LP12"},
    {"SVF LP24", "SVF", "filter1.svf.mode", "LP24"},
    {"ladder LP24", "Ladder", "filter1.ladder.mode", "LP24"},
    {"ladder LP12", "Ladder", "filter1.ladder.mode", "LP12"},
    {"comb +", "Comb", "filter1.comb.mode", "+"},
    {"comb -", "Comb", "filter1.comb.mode", "-"},
};

Sound sing(const Model& model) {
  Sound sound;
  sound.set("filter1.type", model.type).set(model.mode_id, model.mode);
  sound.set("filter1.resonance", "100 %");
  return sound;
}

// Full resonance, cutoff on the key; 3 ms of noise wake it, then it is on its own. A comb only
// rings, the shorter the higher (damping acts once a period), so it is heard over 100 periods.
TEST(SoundFilterTest, SelfOscillationIsInTune) {
  for (const Model& model : kModels) {
    double worst[2] = {0.0, 0.0};
    int at[2] = {0, 0};
    double quietest = 300.0;
    const bool rings = std::string(model.type) == "Comb";
    for (int note = 36; note <= 120; note += 6) {
      Sound sound = sing(model);
      sound.set("filter1.key", "100 %").set("filter1.cutoff", note_hz(60));
      sound.set("osc1.type", "Noise").set("osc1.level", "-inf").set("env2.attack", 0.0);
      if (rings) sound.set("filter1.comb.damp", 20480.0);
      sound.set("env2.decay", 0.003).route("env2", "osc1.level", 0.5);
      const Take take = sound.note(note, 0.0, 3.0).play(3.0);
      const auto steady = rings ? take.part(0.01, 0.01 + 100.0 / note_hz(note)) : take.part(1.0);
      const double cents = analysis::measure_tuning_cents(steady, take.rate, note_hz(note));
      const std::size_t high = note > 108 ? 1 : 0;
      if (std::fabs(cents) > std::fabs(worst[high])) {
        worst[high] = cents;
        at[high] = note;
      }
      quietest = std::min(quietest, analysis::rms_db(steady));
    }
    report("self-oscillation", fmt::format("{}, notes 36–108 (worst {})", model.name, at[0]),
           worst[0], within(5.0, "cents"));
    report("self-oscillation", fmt::format("{}, notes 114, 120 (worst {})", model.name, at[1]),
           worst[1], within(10.0, "cents"));
    if (!rings) {
      report("self-oscillation", fmt::format("{}, quietest note", model.name), quietest,
             at_least(-40.0, "dBFS"));
    }
  }
}

TEST(SoundFilterTest, CutoffMovedAtAudioRateStaysFinite) {
  for (const Model& model : kModels) {
    for (const char* from : {"Osc 2", "Noise"}) {
      Sound sound = sing(model);
      sound.set("osc1.analog.shape", "100 %").set("filter1.cutoff", 1200.0);
      sound.set("osc2.type", "Analog").set("osc2.analog.shape", "100 %").set("osc2.semitone", 7.0);
      sound.set("osc2.send", "F2").set("osc2.level", "0 dB");
      sound.set("noise.level", "0 dB").set("noise.send", "F2");
      sound.set("filter1.fm_source", from).set("filter1.fm_depth", "100 %");
      const Take take = sound.note(57, 0.0, 10.0).play(10.0);
      EXPECT_TRUE(analysis::all_finite(take.left)) << model.name << " makes NaN";
      report("cutoff at audio rate",
             fmt::format("{}, full resonance, ±60 st from {}, 10 s, peak", model.name, from),
             analysis::peak_db(take.left), at_most(12.0, "dBFS"));
    }
  }
}

}  // namespace
}  // namespace kiln::sound
