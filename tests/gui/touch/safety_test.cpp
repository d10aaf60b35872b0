// What the hand holds may go at any moment: by undo, by another preset, with the window.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/displays/lfo_display.h"
#include "kiln/gui/displays/remap_curve.h"
#include "kiln/gui/displays/response_display.h"
#include "kiln/gui/displays/route_curve.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/preset_list.h"
#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::key;
using test::Stage;

constexpr juce::Point<float> kAtArc{51.25f, 24.0f};  // of a knob 62 wide, at its right

void clear_routes(Stage& stage) {
  stage.model.edit("No routes", [](Patch& patch) { patch.routes.clear(); });
}

const std::vector<Route>& routes(Stage& stage) { return stage.model.structure().routes; }

void paint(juce::Component& component) {
  component.createComponentSnapshot(component.getLocalBounds());
}

// A panel as those of slots: when its type changes, its tick closes the card of the old one.
class SlotPanel : public gui::Panel {
 public:
  explicit SlotPanel(gui::Context& context) : Panel(context, "Slot"), extra(context, *this) {}
  void tick() override {
    const int type = context_.type_of(slot());
    if (std::exchange(type_, type) != type) extra.close();
    Panel::tick();
  }
  const SlotInfo& slot() const { return context_.slot(SlotKind::kEffect, 0); }
  gui::MoreOpener extra;

 private:
  int type_ = 0;
};

TEST(SafetyTest, ACardOfMoreControlsClosesWhileItsPageTicks) {
  Stage stage;
  stage.set("fx1.type", 5.0f);
  gui::Context context(stage.model);
  gui::Control page(context);
  page.setSize(800, 600);
  SlotPanel panel(context), other(context);
  gui::place(page, other, {300, 0, 100, 100});
  gui::place(page, panel, {0, 0, 200, 200});
  const auto cards = [&] {
    int count = 0;
    for (const juce::Component* const child : page.getChildren()) {
      count += dynamic_cast<const gui::MoreCard*>(child) != nullptr && child->isVisible() ? 1 : 0;
    }
    return count;
  };
  page.tick();
  for (const float type : {3.0f, 5.0f, 6.0f}) {
    panel.extra.open(panel.slot());
    other.extra.open(other.slot());
    page.tick();
    ASSERT_EQ(cards(), 2);
    stage.set("fx1.type", type);
    page.tick();
    EXPECT_EQ(cards(), 0) << "a card of another type";
  }
}

TEST(SafetyTest, ARouteUndoneUnderThePointerIsNotGrabbed) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.pan", 0.5f);
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  ASSERT_NE(knob, nullptr);
  ASSERT_EQ(knob->getWidth(), 62);
  Hand hand(*knob);
  hand.hover(kAtArc);
  hand.drag(kAtArc, kAtArc.translated(0.0f, 30.0f));
  EXPECT_NEAR(routes(stage)[0].depth, 0.4f, 0.01f) << "the arc is elsewhere";
  EXPECT_TRUE(stage.model.undo());
  hand.hover(kAtArc);
  EXPECT_TRUE(stage.model.undo());
  const float pan = stage.value("osc1.pan");
  hand.drag(kAtArc, kAtArc.translated(0.0f, 30.0f));
  EXPECT_TRUE(routes(stage).empty());
  EXPECT_LT(stage.value("osc1.pan"), pan) << "what is left under the hand is the knob";
}

TEST(SafetyTest, ARouteUndoneWhileItsDepthIsDraggedIsLetGo) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.pan", 0.5f);
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  Hand hand(*knob, juce::ModifierKeys(juce::ModifierKeys::altModifier));
  hand.press(kAtArc);
  hand.move(kAtArc.translated(0.0f, 30.0f));
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(stage.model.undo());
  ASSERT_TRUE(routes(stage).empty());
  paint(*knob);
  hand.move(kAtArc.translated(0.0f, 40.0f));
  paint(*knob);
  hand.release(kAtArc.translated(0.0f, 40.0f));
  EXPECT_EQ(stage.model.redo_label(), "Add route") << "the hand made a step of nothing";
}

TEST(SafetyTest, ADepthBeingDraggedDoesNotPassToAnotherRoute) {
  Stage stage;
  stage.add_route(Source::kEnv3, "osc2.level", 0.2f);
  stage.model.edit("Another", [&](Patch& patch) {
    patch.routes[0].source = Source::kEnv2;
    patch.routes[0].target.param = *stage.model.table().find("osc1.pan");
    patch.routes[0].depth = 0.5f;
  });
  stage.look();
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  Hand hand(*knob, juce::ModifierKeys(juce::ModifierKeys::altModifier));
  hand.press(kAtArc);
  hand.move(kAtArc.translated(0.0f, 30.0f));
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(stage.model.undo());
  hand.move(kAtArc.translated(0.0f, 60.0f));
  hand.release(kAtArc.translated(0.0f, 60.0f));
  EXPECT_FLOAT_EQ(routes(stage)[0].depth, 0.2f) << "the drag went on at another route";
}

TEST(SafetyTest, DepthsDraggedInTheTableDoNotPassToAnotherRoute) {
  Stage stage;
  stage.add_route(Source::kEnv3, "osc2.level", 0.2f);
  stage.model.edit("Another", [&](Patch& patch) {
    patch.routes[0].source = Source::kEnv2;
    patch.routes[0].depth = 0.5f;
  });
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  ASSERT_NE(rows, nullptr);
  Hand hand(*rows);
  hand.press({470.0f, 85.0f});
  hand.move({490.0f, 85.0f});
  EXPECT_NEAR(routes(stage)[0].depth, 0.75f, 0.01f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(stage.model.undo());
  hand.move({500.0f, 85.0f});
  hand.release({500.0f, 85.0f});
  EXPECT_FLOAT_EQ(routes(stage)[0].depth, 0.2f) << "the drag went on at another route";
}

TEST(SafetyTest, ARemovedRoutesRowIsNotPaintedBeforeTheNextLook) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  stage.add_route(Source::kEnv3, "osc1.pan", 0.2f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  for (const std::size_t left : {1u, 0u}) {
    Hand(*rows).drag({1025.0f, 85.0f}, {1025.0f, 85.0f}, 0);
    ASSERT_EQ(routes(stage).size(), left);
    paint(*rows);
  }
  EXPECT_TRUE(rows->tip_at({470, 111}).isEmpty()) << "there is no second route";
  Hand(*rows).press({400.0f, 111.0f});
  rows->keyPressed(key(juce::KeyPress::deleteKey));
  rows->keyPressed(key(juce::KeyPress::returnKey));
  stage.look();
}

TEST(SafetyTest, ADepthTypedForARouteThatWentIsRefused) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const rows = stage.find<gui::RouteRows>("Routes");
  rows->keyPressed(key(juce::KeyPress::homeKey));
  rows->keyPressed(key(juce::KeyPress::returnKey));
  juce::TextEditor* field = nullptr;
  for (juce::Component* const child : rows->getChildren()) {
    if (field == nullptr) field = dynamic_cast<juce::TextEditor*>(child);
  }
  ASSERT_NE(field, nullptr) << "Enter opens no field";
  clear_routes(stage);
  field->setText("12 st");
  field->onReturnKey();
  EXPECT_TRUE(routes(stage).empty());
  juce::MessageManager::getInstance()->runDispatchLoopUntil(20);
}

TEST(SafetyTest, EveryPageIsPaintedRightAfterItsRoutesWent) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  stage.set("fx1.type", 5.0f);
  const auto fill = [&] {
    for (const char* id : {"osc1.level", "osc1.pan", "osc2.level", "filter1.cutoff", "fx1.mix",
                           "fx1.send", "fx1.eq.freq2", "fx1.eq.gain2"}) {
      stage.add_route(Source::kEnv2, id, 0.3f);
    }
  };
  for (const Page page : {Page::kVoice, Page::kEffects, Page::kMatrix, Page::kPlay}) {
    stage.editor.show(page);
    fill();
    clear_routes(stage);
    paint(stage.editor);
    for (juce::Component* const component : stage.visible()) {
      Hand(*component).hover({10.0f, 10.0f});
      if (auto* const tip = dynamic_cast<juce::TooltipClient*>(component)) tip->getTooltip();
    }
    stage.look();
  }
}

TEST(SafetyTest, DeletedPresetsLeaveTheListsBeforeTheNextLook) {
  Stage stage;
  stage.load("Slow Glaze");
  const auto last = [&] { return static_cast<int>(stage.model.presets().size()) - 1; };
  // Enough of them that one row in sight has the last number, wherever the bank has its place.
  for (int i = 0; i < 12; ++i) {
    const std::string name = "!" + std::to_string(i);
    ASSERT_EQ(stage.model.save_as(name, "Pad"), "");
    for (int wait = 0; wait < 500 && stage.preset(name) < 0; ++wait) {
      juce::Thread::sleep(10);
      stage.model.poll();
    }
  }
  stage.editor.show(Page::kPresets);
  stage.look();
  gui::Context context(stage.model);
  gui::PresetList names(context);
  names.tick();
  auto* const list = stage.find<gui::PresetRows>("Preset list");
  ASSERT_NE(list, nullptr);
  const int before = last();
  for (int i = 11; i >= 0; --i) {
    const std::string name = "!" + std::to_string(i);
    ASSERT_EQ(stage.model.delete_preset(stage.preset(name)), "");
  }
  ASSERT_EQ(last(), before - 12);
  paint(*list);
  paint(names);
  for (int row = 0; row < 12; ++row) {
    EXPECT_TRUE(list->tip_at({60, 85 + 26 * row}).isEmpty()) << "of a preset that is not there";
  }
  Hand(names).press({40.0f, 56.0f});
  Hand(*list).double_click({60.0f, 85.0f});
  Hand(*list).press({20.0f, 85.0f});
  list->keyPressed(key(juce::KeyPress::endKey));
  stage.look();
}

TEST(SafetyTest, ADrawnCurveUndoneUnderTheHandIsLetGo) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.5f);
  stage.editor.show(Page::kMatrix);
  stage.look();
  auto* const curve = stage.find<gui::RouteCurveDisplay>("Route curve");
  ASSERT_NE(curve, nullptr);
  const float x = 0.5f * static_cast<float>(curve->getWidth());
  Hand hand(*curve);
  hand.press({x, 0.5f * static_cast<float>(curve->getHeight())});
  hand.move({x, 20.0f});
  EXPECT_TRUE(stage.model.undo());
  hand.move({x, 10.0f});
  hand.release({x, 10.0f});
  EXPECT_EQ(routes(stage)[0].curve, RouteCurve::kLinear);
  EXPECT_TRUE(routes(stage)[0].drawn.empty());
}

TEST(SafetyTest, ARemapUndoneUnderTheHandIsLetGo) {
  Stage stage;
  gui::Context context(stage.model);
  gui::RemapCurve curve(context, 1);
  curve.setSize(240, 68);
  Hand hand(curve);
  hand.press({230.0f, 34.0f});
  hand.move({230.0f, 20.0f});
  EXPECT_TRUE(stage.model.undo());
  hand.move({230.0f, 10.0f});
  hand.release({230.0f, 10.0f});
  EXPECT_TRUE(stage.model.structure().remaps[1].empty());
}

TEST(SafetyTest, AnotherDrawingOfAnLfoEndsTheDragOfItsPoint) {
  Stage stage;
  const auto draw = [&](int count) {
    stage.model.edit("Drawing", [&](Patch& patch) {
      patch.lfos[0].drawing.points.clear();
      for (int i = 0; i < count; ++i) {
        patch.lfos[0].drawing.points.push_back(
            {static_cast<float>(i) / static_cast<float>(count - 1), 0.5f, 0.0f});
      }
    });
    stage.look();
  };
  stage.set("lfo1.type", 0.0f);
  draw(3);
  draw(9);
  auto* const display = stage.find<gui::LfoDisplay>("LFO picture");
  ASSERT_NE(display, nullptr);
  const auto width = static_cast<float>(display->getWidth());
  const float middle = 0.5f * (32.0f + static_cast<float>(display->getHeight()) - 9.0f);
  const auto points = [&] { return stage.model.structure().lfos[0].drawing.points; };
  Hand hand(*display);
  hand.press({0.875f * width, middle});
  EXPECT_TRUE(stage.model.undo());
  stage.look();
  hand.move({0.875f * width, middle - 20.0f});
  hand.release({0.875f * width, middle - 20.0f});
  ASSERT_EQ(points().size(), 3u) << "pressed before, moved after the undo";
  EXPECT_TRUE(stage.model.redo());
  stage.look();
  hand.press({0.875f * width, middle});
  hand.move({0.875f * width, middle - 20.0f});
  EXPECT_GT(points()[7].y, 0.55f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_TRUE(stage.model.undo());
  hand.move({0.875f * width, middle - 30.0f});
  hand.release({0.875f * width, middle - 30.0f});
  EXPECT_EQ(points().size(), 3u) << "the hand brought the old drawing back";
}

TEST(SafetyTest, APointOfTheVelocityCurveThatWentIsLetGo) {
  Stage stage;
  stage.editor.show(Page::kPlay);
  stage.look();
  auto* const display = stage.find<gui::ResponseDisplay>("Velocity response");
  ASSERT_NE(display, nullptr);
  const auto at = [&](float x, float y) {
    return juce::Point<float>(30.0f + x * (static_cast<float>(display->getWidth()) - 42.0f),
                              12.0f + (1.0f - y) * (static_cast<float>(display->getHeight()) - 34));
  };
  Hand hand(*display);
  hand.press(at(0.8f, 0.8f));
  hand.move(at(0.8f, 0.7f));
  gui::PlaySettings fewer = stage.model.play_settings();
  fewer.velocity_points = {{0.5f, 0.6f}};
  stage.model.set_play_settings(fewer);
  hand.move(at(0.8f, 0.9f));
  hand.release(at(0.8f, 0.9f));
  const auto points = stage.model.play_settings().velocity_points;
  ASSERT_EQ(points.size(), 1u);
  EXPECT_FLOAT_EQ(points[0].second, 0.6f);
}

TEST(SafetyTest, TheStructureWaitsForTheNextPollOfTheWindow) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.level", 0.5f);
  const Route& held = routes(stage)[0];
  const std::uint64_t version = stage.model.structure_version();
  // As a program change over MIDI or the host's state does it, from another thread.
  stage.processor.instrument().document().edit("Elsewhere",
                                               [](Patch& patch) { patch.routes.clear(); });
  ASSERT_EQ(routes(stage).size(), 1u) << "a reference would hang";
  EXPECT_EQ(&routes(stage)[0], &held);
  EXPECT_EQ(stage.model.structure_version(), version);
  stage.model.live_x(*stage.model.table().find("osc1.level"));
  stage.model.poll();
  EXPECT_TRUE(routes(stage).empty());
  EXPECT_GT(stage.model.structure_version(), version);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(routes(stage).size(), 1u) << "what the window itself does is there at once";
}

TEST(SafetyTest, ARouteWhoseTargetWentMovesNothingElse) {
  Stage stage;
  stage.add_route(Source::kEnv2, "osc1.pan", 0.5f);
  stage.add_route(Source::kEnv3, "osc1.level", 0.3f);
  stage.model.edit("Depths", [](Patch& patch) {
    const auto to = [](std::uint8_t number) {
      return RouteTarget{RouteTarget::Kind::kRouteDepth, kNoParam, number};
    };
    patch.routes.push_back({.source = Source::kWheel, .target = to(0), .depth = 0.2f});
    patch.routes.push_back({.source = Source::kWheel, .target = to(1), .depth = 0.2f});
  });
  stage.look();
  gui::Context context(stage.model);
  context.remove_route(0);
  ASSERT_EQ(routes(stage).size(), 3u);
  EXPECT_EQ(routes(stage)[1].target.kind, RouteTarget::Kind::kNone) << "it moves another now";
  EXPECT_EQ(routes(stage)[2].target.route, 0) << "the numbers behind go down";
  // Bounded and switched on again, without a target or with one beyond the end.
  stage.model.edit("Bounds", [](Patch& patch) {
    patch.routes[1].enabled = true;
    patch.routes[1].maximum = 0.1f;
    patch.routes[2].target.route = 60;
    patch.routes[2].maximum = 0.1f;
  });
  stage.editor.show(Page::kMatrix);
  stage.look();
  EXPECT_TRUE(std::isfinite(stage.model.route_shift(1)));
  EXPECT_TRUE(std::isfinite(stage.model.route_shift(2)));
  EXPECT_EQ(stage.model.route_shift(7), 0.0f) << "there is no such route";
}

}  // namespace
}  // namespace kiln
