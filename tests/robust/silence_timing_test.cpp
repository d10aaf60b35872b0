// A tail that fades to nothing takes no longer than the sound did: denormals cost nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/effects/distortion.h"
#include "kiln/effects/effect_rig.h"
#include "kiln/effects/module.h"
#include "kiln/filters/module.h"
#include "tests/support/patches.h"
#include "tests/support/song.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr double kMostRatio = 1.2;
constexpr int kBlock = 512;
constexpr int kBlocksPerWindow = 12;  // 128 ms
constexpr int kLeastRuns = 3;
constexpr int kMostRuns = 15;        // on a machine that is busy with something else
constexpr std::size_t kLasting = 4;  // windows: what denormals cost, they cost for long

using Windows = std::vector<double>;  // seconds of work, one after the other

class Listener {
 public:
  explicit Listener(const Patch& patch) { synth_.prepare({}, patch); }

  void keys(int status) {
    events_.clear();
    for (const std::uint8_t key : {36, 48, 55, 64}) {
      events_.add(midi_event(0, {static_cast<std::uint8_t>(status), key, 127}));
    }
  }
  // Works until the time is over or the engine sleeps.
  Windows listen(double seconds) {
    Windows windows;
    const auto count = static_cast<int>(seconds * 48000.0 / kBlock / kBlocksPerWindow);
    for (int i = 0; i < count; ++i) {
      const auto start = std::chrono::steady_clock::now();
      for (int block = 0; block < kBlocksPerWindow; ++block) {
        synth_.process(events_, left_.data(), right_.data(), kBlock);
        events_.clear();
      }
      if (synth_.asleep()) break;
      windows.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return windows;
  }

 private:
  Synth synth_;
  EventList events_;
  std::vector<float> left_ = std::vector<float>(kBlock), right_ = std::vector<float>(kBlock);
};

// What else the machine does makes a window longer, never shorter: the least of several runs, then
// of neighbours.
double longest_lasting(const std::vector<Windows>& runs) {
  std::size_t count = runs[0].size();
  for (const Windows& run : runs) count = std::min(count, run.size());
  double longest = 0.0;
  for (std::size_t i = 0; i + kLasting <= count; ++i) {
    double least = 1e9;
    for (const Windows& run : runs) {
      least = std::min(least,
                       *std::min_element(run.begin() + static_cast<std::ptrdiff_t>(i),
                                         run.begin() + static_cast<std::ptrdiff_t>(i + kLasting)));
    }
    longest = std::max(longest, least);
  }
  return longest;
}

// Loud notes, then their tail until the engine sleeps.
void expect_cheap_tail(const Patch& patch, const std::string& what) {
  std::vector<Windows> playing, tails;
  double sound = 0.0, tail = 0.0;
  // More runs lower both numbers to what the work takes: they excuse noise, but no slow tail.
  for (int run = 0; run < kLeastRuns || (run < kMostRuns && tail > kMostRatio * sound); ++run) {
    Listener listener(patch);
    listener.keys(0x90);
    playing.push_back(listener.listen(1.5));
    listener.keys(0x80);
    tails.push_back(listener.listen(12.0));
    sound = longest_lasting(playing);
    tail = longest_lasting(tails);
  }
  const double us = 1e6 / kBlocksPerWindow;
  const double seconds = static_cast<double>(tails[0].size()) * kBlocksPerWindow * kBlock / 48000.0;
  std::printf("%-20s playing %6.1f us a block, tail of %4.1f s %6.1f us\n", what.c_str(),
              sound * us, seconds, tail * us);
  EXPECT_GT(sound, 0.0) << what;
  EXPECT_GT(seconds, 0.5) << what << " has no tail to measure";
  EXPECT_LE(tail, kMostRatio * sound) << what << " works harder on silence than on sound";
}

TEST(SilenceTimingTest, TailsOfEnvelopesAndFilters) {
  for (std::size_t type = 0; type < filter_modules().size(); ++type) {
    Patch patch = plain_patch();
    set(patch, "filter1.type", static_cast<float>(type));
    set(patch, "filter1.cutoff", 500);
    set(patch, "filter1.resonance", 60);
    set(patch, "routing.feedback", 30);
    set(patch, "amp.release", 6);
    set(patch, "amp.release_curve", -100);
    expect_cheap_tail(patch, std::string("filter ") + filter_modules()[type].spec->id);
  }
}

TEST(SilenceTimingTest, TailsOfEffects) {
  for (std::size_t type = 1; type < effect_modules().size(); ++type) {
    Patch patch = plain_patch();
    set(patch, "fx1.type", static_cast<float>(type));
    set(patch, "fx1.mix", 50);
    set(patch, "amp.release", 3);
    expect_cheap_tail(patch, std::string("effect ") + effect_modules()[type].spec->id);
  }
}

// Small steps take another way through the anti-aliasing of each curve.
TEST(SilenceTimingTest, DistortionsOfAWhisper) {
  const ParamSpec& mode = Distortion::kSpec.params[Distortion::kMode];
  for (std::size_t i = 0; i < mode.choices.size(); ++i) {
    EffectRig rig("distortion", {{"mode", static_cast<float>(i)}});
    const auto seconds = [&](float peak) {
      Stereo noise = white_noise(4096, peak), more = noise;
      const RealtimeScope realtime;
      rig.process(more);  // what was louder fades
      const auto start = std::chrono::steady_clock::now();
      rig.process(noise);
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    for (const float peak : {1e-7f, 1e-40f}) {  // the second all denormal numbers
      double sound = 1e9, whisper = 1e9;
      for (int run = 0; run < 20 || (run < 200 && whisper > kMostRatio * sound); ++run) {
        sound = std::min(sound, seconds(0.25f));
        whisper = std::min(whisper, seconds(peak));
      }
      std::printf("distortion %-8s noise %5.1f ns a frame, at %g %5.1f ns\n", mode.choices[i],
                  sound * 1e9 / 4096, static_cast<double>(peak), whisper * 1e9 / 4096);
      EXPECT_LE(whisper, kMostRatio * sound)
          << mode.choices[i] << " works harder on noise of " << peak;
    }
  }
}

}  // namespace
}  // namespace kiln::test
