// Settings of the player: for every new instance, outside presets, below what a project brings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "kiln/engine/instrument.h"
#include "kiln/live/live_instrument.h"
#include "kiln/presets/patch.h"

namespace kiln {
namespace {

class LiveSettingsTest : public testing::Test {
 protected:
  LiveSettingsTest() { std::filesystem::create_directories(user_); }
  ~LiveSettingsTest() override { std::filesystem::remove_all(user_); }

  std::unique_ptr<LiveInstrument> make() const {
    auto instrument = std::make_unique<LiveInstrument>(library_, "test");
    instrument->load_settings();
    return instrument;
  }
  // What a player changed: MPE, tuning, a learnt knob with half a range turned round.
  static Session changed() {
    Session session;
    session.mpe = MpeMode::kLower;
    session.mpe_note_bend_range = 24.0f;
    session.slide_mode = SlideMode::kAbsolute;
    session.takeover = Takeover::kScale;
    session.a4_hz = 432.0f;
    LearnEntry entry;
    entry.param = instrument_table().find("filter1.cutoff").value();
    entry.controller = 21;
    entry.channel = 3;
    entry.from = 0.75f;
    entry.to = 0.25f;
    entry.takeover = Takeover::kScale;
    session.learn = {entry};
    session.bypass = true;
    return session;
  }

  const std::filesystem::path user_ =
      std::filesystem::temp_directory_path() / ("kiln_settings_test_" + std::to_string(getpid()));
  const std::shared_ptr<SharedLibrary> library_ =
      std::make_shared<SharedLibrary>(LibraryPlaces{.factory = {}, .user = user_});
};

TEST_F(LiveSettingsTest, ANewInstanceHasWhatThePlayerSaved) {
  const auto first = make();
  first->set_session(changed());
  ASSERT_EQ(first->save_settings(), "");
  const Session found = make()->session();
  EXPECT_EQ(found.mpe, MpeMode::kLower);
  EXPECT_EQ(found.mpe_note_bend_range, 24.0f);
  EXPECT_EQ(found.slide_mode, SlideMode::kAbsolute);
  EXPECT_EQ(found.takeover, Takeover::kScale);
  EXPECT_EQ(found.a4_hz, 432.0f);
  EXPECT_EQ(found.learn, changed().learn) << "MIDI learn is saved globally, too";
  EXPECT_FALSE(found.bypass) << "bypass belongs to one project";
}

TEST_F(LiveSettingsTest, AProjectBringsItsOwn) {
  const std::string project = make()->state();  // of an instance as it comes
  const auto second = make();
  second->set_session(changed());
  ASSERT_EQ(second->save_settings(), "");
  const auto opened = make();
  ASSERT_TRUE(opened->set_state(project).ok);
  EXPECT_EQ(opened->session().mpe, MpeMode::kAuto);
  EXPECT_EQ(opened->session().a4_hz, 440.0f);
  EXPECT_TRUE(opened->session().learn.empty());
}

TEST_F(LiveSettingsTest, APresetLeavesThemAlone) {
  const auto instrument = make();
  instrument->set_session(changed());
  instrument->load(instrument->document().patch());
  EXPECT_EQ(instrument->session().mpe, MpeMode::kLower);
  EXPECT_EQ(instrument->session().learn.size(), 1u);
  EXPECT_EQ(instrument->document().preset_text().find("mpe"), std::string::npos)
      << "a preset file holds settings of the player";
}

TEST_F(LiveSettingsTest, ADamagedFileIsAMessageAndNoSettings) {
  std::ofstream(user_ / "settings.toml") << "[session\nmpe = ";
  const auto instrument = make();
  EXPECT_EQ(instrument->session().mpe, MpeMode::kAuto);
  const std::vector<std::string> messages = instrument->take_messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages.front().find("settings.toml"), std::string::npos) << messages.front();
}

TEST_F(LiveSettingsTest, EachDeviceIsPlayedAsThePlayerKeptIt) {
  const auto first = make();
  EXPECT_TRUE(first->devices().empty());
  first->set_session(changed());
  ASSERT_EQ(first->keep_device("Board: 4/4"), "");
  Session plain = changed();
  plain.mpe = MpeMode::kOff;
  plain.fixed_velocity = 100;
  plain.pedal = PedalPolarity::kInverted;
  first->set_session(plain);
  ASSERT_EQ(first->keep_device("Keys"), "");
  EXPECT_EQ(first->devices(), (std::vector<std::string>{"Board_ 4_4", "Keys"}));

  const auto second = make();
  ASSERT_EQ(second->use_device("Keys"), "");
  EXPECT_EQ(second->session().mpe, MpeMode::kOff);
  EXPECT_EQ(second->session().fixed_velocity, 100);
  EXPECT_EQ(second->session().pedal, PedalPolarity::kInverted);
  ASSERT_EQ(second->use_device("Board: 4/4"), "") << "the name a system gives it finds it";
  const Session found = second->session();
  EXPECT_EQ(found.mpe, MpeMode::kLower);
  EXPECT_EQ(found.mpe_note_bend_range, 24.0f);
  EXPECT_EQ(found.slide_mode, SlideMode::kAbsolute);
  EXPECT_EQ(found.takeover, Takeover::kScale);
  EXPECT_EQ(found.fixed_velocity, 0);
  EXPECT_EQ(found.a4_hz, 440.0f) << "a device brought its tuning";
  EXPECT_TRUE(found.learn.empty()) << "a device brought learnt knobs";
}

TEST_F(LiveSettingsTest, ADeviceNobodyKeptChangesNothing) {
  const auto instrument = make();
  instrument->set_session(changed());
  for (const char* name : {"Nobody", "", "..", "/", "../settings"}) {
    EXPECT_NE(instrument->use_device(name), "") << name;
    EXPECT_EQ(instrument->session().mpe, MpeMode::kLower) << name;
  }
  EXPECT_NE(instrument->keep_device(" . "), "");
  std::filesystem::create_directories(user_ / "devices");
  std::ofstream(user_ / "devices" / "Bad.toml") << "[session\nmpe = ";
  EXPECT_NE(instrument->use_device("Bad"), "");
  EXPECT_EQ(instrument->session().mpe, MpeMode::kLower);
}

}  // namespace
}  // namespace kiln
