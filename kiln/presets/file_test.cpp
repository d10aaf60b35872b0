// Files are whole or not there, and errors say which file and why.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/file.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("kiln_file_test_") + info->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(FileTest, WritesReplacesAndLeavesNothingElse) {
  const fs::path path = folder_ / "deep" / "a.kiln";
  EXPECT_EQ(write_file(path, "one"), "");
  EXPECT_EQ(write_file(path, std::string("two\0three", 9)), "");
  const FileText read = read_file(path, 100);
  ASSERT_TRUE(read.ok) << read.error;
  EXPECT_EQ(read.text, std::string("two\0three", 9));
  EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), 1)
      << "a temporary file was left behind";
}

TEST_F(FileTest, KeepsTheOldFileWhenTheNewOneCantBeWritten) {
  const fs::path path = folder_ / "folder.kiln";
  fs::create_directories(path / "inside");  // a folder that isn't empty can't be renamed over
  const std::string error = write_file(path, "text");
  EXPECT_NE(error.find("folder.kiln"), std::string::npos) << error;
  EXPECT_TRUE(fs::exists(path / "inside"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1)
      << "a temporary file was left behind";
}

TEST_F(FileTest, RefusesWhatIsMissingOrTooLarge) {
  EXPECT_NE(read_file(folder_ / "none.kiln", 10).error.find("no such file"), std::string::npos);
  ASSERT_EQ(write_file(folder_ / "b.kiln", "12345678901"), "");
  EXPECT_NE(read_file(folder_ / "b.kiln", 10).error.find("larger than 10"), std::string::npos);
  EXPECT_TRUE(read_file(folder_ / "b.kiln", 11).ok);
  EXPECT_FALSE(read_file(folder_, 10).ok) << "a folder is no file";
}

}  // namespace
}  // namespace kiln
