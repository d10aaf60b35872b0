// Where the keys of the computer go: to the list, to the frame, to what waits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/preset_list.h"
#include "tests/gui/touch/window.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::Stage;
using test::Window;

constexpr int kCommand = juce::ModifierKeys::commandModifier;

// A press as the system tells it: the component, then who listens to all.
void press(Stage& stage, juce::Component& at) {
  const juce::Time now = juce::Time::getCurrentTime();
  const juce::MouseEvent event(juce::Desktop::getInstance().getMainMouseSource(), {4.0f, 4.0f},
                               juce::ModifierKeys::leftButtonModifier, 1.0f, 0.0f, 0.0f, 0.0f, 0.0f,
                               &at, &at, now, {4.0f, 4.0f}, now, 1, false);
  at.mouseDown(event);
  stage.editor.mouseDown(event.getEventRelativeTo(&stage.editor));
  at.mouseUp(event);
}

juce::String list_says(gui::PresetList& list) {
  return list.createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString();
}

TEST(KeysTest, TheHeadersListTakesTheKeys) {
  Stage stage;
  Window window(stage.editor);
  stage.load("Slow Glaze");
  stage.find<gui::PresetName>("Preset")->on_click();
  auto* const list = stage.find<gui::PresetList>("Sounds");
  ASSERT_NE(list, nullptr);
  const auto* const focused = juce::Component::getCurrentlyFocusedComponent();
  ASSERT_NE(focused, nullptr);
  EXPECT_EQ(focused->getTitle(), "Search sounds");
  for (const char letter : std::string("anagama")) {
    window.type(juce::KeyPress(letter, juce::ModifierKeys(), letter));
  }
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
  EXPECT_EQ(list_says(*list), "1 sounds; Slow Glaze is loaded");
  window.type(juce::KeyPress::returnKey);
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
  EXPECT_EQ(stage.model.structure().meta.name, "Anagama");
  EXPECT_EQ(stage.find("Sounds"), nullptr) << "Return leaves the list open";
  stage.find<gui::PresetName>("Preset")->on_click();
  window.type(juce::KeyPress::escapeKey);
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
  EXPECT_EQ(stage.find("Sounds"), nullptr) << "Escape leaves the list open";
}

TEST(KeysTest, TheHeadersListOpensAtTheLoadedSound) {
  Stage stage;
  Window window(stage.editor);
  stage.load("Slow Glaze");
  stage.find<gui::PresetName>("Preset")->on_click();
  auto* const list = stage.find<gui::PresetList>("Sounds");
  ASSERT_NE(list, nullptr);
  Hand(*list).press({40.0f, 56.0f});
  EXPECT_GT(juce::String(stage.model.structure().meta.name).compareIgnoreCase("C"), 0)
      << "the first row in sight is " << stage.model.structure().meta.name;
}

TEST(KeysTest, ATabOrAnEmptyPlaceGivesTheKeysToTheFrameWithoutARing) {
  Stage stage;
  Window window(stage.editor);
  stage.set("osc1.pan", 50.0f);
  juce::Component::unfocusAllComponents();
  press(stage, *stage.find<gui::PageTab>("Matrix"));
  EXPECT_EQ(stage.frame().page(), Page::kMatrix);
  EXPECT_TRUE(stage.frame().hasKeyboardFocus(false)) << "no shortcut works";
  EXPECT_TRUE(window.type('z', kCommand));
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 0.0f);
  window.type('1', kCommand);
  EXPECT_EQ(stage.frame().page(), Page::kVoice);

  juce::Image drawn(juce::Image::ARGB, gui::kWidth, gui::kHeight, true);
  juce::Graphics g(drawn);
  stage.frame().paintOverChildren(g);
  EXPECT_EQ(drawn.getPixelAt(gui::kWidth / 2, 0).getAlpha(), 0) << "a ring around the window";

  juce::Component::unfocusAllComponents();
  press(stage, *stage.find("Oscillator 1"));
  EXPECT_TRUE(stage.frame().hasKeyboardFocus(false)) << "an empty place of a panel";
}

TEST(KeysTest, EscapeEndsALearnThatWaits) {
  Stage stage;
  Window window(stage.editor);
  const ParamIndex pan = *stage.model.table().find("osc1.pan");
  stage.model.learn(pan);
  stage.look();
  ASSERT_EQ(stage.model.learning(), pan);
  press(stage, *stage.find("Oscillator 1"));
  EXPECT_TRUE(window.type(juce::KeyPress::escapeKey));
  stage.look();
  EXPECT_EQ(stage.model.learning(), kNoParam);
  EXPECT_FALSE(window.type(juce::KeyPress::escapeKey)) << "with nothing to end, it is the host's";
}

TEST(KeysTest, GoToWhatWasClicked) {
  Stage stage;
  Window window(stage.editor);
  auto* const first = stage.find<gui::Knob>("Oscillator 1 Level");
  auto* const second = stage.find<gui::Knob>("Oscillator 1 Pan");
  ASSERT_TRUE(first != nullptr && second != nullptr);
  first->grabKeyboardFocus();
  const float level = stage.value("osc1.level"), pan = stage.value("osc1.pan");
  press(stage, *second);
  window.type(juce::KeyPress::upKey);
  EXPECT_EQ(stage.value("osc1.level"), level) << "the arrow moved another knob";
  EXPECT_GT(stage.value("osc1.pan"), pan);
}

TEST(KeysTest, SaveAsAsksForANameOfOnesOwnSounds) {
  Stage stage;
  Window window(stage.editor);
  ASSERT_EQ(stage.model.save_as("Anvil", "Pad"), "");
  stage.look();
  stage.frame().grabKeyboardFocus();
  window.type('s', kCommand | juce::ModifierKeys::shiftModifier);
  auto* const field =
      dynamic_cast<juce::TextEditor*>(juce::Component::getCurrentlyFocusedComponent());
  ASSERT_NE(field, nullptr) << "nothing asks for a name";
  field->setText("Brick");
  field->onReturnKey();
  EXPECT_EQ(stage.model.structure().meta.name, "Brick");
  int own = 0;
  for (const gui::PresetInfo& preset : stage.model.presets()) own += preset.factory ? 0 : 1;
  EXPECT_EQ(own, 2) << "the first one is gone";
}

}  // namespace
}  // namespace kiln
