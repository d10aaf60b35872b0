// Sleep, epochs, blocks of any size, qualities and rates: what must not change the sound.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/random.h"
#include "kiln/dsp/analysis/level.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::patch_with;
using engine_test::peak;
using engine_test::Player;
using engine_test::route;
using engine_test::Sound;

int type_number(std::string_view id) {
  for (std::size_t i = 0; i < effect_modules().size(); ++i) {
    if (effect_modules()[i].spec->id == id) return static_cast<int>(i);
  }
  return 0;
}

// Everything that could remember an earlier song: LFOs of all kinds, delay, voices that modulate
// effects, drift, a free oscillator, route smoothing.
Patch rich_patch() {
  Patch patch = patch_with({{"osc1.unison", 3.0f},
                            {"osc2.type", 1.0f},
                            {"osc2.free_running", 1.0f},
                            {"osc2.analog.drift", 40.0f},
                            {"osc1.cross_source", 2.0f},
                            {"osc1.analog.cross", 20.0f},
                            {"osc2.cross_source", 5.0f},
                            {"osc2.analog.cross", 20.0f},
                            {"noise.level", -30.0f},
                            {"voice.drift", 50.0f},
                            {"voice.glide", 0.1f},
                            {"filter1.type", 1.0f},
                            {"filter1.cutoff", 900.0f},
                            {"filter1.resonance", 60.0f},
                            {"lfo1.scope", 1.0f},
                            {"lfo2.trigger", 1.0f},
                            {"lfo3.type", 2.0f},
                            {"lfo4.trigger", 3.0f},
                            {"env2.decay", 0.05f},
                            {"fx1.type", static_cast<float>(type_number("chorus"))},
                            {"fx2.type", static_cast<float>(type_number("delay"))},
                            {"fx2.mix", 30.0f},
                            {"fx2.delay.feedback", 20.0f},
                            {"amp.release", 0.1f}});
  patch.routes = {
      route("filter1.cutoff", Source::kLfo1, 0.2f),     route("osc1.pitch", Source::kLfo2, 0.01f),
      route("osc2.level", Source::kLfo3, 0.3f),         route("fx1.mix", Source::kEnv2, -0.5f),
      route("fx2.mix", Source::kVelocity, 0.2f),        route("voice.pan", Source::kLfo4, 0.4f),
      route("filter1.cutoff", Source::kFollower, 0.2f), route("lfo1.rate", Source::kRandom1, 0.2f)};
  patch.routes[0].smooth = 0.02f;
  patch.routes[4].smooth = 0.1f;
  return patch;
}

void add_song(Player& player, int at) {
  player.on(at, 50, 100);
  player.on(at + 1003, 57, 60);
  player.controller(at + 2000, 1, 90);
  player.off(at + 4001, 50);
  player.on(at + 5005, 62, 127);
  player.controller(at + 6000, 1, 0);
  player.off(at + 9999, 57);
  player.off(at + 12000, 62);
}

Sound song_after(int silence) {
  Player player(rich_patch());
  add_song(player, silence);
  player.play(silence);
  return player.play(24000);
}

TEST(EpochsTest, SoundsTheSameAfterAnyNumberOfSilentFrames) {
  const Sound at_once = song_after(0);
  EXPECT_GT(peak(at_once.left), 0.01f);
  for (const int silence : {1, 7, 17, 102144}) {
    const Sound late = song_after(silence);
    EXPECT_EQ(first_difference(late.left, at_once.left), -1) << silence << " silent frames";
    EXPECT_EQ(first_difference(late.right, at_once.right), -1) << silence << " silent frames";
  }
}

TEST(EpochsTest, SoundsTheSameASecondTime) {
  Player player(rich_patch());
  add_song(player, 0);
  const Sound first = player.play(24000);
  const int pause = 48000 * 20;
  player.play(pause);
  ASSERT_TRUE(player.synth.asleep()) << "20 s after a song with a short delay";
  add_song(player, 24000 + pause);
  const Sound second = player.play(24000);
  EXPECT_EQ(first_difference(second.left, first.left), -1);
  EXPECT_EQ(first_difference(second.right, first.right), -1);
}

TEST(EpochsTest, SoundsTheSameInBlocksOfAnySize) {
  const auto play = [](const std::function<int()>& block) {
    Player player(rich_patch());
    add_song(player, 100);
    return player.play(20000, block);
  };
  const Sound whole = play([] { return 16384; });
  for (const int size : {1, 3, 16, 17, 500}) {
    EXPECT_TRUE(play([=] { return size; }) == whole) << "blocks of " << size;
  }
  std::uint32_t count = 0;
  const auto any = [&] {  // a fifth of them have no frames
    const std::uint32_t dice = random_bits(3, count++);
    return dice % 5 == 0 ? 0 : static_cast<int>(dice / 5 % 700);
  };
  EXPECT_TRUE(play(any) == whole) << "blocks of random sizes, zero among them";
}

TEST(EpochsTest, IsSilentAfterReset) {
  Player player(rich_patch());
  add_song(player, 0);
  const Sound before = player.play(8000);
  player.synth.reset();
  player.play(4000);  // what is left of the song finds no key down
  player.synth.reset();
  const Sound silence = player.play(4000);
  EXPECT_GT(peak(before.left), 0.01f);
  EXPECT_EQ(peak(silence.left), 0.0f);
  EXPECT_EQ(peak(silence.right), 0.0f);
  Player fresh(rich_patch());
  add_song(player, 16000);
  add_song(fresh, 0);
  EXPECT_EQ(first_difference(player.play(8000).left, fresh.play(8000).left), -1)
      << "something survived the reset";
}

// Frames by which b is behind a: where the cross-correlation peaks.
int lag_of(const std::vector<float>& a, const std::vector<float>& b) {
  int best = 0;
  double most = -1.0;
  for (int lag = -64; lag <= 64; ++lag) {
    double sum = 0.0;
    for (int i = 64; i < static_cast<int>(a.size()) - 64; ++i) sum += double{a[i]} * b[i + lag];
    if (sum > most) best = lag, most = sum;
  }
  return best;
}

TEST(EpochsTest, HasOneLatencyAtEveryQuality) {
  const auto play = [](int quality) {
    SynthSettings settings;
    settings.quality = quality;
    Player player(patch_with({{"osc1.random_phase", 0.0f}}), settings);
    player.on(333, 60);
    EXPECT_EQ(player.synth.latency_frames(), kDecimatorLatency);
    return player.play(6000).left;
  };
  const std::vector<float> one = play(1);
  EXPECT_EQ(lag_of(one, play(2)), 0) << "2x is heard at another time than 1x";
  EXPECT_EQ(lag_of(one, play(4)), 0) << "4x is heard at another time than 1x";
  for (const int quality : {1, 2, 4}) {
    const std::vector<float> y = play(quality);
    float before = 0.0f;
    for (int i = 0; i < 333; ++i) before = std::max(before, std::fabs(y[i]));
    EXPECT_EQ(before, 0.0f) << "sound before its note at " << quality << 'x';
  }
}

TEST(EpochsTest, IsFiniteAtEveryRate) {
  for (const double rate :
       {1.0, 1000.0, 8000.0, 11025.0, 22050.0, 32000.0, 44100.0, 48000.0, 88200.0, 96000.0,
        176400.0, 192000.0, 384000.0, 768000.0, 44100.7, 12345.678, 47999.9, 191999.123}) {
    SynthSettings settings;
    settings.host_rate = rate;
    Player player(rich_patch(), settings);
    add_song(player, 0);
    const Sound sound = player.play(14000);
    EXPECT_TRUE(analysis::all_finite(sound.left)) << rate << " Hz";
    EXPECT_TRUE(analysis::all_finite(sound.right)) << rate << " Hz";
    EXPECT_LT(peak(sound.left), 6.0f) << rate << " Hz";
    if (rate < 4000.0) continue;  // the song lies above half the rate
    EXPECT_GT(peak(sound.left), 0.001f) << "nothing is heard at " << rate;
  }
}

}  // namespace
}  // namespace kiln
