// Wavetables are found by name and content, once read while held, and freed when nobody holds them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/wavetable_finder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/presets/file.h"
#include "kiln/presets/wavetable_file.h"

namespace kiln {
namespace {

namespace fs = std::filesystem;

class WavetableFinderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("kiln_wavetable_finder_") + info->name());
    fs::remove_all(root_);
    ash_ = table("ash", 1);
    oak_ = table("oak", 3);
    ASSERT_EQ(write_file(root_ / "wavetables" / "noise.wav", "RIFF, but no more"), "");
  }
  void TearDown() override { fs::remove_all(root_); }

  // A table of one sine; returns its hash as patches write it.
  std::string table(const std::string& name, int harmonic) {
    WavetableSpectrum spectrum(static_cast<std::size_t>(harmonic));
    spectrum.back().level = 1.0;
    const std::vector<WavetableSpectrum> frames = {spectrum};
    const std::vector<uint8_t> bytes = write_wavetable(name, frames);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    EXPECT_EQ(write_file(root_ / "wavetables" / (name + ".kwt"), std::string(text)), "");
    return to_hex(read_wavetable(bytes, name).table->hash);
  }

  WavetableFinder finder() { return make_wavetable_finder(Library({.factory = {root_}})); }

  fs::path root_;
  std::string ash_, oak_;
};

TEST_F(WavetableFinderTest, PrefersContentToName) {
  const WavetableFinder find = finder();
  const auto ash = find({.name = "ash"});
  const auto oak = find({.name = "oak", .hash = oak_});
  ASSERT_NE(ash, nullptr);
  ASSERT_NE(oak, nullptr);
  EXPECT_NE(ash, oak);
  EXPECT_EQ(find({.name = "ash", .hash = oak_}), oak) << "the content counts before the name";
  EXPECT_EQ(find({.name = "renamed", .hash = oak_}), oak) << "a renamed file is found again";
  EXPECT_EQ(find({.name = "ash", .hash = "0123"}), ash) << "better the name than nothing";
  EXPECT_EQ(find({.name = "noise"}), nullptr) << "a damaged file is no table";
  EXPECT_EQ(find({.name = "renamed"}), nullptr);
}

TEST_F(WavetableFinderTest, HoldsNoTableItself) {
  WavetableFinder find = finder();
  auto table = find({.name = "ash"});
  EXPECT_EQ(find({.name = "ash"}), table) << "a table in use is not made twice";
  const std::weak_ptr<const WavetableMips> watched = table;
  table.reset();
  EXPECT_TRUE(watched.expired()) << "the table outlives its last user";
  EXPECT_NE(find({.name = "ash", .hash = ash_}), nullptr) << "a table that went is read again";
}

TEST_F(WavetableFinderTest, ReadsAChangedFileAgain) {
  const WavetableFinder find = finder();
  const auto before = find({.name = "ash"});
  const fs::path file = root_ / "wavetables" / "ash.kwt";
  const fs::file_time_type written = fs::last_write_time(file);
  table("ash", 5);
  fs::last_write_time(file, written + std::chrono::seconds(2));
  const auto after = find({.name = "ash"});
  ASSERT_NE(after, nullptr);
  EXPECT_NE(after->content_hash(), before->content_hash());
}

TEST_F(WavetableFinderTest, OutlivesTheLibraryItWasMadeFrom) {
  WavetableFinder find;
  {
    const Library library({.factory = {root_}});
    find = make_wavetable_finder(library);
  }
  EXPECT_NE(find({.name = "oak"}), nullptr);
}

}  // namespace
}  // namespace kiln
