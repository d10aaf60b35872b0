// Menus and tooltips: where they open, how large they are, who paints them.
// Menus need a screen: tests/gui/with_screen.sh brings one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/popup.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/style/colours.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::LookAndFeel;
using gui::Page;
using test::Hand;
using test::Stage;

// The menu that is open in the frame, gone with the test.
struct OpenMenu {
  explicit OpenMenu(Stage& stage) {
    for (juce::Component* const child : stage.frame().getChildren()) {
      if (child->getName() == "menu") menu = child;
    }
  }
  ~OpenMenu() { juce::PopupMenu::dismissAllActiveMenus(); }
  juce::Component* menu = nullptr;
};

struct MenuTest : testing::Test {
  void SetUp() override {
    if (juce::Desktop::getInstance().getDisplays().displays.isEmpty()) GTEST_SKIP();
  }
};

TEST_F(MenuTest, IsScaledAndPaintedAsTheWindowIs) {
  Stage stage;
  stage.editor.set_scale_percent(200);
  stage.editor.show(Page::kVoice);
  stage.look();
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Level");
  ASSERT_NE(knob, nullptr);
  gui::show_popup(*knob, {{.text = "First"}, {.text = "Second", .hint = "2", .ticked = true}});
  const OpenMenu open(stage);
  ASSERT_NE(open.menu, nullptr) << "not inside the frame, which is what is scaled";
  EXPECT_EQ(&open.menu->getLookAndFeel(), &stage.editor.getLookAndFeel());
  EXPECT_EQ(open.menu->getScreenBounds().getWidth(), 2 * open.menu->getWidth());
  EXPECT_NEAR(open.menu->getY(),
              stage.frame().getLocalArea(knob, knob->getLocalBounds()).getBottom(), 2)
      << "not below the knob";
  const juce::Image picture =
      open.menu->createComponentSnapshot(open.menu->getLocalBounds(), true, 1.0f);
  EXPECT_LT(picture.getPixelAt(0, 0).getAlpha(), 128) << "its corners are not round";
  EXPECT_EQ(picture.getPixelAt(80, 12), gui::kRaised);
}

TEST_F(MenuTest, OfACellOpensBelowTheCell) {
  Stage stage;
  stage.load("Slow Glaze");
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  ASSERT_NE(rows, nullptr);
  const juce::Point<float> curve(680.0f, 111.0f);  // of the second row
  Hand(*rows).press(curve);
  const OpenMenu open(stage);
  ASSERT_NE(open.menu, nullptr);
  const juce::Point<int> at = stage.frame().getLocalPoint(rows, curve).toInt();
  EXPECT_LT(std::abs(open.menu->getX() - at.x), 60);
  EXPECT_GT(open.menu->getY(), at.y);
  EXPECT_LT(open.menu->getY(), at.y + 30);
  EXPECT_LT(open.menu->getWidth(), 240) << "as wide as the table";
}

TEST_F(MenuTest, OpensOfAnyNumberByItsKey) {
  Stage stage;
  stage.editor.show(Page::kPlay);
  stage.look();
  for (const char* const title : {"Bend range of a note", "Smoothing of pressure and slide"}) {
    auto* const box = stage.find(title);
    ASSERT_NE(box, nullptr) << title;
    EXPECT_TRUE(box->keyPressed(
        juce::KeyPress(juce::KeyPress::F10Key, juce::ModifierKeys::shiftModifier, 0)));
    const OpenMenu open(stage);
    EXPECT_NE(open.menu, nullptr) << title;
  }
}

TEST(TipTest, StandsBesideWhatItDescribes) {
  LookAndFeel look;
  const juce::Rectangle<int> window(0, 0, 1280, 800), knob(300, 200, 62, 57), low(300, 740, 62, 57);
  look.rested_on = [&] { return knob; };
  const auto tip = look.getTooltipBounds("Cutoff\n1.00 kHz", {330, 230}, window);
  EXPECT_EQ(tip.getY(), knob.getBottom() + 8);
  EXPECT_EQ(tip.getX(), knob.getX());
  look.rested_on = [&] { return low; };
  EXPECT_EQ(look.getTooltipBounds("Cutoff\n1.00 kHz", {330, 760}, window).getBottom(),
            low.getY() - 8)
      << "it covers what it describes";
}

TEST(TipTest, HasRoomForItsWordsAndWrapsLongOnes) {
  LookAndFeel look;
  const juce::Rectangle<int> window(0, 0, 1280, 800);
  const juce::String one = "Drag to another place; the slots keep their numbers";
  const auto bold = gui::text_width(one, gui::font(gui::Face::kSemiBold, 12.0f));
  EXPECT_GE(static_cast<float>(look.getTooltipBounds(one, {}, window).getWidth()), bold + 20.0f);
  const juce::String four = one + ". " + one + ". " + one + ". " + one;
  const auto tip = look.getTooltipBounds(four, {}, window);
  EXPECT_LT(tip.getWidth(), 450);
  EXPECT_GT(tip.getHeight(), 2 * 18 + 12);
  look.scale = 0.5f;
  EXPECT_GT(look.getTooltipBounds(one, {}, window).getWidth(), static_cast<int>(bold) + 60)
      << "words are larger in small windows";
}

}  // namespace
}  // namespace kiln
