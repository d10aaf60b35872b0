// The keyboard folds away, and what is left stays in its place and in reach.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "kiln/gui/panels/keyboard_bar.h"
#include "tests/gui/touch/places.h"

namespace kiln {
namespace {

using gui::Page;

void press_fold(test::Stage& stage) {
  const bool folded = stage.frame().keys_folded();
  auto* const fold =
      stage.find<gui::IconButton>(folded ? "Show the keyboard" : "Fold the keyboard");
  ASSERT_NE(fold, nullptr) << "nothing to fold the keyboard with";
  fold->on_click();
  ASSERT_EQ(stage.frame().keys_folded(), !folded);
  stage.look();
}

TEST(FoldTest, EveryControlStaysInsideItsPanelAndBesideTheOthers) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (const bool folded : {false, true}) {
    if (folded) press_fold(stage);
    for (const auto& [page, name] : test::kPages) {
      stage.editor.show(page);
      stage.look();
      test::expect_places(stage, name + juce::String(folded ? ", folded" : ""), folded ? 776 : 724);
    }
  }
}

TEST(FoldTest, EachPageGivesTheRoomToItsDisplays) {
  test::Stage stage;
  stage.load("Slow Glaze");
  const std::tuple<Page, const char*, int> grown[] = {
      {Page::kVoice, "Osc 1 picture", 26},    {Page::kVoice, "Filter 1 response", 26},
      {Page::kVoice, "Envelope picture", 26}, {Page::kVoice, "LFO picture", 26},
      {Page::kEffects, "Effect 1", 26},       {Page::kEffects, "Effect 8", 26},
      {Page::kMatrix, "Routes", 52},          {Page::kPlay, "Sounding notes", 26},
      {Page::kPlay, "Velocity response", 26}, {Page::kPresets, "Preset list", 52}};
  std::vector<int> before;
  for (const auto& [page, title, more] : grown) {
    stage.editor.show(page);
    stage.look();
    auto* const display = stage.find(title);
    ASSERT_NE(display, nullptr) << title;
    before.push_back(display->getHeight());
  }
  for (const bool folded : {true, false}) {
    press_fold(stage);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto& [page, title, more] = grown[i];
      stage.editor.show(page);
      stage.look();
      EXPECT_EQ(stage.find(title)->getHeight(), before[i] + (folded ? more : 0))
          << title << (folded ? " folded" : " after the keys came back");
    }
  }
}

TEST(FoldTest, KeysCannotBeStruckWhileTheyAreFolded) {
  test::Stage stage;
  stage.load("Slow Glaze");
  auto* const keys = stage.find<gui::Keys>("Keyboard");
  ASSERT_NE(keys, nullptr);
  const juce::Point<int> on_a_key = test::in_window(stage, *keys).getCentre();
  ASSERT_EQ(stage.frame().getComponentAt(on_a_key), keys);
  test::Hand hand(*keys);
  hand.press({300.0f, 40.0f});
  stage.play(0.05);
  stage.look();
  ASSERT_EQ(stage.model.poll().note_count, 1) << "the key does not sound";
  press_fold(stage);
  stage.play(0.05);
  stage.look();
  int held = 0;
  const gui::Live& live = stage.model.poll();
  for (int i = 0; i < live.note_count; ++i) held += live.notes[static_cast<std::size_t>(i)].held;
  EXPECT_EQ(held, 0) << "the key under the mouse hangs after the keyboard is gone";
  EXPECT_EQ(stage.find("Keyboard"), nullptr);
  for (int x = 4; x < gui::kWidth; x += 8) {
    for (int y = gui::kKeyboardTop; y < gui::kHeight; y += 4) {
      ASSERT_NE(stage.frame().getComponentAt(x, y), keys) << x << ", " << y;
    }
  }
}

TEST(FoldTest, ModeGlideTuningAndMpeStayAndTheRestIsInTheMenu) {
  test::Stage stage;
  stage.load("Slow Glaze");
  press_fold(stage);
  for (const char* const title : {"Mode", "Voice Glide", "Tuning", "MPE"}) {
    juce::Component* const control = stage.find(title);
    ASSERT_NE(control, nullptr) << title << " is gone from the folded bar";
    EXPECT_EQ(test::in_window(stage, *control).getHeight(), 20) << title;
    EXPECT_GE(test::in_window(stage, *control).getY(), 776) << title;
  }
  auto* const bar = stage.find<gui::KeyboardBar>("Keyboard bar");
  ASSERT_NE(bar, nullptr);
  std::vector<gui::MenuItem> items = bar->hidden_items();
  const auto item = [&](const char* text) -> gui::MenuItem& {
    const auto at = std::find_if(items.begin(), items.end(),
                                 [&](const gui::MenuItem& i) { return i.text == text; });
    if (at == items.end()) std::abort();
    return *at;
  };
  stage.model.note_on(60, 0.8f);  // sources are read from a voice
  item("Modulation wheel").sub.back().action();
  item("Bend range").sub.front().action();
  item("Voices").sub.front().action();
  stage.play(0.05);
  stage.look();
  EXPECT_NEAR(stage.model.poll().wheel, 1.0f, 0.01f) << "the wheel did not turn";
  EXPECT_EQ(stage.value("voice.bend_up"), 1.0f);
  EXPECT_EQ(stage.value("voice.polyphony"), 1.0f);
  item("Hold").action();
  items = bar->hidden_items();
  EXPECT_TRUE(item("Hold").ticked);
}

TEST(FoldTest, ByKeysAndRemembered) {
  test::Stage stage;
  auto* const fold = stage.find<gui::IconButton>("Fold the keyboard");
  ASSERT_NE(fold, nullptr);
  EXPECT_EQ(fold->getTooltip(), "Fold the keyboard");
  EXPECT_TRUE(fold->keyPressed(juce::KeyPress(juce::KeyPress::returnKey)));
  EXPECT_TRUE(stage.frame().keys_folded());
  EXPECT_EQ(fold->getTitle(), "Show the keyboard");
  EXPECT_TRUE(fold->getTooltip().startsWith("Show the keyboard"));
  EditorModel later(stage.processor);
  gui::Editor again(later);
  EXPECT_TRUE(test::Stage::frame_of(again).keys_folded()) << "the next window has forgotten it";
  EXPECT_TRUE(fold->keyPressed(juce::KeyPress(juce::KeyPress::spaceKey)));
  EXPECT_FALSE(stage.frame().keys_folded());
  EXPECT_FALSE(stage.model.preferences().keys_folded);
}

}  // namespace
}  // namespace kiln
