// A change of quality while notes sound: they go on as they were, new ones have the new quality.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::part_of;
using engine_test::peak;
using engine_test::Player;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr float k1x = 0.0f, k2x = 1.0f, k4x = 2.0f;

Patch at_quality(float quality) { return sine_patch({{"master.quality", quality}}); }

TEST(QualityTest, ChangesNoBitOfAHeldNote) {
  Player changed(at_quality(k2x)), unchanged(at_quality(k2x));
  for (Player* player : {&changed, &unchanged}) player->on(0, 57);
  changed.swap(9603, at_quality(k4x), true);
  changed.swap(19207, at_quality(k1x), true);
  EXPECT_EQ(first_difference(changed.play(48000).left, unchanged.play(48000).left), -1);
}

TEST(QualityTest, PlaysNewNotesAtTheNewQualityInTime) {
  Player changed(at_quality(k2x)), fresh(at_quality(k4x));
  changed.on(0, 57);
  changed.swap(9603, at_quality(k4x), true);
  changed.off(9700, 57);
  for (Player* player : {&changed, &fresh}) player->on(24008, 69);
  const Sound a = changed.play(48000), b = fresh.play(48000);
  const std::vector<float> later(a.left.begin() + 24000, a.left.end());
  EXPECT_EQ(first_difference(later, {b.left.begin() + 24000, b.left.end()}), -1);
}

TEST(QualityTest, HoldsNotesForAsLongAsTheirKeys) {
  Player player(at_quality(k2x));
  player.on(0, 57);
  player.swap(4800, at_quality(k4x), true);
  const Sound sound = player.play(13 * 48000);
  EXPECT_GT(peak(part_of(sound.left, 12 * 48000, 13 * 48000)), 0.1f) << "a drone ends by itself";
  player.swap(13 * 48000, at_quality(k4x), false);
  const Sound after = player.play(12 * 48000);
  EXPECT_EQ(peak(part_of(after.left, 11 * 48000, 12 * 48000)), 0.0f)
      << "another preset ends what it finds within 10 s";
}

TEST(QualityTest, MovesHeldNotesByKnobsAndControllers) {
  Player player(at_quality(k2x));
  player.on(0, 57);
  player.swap(4800, at_quality(k4x), true);
  player.parameter(9600, "osc1.level", -20.0f);
  player.midi(24000, 0xe0, 127, 127);
  const Sound sound = player.play(48000);
  const double change = analysis::rms_db(part_of(sound.left, 14400, 24000)) -
                        analysis::rms_db(part_of(sound.left, 4800, 9600));
  EXPECT_NEAR(change, -20.0, 0.1) << "the knob moves nothing that sounds";
  EXPECT_NEAR(analysis::find_f0(part_of(sound.left, 28800, 48000), 48000.0, 246.94, 1), 246.94,
              0.1);
}

}  // namespace
}  // namespace kiln
