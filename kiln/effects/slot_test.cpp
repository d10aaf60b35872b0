// Effect slots: mix, bypass, sleep, faults, and the same bits however blocks are cut.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "kiln/effects/common.h"
#include "kiln/effects/effect_rig.h"
#include "kiln/effects/slot.h"

namespace kiln {
namespace {

constexpr double kRate = 96000.0;
constexpr int kPeriod = 16;

// Drives a slot with constant parameters.
class SlotRig {
 public:
  explicit SlotRig(const EffectModule& module, const EffectRig::Settings& settings = {}) {
    for (const ParamSpec& spec : module.spec->params) {
      float real = spec.initial;
      for (const auto& [id, value] : settings) {
        if (id == spec.id) real = value;
      }
      real_.push_back(real);
      engine_.push_back(real_to_engine(spec, real));
    }
    slot.prepare(module,
                 {.engine_rate = kRate, .control_frames = kPeriod, .structure = real_.data()});
    mix = module.default_mix * 0.01f;
  }
  void process(std::span<float> left, std::span<float> right, uint32_t seed = 0) {
    uint32_t cut = 0;
    for (std::size_t done = 0; done < left.size();) {
      if (at_ == 0) {
        slot.update({.effect = {.params = engine_.data(), .random_key = 5}, .on = on, .mix = mix});
      }
      std::size_t frames = static_cast<std::size_t>(kPeriod - at_);
      if (seed != 0) frames = std::min<std::size_t>(frames, 1 + random_bits(seed, cut++) % 16);
      frames = std::min(frames, left.size() - done);
      slot.render({.begin = at_,
                   .frames = static_cast<int>(frames),
                   .left = left.data() + done,
                   .right = right.data() + done});
      at_ = (at_ + static_cast<int>(frames)) % kPeriod;
      done += frames;
    }
  }
  void process(Stereo& io, uint32_t seed = 0) { process(io.left, io.right, seed); }
  float& param(std::size_t i) { return engine_[i]; }

  EffectSlot slot;
  bool on = true;
  float mix = 1.0f;

 private:
  std::vector<float> real_, engine_;
  int at_ = 0;
};

// An effect that can be told to fail: 1 gives NaN, 2 gives +30 dBFS.
constexpr ParamSpec kFaultyParams[] = {
    {.id = "fault", .name = "Fault", .max = 2, .help = "What fails"}};
constexpr ModuleSpec kFaultySpec = {.id = "faulty", .name = "Faulty", .params = kFaultyParams};
struct Faulty {
  static constexpr const ModuleSpec& kSpec = kFaultySpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 100.0f;
  static std::size_t memory_floats(const EffectSetup&) { return 0; }
  void prepare(const EffectSetup&, std::span<float>) {}
  void update(const EffectUpdate& u) noexcept { fault_ = u.params[0]; }
  void render(const EffectRender& r) noexcept {
    for (int i = 0; i < r.frames; ++i) {
      if (r.begin + i < 5) continue;  // fails in the middle of a period
      if (fault_ == 1.0f) r.left[i] = std::numeric_limits<float>::quiet_NaN();
      if (fault_ == 2.0f) r.right[i] = 31.6f;
    }
  }
  void reset() noexcept {}
  double tail_seconds() noexcept { return 0.1; }
  float fault_ = 0.0f;
};
constexpr EffectModule kFaulty = make_effect_module<Faulty>();

TEST(SlotTest, MixZeroAndOffPassTheDrySoundUnchanged) {
  for (const EffectModule& module : effect_modules()) {
    SlotRig rig(module);
    rig.on = false;
    const Stereo dry = white_noise(4800, 0.5f);
    Stereo io = dry;
    rig.process(io);
    EXPECT_EQ(io.left, dry.left) << module.spec->id << " is off and yet changes the sound";
    SlotRig unmixed(module);
    unmixed.mix = 0.0f;
    io = dry;
    unmixed.process(io);
    EXPECT_EQ(io.left, dry.left) << module.spec->id << " at mix 0";
  }
}

TEST(SlotTest, BypassFadesInTwentyMilliseconds) {
  SlotRig rig(effect_named("distortion"), {{"drive", 36}});
  Stereo io = sine_wave(440.0, kRate, 9600, 0.5f);
  const Stereo dry = sine_wave(440.0, kRate, 19200, 0.5f);
  rig.process(io);
  rig.on = false;
  Stereo off(9600);
  std::copy(dry.left.begin() + 9600, dry.left.end(), off.left.begin());
  off.right = off.left;
  rig.process(off);
  EXPECT_NE(off.left[960], dry.left[9600 + 960]) << "no fade at 10 ms";
  for (std::size_t i = 1950; i < 9600; ++i)
    ASSERT_EQ(off.left[i], dry.left[9600 + i]) << "frame " << i;
  EXPECT_TRUE(rig.slot.sleeping()) << "a bypassed distortion is still computed";
}

TEST(SlotTest, ABypassedDelayRingsOut) {
  SlotRig rig(effect_named("delay"), {{"feedback", 40}});
  Stereo io = white_noise(96000, 0.3f);
  rig.process(io);
  rig.on = false;
  Stereo fade(4800);
  rig.process(fade);
  Stereo silence(96000);
  rig.process(silence);
  EXPECT_GT(peak_of(silence.left), 0.02f) << "the tail was cut";
  // And nothing new goes in.
  Stereo loud = white_noise(96000 * 12, 0.3f);
  const Stereo dry = loud;
  rig.process(loud);
  EXPECT_TRUE(rig.slot.sleeping());
  EXPECT_EQ(loud.left.back(), dry.left.back());
}

TEST(SlotTest, SleepsOnSilenceAndWakesOnTheFrame) {
  for (const EffectModule& module : effect_modules()) {
    if (module.render == nullptr) continue;
    SlotRig rig(module);
    EXPECT_TRUE(rig.slot.sleeping());
    Stereo noise = white_noise(9600, 0.5f);
    rig.process(noise);
    EXPECT_FALSE(rig.slot.sleeping()) << module.spec->id;
    const double tail = rig.slot.tail_seconds();
    Stereo silence(static_cast<std::size_t>((tail + 0.1) * kRate) / kPeriod * kPeriod);
    rig.process(silence);
    EXPECT_TRUE(rig.slot.sleeping())
        << module.spec->id << " is awake after its tail of " << tail << " s";
    EXPECT_EQ(rig.slot.tail_seconds(), 0.0);
    // From sleep it sounds as if new, from the very frame of the input.
    Stereo woken(9600), fresh(9600);
    const Stereo tone = sine_wave(440.0, kRate, 9600, 0.5f);
    for (std::size_t i = 1003; i < 9600; ++i) {
      woken.left[i] = woken.right[i] = fresh.left[i] = fresh.right[i] = tone.left[i];
    }
    rig.process(woken);
    SlotRig other(module);
    other.process(fresh);
    EXPECT_EQ(woken.left, fresh.left) << module.spec->id << " remembers the time before its sleep";
  }
}

TEST(SlotTest, TheFrameThatWakesItIsHeard) {
  SlotRig rig(effect_named("delay"), {{"drift", 0}, {"low_cut", 20}, {"high_cut", 20480}});
  Stereo io(48000);
  io.left[1003] = 0.5f;
  rig.process(io);
  EXPECT_GT(io.left[1003 + 36000], 0.2f) << "no echo of the first frame after 1/8. at 120 bpm";
}

TEST(SlotTest, CutsChangeNoBit) {
  for (const EffectModule& module : effect_modules()) {
    Stereo runs[3];
    for (uint32_t run = 0; run < 3; ++run) {
      SlotRig rig(module, {{"feedback", 0}, {"release", 0.005f}, {"decay", 0.1f}});
      Stereo& io = runs[run] = Stereo(96000 * 2);
      const Stereo noise = white_noise(io.size(), 0.4f);
      for (std::size_t i = 0; i < io.size(); ++i) {  // bursts with silence between
        if (i % 70001 < 20011) io.left[i] = io.right[i] = noise.left[i];
      }
      const std::size_t part = 9600;
      for (std::size_t at = 0; at < io.size(); at += part) {
        rig.on = at % 38400 != 0;
        rig.mix = 0.1f * static_cast<float>(at / part % 10);
        rig.process(std::span(io.left).subspan(at, part), std::span(io.right).subspan(at, part),
                    run * 77);
      }
    }
    for (int run : {1, 2}) {
      EXPECT_EQ(
          std::memcmp(runs[0].left.data(), runs[run].left.data(), runs[0].size() * sizeof(float)),
          0)
          << module.spec->id << " in a slot sounds different with cut blocks";
    }
  }
}

TEST(SlotTest, AFaultMutesTheEffectAndItComesBack) {
  for (float fault : {1.0f, 2.0f}) {
    for (uint32_t seed : {0u, 3u}) {
      SlotRig rig(kFaulty);
      Stereo io = sine_wave(440.0, kRate, 960, 0.5f);
      rig.process(io, seed);
      rig.param(0) = fault;
      Stereo bad = sine_wave(440.0, kRate, 96, 0.5f);
      rig.process(bad, seed);
      rig.param(0) = 0.0f;
      EXPECT_EQ(rig.slot.faults(), 1u);
      EXPECT_LE(peak_of(bad.left) + peak_of(bad.right), 1.01f) << "the fault got out";
      Stereo after = sine_wave(440.0, kRate, 96000, 0.5f);
      rig.process(after, seed);
      EXPECT_EQ(peak_of(std::span(after.left).first(4800)), 0.0f) << "not muted after the fault";
      EXPECT_NEAR(peak_of(std::span(after.left).last(48000)), 0.5f, 0.001f)
          << "still muted after half a second";
    }
  }
}

TEST(SlotTest, EndlessTailsSleepWhenNothingIsHeard) {
  SlotRig rig(effect_named("reverb"), {{"decay", 60}});  // frozen from the start: hears nothing
  Stereo blip(9600);
  blip.left[0] = 0.5f;
  rig.process(blip);
  Stereo silence(96000 * 9);
  rig.process(silence);
  EXPECT_TRUE(rig.slot.sleeping());
}

TEST(SlotTest, TheMeterShowsThePeakAndFalls) {
  SlotRig rig(effect_named("eq"));
  Stereo tone = sine_wave(440.0, kRate, 9600, 0.5f);
  rig.process(tone);
  EXPECT_NEAR(rig.slot.level(), 0.5f, 0.02f) << "a meter that does not show the peak";
  Stereo silence(96000);
  rig.process(silence);
  EXPECT_NEAR(20.0f * std::log10(rig.slot.level() / 0.5f), -20.0f, 2.0f)
      << "in a second the meter falls by 20 dB";
  EXPECT_EQ(rig.slot.reduction_db(), 0.0f) << "an equalizer reduces nothing";
}

TEST(SlotTest, TheMeterShowsWhatACompressorTakes) {
  SlotRig rig(
      effect_named("compressor"),
      {{"threshold", -20}, {"ratio", 4}, {"knee", 0}, {"auto_make_up", 0}, {"low_cut", 20}});
  Stereo tone = sine_wave(1000.0, kRate, 96000, 1.0f);
  rig.process(tone);
  // 20 dB above the threshold, a quarter of which is left.
  EXPECT_NEAR(rig.slot.reduction_db(), 15.0f, 1.5f);
}

}  // namespace
}  // namespace kiln
