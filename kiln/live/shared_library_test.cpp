// Files that somebody else puts into the user's folders are found, once they are there in whole.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/shared_library.h"

#include <gtest/gtest.h>

#include "kiln/presets/file.h"

namespace kiln {
namespace {

namespace fs = std::filesystem;

class SharedLibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    user_ = fs::path(testing::TempDir()) / (std::string("kiln_shared_library_") + info->name());
    fs::remove_all(user_);
  }
  void TearDown() override { fs::remove_all(user_); }

  // Times of folders are as coarse as the system's clock tick, and tests are fast.
  void put(const fs::path& file) {
    ASSERT_EQ(write_file(user_ / file, "kiln = 1\n"), "");
    ++puts_;
    fs::last_write_time((user_ / file).parent_path(),
                        fs::file_time_type::clock::now() + std::chrono::seconds(puts_));
  }

  fs::path user_;
  int puts_ = 0;
};

TEST_F(SharedLibraryTest, ReadsAgainWhenAFolderHasChangedAndComeToRest) {
  SharedLibrary library({.user = user_});
  EXPECT_EQ(library.library()->presets().size(), 0u);
  EXPECT_FALSE(library.refresh());
  EXPECT_FALSE(library.refresh()) << "nothing has changed";

  put("presets/one.kiln");
  EXPECT_FALSE(library.refresh()) << "somebody may still be copying";
  put("presets/two.kiln");
  EXPECT_FALSE(library.refresh());
  EXPECT_TRUE(library.refresh());
  EXPECT_EQ(library.library()->presets().size(), 2u);
  EXPECT_FALSE(library.refresh());

  put("presets/Deep/Deeper/three.kiln");
  EXPECT_FALSE(library.refresh());
  EXPECT_TRUE(library.refresh());
  put("presets/Deep/Deeper/four.kiln");
  EXPECT_FALSE(library.refresh());
  EXPECT_TRUE(library.refresh()) << "folders found on the way are looked at too";
  EXPECT_EQ(library.library()->presets().size(), 4u);

  fs::remove_all(user_ / "presets" / "Deep");
  EXPECT_FALSE(library.refresh());
  EXPECT_TRUE(library.refresh());
  EXPECT_EQ(library.library()->presets().size(), 2u);
}

TEST_F(SharedLibraryTest, FindsAWavetableThatCameLater) {
  SharedLibrary library({.user = user_});
  EXPECT_EQ(library.library()->wavetables().size(), 0u);
  put("wavetables/Late.wav");
  EXPECT_FALSE(library.refresh());
  EXPECT_TRUE(library.refresh());
  EXPECT_NE(library.library()->find_wavetable("Late").entry, nullptr);
}

TEST_F(SharedLibraryTest, WhatTheEditorSavedIsNotReadTwice) {
  SharedLibrary library({.user = user_});
  put("presets/mine.kiln");
  library.rescan();
  EXPECT_FALSE(library.refresh());
  EXPECT_FALSE(library.refresh());
  EXPECT_EQ(library.library()->presets().size(), 1u);
}

}  // namespace
}  // namespace kiln
