// What the header and the page of presets say of a sound, and the two sides one compares.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Stage;

TEST(HeaderTest, ADeletedSoundIsNotSaved) {
  Stage stage;
  stage.load("Slow Glaze");
  ASSERT_EQ(stage.model.save_as("Mine", "pad"), "");
  stage.load("Mine");
  stage.editor.show(Page::kPresets);
  stage.look();
  EXPECT_FALSE(stage.model.dirty());
  auto* const details = stage.find<gui::PresetDetails>("Details");
  ASSERT_NE(details, nullptr);
  ASSERT_EQ(stage.model.delete_preset(stage.model.current_preset()), "");
  for (int i = 0; i < 100 && stage.model.current_preset() >= 0; ++i) {
    juce::Thread::sleep(10);
    stage.look();
  }
  stage.look();
  EXPECT_TRUE(stage.model.dirty()) << "the sound is nowhere else";
  for (const juce::Component* const child : details->getChildren()) {
    EXPECT_FALSE(child->isVisible()) << child->getTitle() << " of no preset";
  }
  EXPECT_TRUE(stage.model.undo_files());
  for (int i = 0; i < 100 && stage.model.current_preset() < 0; ++i) {
    juce::Thread::sleep(10);
    stage.look();
  }
  EXPECT_FALSE(stage.model.dirty()) << "the file is back";
}

TEST(HeaderTest, TheOtherSideBeginsAsACopy) {
  Stage stage;
  stage.load("Slow Glaze");
  stage.set("osc1.pan", 30.0f);
  stage.model.switch_compare();
  EXPECT_EQ(stage.model.compare_side(), 'B');
  EXPECT_EQ(stage.model.structure().meta.name, "Slow Glaze");
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 30.0f);
  stage.load("Anagama");
  EXPECT_FALSE(stage.model.dirty());
  stage.model.switch_compare();
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 30.0f);
  EXPECT_TRUE(stage.model.dirty());
  stage.model.undo();
  EXPECT_FALSE(stage.model.dirty()) << "a sound loaded on the other side is no edit here";
  stage.model.switch_compare();
  EXPECT_EQ(stage.model.structure().meta.name, "Anagama");
}

TEST(HeaderTest, TheMenuOfCompareNamesTheSides) {
  Stage stage;
  stage.load("Slow Glaze");
  auto* const header = stage.find<gui::Header>("Header");
  ASSERT_NE(header, nullptr);
  ASSERT_EQ(header->compare_items().size(), 2u);
  EXPECT_EQ(header->compare_items()[0].text, "Copy A to B");
  stage.model.switch_compare();
  stage.load("Anagama");
  EXPECT_EQ(header->compare_items()[0].text, "Copy B to A");
  EXPECT_EQ(header->compare_items()[1].text, "Swap");
  header->compare_items()[1].action();
  EXPECT_EQ(stage.model.compare_side(), 'B');
  EXPECT_EQ(stage.model.structure().meta.name, "Slow Glaze");
  header->compare_items()[0].action();
  stage.model.switch_compare();
  EXPECT_EQ(stage.model.structure().meta.name, "Slow Glaze");
}

TEST(HeaderTest, TooltipsOfButtonsNameTheirKeys) {
  Stage stage;
  stage.set("osc1.pan", 30.0f);
  const auto tip = [&](const char* title) {
    for (juce::Component* const component : stage.visible()) {
      auto* const client = dynamic_cast<juce::TooltipClient*>(component);
      if (client != nullptr && component->getTitle() == title) {
        return client->getTooltip().replace("Cmd", "Ctrl");
      }
    }
    return juce::String();
  };
  EXPECT_EQ(tip("Undo"), "Undo Oscillator 1 Pan (Ctrl+Z)");
  EXPECT_EQ(tip("Redo"), "Redo (Ctrl+Shift+Z)");
  EXPECT_EQ(tip("Save"), "Save (Ctrl+S)");
  EXPECT_EQ(tip("Effects"), "Effects (Ctrl+2)");
  EXPECT_EQ(tip("Previous preset"), "Previous preset (Alt+Left)");
  EXPECT_TRUE(tip("Menu").contains("Panic (Ctrl+.)"));
}

TEST(HeaderTest, TagsAreWrittenAsPlayersWriteThem) {
  constexpr std::pair<const char*, const char*> kTags[] = {{"fm", "FM"},       {"mpe", "MPE"},
                                                           {"edm", "EDM"},     {"warm", "warm"},
                                                           {"lo-fi", "lo-fi"}, {"dry", "dry"}};
  for (const auto& [tag, shown] : kTags) {
    EXPECT_EQ(gui::tag_word(tag), shown);
  }
}

TEST(HeaderTest, AnEmptySlotOfTheChainIsNoneAndAnOscillatorIsOff) {
  Stage stage;
  gui::Context context(stage.model);
  const auto text = [&](const char* id) {
    return gui::choice_text(context, *stage.model.table().find(id));
  };
  EXPECT_EQ(text("fx7.type"), "None");
  EXPECT_EQ(gui::choice_items(context, *stage.model.table().find("fx7.type"))[0].text, "None");
  EXPECT_EQ(text("osc3.type"), "Off");
  EXPECT_EQ(text("filter1.type"), "Off");
}

}  // namespace
}  // namespace kiln
