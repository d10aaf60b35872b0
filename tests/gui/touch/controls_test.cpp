// Lists, hints and curves that are no parameters: what a hand makes of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <fstream>

#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/displays/remap_curve.h"
#include "kiln/gui/displays/response_display.h"
#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/hints.h"
#include "kiln/gui/panels/preset_list.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::Stage;

TEST(ControlsTest, TheNameInTheHeaderOpensAListThatSearchesAndLoads) {
  Stage stage;
  stage.load("Slow Glaze");
  stage.look();
  auto* const name = stage.find<gui::PresetName>("Preset");
  ASSERT_NE(name, nullptr);
  name->on_click();
  auto* const list = stage.find<gui::PresetList>("Sounds");
  ASSERT_NE(list, nullptr) << "a press on the name shows no list";
  auto* const field = stage.find<juce::TextEditor>("Search sounds");
  ASSERT_NE(field, nullptr);
  field->setText("anagama");
  field->onTextChange();
  EXPECT_EQ(list->createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString(),
            "1 sounds; Slow Glaze is loaded");
  Hand(*list).press({40.0f, 56.0f});
  stage.look();
  EXPECT_EQ(stage.model.structure().meta.name, "Anagama");
  stage.frame().pressed(stage.frame());
  EXPECT_EQ(stage.find("Sounds"), nullptr) << "a press beside the list leaves it open";
}

TEST(ControlsTest, TheHintsOfTheFirstStartComeOnce) {
  Stage stage;
  EXPECT_EQ(stage.find<gui::Hints>("The main gestures"), nullptr) << "it was started before";
  stage.model.set_preferences({});
  {
    gui::Editor first(stage.model);
    bool shown = false;
    for (juce::Component* const child : Stage::frame_of(first).getChildren()) {
      auto* const hints = dynamic_cast<gui::Hints*>(child);
      if (hints == nullptr) continue;
      shown = true;
      hints->on_close();
      break;
    }
    EXPECT_TRUE(shown);
  }
  EXPECT_TRUE(stage.model.preferences().hinted);
  std::ifstream file(stage.folder.path / "editor.txt");
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "hinted") << "the next start shows the hints again";
}

TEST(ControlsTest, ARemapIsDrawnIntoThePatchAndUndoneInOneStep) {
  Stage stage;
  gui::Context context(stage.model);
  gui::RemapCurve curve(context, 1);
  curve.setSize(240, 68);
  EXPECT_EQ(curve.points(), 0);
  curve.set_points(3);
  ASSERT_EQ(stage.model.structure().remaps[1].size(), 3u);
  EXPECT_NEAR(stage.model.structure().remaps[1][1], 0.5f, 1e-5f) << "not where the engine is";
  Hand(curve).drag({120.0f, 34.0f}, {120.0f, 5.0f});
  EXPECT_NEAR(stage.model.structure().remaps[1][1], 1.0f, 0.02f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_NEAR(stage.model.structure().remaps[1][1], 0.5f, 1e-5f) << "one gesture is one step";
}

TEST(ControlsTest, PointsOfTheVelocityCurveGoIntoTheSession) {
  Stage stage;
  stage.editor.show(Page::kPlay);
  stage.look();
  auto* const display = stage.find<gui::ResponseDisplay>("Velocity response");
  ASSERT_NE(display, nullptr);
  const float left = 30.0f, top = 12.0f;
  const float width = static_cast<float>(display->getWidth()) - 42.0f;
  const float height = static_cast<float>(display->getHeight()) - 34.0f;
  const auto at = [&](float x, float y) {
    return juce::Point<float>(left + x * width, top + (1.0f - y) * height);
  };
  Hand(*display).drag(at(0.4f, 0.4f), at(0.3f, 0.7f));
  const auto points = stage.processor.instrument().session().velocity_points;
  ASSERT_EQ(points.size(), 4u);
  EXPECT_NEAR(points[1].played, 0.3f, 0.01f);
  EXPECT_NEAR(points[1].heard, 0.7f, 0.01f);
  EXPECT_NEAR(points[2].heard, 0.6f, 0.01f) << "a neighbour moved";
  Hand(*display).double_click(at(0.3f, 0.7f));
  EXPECT_TRUE(stage.processor.instrument().session().velocity_points.empty());
}

TEST(ControlsTest, LocksComeBackWithTheProject) {
  Stage stage;
  stage.model.memory().locked = {2};
  for (int i = 0; i < 120; ++i) stage.model.poll();
  ASSERT_EQ(stage.processor.instrument().session().locked.size(), 1u);
  const std::string state = stage.processor.instrument().state();
  Stage other;
  other.processor.instrument().set_state(state);
  for (int i = 0; i < 120; ++i) other.model.poll();
  EXPECT_TRUE(other.model.memory().locked.contains(2)) << "the lock stayed behind";
}

TEST(ControlsTest, AReversedWheelTurnsValuesTheSameWay) {
  Stage stage;
  auto* const box = stage.find<gui::ValueBox>("Voice Polyphony");
  ASSERT_NE(box, nullptr);
  const float before = stage.value("voice.polyphony");
  juce::MouseWheelDetails wheel{0.0f, 0.1f, false, false, false};
  Hand(*box).wheel(wheel);
  EXPECT_EQ(stage.value("voice.polyphony"), before + 1.0f);
  wheel.deltaY = -0.1f;
  wheel.isReversed = true;
  Hand(*box).wheel(wheel);
  EXPECT_EQ(stage.value("voice.polyphony"), before + 2.0f) << "the system turned the wheel round";
}

}  // namespace
}  // namespace kiln
