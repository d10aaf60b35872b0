// Notes and points in no order and outside their block, as careless VST3 hosts send them.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE's host sorts what it sends. KILN_PLANT=lost loses every note-off.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/host/raw_vst3.h"

namespace kiln::host {
namespace {

constexpr int kUnsortedBlock = 256;

float peak_of(const std::vector<float>& samples) {
  float peak = 0.0f;
  for (const float x : samples) peak = std::isfinite(x) ? std::max(peak, std::fabs(x)) : HUGE_VALF;
  return peak;
}

TEST(HostUnsortedTest, NotesAndPointsOutsideTheirBlockAreSurvivedAndEnd) {
  RawPlugin plugin;
  ASSERT_TRUE(plugin.loaded());
  std::mt19937 random(4);
  const int offsets[] = {0,
                         255,
                         256,
                         5000,
                         -1,
                         -70000,
                         17,
                         std::numeric_limits<int>::max(),
                         std::numeric_limits<int>::min()};
  const double positions[] = {0.0, 1.0, 0.5, -3.0, 1e9, std::nan(""), HUGE_VAL};
  std::vector<float> left(kUnsortedBlock), right(kUnsortedBlock);
  float loudest = 0.0f;
  for (int block = 0; block < 500; ++block) {
    Notes notes;
    for (int i = 0; i < 20; ++i) {
      const int frame = offsets[random() % 9];
      const int key = static_cast<int>(random() % 128);
      if (random() % 2 == 0) {
        notes.events.push_back(note_on(frame, key));
      } else if (!planted("lost")) {
        notes.events.push_back(note_off(frame, key));
      }
    }
    std::vector<Point> points;
    for (int i = 0; i < 8; ++i) points.push_back({offsets[random() % 9], positions[random() % 7]});
    Changes changes;
    changes.queues.emplace_back(number_of("filter1.cutoff"), points);
    plugin.process(changes, notes, left.data(), right.data(), kUnsortedBlock);
    ASSERT_LT(peak_of(left), 6.0f) << "block " << block;
    loudest = std::max(loudest, peak_of(left));
  }
  EXPECT_GT(loudest, 0.001f) << "nothing sounded";
  float peak = 1.0f;
  for (int block = 0; block < 1000 && peak > 1e-4f; ++block) {
    Changes changes;
    Notes notes;
    for (int key = 0; key < 128 && block == 0 && !planted("lost"); ++key) {
      notes.events.push_back(note_off(0, key));
    }
    plugin.process(changes, notes, left.data(), right.data(), kUnsortedBlock);
    peak = peak_of(left);
  }
  EXPECT_LT(peak, 1e-4f) << "notes sound on 5 s after all keys are up";
}

}  // namespace
}  // namespace kiln::host
