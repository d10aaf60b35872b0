// What is set in the window beside the sound: tuning, MPE, preferences.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <fstream>

#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Stage;

TEST(SettingsTest, TheWindowSetsHowTheInstanceIsPlayed) {
  Stage stage;
  gui::PlaySettings play = stage.model.play_settings();
  play.mpe = gui::PlaySettings::kUpper;
  play.note_bend = 24.0f;
  play.relative_slide = false;
  play.smoothing = 30.0f;
  play.fixed_velocity = 100;
  play.a4_hz = 432.0f;
  stage.model.set_play_settings(play);
  const Session session = stage.processor.instrument().session();
  EXPECT_EQ(session.mpe, MpeMode::kUpper);
  EXPECT_EQ(session.mpe_note_bend_range, 24.0f);
  EXPECT_EQ(session.slide_mode, SlideMode::kAbsolute);
  EXPECT_EQ(session.finger_smoothing, 30.0f);
  EXPECT_EQ(session.fixed_velocity, 100);
  EXPECT_EQ(session.a4_hz, 432.0f);
  EXPECT_EQ(stage.model.play_settings(), play) << "what was set is not what is shown";
}

TEST(SettingsTest, SettingsLeaveMidiLearnListening) {
  Stage stage;
  const ParamIndex cutoff = *stage.model.table().find("filter1.cutoff");
  stage.model.learn(cutoff);
  gui::PlaySettings play = stage.model.play_settings();
  play.velocity_points = {{0.0f, 0.0f}, {1.0f, 0.5f}};
  stage.model.set_play_settings(play);
  stage.model.memory().locked = {2};
  for (int i = 0; i < 120; ++i) stage.model.poll();
  EXPECT_EQ(stage.model.learning(), cutoff) << "a setting ended it";
  EXPECT_EQ(stage.processor.instrument().session().locked.size(), 1u);
}

TEST(SettingsTest, AScaleIsLoadedAndABadOneChangesNothing) {
  Stage stage;
  const auto write = [&](const char* name, const char* text) {
    const auto path = stage.folder.path / name;
    std::ofstream(path) << text;
    return path.string();
  };
  const std::string good =
      write("fifths.scl", "! fifths.scl\n!\nThree tones\n 3\n!\n400.\n700.\n2/1\n");
  EXPECT_EQ(stage.model.load_tuning(good), "");
  EXPECT_EQ(stage.model.play_settings().tuning, "fifths");
  const std::string bad = write("bad.scl", "! bad.scl\nnothing\n 7\n100.\n");
  EXPECT_NE(stage.model.load_tuning(bad), "");
  EXPECT_EQ(stage.model.play_settings().tuning, "fifths");
  EXPECT_EQ(stage.model.load_tuning({}), "");
  EXPECT_EQ(stage.model.play_settings().tuning, "12-TET");
}

TEST(SettingsTest, SettingsAreKeptForADeviceAndForNewInstances) {
  Stage stage;
  EXPECT_TRUE(stage.model.connected_devices().empty()) << "a plug-in knows no devices";
  gui::PlaySettings play = stage.model.play_settings();
  play.note_bend = 24.0f;
  play.a4_hz = 432.0f;
  stage.model.set_play_settings(play);
  ASSERT_EQ(stage.model.keep_device("Board"), "");
  ASSERT_EQ(stage.model.keep_play_settings(), "");
  play.note_bend = 96.0f;
  stage.model.set_play_settings(play);
  EXPECT_EQ(stage.model.devices(), std::vector<std::string>{"Board"});
  ASSERT_EQ(stage.model.use_device("Board"), "");
  EXPECT_EQ(stage.model.play_settings().note_bend, 24.0f) << "the window shows other settings";
  Processor fresh;
  EXPECT_EQ(fresh.instrument().session().a4_hz, 432.0f);
}

TEST(SettingsTest, PreferencesAreFoundAgain) {
  Stage stage;
  EXPECT_FALSE(stage.model.preferences().reduced_motion);
  stage.model.set_preferences({.reduced_motion = true, .middle_c = 3});
  EditorModel later(stage.processor);
  EXPECT_TRUE(later.preferences().reduced_motion);
  EXPECT_EQ(later.preferences().middle_c, 3);
  EXPECT_EQ(gui::Context(later).key_name(60), "C3");
  EXPECT_EQ(gui::Context(later).key_name(0), "C-2");
  later.set_preferences({});
  EXPECT_EQ(gui::Context(later).key_name(61), "C#4");
}

TEST(SettingsTest, TheWindowOpensOnThePageItWasLeft) {
  Stage stage;
  stage.editor.show(gui::Page::kMatrix);
  gui::Editor later(stage.model);
  EXPECT_EQ(stage.model.memory().page, static_cast<int>(gui::Page::kMatrix));
  bool found = false;
  juce::Component* const frame = &Stage::frame_of(later);
  std::vector<juce::Component*> open = {frame};
  while (!open.empty()) {
    juce::Component* const component = open.back();
    open.pop_back();
    found = found || (component->getTitle() == "Routes" && component->isVisible());
    for (juce::Component* const child : component->getChildren()) open.push_back(child);
  }
  EXPECT_TRUE(found) << "the Matrix is not in sight";
}

}  // namespace
}  // namespace kiln
