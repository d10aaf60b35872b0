// What hands and keys do to the patch: drawing, dragging, typing, undoing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/controls/free_knob.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/displays/effect_display.h"
#include "kiln/gui/displays/lfo_display.h"
#include "kiln/gui/displays/route_curve.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::key;
using test::Stage;

TEST(TouchTest, ARouteCurveIsDrawnByHandAndUndoneInOneStep) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.5f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const curve = stage.find<gui::RouteCurveDisplay>("Route curve");
  ASSERT_NE(curve, nullptr);
  const auto width = static_cast<float>(curve->getWidth());
  const auto height = static_cast<float>(curve->getHeight());
  Hand(*curve).drag({0.5f * width, 0.5f * height}, {0.5f * width, 5.0f});
  const Route drawn = stage.model.structure().routes[0];
  EXPECT_EQ(drawn.curve, RouteCurve::kDrawn) << "the first touch makes a curve of points";
  ASSERT_EQ(drawn.drawn.size(), 5u);
  EXPECT_NEAR(drawn.drawn[2], 1.0f, 0.02f) << "the point in the middle went to the top";
  EXPECT_NEAR(drawn.drawn[1], 0.25f, 1e-5f) << "its neighbours stayed on the line";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(stage.model.structure().routes[0].curve, RouteCurve::kLinear)
      << "one gesture is one step";
  stage.look();
  curve->keyPressed(key(juce::KeyPress::upKey));
  EXPECT_EQ(stage.model.structure().routes[0].curve, RouteCurve::kDrawn);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(stage.model.structure().routes[0].curve, RouteCurve::kLinear) << "a key is one step";
  Hand(*curve).drag({0.5f * width, 0.5f * height}, {0.5f * width, 5.0f});
  stage.look();
  curve->keyPressed(key(juce::KeyPress::downKey));
  EXPECT_NEAR(stage.model.structure().routes[0].drawn[2], 0.99f, 0.02f);
}

TEST(TouchTest, SeveralRoutesKeepTheirProportionsUnderOneDrag) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  stage.add_route(Source::kEnv3, "osc1.pan", 0.2f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  ASSERT_NE(rows, nullptr);
  const juce::ModifierKeys shift(juce::ModifierKeys::shiftModifier);
  Hand(*rows).drag({20.0f, 85.0f}, {20.0f, 85.0f}, 1);
  Hand(*rows, shift).press({20.0f, 111.0f});
  Hand(*rows).drag({470.0f, 85.0f}, {490.0f, 85.0f});
  const auto& routes = stage.model.structure().routes;
  EXPECT_NEAR(routes[0].depth, 0.6f, 0.01f);
  EXPECT_NEAR(routes[1].depth, 0.3f, 0.01f) << "a chosen row did not move with the other";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_NEAR(stage.model.structure().routes[1].depth, 0.2f, 1e-6f) << "one drag is one step";
}

TEST(TouchTest, RowsTellUnderThePointerWhatTheirCellsCutOff) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  ASSERT_NE(rows, nullptr);
  const juce::String on_depth = rows->tip_at({470, 85}), on_target = rows->tip_at({800, 85});
  EXPECT_TRUE(on_depth.startsWith("Route 1: Env 2 to Osc 1 Level")) << on_depth;
  EXPECT_TRUE(on_depth.contains("Drag")) << on_depth;
  EXPECT_TRUE(on_target.endsWith("menu")) << on_target;
  EXPECT_TRUE(rows->tip_at({470, 111}).isEmpty()) << "there is no second route";
  stage.load("Slow Glaze");
  stage.editor.show(Page::kPresets);
  stage.look();
  auto* const list = stage.find<gui::PresetRows>("Preset list");
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(list->tip_at({60, 20}).isEmpty()) << "not a row";
  auto* const page = stage.find<gui::PresetsPage>("Presets");
  ASSERT_NE(page, nullptr);
  page->search("slow glaze");
  const auto first = juce::StringArray::fromLines(list->tip_at({60, 85}));
  EXPECT_GE(first.size(), 3) << "name, description, tags";
}

TEST(TouchTest, TheTableOfRoutesObeysTheKeyboard) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  stage.add_route(Source::kEnv3, "osc1.pan", 0.2f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  rows->keyPressed(key(juce::KeyPress::endKey));
  EXPECT_EQ(rows->chosen(), 1);
  rows->keyPressed(key(juce::KeyPress::rightKey));
  EXPECT_NEAR(stage.model.structure().routes[1].depth, 0.21f, 1e-5f);
  rows->keyPressed(key(juce::KeyPress::spaceKey));
  EXPECT_FALSE(stage.model.structure().routes[1].enabled);
  rows->keyPressed(key(juce::KeyPress::deleteKey));
  EXPECT_EQ(stage.model.structure().routes.size(), 1u);
}

TEST(TouchTest, TheInspectorBoundsARouteInTheTargetsUnit) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  stage.add_route(Source::kEnv2, "filter1.cutoff", 0.5f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const minimum = stage.find<gui::FreeKnob>("Route minimum");
  auto* const maximum = stage.find<gui::FreeKnob>("Route maximum");
  ASSERT_NE(minimum, nullptr);
  ASSERT_NE(maximum, nullptr);
  const auto bounds = [&] {
    const Route& route = stage.model.structure().routes[0];
    return std::pair(route.minimum, route.maximum);
  };
  maximum->createAccessibilityHandler()->getValueInterface()->setValueAsString("2.56 kHz");
  EXPECT_EQ(bounds(), std::pair(std::optional<float>(), std::optional(2560.0f)));
  minimum->createAccessibilityHandler()->getValueInterface()->setValueAsString("5 kHz");
  ASSERT_TRUE(bounds().first.has_value());
  EXPECT_NEAR(*bounds().first, 2560.0f, 0.1f) << "the minimum passed the maximum";
  minimum->keyPressed(key(juce::KeyPress::deleteKey));
  EXPECT_FALSE(bounds().first.has_value()) << "at its end there is no bound";
  Hand(*maximum).drag({36.0f, 20.0f}, {36.0f, 620.0f});
  EXPECT_NEAR(*bounds().second, 20.0f, 0.1f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_NEAR(*bounds().second, 2560.0f, 0.1f) << "one drag is one step";
  stage.model.edit("lane", [](Patch& patch) { patch.routes[0].source = Source::kLane; });
  stage.look();
  EXPECT_FALSE(maximum->isVisible()) << "nothing bounds a unison source";
}

TEST(TouchTest, TheInspectorTypesADepthInTheTargetsUnit) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  stage.add_route(Source::kEnv2, "filter1.cutoff", 0.1f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const depth = stage.find<gui::FreeKnob>("Route depth");
  ASSERT_NE(depth, nullptr);
  const auto handler = depth->createAccessibilityHandler();
  EXPECT_EQ(handler->getValueInterface()->getCurrentValueAsString(), "+12 st");
  handler->getValueInterface()->setValueAsString("+31 st");
  EXPECT_NEAR(stage.model.structure().routes[0].depth, 31.0f / 120.0f, 1e-4f);
}

TEST(TouchTest, StepsAreDrawnAndALineIsStraight) {
  Stage stage;
  stage.set("lfo1.type", 1.0f);
  stage.set("lfo1.steps.length", 8.0f);
  auto* const display = stage.find<gui::LfoDisplay>("LFO picture");
  ASSERT_NE(display, nullptr);
  const auto width = static_cast<float>(display->getWidth());
  const auto height = static_cast<float>(display->getHeight());
  const auto middle_of = [&](int step) { return width * (static_cast<float>(step) + 0.5f) / 8.0f; };
  Hand(*display).drag({middle_of(2), height - 9.0f}, {middle_of(2), 32.0f});
  const auto steps = [&] { return stage.model.structure().lfos[0].drawing.steps; };
  ASSERT_EQ(steps().size(), 8u) << "as many steps as are played";
  EXPECT_NEAR(steps()[2].value, 1.0f, 0.02f);
  const juce::ModifierKeys right(juce::ModifierKeys::rightButtonModifier);
  Hand(*display, right).drag({middle_of(0), height - 9.0f}, {middle_of(4), 32.0f});
  for (int i = 0; i <= 4; ++i) {
    EXPECT_NEAR(steps()[static_cast<std::size_t>(i)].value, -1.0f + 0.5f * static_cast<float>(i),
                0.03f)
        << "step " << i << " is not on the line";
  }
  EXPECT_TRUE(stage.model.undo());
  EXPECT_NEAR(steps()[2].value, 1.0f, 0.02f) << "undo took more than the line";
}

TEST(TouchTest, AnEqualizersBandFollowsItsHandle) {
  Stage stage;
  stage.set("fx1.type", 5.0f);
  stage.editor.show(Page::kEffects);
  stage.play(0.1);
  juce::Thread::sleep(70);
  stage.look();
  auto* const display = stage.find<gui::EffectDisplay>("Effect 1 picture");
  ASSERT_NE(display, nullptr);
  const float centre = 0.5f * static_cast<float>(display->getHeight());
  const float x =
      static_cast<float>(display->getWidth()) * std::log(400.0f / 20.0f) / std::log(1000.0f);
  Hand(*display).drag({x, centre}, {x + 40.0f, centre - 17.0f});
  EXPECT_NEAR(stage.value("fx1.eq.gain2"), 9.0f, 0.5f);
  EXPECT_GT(stage.value("fx1.eq.freq2"), 900.0f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.value("fx1.eq.freq2"), 400.0f);
  EXPECT_FLOAT_EQ(stage.value("fx1.eq.gain2"), 0.0f) << "one gesture is one step";
}

TEST(TouchTest, KeysMoveAKnobAndUndoBringsItBack) {
  Stage stage;
  stage.set("osc1.pan", 0.0f);
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  ASSERT_NE(knob, nullptr);
  EXPECT_TRUE(knob->keyPressed(key(juce::KeyPress::upKey)));
  EXPECT_NEAR(stage.value("osc1.pan"), 2.0f, 1e-3f) << "an arrow is one per cent of the travel";
  knob->keyPressed(key(juce::KeyPress::upKey, juce::ModifierKeys::shiftModifier));
  EXPECT_NEAR(stage.value("osc1.pan"), 2.2f, 1e-3f) << "Shift is ten times finer";
  knob->keyPressed(key(juce::KeyPress::endKey));
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 100.0f);
  knob->keyPressed(key(juce::KeyPress::deleteKey));
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 0.0f);
  juce::Component* const frame = &stage.frame();
  EXPECT_TRUE(frame->keyPressed(key('z', juce::ModifierKeys::commandModifier)));
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 100.0f);
  EXPECT_TRUE(frame->keyPressed(
      key('z', juce::ModifierKeys::commandModifier | juce::ModifierKeys::shiftModifier)));
  EXPECT_FLOAT_EQ(stage.value("osc1.pan"), 0.0f);
}

TEST(TouchTest, EnterTypesAValueAndEscapeLeavesIt) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  auto* const knob = stage.find<gui::Knob>("Filter 1 Cutoff");
  ASSERT_NE(knob, nullptr);
  const auto open = [&]() -> juce::TextEditor* {
    knob->keyPressed(key(juce::KeyPress::returnKey));
    for (juce::Component* const child : knob->getChildren()) {
      auto* const field = dynamic_cast<juce::TextEditor*>(child);
      if (field != nullptr && field->isVisible()) return field;
    }
    return nullptr;
  };
  juce::TextEditor* field = open();
  ASSERT_NE(field, nullptr) << "Enter opens no field";
  field->setText("2k");
  field->onReturnKey();
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 2000.0f);
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
  field = open();
  ASSERT_NE(field, nullptr);
  field->setText("5k");
  field->onEscapeKey();
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 2000.0f) << "Escape took the value";
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
}

TEST(TouchTest, ADepthDraggedAtAnArcIsHeardBeforeTheHandLetsGo) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.pan", 0.5f);
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  Hand hand(*knob, juce::ModifierKeys(juce::ModifierKeys::altModifier));
  hand.press({31.0f, 24.0f});
  hand.move({31.0f, 54.0f});
  EXPECT_NEAR(stage.model.structure().routes[0].depth, 0.4f, 0.01f) << "the sound waits";
  hand.move({31.0f, 84.0f});
  hand.release({31.0f, 84.0f});
  EXPECT_NEAR(stage.model.structure().routes[0].depth, 0.3f, 0.01f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.model.structure().routes[0].depth, 0.5f);
}

TEST(TouchTest, ARoutesDotStandsWhereOtherRoutesMovedItsDepth) {
  Stage stage;
  stage.set("env2.sustain", 100.0f);
  stage.set("env2.attack", 0.0f);
  stage.add_route(Source::kEnv2, "osc1.pan", 0.2f);
  stage.model.edit("Add route", [](Patch& patch) {
    patch.routes.push_back({.source = Source::kWheel,
                            .target = {RouteTarget::Kind::kRouteDepth, kNoParam, 0},
                            .depth = 0.5f});
  });
  stage.model.wheel(1.0f);
  stage.model.note_on(60, 0.8f);
  stage.play(0.5);
  stage.look();
  EXPECT_NEAR(stage.model.route_shift(0), 0.7f, 0.02f) << "0.2 and the half of a wheel turned up";
  EXPECT_NEAR(stage.model.live_x(*stage.model.table().find("osc1.pan")), 1.2f, 0.02f);
}

TEST(TouchTest, ARoutesDotFollowsAsSlowlyAsTheSound) {
  Stage stage;
  stage.add_route(Source::kWheel, "osc1.pan", 0.4f);
  stage.model.edit("Smooth", [](Patch& patch) { patch.routes[0].smooth = 0.5f; });
  stage.model.wheel(0.0f);
  stage.model.note_on(60, 0.8f);
  stage.play(0.2);
  stage.model.wheel(1.0f);
  stage.play(0.1);
  stage.look();
  EXPECT_GT(stage.model.route_shift(0), 0.02f);
  EXPECT_LT(stage.model.route_shift(0), 0.2f) << "a fifth of the time constant has passed";
  stage.play(4.0);
  stage.look();
  EXPECT_NEAR(stage.model.route_shift(0), 0.4f, 0.005f);
}

}  // namespace
}  // namespace kiln
