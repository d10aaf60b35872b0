// The send of an effect's card, slot S and its card, chains kept as files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/panels/effects_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::Stage;

constexpr float kDelay = 3.0f, kReverb = 4.0f;

struct EffectsStage : Stage {
  EffectsStage() {
    set("fx1.type", kDelay);
    editor.show(Page::kEffects);
    look();
  }
};

TEST(SendsTouchTest, TheSendOfACardIsDraggedTypedAndModulated) {
  EffectsStage stage;
  auto* const send = stage.find<gui::ValueBox>("Effect 1 Send");
  ASSERT_NE(send, nullptr);
  EXPECT_TRUE(std::isinf(stage.value("fx1.send"))) << "a new effect sends nothing";
  Hand(*send).drag({60.0f, 9.0f}, {60.0f, -141.0f});  // half of the travel: 2x³ of 0.5, 0 dB at 1
  EXPECT_NEAR(stage.value("fx1.send"), -18.06f, 0.3f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(std::isinf(stage.value("fx1.send"))) << "one drag is one step";
  const auto handler = send->createAccessibilityHandler();
  handler->getValueInterface()->setValueAsString("-12 dB");
  EXPECT_NEAR(stage.value("fx1.send"), -12.0f, 1e-3f);
  EXPECT_EQ(send->drop_param(), *stage.model.table().find("fx1.send")) << "no target for routes";
  EXPECT_FALSE(send->getTooltip().isEmpty());
  EXPECT_EQ(stage.find<gui::ValueBox>("Effect 2 Send"), nullptr) << "an empty slot sends nothing";
}

TEST(SendsTouchTest, SlotSIsShownInThePlaceOfTheLastCard) {
  EffectsStage stage;
  auto* const last = stage.find<gui::EffectCard>("Effect 8");
  auto* const chip = stage.find<gui::ChainChip>("Slot S");
  ASSERT_NE(last, nullptr);
  ASSERT_NE(chip, nullptr);
  EXPECT_EQ(stage.find<gui::EffectCard>("Effect S"), nullptr);
  const auto box = last->getBounds();
  chip->on_click();
  stage.look();
  auto* const card = stage.find<gui::EffectCard>("Effect S");
  ASSERT_NE(card, nullptr);
  EXPECT_EQ(card->getBounds(), box);
  EXPECT_EQ(stage.find<gui::EffectCard>("Effect 8"), nullptr);
  stage.set("fxs.type", kReverb);
  EXPECT_EQ(chip->createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString(),
            "Effect S, Reverb");
  for (juce::Component* const child : card->getChildren()) {
    EXPECT_FALSE(child->getTitle().endsWith("Mix") || child->getTitle().endsWith("Send"))
        << child->getTitle();
  }
  auto* const other = stage.find<gui::ChainChip>("Chain place 2");
  ASSERT_NE(other, nullptr);
  other->on_click();
  stage.look();
  EXPECT_EQ(stage.find<gui::EffectCard>("Effect S"), nullptr);
  EXPECT_NE(stage.find<gui::EffectCard>("Effect 8"), nullptr);
}

TEST(SendsTouchTest, SlotSKeepsItsPlace) {
  EffectsStage stage;
  auto* const chip = stage.find<gui::ChainChip>("Slot S");
  ASSERT_NE(chip, nullptr);
  const auto before = stage.model.structure().effect_order;
  Hand(*chip).drag({50.0f, 14.0f}, {-400.0f, 14.0f});
  chip->keyPressed(juce::KeyPress(juce::KeyPress::leftKey));
  EXPECT_EQ(stage.model.structure().effect_order, before);
}

TEST(SendsTouchTest, AChainIsSavedAndComesBackInOneStep) {
  EffectsStage stage;
  stage.set("fx1.send", -9.0f);
  stage.set("fxs.type", kReverb);
  EXPECT_TRUE(stage.model.chains().empty());
  EXPECT_EQ(stage.model.save_chain("Echo Room"), "");
  ASSERT_EQ(stage.model.chains(), std::vector<std::string>{"Echo Room"});
  stage.set("fx1.type", 0.0f);
  stage.set("fxs.type", kDelay);
  stage.set("osc1.level", -20.0f);
  EXPECT_EQ(stage.model.load_chain("Echo Room"), "");
  EXPECT_EQ(stage.value("fx1.type"), kDelay);
  EXPECT_EQ(stage.value("fxs.type"), kReverb);
  EXPECT_FLOAT_EQ(stage.value("fx1.send"), -9.0f);
  EXPECT_FLOAT_EQ(stage.value("osc1.level"), -20.0f) << "a chain is effects alone";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(stage.value("fxs.type"), kDelay);
  EXPECT_EQ(stage.value("fx1.type"), 0.0f);
  EXPECT_NE(stage.model.load_chain("Nothing"), "") << "a chain that isn't there";
  EXPECT_EQ(stage.model.delete_chain("Echo Room"), "");
  EXPECT_TRUE(stage.model.chains().empty());
}

TEST(SendsTouchTest, TheMenuLoadsDeletesAndEmpties) {
  EffectsStage stage;
  auto* const panel = stage.find<gui::ChainPanel>("Chain");
  ASSERT_NE(panel, nullptr);
  const auto choose = [&](const juce::String& text, const juce::String& inside = {}) {
    for (gui::MenuItem& item : panel->menu_items()) {
      if (item.text != text) continue;
      if (inside.isEmpty()) {
        if (item.enabled) item.action();
        return item.enabled;
      }
      for (gui::MenuItem& sub : item.sub) {
        if (sub.text == inside) return sub.action(), true;
      }
    }
    return false;
  };
  EXPECT_FALSE(choose("No chain saved yet")) << "words, no choice";
  ASSERT_EQ(stage.model.save_chain("Echo Room"), "");
  EXPECT_TRUE(choose("Empty all slots"));
  EXPECT_EQ(stage.value("fx1.type"), 0.0f);
  EXPECT_TRUE(choose("Echo Room"));
  EXPECT_EQ(stage.value("fx1.type"), kDelay);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(stage.value("fx1.type"), kDelay) << "two choices are two steps";
  EXPECT_TRUE(choose("Delete chain", "Echo Room"));
  EXPECT_FALSE(choose("Echo Room"));
}

}  // namespace
}  // namespace kiln
