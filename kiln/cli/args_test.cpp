// The command line: defaults, what is read, and the message and code of everything wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiln/cli/errors.h"

namespace kiln::cli {
namespace {

using ::testing::HasSubstr;

std::string error_of(const std::vector<std::string>& words) {
  try {
    parse_args(words);
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "no error";
}

std::string render_error(const std::string& option, const std::string& value) {
  return error_of({"render", "song.mid", option, value});
}

TEST(CliArgsTest, render_has_the_documented_defaults) {
  const Args args = parse_args({"render", "song.mid"});
  EXPECT_EQ(args.command, Args::Command::kRender);
  EXPECT_EQ(args.render.song, "song.mid");
  EXPECT_EQ(args.render.rate, 48000);
  EXPECT_EQ(args.render.block, 512);
  EXPECT_EQ(args.render.bits, SampleFormat::kInt24);
  EXPECT_EQ(args.render.quality, 0);
  EXPECT_FALSE(args.render.tail.has_value());
  EXPECT_EQ(args.render.seed, 0u);
  EXPECT_FALSE(args.render.limit);
  EXPECT_FALSE(args.render.json);
  EXPECT_TRUE(args.render.out.empty());
}

TEST(CliArgsTest, every_option_of_render_is_read) {
  const Args args = parse_args({"render",
                                "--notes",
                                "C4 E4",
                                "--preset",
                                "Slow Glaze",
                                "--channel",
                                "2=Kiln Floor",
                                "--channel",
                                "16=a/b.kiln",
                                "--out",
                                "x.wav",
                                "--rate",
                                "96000",
                                "--block",
                                "17",
                                "--bits",
                                "32f",
                                "--quality",
                                "4",
                                "--tail",
                                "2.5",
                                "--seed",
                                "18446744073709551615",
                                "--plot",
                                "x.png",
                                "--json",
                                "--set",
                                "a=1",
                                "--set",
                                "b=2",
                                "--channels-from",
                                "x.toml",
                                "--limit"});
  const RenderArgs& render = args.render;
  EXPECT_EQ(render.notes, "C4 E4");
  EXPECT_EQ(render.preset, "Slow Glaze");
  const std::vector<std::pair<int, std::string>> channels = {{2, "Kiln Floor"}, {16, "a/b.kiln"}};
  EXPECT_EQ(render.channels, channels);
  EXPECT_EQ(render.out, "x.wav");
  EXPECT_EQ(render.rate, 96000);
  EXPECT_EQ(render.block, 17);
  EXPECT_EQ(render.bits, SampleFormat::kFloat32);
  EXPECT_EQ(render.quality, 4);
  EXPECT_EQ(render.tail, 2.5);
  EXPECT_EQ(render.seed, UINT64_MAX);
  EXPECT_EQ(render.plot, "x.png");
  EXPECT_TRUE(render.json);
  EXPECT_EQ(render.set, (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_EQ(render.channels_from, "x.toml");
  EXPECT_TRUE(render.limit);
}

TEST(CliArgsTest, a_repeated_option_takes_one_value_each) {
  const Args args = parse_args({"render", "--set", "a=1", "song.mid"});
  EXPECT_EQ(args.render.song, "song.mid");
  EXPECT_EQ(args.render.set.size(), 1u);
}

TEST(CliArgsTest, the_other_commands_are_found) {
  EXPECT_EQ(parse_args({"version"}).command, Args::Command::kVersion);
  EXPECT_EQ(parse_args({"--version"}).command, Args::Command::kVersion);
  EXPECT_EQ(parse_args({"presets", "list"}).command, Args::Command::kPresetsList);
  EXPECT_EQ(parse_args({"presets", "show", "X"}).preset, "X");
  EXPECT_EQ(parse_args({"presets", "check", "a", "b"}).paths.size(), 2u);
  EXPECT_TRUE(parse_args({"params", "--json"}).json);
  EXPECT_TRUE(parse_args({"params", "--markdown"}).markdown);
  EXPECT_EQ(parse_args({"describe", "X"}).preset, "X");
}

TEST(CliArgsTest, help_lists_commands_and_exit_codes) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {}}) {
    const Args args = parse_args(words);
    EXPECT_EQ(args.command, Args::Command::kText);
    EXPECT_THAT(args.text, HasSubstr("render"));
    EXPECT_THAT(args.text, HasSubstr("presets"));
    EXPECT_THAT(args.text, HasSubstr(exit_code_table()));
  }
  EXPECT_THAT(parse_args({"render", "--help"}).text, HasSubstr("--channels-from"));
}

TEST(CliArgsTest, a_wrong_word_names_the_nearest) {
  EXPECT_THAT(error_of({"rendr", "song.mid"}), HasSubstr("'render'"));
  EXPECT_THAT(error_of({"render", "song.mid", "--prest", "x"}), HasSubstr("'--preset'"));
  EXPECT_THAT(error_of({"presets", "lst"}), HasSubstr("'list'"));
}

TEST(CliArgsTest, a_wrong_value_says_what_is_possible) {
  EXPECT_THAT(render_error("--rate", "999"), HasSubstr("1000 to 768000"));
  EXPECT_THAT(render_error("--rate", "48k"), HasSubstr("'48k'"));
  EXPECT_THAT(render_error("--block", "0"), HasSubstr("1 to 16384"));
  EXPECT_THAT(render_error("--block", "16385"), HasSubstr("1 to 16384"));
  EXPECT_THAT(render_error("--bits", "20"), HasSubstr("16, 24 or 32f"));
  EXPECT_THAT(render_error("--quality", "3"), HasSubstr("1, 2 or 4"));
  EXPECT_THAT(render_error("--tail", "-1"), HasSubstr("auto"));
  EXPECT_THAT(render_error("--tail", "nan"), HasSubstr("auto"));
  EXPECT_THAT(render_error("--seed", "-1"), HasSubstr("whole number"));
  EXPECT_THAT(render_error("--channel", "17=X"), HasSubstr("1 to 16"));
  EXPECT_THAT(render_error("--channel", "X"), HasSubstr("N=NAME"));
}

TEST(CliArgsTest, what_is_missing_is_said) {
  EXPECT_THAT(error_of({"render"}), HasSubstr("nothing to play"));
  EXPECT_THAT(error_of({"render", "song.mid", "--notes", "C4"}), HasSubstr("exclude each other"));
  EXPECT_THAT(error_of({"render", "song.mid", "--out"}), HasSubstr("--out"));
  EXPECT_THAT(error_of({"presets"}), HasSubstr("list"));
  EXPECT_THAT(error_of({"presets", "show"}), HasSubstr("name"));
  EXPECT_THAT(error_of({"describe"}), HasSubstr("preset"));
}

}  // namespace
}  // namespace kiln::cli
