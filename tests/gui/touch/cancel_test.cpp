// What a hand begins and breaks off: drags that were cancelled, presses that mean something else,
// keys that are held when the window goes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/keyboard_bar.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Hand;
using test::Stage;

TEST(CancelTest, EscapeEndsTheDragOfASourceUntilTheNextPress) {
  Stage stage;
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  ASSERT_NE(knob, nullptr);
  gui::SourceDrag* source = nullptr;
  for (juce::Component* const component : stage.visible()) {
    auto* const found = dynamic_cast<gui::SourceDrag*>(component);
    if (found != nullptr && found->source() == Source::kVelocity) source = found;
  }
  ASSERT_NE(source, nullptr);
  bool clicked = false;
  source->on_click = [&clicked] { clicked = true; };
  const juce::Point<float> to =
      source->getLocalPoint(knob, knob->getLocalBounds().getCentre().toFloat());
  Hand hand(*source);
  hand.press({5.0f, 5.0f});
  hand.move(to);
  EXPECT_TRUE(stage.frame().keyPressed(juce::KeyPress(juce::KeyPress::escapeKey)));
  hand.move(to.translated(1.0f, 0.0f));
  hand.release(to.translated(1.0f, 0.0f));
  EXPECT_TRUE(stage.model.structure().routes.empty()) << "the cancelled drag made a route";
  EXPECT_FALSE(clicked);
  hand.press({5.0f, 5.0f});
  hand.move(to);
  hand.release(to);
  EXPECT_EQ(stage.model.structure().routes.size(), 1u) << "the next drag is dead";
}

TEST(CancelTest, APressOnTheClipLampIsNoVolume) {
  Stage stage;
  stage.set("master.level", -6.0f);
  auto* const strip = stage.find<gui::MasterStrip>("Master volume");
  ASSERT_NE(strip, nullptr);
  for (const juce::Point<float> at :
       {juce::Point<float>(155.0f, 22.0f), juce::Point<float>(140.0f, 6.0f)}) {
    Hand(*strip).drag(at, at.translated(-30.0f, 0.0f));
    EXPECT_FLOAT_EQ(stage.value("master.level"), -6.0f) << "a drag from " << at.x;
    Hand(*strip).double_click(at);
    EXPECT_FLOAT_EQ(stage.value("master.level"), -6.0f) << "a double-click at " << at.x;
  }
  Hand(*strip).drag({60.0f, 22.0f}, {30.0f, 22.0f});
  EXPECT_LT(stage.value("master.level"), -6.0f);
  Hand(*strip).double_click({60.0f, 22.0f});
  EXPECT_FLOAT_EQ(stage.value("master.level"), 0.0f);
}

// C4 and C6 of the screen's keys, near their front.
constexpr juce::Point<float> kC4{451.0f, 50.0f}, kC6{745.0f, 50.0f};

gui::Keys& keys_of(gui::Editor& editor) {
  std::vector<juce::Component*> all = {&editor};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (auto* const keys = dynamic_cast<gui::Keys*>(all[i])) return *keys;
    for (juce::Component* const child : all[i]->getChildren()) all.push_back(child);
  }
  std::abort();  // an editor is made with its keys
}

TEST(CancelTest, KeysAreReleasedWithTheWindow) {
  Stage stage;
  {
    gui::Editor window(stage.model);
    Hand(keys_of(window)).press(kC4);
    EXPECT_EQ(stage.held(), 1);
  }
  EXPECT_EQ(stage.held(), 0) << "the pressed key sounds on";
  {
    gui::Editor window(stage.model);
    keys_of(window).set_hold(true);
    Hand(keys_of(window)).drag(kC4, kC4, 0);
    EXPECT_EQ(stage.held(), 1);
  }
  EXPECT_EQ(stage.held(), 0) << "a key on hold sounds on, and nothing lets it go";
}

TEST(CancelTest, AKeyIsReleasedAsItWasPressed) {
  Stage stage;
  gui::Keys& keys = keys_of(stage.editor);
  Hand hand(keys);
  hand.press(kC4);
  EXPECT_EQ(stage.held(), 1);
  keys.set_octave(1);
  hand.release(kC4);
  EXPECT_EQ(stage.held(), 0) << "another octave's key was released";
}

// C6 four octaves up is key 132: beyond what MIDI has.
TEST(CancelTest, AKeyBeyondMidiPlaysAndReleasesNothing) {
  Stage stage;
  gui::Keys& keys = keys_of(stage.editor);
  Hand hand(keys);
  keys.set_octave(4);
  stage.model.note_on(4, 0.8f);
  hand.drag(kC6, kC6, 0);
  EXPECT_EQ(stage.held(), 1) << "key 132 is not key 4";
  keys.set_hold(true);
  hand.drag(kC6, kC6, 0);
  keys.set_hold(false);
  EXPECT_EQ(stage.held(), 1) << "key 132 is not key 4, nor on hold";
}

}  // namespace
}  // namespace kiln
