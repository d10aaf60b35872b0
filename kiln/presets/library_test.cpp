// Presets are found, ordered and numbered, from an invented library.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/library.h"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "kiln/presets/file.h"

namespace kiln {
namespace {

namespace fs = std::filesystem;

class LibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("kiln_library_test_") + info->name());
    fs::remove_all(root_);
    const fs::path factory = root_ / "data" / "presets" / "factory";
    preset(factory / "Pad" / "slow_glaze.kiln", "name = \"Slow Glaze\"\ncategory = \"Pad\"\n");
    preset(factory / "Bass" / "02_slipcast.kiln", "name = \"Slipcast\"\n[osc1]\nlevel = -6.0\n");
    preset(factory / "Bass" / "01_floor.kiln", "name = \"Kiln Floor\"\n");
    preset(factory / "Zither" / "odd.kiln",
           "description = \"\"\"\n[not a table]\"\"\"\nname = \"Odd\"\n");
    preset(root_ / "user" / "presets" / "mine.kiln", "name = \"slipcast\"\ncategory = \"Bass\"\n");
    preset(root_ / "user" / "presets" / "Bass" / "broken.kiln", "= =\n");
    write_file(root_ / "user" / "presets" / "notes.txt", "no preset");
    write_file(root_ / "data" / "wavetables" / "Ember Vowels.wav", "RIFF");
    places_ = {.factory = {root_ / "nowhere", root_ / "data", root_ / "user"},
               .user = root_ / "user"};
  }
  void TearDown() override { fs::remove_all(root_); }

  static void preset(const fs::path& path, const std::string& text) {
    ASSERT_EQ(write_file(path, "kiln = 1\n" + text), "");
  }

  fs::path root_;
  LibraryPlaces places_;
};

TEST_F(LibraryTest, OrdersFactoryFirstThenCategoriesThenFiles) {
  const Library library(places_);
  std::vector<std::string> names;
  for (const LibraryEntry& entry : library.presets()) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Kiln Floor", "Slipcast", "Slow Glaze", "Odd",
                                             "broken", "slipcast"}));
  EXPECT_EQ(library.presets()[1].category, "Bass") << "the folder's name where the file has none";
  EXPECT_EQ(library.presets()[1].program, 1);
  EXPECT_EQ(library.program(0, 2)->name, "Slow Glaze");
  EXPECT_EQ(library.program(0, 6), nullptr);
  EXPECT_EQ(library.program(-1, 0), nullptr);
  EXPECT_EQ(library.program(0, 128), nullptr);
}

TEST_F(LibraryTest, FindsByNameInAnyCase) {
  const Library library(places_);
  ASSERT_NE(library.find("kiln floor").entry, nullptr);
  EXPECT_EQ(library.find("KILN FLOOR").entry->name, "Kiln Floor");
  EXPECT_FALSE(library.find("Slipcast").entry->factory) << "one's own wins";
  const Library::Found missing = library.find("Slow Glaz");
  EXPECT_EQ(missing.entry, nullptr);
  EXPECT_EQ(missing.nearest, "Slow Glaze");
}

TEST_F(LibraryTest, FindsWavetables) {
  const Library library(places_);
  ASSERT_NE(library.find_wavetable("ember vowels").entry, nullptr);
  EXPECT_EQ(library.find_wavetable("Ember Vowles").nearest, "Ember Vowels");
}

TEST_F(LibraryTest, TellsItsFoldersAndWhenTheyChanged) {
  write_file(root_ / "user" / "presets" / ".git" / "objects" / "hidden.kiln", "kiln = 1\n");
  const Library library(places_);
  std::vector<fs::path> folders;
  for (const FolderTime& folder : library.folders()) {
    folders.push_back(folder.path.lexically_relative(root_));
    EXPECT_EQ(folder, folder_time(folder.path));
  }
  std::sort(folders.begin(), folders.end());
  EXPECT_EQ(folders,
            (std::vector<fs::path>{"data/presets/factory", "data/presets/factory/Bass",
                                   "data/presets/factory/Pad", "data/presets/factory/Zither",
                                   "data/wavetables", "user/presets", "user/presets/Bass",
                                   "user/wavetables"}));
  EXPECT_EQ(library.folders().back().time, fs::file_time_type::min()) << "not there yet";
  for (const LibraryEntry& entry : library.presets()) EXPECT_NE(entry.path.stem(), "hidden");
}

TEST_F(LibraryTest, AnEmptyMachineHasAnEmptyLibrary) {
  const Library library(LibraryPlaces{.factory = {root_ / "nowhere"}, .user = root_ / "no one"});
  EXPECT_TRUE(library.presets().empty());
  EXPECT_EQ(library.find("x").entry, nullptr);
  EXPECT_EQ(library.find("x").nearest, "");
}

TEST_F(LibraryTest, EnvironmentComesFirst) {
  setenv("KILN_DATA", (root_ / "data").c_str(), 1);
  setenv("KILN_USER_DATA", (root_ / "user").c_str(), 1);
  const LibraryPlaces places = default_places();
  unsetenv("KILN_DATA");
  unsetenv("KILN_USER_DATA");
  ASSERT_FALSE(places.factory.empty());
  EXPECT_EQ(places.factory.front(), root_ / "data");
  EXPECT_EQ(places.user, root_ / "user");
  EXPECT_EQ(Library(places).presets().size(), 6u);
}

}  // namespace
}  // namespace kiln
