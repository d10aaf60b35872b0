// What the editor does to the player's files: nothing is lost, and each step is taken back alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <sstream>

#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Stage;

std::string text_in(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int files_in(const std::filesystem::path& folder) {
  int count = 0;
  std::error_code none;
  for (std::filesystem::recursive_directory_iterator at(folder, none), end; at != end; ++at) {
    if (at->is_regular_file()) ++count;
  }
  return count;
}

void write_preset(const std::filesystem::path& path, const std::string& name,
                  const std::string& category) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << "kiln = 1\nname = \"" << name << "\"\ncategory = \"" << category << "\"\n";
}

// ---- files of others

TEST(FilesTest, WhatOthersPutIntoTheFolderComesIntoTheListAndGoes) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  const auto comes_to_be = [&](bool listed) {
    constexpr int kMostWaits = 2000;
    for (int wait = 0; wait < kMostWaits; ++wait) {
      stage.model.poll();
      if ((stage.preset("Theirs") >= 0) == listed) return true;
      juce::Thread::sleep(10);
    }
    return false;
  };
  const std::filesystem::path file = stage.folder.path / "presets" / "Gifts" / "theirs.kiln";
  write_preset(file, "Theirs", "Bell");
  EXPECT_TRUE(comes_to_be(true));
  EXPECT_EQ(stage.model.presets()[static_cast<std::size_t>(stage.model.current_preset())].name,
            "Mine");
  std::filesystem::remove(file);
  EXPECT_TRUE(comes_to_be(false));
  EXPECT_EQ(stage.model.presets()[static_cast<std::size_t>(stage.model.current_preset())].name,
            "Mine");
}

// ---- undo

TEST(FilesTest, UndoOfASaveUnderTheSameNameLeavesTheSound) {
  Stage stage;
  stage.load("Slow Glaze");
  const std::string category = stage.model.structure().meta.category;
  stage.set("filter1.cutoff", 640.0f);
  ASSERT_EQ(stage.model.save_as("Slow Glaze", category), "");
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 640.0f) << "the sound went back with the file";
  EXPECT_TRUE(stage.model.redo());
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 640.0f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_NE(stage.value("filter1.cutoff"), 640.0f) << "the edit is the step before";
}

TEST(FilesTest, UndoOfAMoveToItsOwnCategoryLeavesTheSound) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  stage.set("filter1.cutoff", 640.0f);
  ASSERT_EQ(stage.model.rename_preset(stage.model.current_preset(), "Mine", "Pad"), "");
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 640.0f);
}

TEST(FilesTest, UndoOfARenameLeavesAnEditMadeAfterIt) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Other", "Pad"), "");
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  ASSERT_EQ(stage.model.rename_preset(stage.model.current_preset(), "Yours", "Pad"), "");
  stage.set("filter1.cutoff", 640.0f);
  ASSERT_EQ(stage.model.delete_preset(stage.preset("Other")), "");
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_GE(stage.preset("Mine"), 0);
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 640.0f);
}

TEST(FilesTest, UndoTakesTheFileBackWhileTheHostAutomates) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  stage.set("filter1.cutoff", 640.0f);
  ASSERT_EQ(stage.model.delete_preset(stage.model.current_preset()), "");
  const ParamIndex level = *stage.model.table().find("osc1.level");
  stage.processor.instrument().set_host_x(level, 0.3f);
  EXPECT_EQ(stage.model.undo_label(), "Delete Mine");
  EXPECT_TRUE(stage.model.undo());
  EXPECT_GE(stage.preset("Mine"), 0) << "the deleted file did not come back";
  EXPECT_FLOAT_EQ(stage.value("filter1.cutoff"), 640.0f) << "an edit went back instead";
  stage.processor.instrument().set_host_x(level, 0.4f);
  EXPECT_TRUE(stage.model.redo());
  EXPECT_LT(stage.preset("Mine"), 0);
}

TEST(FilesTest, TheEditedMarkFollowsTheFile) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  EXPECT_FALSE(stage.model.dirty());
  stage.set("filter1.cutoff", 640.0f);
  ASSERT_EQ(stage.model.save(), "");
  EXPECT_FALSE(stage.model.dirty());
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_TRUE(stage.model.dirty()) << "the file is the old one, the sound is not";
  EXPECT_TRUE(stage.model.redo());
  EXPECT_FALSE(stage.model.dirty());
  ASSERT_EQ(stage.model.rename_preset(stage.model.current_preset(), "Yours", "Lead"), "");
  EXPECT_FALSE(stage.model.dirty());
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_EQ(stage.model.structure().meta.name, "Mine");
  EXPECT_FALSE(stage.model.dirty()) << "name and file agree";
  EXPECT_EQ(stage.model.current_preset(), stage.preset("Mine"));
  EXPECT_TRUE(stage.model.redo());
  EXPECT_EQ(stage.model.structure().meta.name, "Yours");
  EXPECT_FALSE(stage.model.dirty());
}

// ---- all or nothing

TEST(FilesTest, ARenameThatFailsChangesNothing) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  const int mine = stage.model.current_preset();
  stage.model.set_favourite(mine, true);
  // A file where the folder of the new category would be.
  std::ofstream(stage.folder.path / "presets" / "lead") << "in the way";
  EXPECT_NE(stage.model.rename_preset(mine, "Yours", "Lead"), "");
  EXPECT_EQ(stage.model.structure().meta.name, "Mine");
  EXPECT_FALSE(stage.model.dirty());
  EXPECT_EQ(stage.model.current_preset(), mine);
  EXPECT_EQ(text_in(stage.folder.path / "favourites.txt"), "Mine\n");
  EXPECT_NE(stage.model.save_as("Yours", "Lead"), "");
  EXPECT_EQ(stage.model.structure().meta.name, "Mine") << "a failed save took the name";
}

TEST(FilesTest, TheStarGoesBackWithTheName) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  stage.model.set_favourite(stage.model.current_preset(), true);
  ASSERT_EQ(stage.model.rename_preset(stage.model.current_preset(), "Yours", "Pad"), "");
  EXPECT_EQ(text_in(stage.folder.path / "favourites.txt"), "Yours\n");
  EXPECT_TRUE(stage.model.undo_files());
  EXPECT_EQ(text_in(stage.folder.path / "favourites.txt"), "Mine\n");
  EXPECT_TRUE(stage.model.presets()[stage.preset("Mine")].favourite);
  EXPECT_TRUE(stage.model.redo());
  EXPECT_EQ(text_in(stage.folder.path / "favourites.txt"), "Yours\n");
}

TEST(FilesTest, ARenamedRowStaysChosenThoughAnotherPresetIsLoaded) {
  Stage stage;
  for (const char* const name : {"Anvil", "Brick"}) ASSERT_EQ(stage.model.save_as(name, "Pad"), "");
  stage.editor.show(gui::Page::kPresets);
  stage.look();
  auto* const rows = stage.find<gui::PresetRows>("Preset list");
  ASSERT_NE(rows, nullptr);
  const auto chosen = [&] {
    return rows->createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString();
  };
  rows->choose(stage.preset("Anvil"));
  ASSERT_EQ(chosen(), "Anvil, Pad");
  rows->keyPressed(juce::KeyPress(juce::KeyPress::F2Key));
  juce::TextEditor* field = nullptr;
  for (juce::Component* const child : rows->getChildren()) {
    if (auto* const entry = dynamic_cast<juce::TextEditor*>(child)) field = entry;
  }
  ASSERT_NE(field, nullptr);
  field->setText("Zinc");
  field->onReturnKey();
  for (int i = 0; i < 200 && stage.preset("Zinc") < 0; ++i) {
    juce::Thread::sleep(5);
    stage.look();
  }
  stage.look();
  EXPECT_EQ(chosen(), "Zinc, Pad") << "the choice jumped to what is loaded";
}

TEST(FilesTest, AnUndoneStepTakesItsNoteWithIt) {
  Stage stage;
  for (const char* const name : {"Anvil", "Brick"}) ASSERT_EQ(stage.model.save_as(name, "Pad"), "");
  stage.editor.show(gui::Page::kPresets);
  stage.look();
  auto* const rows = stage.find<gui::PresetRows>("Preset list");
  ASSERT_NE(rows, nullptr);
  rows->choose(stage.preset("Anvil"));
  rows->keyPressed(juce::KeyPress(juce::KeyPress::deleteKey));
  stage.look();
  ASSERT_LT(stage.preset("Anvil"), 0);
  EXPECT_TRUE(stage.model.undo_files());
  stage.look();
  const std::string left = stage.model.files_undo_label();
  test::Hand(*rows).press({200.0f, static_cast<float>(rows->getHeight()) - 30.0f});
  EXPECT_EQ(stage.model.files_undo_label(), left) << "the note took back an older step";
}

TEST(FilesTest, TheArrowsGoThroughTheListAsItIsShown) {
  Stage stage;
  for (const char* const name : {"Anvil", "Zinc"}) ASSERT_EQ(stage.model.save_as(name, "Pad"), "");
  stage.editor.show(gui::Page::kPresets);
  stage.look();
  auto* const header = stage.find<gui::Header>("Header");
  auto* const page = stage.find<gui::PresetsPage>("Presets");
  ASSERT_TRUE(header != nullptr && page != nullptr);
  page->search("pad");
  stage.look();
  auto* const rows = stage.find<gui::PresetRows>("Preset list");
  const std::vector<int> listed = rows->order();
  ASSERT_GE(listed.size(), 3u);
  ASSERT_LT(listed.size(), stage.model.presets().size());
  ASSERT_TRUE(stage.model.load_preset(listed.front()));
  for (std::size_t i = 1; i <= listed.size(); ++i) {
    header->step_preset(1);
    EXPECT_EQ(stage.model.current_preset(), listed[i % listed.size()]);
  }
}

TEST(FilesTest, ARestoredProjectKnowsWhetherItsSoundWasEdited) {
  Stage stage;
  stage.load("Slow Glaze");
  const auto restored = [&] {
    juce::MemoryBlock state;
    stage.processor.getStateInformation(state);
    stage.processor.setStateInformation(state.getData(), static_cast<int>(state.getSize()));
    stage.look();
    return stage.model.dirty();
  };
  EXPECT_FALSE(restored()) << "nothing was edited";
  stage.set("filter1.cutoff", 1000.0f);
  ASSERT_TRUE(stage.model.dirty());
  EXPECT_TRUE(restored()) << "the edit looks saved";
}

// ---- names of files

TEST(FilesTest, NoNameTakesTheFileOfAnother) {
  Stage stage;
  const std::vector<std::string> names = {"Über", "Äber", "Привет1", "Спасибо",  "A-b",
                                          "A b",  "A/b",  "A:b",     "..",       "",
                                          " ",    "CON",  "con",     "nul.bell", "Bell."};
  for (const std::string& name : names) EXPECT_EQ(stage.model.save_as(name, "Pad"), "") << name;
  EXPECT_EQ(files_in(stage.folder.path / "presets"), static_cast<int>(names.size()));
  for (const char* const name : {"Über", "Äber", "A-b", "A b", "A/b", "A:b", "CON", "con"}) {
    EXPECT_GE(stage.preset(name), 0) << name << " was written over";
  }
  EXPECT_TRUE(std::filesystem::exists(stage.folder.path / "presets" / "pad" / "a-b.kiln"));
  EXPECT_EQ(stage.model.rename_preset(stage.preset("Äber"), "Ober", "Pad"), "");
  EXPECT_NE(stage.model.rename_preset(stage.preset("Ober"), "Über", "Pad"), "")
      << "there is one of this name";
  // The name of one's own is written in place, and the old text comes back.
  stage.set("filter1.cutoff", 640.0f);
  const int count = files_in(stage.folder.path / "presets");
  EXPECT_EQ(stage.model.save_as("Über", "Pad"), "");
  EXPECT_EQ(files_in(stage.folder.path / "presets"), count);
  EXPECT_EQ(stage.model.files_undo_label(), "Replace Über");
}

TEST(FilesTest, AFileOfAnOlderNameIsSavedInPlace) {
  Stage stage;
  const auto old = stage.folder.path / "presets" / "bell" / "glass_bell.kiln";
  write_preset(old, "Glass Bell", "Bell");
  stage.processor.instrument().library().rescan();
  stage.processor.shelf()->reread();
  stage.load("Glass Bell");
  stage.set("filter1.cutoff", 640.0f);
  EXPECT_EQ(stage.model.save_as("Glass Bell", "Bell"), "");
  EXPECT_EQ(files_in(stage.folder.path / "presets"), 1);
  EXPECT_NE(text_in(old).find("640"), std::string::npos);
  EXPECT_EQ(stage.model.rename_preset(stage.model.current_preset(), "Glass bell", "Bell"), "");
  EXPECT_EQ(files_in(stage.folder.path / "presets"), 1);
}

TEST(FilesTest, ChainsKeepTheirFilesApart) {
  Stage stage;
  const auto folder = stage.folder.path / "chains";
  EXPECT_EQ(stage.model.save_chain("Echo Room"), "");
  std::filesystem::rename(folder / "echo room.kiln", folder / "echo_room.kiln");
  for (const char* const name : {"Über", "Äber", "A-b", "A b", "A/b", "A:b", "A b", "Echo Room"}) {
    EXPECT_EQ(stage.model.save_chain(name), "");
  }
  std::filesystem::copy_file(folder / "a-b.kiln", folder / "By hand.kiln");
  const std::vector<std::string> all = {"A b",     "A-b",       "A/b",  "A:b",
                                        "By hand", "Echo Room", "Äber", "Über"};
  EXPECT_EQ(stage.model.chains(), all);
  for (const std::string& name : all) EXPECT_EQ(stage.model.load_chain(name), "") << name;
  EXPECT_EQ(stage.model.delete_chain("A/b"), "");
  EXPECT_EQ(stage.model.chains().size(), all.size() - 1);
}

// ---- a new window

TEST(FilesTest, LocksStayWithTheirProject) {
  Stage stage;
  const std::string without = stage.processor.instrument().state();
  stage.model.memory().locked = {2};
  { EditorModel window(stage.processor); }
  stage.processor.window_memory().locked = {2};
  ASSERT_TRUE(stage.processor.instrument().set_state(without).ok);
  EditorModel window(stage.processor);
  EXPECT_TRUE(stage.processor.instrument().session().locked.empty())
      << "the last project's locks came into this one";
  EXPECT_TRUE(window.memory().locked.empty());
}

TEST(FilesTest, TwoWindowsKeepEachOthersStarsAndPreferences) {
  Stage stage;
  Processor processor;
  EditorModel other(processor);
  stage.load("Slow Glaze");
  for (int i = 0; i < 500 && other.presets().size() < stage.model.presets().size(); ++i) {
    other.poll();
    juce::Thread::sleep(10);
  }
  const std::string first = stage.model.presets()[0].name, second = other.presets()[1].name;
  stage.model.set_favourite(0, true);
  other.set_favourite(1, true);
  const std::string stars = text_in(stage.folder.path / "favourites.txt");
  EXPECT_NE(stars.find(first + "\n"), std::string::npos);
  EXPECT_NE(stars.find(second + "\n"), std::string::npos);
  EXPECT_TRUE(other.presets()[0].favourite);
  gui::Preferences here = stage.model.preferences(), there = other.preferences();
  here.always_values = true;
  stage.model.set_preferences(here);
  there.middle_c = 5;
  other.set_preferences(there);
  const std::string kept = text_in(stage.folder.path / "editor.txt");
  EXPECT_NE(kept.find("always_values"), std::string::npos);
  EXPECT_NE(kept.find("middle_c 5"), std::string::npos);
  EXPECT_NE(kept.find("hinted"), std::string::npos);
}

TEST(FilesTest, WithoutAFolderNothingIsWritten) {
  const test::OwnFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  const char* const home = std::getenv("HOME");
  const char* const data = std::getenv("XDG_DATA_HOME");
  const std::string had_home = home != nullptr ? home : "", had_data = data != nullptr ? data : "";
  unsetenv("KILN_USER_DATA");
  unsetenv("XDG_DATA_HOME");
  unsetenv("HOME");
  std::filesystem::create_directories(folder.path / "host");
  std::filesystem::current_path(folder.path / "host");
  {
    Processor processor;
    EditorModel model(processor);
    model.set_preferences({.always_values = true});
    EXPECT_TRUE(model.preferences().always_values);
    if (!model.presets().empty()) model.set_favourite(0, true);
    EXPECT_NE(model.save_as("Mine", "Pad"), "");
    EXPECT_NE(model.save_chain("Mine"), "");
  }
  EXPECT_EQ(files_in(folder.path / "host"), 0) << "the host's folder got a file";
  std::filesystem::current_path(before);
  if (home != nullptr) setenv("HOME", had_home.c_str(), 1);
  if (data != nullptr) setenv("XDG_DATA_HOME", had_data.c_str(), 1);
}

TEST(FilesTest, NewLoadsOneSound) {
  Stage stage;
  write_preset(stage.folder.path / "presets" / "pad" / "start.kiln", "Start", "Pad");
  stage.processor.instrument().library().rescan();
  stage.processor.shelf()->reread();
  stage.model.poll();
  const std::string label = stage.model.undo_label();
  for (gui::MenuItem& item : stage.find<gui::Header>("Header")->menu_items()) {
    if (item.text == "New") item.action();
  }
  EXPECT_NE(stage.model.undo_label(), label);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(stage.model.undo_label(), label) << "New loaded more than one sound";
}

// ---- what the window says

TEST(FilesTest, ASaveThatFailsSaysWhy) {
  Stage stage;
  ASSERT_EQ(stage.model.save_as("Mine", "Pad"), "");
  auto* const header = stage.find<gui::Header>("Header");
  ASSERT_NE(header, nullptr);
  const auto file = stage.folder.path / "presets" / "pad" / "mine.kiln";
  std::filesystem::remove(file);
  std::filesystem::create_directories(file / "in the way");
  juce::String told;
  header->tell = [&](const juce::String& text) { told = text; };
  header->save();
  EXPECT_EQ(stage.find<juce::TextEditor>("Value"), nullptr) << "it has a name already";
  EXPECT_TRUE(told.contains("mine.kiln")) << "told: " << told;
  stage.load("Slow Glaze");
  std::filesystem::remove_all(stage.folder.path / "presets");
  std::ofstream(stage.folder.path / "presets") << "in the way";
  told.clear();
  header->save();
  auto* const entry = stage.find<juce::TextEditor>("Value");
  ASSERT_NE(entry, nullptr) << "a factory sound asks for a name";
  entry->onReturnKey();
  EXPECT_TRUE(told.contains("presets")) << "told: " << told;
}

TEST(FilesTest, TheChosenRowIsAFileNotAName) {
  Stage stage;
  const auto folder = stage.folder.path / "presets" / "pad";
  write_preset(folder / "b.kiln", "Twin", "Pad");
  const auto rescan = [&] {
    stage.processor.instrument().library().rescan();
    stage.processor.shelf()->reread();
    stage.model.poll();
    stage.look();
  };
  rescan();
  gui::Context context(stage.model);
  gui::PresetsPage page(context);
  page.setSize(gui::kWidth, gui::kKeyboardTop - gui::kHeaderHeight);
  page.rows().choose(stage.preset("Twin"));
  write_preset(folder / "a.kiln", "Twin", "Pad");
  rescan();
  page.rows().tick();
  EXPECT_TRUE(page.rows().keyPressed(juce::KeyPress(juce::KeyPress::deleteKey)));
  EXPECT_TRUE(std::filesystem::exists(folder / "a.kiln")) << "the twin was deleted";
  EXPECT_FALSE(std::filesystem::exists(folder / "b.kiln"));
}

}  // namespace
}  // namespace kiln
