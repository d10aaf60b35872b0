// What every effect must keep, whatever it does: tables, cuts, extremes, resets, tails, clicks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <set>
#include <string>

#include "kiln/dsp/analysis/level.h"
#include "kiln/effects/common.h"
#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

struct Kind {
  std::string id;
  int mode = 0;
  EffectRig::Settings settings() const {
    const char* first = effect_named(id).spec->params[0].id;
    return {{first, static_cast<float>(mode)}};
  }
  std::string name() const { return id + " mode " + std::to_string(mode); }
};

std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  for (const EffectModule& module : effect_modules()) {
    if (module.render == nullptr) continue;
    const int modes = static_cast<int>(module.spec->params[0].max);
    for (int mode = 0; mode <= modes; ++mode) kinds.push_back({module.spec->id, mode});
  }
  return kinds;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Knobs thrown to random places at fixed times; cuts by `seed`.
Stereo busy_render(const Kind& kind, uint32_t seed) {
  EffectRig rig(kind.id, kind.settings());
  rig.playing = true;
  Stereo io = white_noise(9600, 0.3f);
  const auto& params = rig.module().spec->params;
  for (std::size_t part = 0; part < 10; ++part) {
    for (std::size_t p = 0; p < params.size(); ++p) {
      if (params[p].structural()) continue;
      const float x = random_unipolar(random_bits(7, static_cast<uint32_t>(part * 64 + p)));
      rig.set(params[p].id, x_to_real(params[p], x));
    }
    if (part == 5) rig.beat_position += 1.37;
    rig.process(std::span(io.left).subspan(part * 960, 960),
                std::span(io.right).subspan(part * 960, 960),
                seed == 0 ? 0 : seed + static_cast<uint32_t>(part));
  }
  return io;
}

TEST(EffectsTest, TablesAreInTheFrozenOrderAndSmallEnoughForHosts) {
  const char* order[] = {"off", "distortion", "chorus", "delay", "reverb", "eq", "compressor"};
  ASSERT_GE(effect_modules().size(), std::size(order)) << "types are only ever added at the end";
  for (std::size_t i = 0; i < std::size(order); ++i) {
    const ModuleSpec& spec = *effect_modules()[i].spec;
    EXPECT_STREQ(spec.id, order[i]);
    std::set<std::string> ids;
    int host = 0;
    for (const ParamSpec& p : spec.params) {
      EXPECT_TRUE(ids.insert(p.id).second) << spec.id << " has two parameters " << p.id;
      EXPECT_EQ(clamp_real(p, p.initial), p.initial)
          << spec.id << "." << p.id << " starts outside its range";
      EXPECT_NE(std::string(p.help), "") << spec.id << "." << p.id << " has no help";
      const std::string id = p.id;
      const bool companion = id.ends_with("_sync") || id.ends_with("_division");
      host += !p.structural() && !companion;
    }
    EXPECT_LE(host, std::string(spec.id) == "eq" ? 12 : 8)
        << spec.id << " shows hosts too many parameters";
  }
}

TEST(EffectsTest, CutsChangeNoBit) {
  for (const Kind& kind : all_kinds()) {
    const Stereo whole = busy_render(kind, 0);
    for (uint32_t seed : {1u, 1000u}) {
      const Stereo cut = busy_render(kind, seed);
      EXPECT_TRUE(same_bits(whole.left, cut.left) && same_bits(whole.right, cut.right))
          << kind.name() << " sounds different when its blocks are cut by seed " << seed;
    }
  }
}

TEST(EffectsTest, ResetIsAsFreshAsPrepare) {
  for (const Kind& kind : all_kinds()) {
    EffectRig used(kind.id, kind.settings());
    Stereo noise = white_noise(40000, 0.5f, 5);
    used.process(noise);
    used.reset();
    EffectRig fresh(kind.id, kind.settings());
    Stereo a = white_noise(40000, 0.3f);
    Stereo b = a;
    used.process(a);
    fresh.process(b);
    EXPECT_TRUE(same_bits(a.left, b.left) && same_bits(a.right, b.right))
        << kind.name() << " remembers what it played before the reset";
    used.reset();
    Stereo silence(2000);
    used.process(silence);
    EXPECT_EQ(peak_of(silence.left) + peak_of(silence.right), 0.0f)
        << kind.name() << " is not silent after reset";
  }
}

TEST(EffectsTest, ExtremesStayFinite) {
  uint32_t draw = 0;
  for (const Kind& kind : all_kinds()) {
    for (double rate : {8000.0, 44100.0, 96000.0, 768000.0}) {
      for (int set = 0; set < 4; ++set) {
        EffectRig rig(kind.id, kind.settings(), rate, rate > 100000.0 ? 32 : 16);
        for (const ParamSpec& p : rig.module().spec->params) {
          if (p.structural()) continue;
          rig.set(p.id, (random_bits(31, draw++) & 1) != 0 ? p.max : p.min);
        }
        Stereo io(3000);
        for (std::size_t i = 0; i < io.size(); ++i) {
          io.left[i] =
              set == 0 ? 1e5f : 1e5f * random_bipolar(random_bits(3, static_cast<uint32_t>(i)));
          io.right[i] = set == 1 ? 0.0f : -io.left[i];
        }
        rig.process(io);
        bool finite = true;
        for (std::size_t i = 0; i < io.size(); ++i) {
          finite = finite && std::isfinite(io.left[i]) && std::isfinite(io.right[i]);
        }
        EXPECT_TRUE(finite) << kind.name() << " at " << rate << " Hz overflows in set " << set;
      }
    }
  }
}

TEST(EffectsTest, TailsEndWhenTheySay) {
  for (const Kind& kind : all_kinds()) {
    EffectRig rig(kind.id, kind.settings(), 48000.0, 8);
    Stereo noise = white_noise(48000, 0.9f);
    rig.process(noise);
    const double tail = rig.tail_seconds();
    ASSERT_LT(tail, 60.0) << kind.name();
    Stereo silence(static_cast<std::size_t>(tail * 48000.0) + 1);
    rig.process(silence);
    Stereo after(9600);
    rig.process(after);
    EXPECT_EQ(analysis::count_denormals(silence.left) + analysis::count_denormals(after.left), 0)
        << kind.name() << " dies through denormal numbers";
    EXPECT_LT(std::max(peak_of(after.left), peak_of(after.right)), 1e-6f)
        << kind.name() << " still sounds after its tail of " << tail << " s";
  }
}

constexpr float kToneLevel = 0.15f;  // below the corners of the curves at default drive

float steady_crackle(const Kind& kind, const char* id, float real) {
  EffectRig rig(kind.id, kind.settings());
  rig.set(id, real);
  Stereo io = sine_wave(440.0, 96000.0, 57600, kToneLevel);
  rig.process(io);
  return crackle(std::span(io.left).subspan(48000));
}

TEST(EffectsTest, KnobsJumpWithoutClicks) {
  for (const Kind& kind : all_kinds()) {
    for (const ParamSpec& p : effect_named(kind.id).spec->params) {
      if (p.structural()) continue;
      // A tape that changes speed is meant to howl, and so is what stands in a shrinking room.
      if (kind.id == "delay" && kind.mode == 2 && std::string(p.id).starts_with("time")) continue;
      if (kind.id == "reverb" && std::string(p.id) == "size") continue;
      const float middle = steady_crackle(kind, p.id, x_to_real(p, 0.5f));
      for (const bool up : {true, false}) {
        EffectRig rig(kind.id, kind.settings());
        const float from = up ? p.min : p.max;
        const float to = up ? p.max : p.min;
        rig.set(p.id, from);
        // Long enough for the longest echo that a default setting has.
        Stereo io = sine_wave(440.0, 96000.0, 172800, kToneLevel);
        const std::size_t at = 96000;
        rig.process(std::span(io.left).first(at), std::span(io.right).first(at));
        rig.set(p.id, to);
        rig.process(std::span(io.left).subspan(at), std::span(io.right).subspan(at));
        const std::span<const float> out = io.left;
        const float steady = std::max({crackle(out.subspan(at - 9600, 9600)), middle,
                                       crackle(out.subspan(out.size() - 9600))});
        const float moving = crackle(out.subspan(at - 480, 38400));
        const float level = std::max(peak_of(out.subspan(at - 9600, 9600)),
                                     peak_of(out.subspan(out.size() - 9600)));
        // Twice the steady crackle, or -50 dB of the tone.
        EXPECT_LT(moving, std::max(2.0f * steady, 0.00316f * level) + 1e-5f)
            << kind.name() << ": " << p.id << (up ? " up" : " down") << " clicks at "
            << 20.0 * std::log10(moving / level) << " dBc, steady "
            << 20.0 * std::log10(steady / level + 1e-9);
      }
    }
  }
}

}  // namespace
}  // namespace kiln
