// What is typed and shown of values and depths: units, bare numbers, notes, refusals.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/gui/controls/free_knob.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/displays/envelope_display.h"
#include "kiln/gui/displays/lfo_display.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/panels/route_inspector.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::key;
using test::Stage;

float depth_of(Stage& stage, std::size_t route) {
  return stage.model.structure().routes[route].depth;
}

juce::TextEditor* entry_of(juce::Component& component) {
  for (juce::Component* const child : component.getChildren()) {
    auto* const field = dynamic_cast<juce::TextEditor*>(child);
    if (field != nullptr && field->isVisible()) return field;
  }
  return nullptr;
}

void wait_for_messages(int ms) { juce::MessageManager::getInstance()->runDispatchLoopUntil(ms); }

gui::RouteRows& show_matrix(Stage& stage) {
  stage.editor.show(Page::kMatrix);
  stage.look();
  return *stage.find<gui::RouteRows>("Routes");
}

TEST(TypingTest, ABareNumberIsADepthInTheUnitThatIsShown) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  stage.add_route(Source::kEnv2, "filter1.cutoff", 0.2f);
  gui::RouteRows& rows = show_matrix(stage);
  rows.keyPressed(key(juce::KeyPress::returnKey));
  juce::TextEditor* const field = entry_of(rows);
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->getText(), "+24 st");
  field->setText("12");
  field->onReturnKey();
  EXPECT_NEAR(depth_of(stage, 0), 0.1f, 1e-6f) << "of semitones, in the table";
  wait_for_messages(20);
  const auto inspector = stage.find<gui::FreeKnob>("Route depth")->createAccessibilityHandler();
  inspector->getValueInterface()->setValueAsString("-6");
  EXPECT_NEAR(depth_of(stage, 0), -0.05f, 1e-6f) << "of semitones, in the inspector";
  inspector->getValueInterface()->setValueAsString("25 %");
  EXPECT_NEAR(depth_of(stage, 0), 0.25f, 1e-6f) << "of the knob";
}

TEST(TypingTest, DepthsAreInTheUnitOfTheTarget) {
  const struct {
    const char* target;
    float depth;
    const char* text;
    const char* typed;
    float then;
  } cases[] = {{"fx1.distortion.drive", 0.25f, "+12 dB", "6 dB", 0.125f},
               {"osc1.wavetable.position", 0.28f, "+71 fr.", "-51 fr.", -0.2f},
               {"osc1.level", 0.45f, "+45 %", "30", 0.3f},
               {"osc1.pan", -0.25f, "-50 %", "20 %", 0.1f},
               {"osc2.pitch", 0.25f, "+12 st", "50 ct", 0.5f / 48.0f},
               {"amp.decay", 0.1f, "+10 %", "20", 0.2f}};
  for (const auto& c : cases) {
    Stage stage;
    stage.add_route(Source::kEnv2, c.target, c.depth);
    show_matrix(stage);
    const auto handler = stage.find<gui::FreeKnob>("Route depth")->createAccessibilityHandler();
    EXPECT_EQ(handler->getValueInterface()->getCurrentValueAsString(), c.text) << c.target;
    handler->getValueInterface()->setValueAsString(c.text);
    EXPECT_EQ(depth_of(stage, 0), c.depth) << "the text that stood there changed " << c.target;
    handler->getValueInterface()->setValueAsString(c.typed);
    EXPECT_NEAR(depth_of(stage, 0), c.then, 1e-5f) << c.target << ": " << c.typed;
  }
}

TEST(TypingTest, ADepthOfBothWaysSaysSoEverywhere) {
  Stage stage;
  stage.add_route(Source::kLfo1, "osc1.level", 0.45f);
  const juce::String plus_minus = juce::String::fromUTF8("±45 %");
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Level");
  ASSERT_NE(knob, nullptr);
  EXPECT_TRUE(knob->getTooltip().contains(plus_minus)) << knob->getTooltip();
  show_matrix(stage);
  const auto handler = stage.find<gui::FreeKnob>("Route depth")->createAccessibilityHandler();
  EXPECT_EQ(handler->getValueInterface()->getCurrentValueAsString(), plus_minus);
  handler->getValueInterface()->setValueAsString(juce::String::fromUTF8("±30 %"));
  EXPECT_NEAR(depth_of(stage, 0), 0.3f, 1e-6f) << "what is shown is not understood";
}

TEST(TypingTest, UndoNamesTheRouteWhoseDepthMoved) {
  Stage stage;
  stage.add_route(Source::kLfo1, "osc1.pan", 0.5f);
  auto* const knob = stage.find<gui::Knob>("Oscillator 1 Pan");
  Hand(*knob, juce::ModifierKeys(juce::ModifierKeys::altModifier)).drag({31, 24}, {31, 54});
  EXPECT_EQ(stage.model.undo_label(), "Depth of LFO 1 to Oscillator 1 Pan");
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  gui::RouteRows& rows = show_matrix(stage);
  Hand(rows).drag({470.0f, 85.0f}, {490.0f, 85.0f});
  EXPECT_EQ(stage.model.undo_label(), "Depth of Env 2 to Oscillator 1 Level");
  const auto handler = stage.find<gui::FreeKnob>("Route depth")->createAccessibilityHandler();
  handler->getValueInterface()->setValueAsString("11 %");
  EXPECT_EQ(stage.model.undo_label(), "Depth of Env 2 to Oscillator 1 Level");
}

TEST(TypingTest, TargetsAreNamedByTheirSlotAndNoWordTwice) {
  Stage stage;
  stage.set("fx3.type", stage.model.table()[*stage.model.table().find("fx3.type")].spec.min + 1.0f);
  const SlotInfo& slot = stage.model.table().slot(SlotKind::kEffect, 2);
  const std::string type = slot.spec.types[1]->name;
  stage.add_route(Source::kEnv2, "fx3.mix", 0.1f);
  stage.add_route(Source::kEnv2, "noise.level", 0.1f);
  stage.add_route(Source::kEnv2, "voice.level", 0.1f);
  stage.add_route(Source::kEnv2, "noise.colour", 0.1f);
  gui::RouteRows& rows = show_matrix(stage);
  const juce::String wanted[] = {"Fx 3 " + type + " Mix", "Noise Level", "Voice Level",
                                 "Noise Colour"};
  for (int i = 0; i < 4; ++i) {
    const juce::String tip = rows.tip_at({800, 85 + 26 * i});
    EXPECT_TRUE(tip.contains("to " + wanted[i] + ",")) << tip;
  }
}

TEST(TypingTest, AValueTooWideForItsPlaceLosesDecimalsFirst) {
  EXPECT_EQ(gui::shorter_value("0.220 Hz"), "0.22 Hz");
  EXPECT_EQ(gui::shorter_value("0.22 Hz"), "0.2 Hz");
  EXPECT_EQ(gui::shorter_value("7.9 kHz"), "8 kHz");
  EXPECT_EQ(gui::shorter_value("0.2 Hz"), "0.2Hz") << "rounded to another value";
  EXPECT_EQ(gui::shorter_value("640 Hz"), "640Hz");
  EXPECT_EQ(gui::shorter_value("640Hz"), "640Hz");
  EXPECT_EQ(gui::shorter_value(juce::String::fromUTF8("−12.6 %")), juce::String::fromUTF8("−13 %"));
  EXPECT_EQ(gui::shorter_value("1/8."), "1/8.");
}

TEST(TypingTest, WithoutSoundARouteAddsNothing) {
  Stage stage;
  stage.set("lfo2.scope", 0.0f);
  stage.add_route(Source::kLfo2, "osc2.pan", 0.5f);
  stage.add_route(Source::kMacro1, "osc2.pan", 0.5f);
  stage.add_route(Source::kMacro1, "fx1.mix", 0.5f);
  gui::Context context(stage.model);
  const juce::String none = juce::String::fromUTF8("–");
  const auto reading = [&](int number) {
    context.refresh();
    gui::RouteInspector inspector(context);
    inspector.set_route(number);
    return inspector.readings()[1];
  };
  stage.model.note_on(60, 1.0f);
  stage.play(0.1);
  EXPECT_NE(reading(0), none);
  stage.model.note_off(60);
  stage.play(3.0);
  EXPECT_EQ(reading(0), none) << "the last voice's";
  EXPECT_EQ(reading(1), none) << "all routes of this target rest";
  EXPECT_NE(reading(2), none) << "the effects hear macros always";
}

TEST(TypingTest, AnEmptySearchIsNoEmptyTable) {
  Stage stage;
  gui::RouteRows& rows = show_matrix(stage);
  EXPECT_TRUE(rows.empty_words().startsWith("No routes.")) << rows.empty_words();
  stage.add_route(Source::kEnv2, "osc1.level", 0.4f);
  EXPECT_TRUE(rows.empty_words().isEmpty());
  rows.set_search("banana");
  EXPECT_EQ(rows.empty_words(), "No route matches.");
}

TEST(TypingTest, AFrequencyTakesTheNameOfANote) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  const auto handler = stage.find<gui::Knob>("Filter 1 Cutoff")->createAccessibilityHandler();
  handler->getValueInterface()->setValueAsString("A4");
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 440.0f);
  handler->getValueInterface()->setValueAsString("c#3");
  EXPECT_NEAR(stage.value("filter1.cutoff"), 138.59f, 0.01f);
  auto preferences = stage.model.preferences();
  preferences.middle_c = 3;
  stage.model.set_preferences(preferences);
  handler->getValueInterface()->setValueAsString("C3");
  EXPECT_NEAR(stage.value("filter1.cutoff"), 261.63f, 0.01f) << "C3 is key 60 for this player";
}

TEST(TypingTest, ADoubleClickOnATempoValueTypesAndDoesNotSwitch) {
  Stage stage;
  stage.set("lfo1.rate_sync", 0.0f);
  stage.set("lfo1.rate", 7.0f);
  auto* const knob = stage.find<gui::Knob>("LFO 1 Rate");
  ASSERT_NE(knob, nullptr);
  knob->createComponentSnapshot(knob->getLocalBounds());
  const gui::KnobMeasures m = gui::knob_measures(gui::KnobSize::kMedium);
  const float y = m.box - static_cast<float>(m.label_offset) + 7.0f;
  const auto width = static_cast<float>(knob->getWidth());
  const juce::Point<float> value(0.65f * width, y), name(0.2f * width, y);
  const auto click = [&](juce::Point<float> at) {
    Hand hand(*knob);
    hand.press(at);
    hand.release(at);
  };
  const int long_enough = juce::MouseEvent::getDoubleClickTimeout() + 100;
  const std::string before = stage.model.undo_label();
  click(value);
  Hand(*knob).press(value);
  Hand(*knob).double_click(value);
  juce::TextEditor* const field = entry_of(*knob);
  ASSERT_NE(field, nullptr);
  field->onEscapeKey();
  wait_for_messages(long_enough);
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 0.0f) << "the first click switched";
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate"), 7.0f);
  EXPECT_EQ(stage.model.undo_label(), before) << "nothing was done";
  click(name);
  wait_for_messages(long_enough);
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 0.0f) << "the name is no switch";
  click(value);
  wait_for_messages(long_enough);
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 1.0f) << "one click switches";
}

// A host whose tempo is one beat a second.
struct Slow : juce::AudioPlayHead {
  juce::Optional<PositionInfo> getPosition() const override {
    PositionInfo info;
    info.setBpm(60.0);
    return info;
  }
};

TEST(TypingTest, ATypedNoteValueIsOneStepAndWhatIsNoValueIsNone) {
  Stage stage;
  stage.set("lfo1.rate_sync", 0.0f);
  stage.set("lfo1.rate", 7.0f);
  auto* const knob = stage.find<gui::Knob>("LFO 1 Rate");
  ASSERT_NE(knob, nullptr);
  const auto type = [&](const char* text) {
    knob->keyPressed(key(juce::KeyPress::returnKey));
    juce::TextEditor* const field = entry_of(*knob);
    field->setText(text);
    field->onReturnKey();
    if (field->isVisible()) field->onEscapeKey();
  };
  type("1/8");
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 1.0f);
  EXPECT_EQ(stage.find<gui::Knob>("LFO 1 Rate"), knob);
  type("abc");
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 1.0f) << "no value switched the tempo off";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate_sync"), 0.0f) << "one value is one step";
  EXPECT_FLOAT_EQ(stage.value("lfo1.rate"), 7.0f);
}

TEST(TypingTest, FollowingTheTempoKeepsTheTimeAtTheHostsTempo) {
  Stage stage;
  Slow host;
  stage.processor.setPlayHead(&host);
  stage.set("lfo1.rate_sync", 0.0f);
  stage.set("lfo1.rate", 1.0f);
  stage.play(0.05);
  stage.look();
  gui::Context context(stage.model);
  gui::ParamEdit edit(context, *stage.model.table().find("lfo1.rate"));
  edit.toggle_sync();
  EXPECT_EQ(edit.text(), "1/4") << "a beat lasts one second";
  stage.processor.setPlayHead(nullptr);
}

TEST(TypingTest, ResettingANodeOfAnEnvelopeIsOneStep) {
  Stage stage;
  stage.set("env2.decay", 3.0f);
  stage.set("env2.sustain", 20.0f);
  auto* const display = stage.find<gui::EnvelopeDisplay>("Envelope picture");
  ASSERT_NE(display, nullptr);
  gui::Context context(stage.model);
  const juce::Rectangle<float> box = display->getLocalBounds().toFloat();
  const gui::BoxF plot(10.0f, 26.0f, box.getWidth() - 20.0f, box.getHeight() - 52.0f);
  const gui::EnvelopeShape shape = gui::envelope_shape(context, 1, plot, 40);
  Hand(*display).double_click(shape.nodes[gui::EnvelopeShape::kDecayEnd]);
  EXPECT_NE(stage.value("env2.decay"), 3.0f);
  EXPECT_NE(stage.value("env2.sustain"), 20.0f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.value("env2.decay"), 3.0f);
  EXPECT_FLOAT_EQ(stage.value("env2.sustain"), 20.0f) << "one double-click is one step";
}

TEST(TypingTest, ARefusedValueIsRedAndStaysToBeMended) {
  Stage stage;
  stage.set("filter1.type", 1.0f);
  auto* const knob = stage.find<gui::Knob>("Filter 1 Cutoff");
  knob->keyPressed(key(juce::KeyPress::returnKey));
  juce::TextEditor* const field = entry_of(*knob);
  ASSERT_NE(field, nullptr);
  const auto outline = [&] {
    const juce::Image image = field->createComponentSnapshot(field->getLocalBounds());
    return image.getPixelAt(0, image.getHeight() / 2);
  };
  const auto is_near = [](juce::Colour a, juce::Colour b) {
    return std::abs(a.getRed() - b.getRed()) + std::abs(a.getGreen() - b.getGreen()) +
               std::abs(a.getBlue() - b.getBlue()) <
           24;
  };
  EXPECT_TRUE(is_near(outline(), gui::kEmber)) << outline().toString();
  field->setText("banana");
  field->onReturnKey();
  EXPECT_TRUE(field->isVisible()) << "what was not understood is gone";
  EXPECT_EQ(field->getText(), "banana");
  EXPECT_TRUE(is_near(outline(), gui::kError)) << outline().toString();
  EXPECT_TRUE(field->getHighlightedText().isEmpty()) << "the selection hides the colour";
  field->setText("2k");
  field->onTextChange();
  EXPECT_TRUE(is_near(outline(), gui::kEmber)) << "another try is still refused";
  field->onReturnKey();
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 2000.0f);
  wait_for_messages(20);
}

TEST(TypingTest, ADragThatLeavesAPatternAsItWasIsNoStepOfUndo) {
  Stage stage;
  stage.model.edit("Shape", [](Patch& patch) {
    patch.lfos[0].shape = "Triangle";
    patch.lfos[0].drawing.points = {{0.0f, 0.0f, 0.0f}, {0.5f, 1.0f, 0.0f}, {1.0f, 0.0f, 0.0f}};
  });
  stage.look();
  auto* const display = stage.find<gui::LfoDisplay>("LFO picture");
  ASSERT_NE(display, nullptr);
  const juce::Point<float> top(0.5f * static_cast<float>(display->getWidth()), 32.0f);
  Hand(*display).drag(top, top - juce::Point<float>(0.0f, 20.0f));
  EXPECT_EQ(stage.model.undo_label(), "Shape");
  EXPECT_EQ(stage.model.structure().lfos[0].shape, "Triangle") << "it is that shape still";
  Hand(*display).drag(top, top + juce::Point<float>(0.0f, 20.0f));
  EXPECT_EQ(stage.model.undo_label(), "Draw LFO");
}

}  // namespace
}  // namespace kiln
