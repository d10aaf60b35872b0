// Every control of every page says what it is, what it is called and what it stands at.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kiln/gui/controls/focus_order.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Control;
using gui::Page;
using juce::AccessibilityRole;

constexpr std::pair<Page, const char*> kPages[] = {{Page::kVoice, "Voice"},
                                                   {Page::kEffects, "Effects"},
                                                   {Page::kMatrix, "Matrix"},
                                                   {Page::kPlay, "Play"},
                                                   {Page::kPresets, "Presets"}};

std::vector<Control*> controls(test::Stage& stage) {
  std::vector<Control*> found;
  for (juce::Component* const component : stage.visible()) {
    auto* const control = dynamic_cast<Control*>(component);
    if (control != nullptr && control->isAccessible()) found.push_back(control);
  }
  return found;
}

juce::String value_of(Control& control) {
  const auto handler = control.createAccessibilityHandler();
  const auto* const value = handler->getValueInterface();
  return value != nullptr ? value->getCurrentValueAsString() : juce::String();
}

TEST(AccessibilityTest, EveryControlHasRoleNameAndValue) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (const auto& [page, page_name] : kPages) {
    stage.editor.show(page);
    stage.look();
    int touched = 0;
    for (Control* const control : controls(stage)) {
      const juce::String name = control->getTitle();
      const auto handler = control->createAccessibilityHandler();
      const AccessibilityRole role = handler->getRole();
      EXPECT_NE(role, AccessibilityRole::unspecified) << page_name << ": " << name;
      EXPECT_TRUE(name.isNotEmpty())
          << page_name << ": a control without a name at " << control->getBounds().toString();
      if (control->getWantsKeyboardFocus() && control != &stage.frame()) {
        ++touched;
        EXPECT_NE(role, AccessibilityRole::group)
            << page_name << ": " << name << " takes keys, but does not say what it is";
      }
      const bool has_value = role == AccessibilityRole::slider ||
                             role == AccessibilityRole::comboBox ||
                             role == AccessibilityRole::toggleButton ||
                             role == AccessibilityRole::image || role == AccessibilityRole::list;
      if (has_value) {
        EXPECT_TRUE(value_of(*control).isNotEmpty())
            << page_name << ": " << name << " does not say what it stands at";
      }
    }
    EXPECT_GT(touched, 30) << page_name << " has next to nothing that takes keys";
  }
}

TEST(AccessibilityTest, NamesOnAPageAreDifferent) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (const auto& [page, page_name] : kPages) {
    stage.editor.show(page);
    stage.look();
    std::map<juce::String, int> names;
    for (Control* const control : controls(stage)) {
      if (control->getWantsKeyboardFocus()) ++names[control->getTitle()];
    }
    for (const auto& [name, count] : names) {
      EXPECT_EQ(count, 1) << page_name << " has " << count << " controls called \"" << name << "\"";
    }
  }
}

TEST(AccessibilityTest, AKnobNamesItsValueItsUnitAndItsRoutes) {
  test::Stage stage;
  stage.set("filter1.type", 1.0f);
  stage.set("filter1.cutoff", 640.0f);
  stage.model.edit("route", [&](Patch& patch) {
    patch.routes.push_back(
        {.source = Source::kEnv2,
         .target = {RouteTarget::Kind::kParameter, *stage.model.table().find("filter1.cutoff")},
         .depth = 0.2f});
  });
  stage.look();
  auto* const knob = stage.find<Control>("Filter 1 Cutoff");
  ASSERT_NE(knob, nullptr);
  EXPECT_EQ(value_of(*knob), "640 Hz, 1 modulation: Env 2 +24 st");
}

TEST(AccessibilityTest, TabGoesThroughEveryControlOnceRowByRow) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (const auto& [page, page_name] : kPages) {
    stage.editor.show(page);
    stage.look();
    juce::Component* const frame = &stage.frame();
    gui::FocusOrder order;
    const std::vector<juce::Component*> all = order.getAllComponents(frame);
    std::set<juce::Component*> seen;
    juce::Component* at = all.front();
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_TRUE(seen.insert(at).second)
          << page_name << ": Tab comes to " << at->getTitle() << " twice";
      at = order.getNextComponent(at);
      ASSERT_NE(at, nullptr);
    }
    EXPECT_EQ(at, all.front()) << page_name << ": the way of Tab does not close";
    EXPECT_EQ(order.getPreviousComponent(all[3]), all[2]) << page_name;
    for (juce::Component* const component : stage.visible()) {
      const auto* const control = dynamic_cast<Control*>(component);
      if (control == nullptr || !control->getWantsKeyboardFocus() || control == frame) continue;
      EXPECT_TRUE(seen.contains(component))
          << page_name << ": Tab never comes to " << component->getTitle();
    }
  }
}

TEST(AccessibilityTest, TabGoesThroughTheHeaderFromTheLeft) {
  test::Stage stage;
  stage.look();
  gui::FocusOrder order;
  std::vector<int> lefts;
  for (const juce::Component* const at : order.getAllComponents(&stage.frame())) {
    const juce::Rectangle<int> box = stage.frame().getLocalArea(at, at->getLocalBounds());
    if (box.getBottom() > gui::kHeaderHeight) break;
    lefts.push_back(box.getX());
  }
  EXPECT_GE(lefts.size(), 12u);
  EXPECT_TRUE(std::is_sorted(lefts.begin(), lefts.end()));
}

TEST(AccessibilityTest, KeysReachTheListItsFiltersAndSimilarSounds) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (int i = 0; i < 3000 && !stage.processor.shelf()->done(true); ++i) juce::Thread::sleep(10);
  stage.editor.show(Page::kPresets);
  stage.look();
  juce::Thread::sleep(300);  // until what is like it is asked for again
  stage.look();
  const auto press = [](juce::Component* at, int key) {
    return at->keyPressed(juce::KeyPress(key));
  };
  auto* const rows = stage.find<gui::PresetRows>("Preset list");
  auto* const filters = stage.find<gui::PresetFilters>("Filters");
  auto* const details = stage.find<gui::PresetDetails>("Details");
  ASSERT_TRUE(rows != nullptr && filters != nullptr && details != nullptr);
  EXPECT_TRUE(value_of(*rows).startsWith("Slow Glaze, ")) << value_of(*rows);
  EXPECT_TRUE(value_of(*filters).startsWith("Bank: All banks, ")) << value_of(*filters);
  EXPECT_TRUE(value_of(*filters).endsWith(", on")) << value_of(*filters);
  EXPECT_TRUE(press(filters, juce::KeyPress::downKey));
  EXPECT_TRUE(press(filters, juce::KeyPress::downKey));
  EXPECT_EQ(value_of(*filters), "Bank: User, 0 sounds, off");
  EXPECT_TRUE(press(filters, juce::KeyPress::spaceKey));
  EXPECT_EQ(value_of(*filters), "Bank: User, 0 sounds, on");
  EXPECT_EQ(rows->shown(), 0);
  EXPECT_TRUE(press(filters, juce::KeyPress::homeKey));
  EXPECT_TRUE(press(filters, juce::KeyPress::returnKey));
  EXPECT_GT(rows->shown(), 0);
  EXPECT_TRUE(value_of(*details).startsWith("Slow Glaze, similar: ")) << value_of(*details);
  const juce::String first = value_of(*details);
  EXPECT_TRUE(press(details, juce::KeyPress::downKey));
  const juce::String second = value_of(*details);
  EXPECT_NE(first, second);
  EXPECT_TRUE(press(details, juce::KeyPress::returnKey));
  const juce::String now = value_of(*rows).upToFirstOccurrenceOf(",", false, false);
  EXPECT_TRUE(second.contains("similar: " + now + ",")) << now << " is not " << second;
  EXPECT_FALSE(press(filters, 'x')) << "other keys go on";
}

TEST(AccessibilityTest, NoParameterIsWithoutAControl) {
  test::Stage stage;
  const ParamTable& table = stage.model.table();
  gui::Context context(stage.model);
  std::set<ParamIndex> found;
  const auto collect = [&] {
    for (const Page page : {Page::kVoice, Page::kEffects, Page::kPlay}) {
      stage.editor.show(page);
      stage.look(2);
      for (Control* const control : controls(stage)) {
        for (const ParamIndex p : control->params()) found.insert(p);
      }
    }
  };
  // The panels of these slots open a card with what is left over in their present type.
  const auto has_card = [](SlotKind kind) {
    return kind == SlotKind::kOscillator || kind == SlotKind::kFilter || kind == SlotKind::kLfo ||
           kind == SlotKind::kEnvelope || kind == SlotKind::kEffect;
  };
  collect();
  for (const SlotInfo& slot : table.slots()) {
    for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
      if (table[p].spec.target_only() || has_card(slot.spec.kind)) continue;
      EXPECT_TRUE(found.contains(p)) << table[p].id << " cannot be moved anywhere in the editor";
    }
  }
  // And the card holds all of them: of an equalizer, whose widths and shapes have no room.
  stage.set("fx1.type", 5.0f);
  juce::Component nothing;
  context.refresh();
  const SlotInfo& effect = table.slot(SlotKind::kEffect, 0);
  const std::vector<ParamIndex> all = gui::missing_params(context, effect, nothing);
  for (ParamIndex p = effect.first_common; p < effect.end; ++p) {
    const bool here = table[p].type < 0 || table[p].type == context.type_of(effect);
    const bool listed = std::find(all.begin(), all.end(), p) != all.end();
    EXPECT_EQ(listed, here && p != effect.type_param) << table[p].id;
  }
  stage.editor.show(Page::kEffects);
  stage.look();
  auto* const card = stage.find<Control>("Effect 1");
  ASSERT_NE(card, nullptr);
  const std::vector<ParamIndex> rest = gui::missing_params(context, effect, *card);
  std::vector<ParamIndex> left;
  for (const char* id : {"low_shape", "high_shape", "q1", "q2", "q3", "q4"}) {
    left.push_back(*table.find(std::string("fx1.eq.") + id));
  }
  EXPECT_EQ(rest, left) << "the card shows frequencies and gains";
}

}  // namespace
}  // namespace kiln
