// Listening to presets: whatever ends a phrase, no key stays down.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using Audition = gui::Model::Audition;
using test::Stage;

void from_host(Stage& stage, std::initializer_list<juce::MidiMessage> messages) {
  juce::AudioBuffer<float> buffer(2, Stage::kBlock);
  juce::MidiBuffer midi;
  for (const juce::MidiMessage& message : messages) midi.addEvent(message, 0);
  stage.processor.processBlock(buffer, midi);
}

// A phrase whose first keys are down.
void listen(Stage& stage) {
  stage.model.audition(Audition::kChosen);
  stage.model.poll();
  ASSERT_GT(stage.held(), 0) << "no phrase sounds";
}

TEST(AuditionTest, AnotherAuditionLeavesNoKeyOfTheFirstDown) {
  Stage stage;
  stage.load("Slow Glaze");
  listen(stage);
  for (const char* const next : {"Slow Glaze", "Anagama", "Slow Glaze"}) {
    stage.model.load_preset(stage.preset(next));
    stage.model.audition(Audition::kChosen);
    EXPECT_GE(stage.model.audition_place(), 0.0f) << "its own keys were taken for the player's";
    stage.model.poll();
    EXPECT_GT(stage.held(), 0) << next << " is not heard";
  }
  stage.model.stop_audition();
  EXPECT_EQ(stage.held(), 0);
}

TEST(AuditionTest, WhateverBringsAnotherSoundEndsThePhrase) {
  Stage stage;
  stage.load("Anagama");
  stage.load("Slow Glaze");
  const auto check = [&](const char* what, const std::function<void()>& change) {
    stage.model.stop_audition();
    stage.load("Anagama");
    stage.load("Slow Glaze");
    listen(stage);
    change();
    stage.play(0.05);
    stage.model.poll();
    EXPECT_EQ(stage.held(), 0) << what;
    EXPECT_LT(stage.model.audition_place(), 0.0f) << what;
  };
  check("panic", [&] { stage.model.panic(); });
  check("undo", [&] { stage.model.undo(); });
  check("a state of the host", [&] {
    Stage other;
    stage.processor.instrument().set_state(other.processor.instrument().state());
  });
  check("the header's list", [&] { stage.model.load_preset(stage.preset("Anagama")); });
  check("compare", [&] {
    stage.load("Anagama");
    stage.model.switch_compare();
  });
}

TEST(AuditionTest, DeletingThePresetThatSoundsLeavesNoKeyDown) {
  Stage stage;
  stage.load("Slow Glaze");
  ASSERT_EQ(stage.model.save_as("Mine", "pad"), "");
  stage.load("Mine");
  listen(stage);
  ASSERT_EQ(stage.model.delete_preset(stage.preset("Mine")), "");
  stage.look();
  stage.model.stop_audition();
  EXPECT_EQ(stage.held(), 0);
}

TEST(AuditionTest, AClosedWindowLeavesNoKeyDown) {
  Stage stage;
  stage.load("Slow Glaze");
  {
    EditorModel window(stage.processor);
    window.audition(Audition::kAsked);
    window.note_on(50, 0.8f);
    window.poll();
    ASSERT_GT(stage.held(), 1);
  }
  stage.processor.instrument().watch(true);
  EXPECT_EQ(stage.held(), 0);
}

TEST(AuditionTest, HeldKeysSoundAnewOnTheirChannelsAndEndWithTheHand) {
  Stage stage;
  stage.load("Slow Glaze");
  from_host(stage, {juce::MidiMessage::noteOn(3, 64, 0.7f)});
  stage.model.note_on(52, 0.7f);
  ASSERT_EQ(stage.held(), 2);
  stage.model.load_preset(stage.preset("Anagama"));
  stage.model.audition(Audition::kChosen);
  EXPECT_LT(stage.model.audition_place(), 0.0f) << "the phrase plays over held keys";
  EXPECT_EQ(stage.held(), 2) << "held keys do not sound anew";
  from_host(stage, {juce::MidiMessage::noteOff(3, 64)});
  stage.model.note_off(52);
  EXPECT_EQ(stage.held(), 0);
}

TEST(AuditionTest, NotesThatOnlyThePedalHoldsEndWithThePedal) {
  Stage stage;
  stage.load("Slow Glaze");
  from_host(stage, {juce::MidiMessage::controllerEvent(1, 64, 127),
                    juce::MidiMessage::noteOn(1, 64, 0.7f)});
  from_host(stage, {juce::MidiMessage::noteOff(1, 64)});
  ASSERT_EQ(stage.held(), 1);
  stage.model.audition(Audition::kChosen);
  EXPECT_GE(stage.model.audition_place(), 0.0f) << "no key is down";
  stage.model.stop_audition();
  from_host(stage, {juce::MidiMessage::controllerEvent(1, 64, 0)});
  EXPECT_EQ(stage.held(), 0);
}

}  // namespace
}  // namespace kiln
