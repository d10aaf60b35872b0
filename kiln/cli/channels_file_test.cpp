// The channels of a song from TOML, and errors that name the line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/channels_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiln/cli/test_support.h"

namespace kiln::cli {
namespace {

using ::testing::HasSubstr;

std::string error_of(const std::string& text) {
  const test::TemporaryFolder folder;
  try {
    read_channels_file(folder.write("x.toml", text));
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "no error";
}

TEST(CliChannelsFileTest, presets_levels_and_programs_are_read) {
  const test::TemporaryFolder folder;
  const ChannelMappings mappings = read_channels_file(folder.write("x.toml", R"(
[channel]
1 = "Slow Glaze"
[channel.2]
preset = "Kiln Floor"
level_db = -3
programs = { 4 = "Vitrify", 0 = "own.kiln" }
[channel.16]
preset = "sub/own.kiln"
level_db = -4.5
)"));
  EXPECT_EQ(mappings[0].preset, "Slow Glaze");
  EXPECT_EQ(mappings[0].level_db, 0.0);
  EXPECT_EQ(mappings[1].preset, "Kiln Floor");
  EXPECT_EQ(mappings[1].level_db, -3.0);
  EXPECT_EQ(mappings[1].programs.at(4), "Vitrify");
  EXPECT_EQ(mappings[1].programs.at(0), folder.file("own.kiln"));
  EXPECT_EQ(mappings[15].preset, folder.file("sub/own.kiln"));
  EXPECT_EQ(mappings[15].level_db, -4.5);
  EXPECT_EQ(mappings[2].preset, "");
}

TEST(CliChannelsFileTest, errors_name_the_line_and_what_is_possible) {
  EXPECT_THAT(error_of("[channel.17]\npreset = \"a\"\n"), HasSubstr("x.toml:1: '17'"));
  EXPECT_THAT(error_of("[channel.1]\nlevel = 3\n"), HasSubstr("x.toml:2: unknown key 'level'"));
  EXPECT_THAT(error_of("[channel.1]\nlevel = 3\n"), HasSubstr("'level_db'"));
  EXPECT_THAT(error_of("[channel.1]\nlevel_db = 25\n"), HasSubstr("-96 to 24"));
  EXPECT_THAT(error_of("[channel.1]\nlevel_db = nan\n"), HasSubstr("-96 to 24"));
  EXPECT_THAT(error_of("[channel.1]\nprograms = { 128 = \"a\" }\n"), HasSubstr("0 to 127"));
  EXPECT_THAT(error_of("[channel.1]\npreset = 3\n"), HasSubstr("in quotes"));
  EXPECT_THAT(error_of("[chanel.1]\n"), HasSubstr("'chanel'"));
  EXPECT_THAT(error_of("[channel.1\n"), HasSubstr("x.toml:1"));
}

TEST(CliChannelsFileTest, a_missing_file_is_named) {
  try {
    read_channels_file("/nowhere/x.toml");
    ADD_FAILURE() << "no error";
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code(), ExitCode::kNoInput);
    EXPECT_THAT(error.what(), HasSubstr("/nowhere/x.toml"));
  }
}

}  // namespace
}  // namespace kiln::cli
