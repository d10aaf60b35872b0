// What went wrong is said in the window: missing wavetables, damaged presets and projects.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/panels/notice_bar.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Hand;
using test::Stage;

juce::String words(gui::NoticeBar& bar) {
  return bar.createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString();
}

void lose_table(Stage& stage, const char* name) {
  stage.model.edit("Lose the wavetable",
                   [name](Patch& patch) { patch.wavetables[0] = {.name = name}; });
  stage.play(0.05);
  stage.look();
}

TEST(NoticeTest, AMissingWavetableIsNamedUntilItWasRead) {
  Stage stage;
  EXPECT_EQ(stage.find<gui::NoticeBar>("Notice"), nullptr) << "there is nothing to say";
  lose_table(stage, "Lost at sea");
  auto* const bar = stage.find<gui::NoticeBar>("Notice");
  ASSERT_NE(bar, nullptr);
  EXPECT_TRUE(words(*bar).contains("\"Lost at sea\"")) << words(*bar);
  EXPECT_TRUE(words(*bar).contains("osc1")) << words(*bar);
  Hand(*bar).press({20, 20});
  EXPECT_FALSE(bar->isVisible()) << "a click has read it";
  stage.set("osc1.type", 0.0f);  // compiled once more
  stage.play(0.05);
  stage.look();
  EXPECT_FALSE(bar->isVisible()) << "the same is told twice";
  lose_table(stage, "Lost in space");
  ASSERT_TRUE(bar->isVisible());
  EXPECT_TRUE(words(*bar).contains("Lost in space")) << words(*bar);
  EXPECT_TRUE(bar->keyPressed(juce::KeyPress(juce::KeyPress::escapeKey)));
  EXPECT_FALSE(bar->isVisible());
}

TEST(NoticeTest, AnotherSoundTakesTheNoticesOfTheOneBeforeWithIt) {
  Stage stage;
  lose_table(stage, "Lost at sea");
  ASSERT_NE(stage.find<gui::NoticeBar>("Notice"), nullptr);
  stage.load("Slow Glaze");
  EXPECT_EQ(stage.find<gui::NoticeBar>("Notice"), nullptr);
}

TEST(NoticeTest, WhatIsNotReadStaysForTheNextWindowAndThroughASave) {
  Stage stage;
  lose_table(stage, "Lost at sea");
  ASSERT_EQ(stage.model.save_as("Leaky", "Pad"), "");
  stage.look();
  EXPECT_NE(stage.find<gui::NoticeBar>("Notice"), nullptr) << "another name is no other sound";
  gui::Editor next(stage.model);
  next.look();
  bool told = false;
  for (juce::Component* const child : Stage::frame_of(next).getChildren()) {
    told = told || (child->getTitle() == "Notice" && child->isVisible());
  }
  EXPECT_TRUE(told);
}

TEST(NoticeTest, ADamagedProjectIsToldAndTheSoundStays) {
  Stage stage;
  stage.load("Slow Glaze");
  const std::string damaged = "kiln 1\n[osc1\nlevel = ";
  stage.processor.setStateInformation(damaged.data(), static_cast<int>(damaged.size()));
  stage.look();
  auto* const bar = stage.find<gui::NoticeBar>("Notice");
  ASSERT_NE(bar, nullptr);
  EXPECT_TRUE(words(*bar).startsWith("The project's sound was not restored.")) << words(*bar);
  EXPECT_EQ(stage.model.structure().meta.name, "Slow Glaze");
}

TEST(NoticeTest, ADamagedPresetIsNamedAndTheSoundStays) {
  Stage stage;
  stage.load("Slow Glaze");
  ASSERT_EQ(stage.model.save_as("Chipped", "pad"), "");
  stage.load("Chipped");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(stage.folder.path)) {
    if (entry.path().extension() == ".kiln") std::ofstream(entry.path()) << "[osc1\n";
  }
  int chipped = -1;
  for (std::size_t i = 0; i < stage.model.presets().size(); ++i) {
    if (stage.model.presets()[i].name == "Chipped") chipped = static_cast<int>(i);
  }
  ASSERT_GE(chipped, 0);
  stage.load("Slow Glaze");
  stage.model.load_preset(chipped);
  stage.look();
  auto* const bar = stage.find<gui::NoticeBar>("Notice");
  ASSERT_NE(bar, nullptr) << "nothing happened, and nobody said why";
  EXPECT_TRUE(words(*bar).contains("chipped.kiln")) << words(*bar);
  EXPECT_EQ(stage.model.structure().meta.name, "Slow Glaze");
  Hand(*bar).press({20, 20});
  stage.model.load_preset(chipped);
  stage.look();
  EXPECT_TRUE(bar->isVisible()) << "the second time nobody says why";
  auto* const header = stage.find<gui::Header>("Header");
  ASSERT_NE(header, nullptr);
  gui::Context context(stage.model);
  const std::vector<int> order = context.preset_order();
  const auto place = std::find(order.begin(), order.end(), chipped);
  ASSERT_TRUE(place != order.begin() && place < order.end() - 1);
  ASSERT_TRUE(stage.model.load_preset(*(place - 1)));
  header->step_preset(1);
  EXPECT_EQ(stage.model.current_preset(), *(place + 1)) << "the arrow stops there";
}

TEST(NoticeTest, ADamagedSoundAtTheStartIsTold) {
  Stage stage;
  std::ofstream(stage.folder.path / "default.kiln") << "[osc1\n";
  Processor late;  // begins with the player's own sound
  const std::vector<std::string> messages = late.instrument().take_messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages.front().find("default.kiln"), std::string::npos) << messages.front();
}

TEST(NoticeTest, TheMidiLightShowsAControllerThatMovesNothing) {
  Stage stage;
  EXPECT_FALSE(stage.model.poll().midi);
  stage.model.wheel(0.7f);
  stage.play(0.02);
  EXPECT_FALSE(stage.model.poll().midi) << "that was the window";
  juce::AudioBuffer<float> buffer(2, Stage::kBlock);
  juce::MidiBuffer midi;
  midi.addEvent(juce::MidiMessage::controllerEvent(1, 85, 40), 3);
  stage.processor.processBlock(buffer, midi);
  EXPECT_TRUE(stage.model.poll().midi);
  juce::Thread::sleep(150);
  EXPECT_FALSE(stage.model.poll().midi);
}

}  // namespace
}  // namespace kiln
