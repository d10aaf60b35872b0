// Whole commands: bad input gives one line and a documented code and leaves no file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiln/cli/render_job.h"
#include "kiln/cli/test_support.h"

namespace kiln::cli {
namespace {

using test::CommandRun;
using test::run;
using test::TemporaryFolder;
using ::testing::HasSubstr;

constexpr const char* kMiniPreset = "kiln = 1\nname = \"Mini Saw\"\ncategory = \"Lead\"\n";

// A library with one preset.
LibraryPlaces small_library(const TemporaryFolder& folder) {
  folder.write("presets/factory/lead/mini_saw.kiln", kMiniPreset);
  LibraryPlaces places;
  places.factory.push_back(folder.path());
  return places;
}

void expect_failure(const CommandRun& result, ExitCode code, const std::string& words) {
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_TRUE(result.one_error_line()) << "stderr:\n" << result.err;
  EXPECT_THAT(result.err, HasSubstr(words));
  EXPECT_EQ(result.out, "");
}

TEST(CliCommandTest, bad_input_of_render_gives_one_line_and_its_code_and_leaves_no_file) {
  const TemporaryFolder folder;
  const std::string song = folder.write("song.mid", test::small_midi());
  const std::string no_song = folder.write("no_song.mid", "RIFF....WAVEfmt ");
  const std::string damaged = folder.write("damaged.kiln", "kiln = 1\nname = \"x\nosc1");
  const std::string out = folder.file("out.wav");
  const int files = folder.file_count();
  const auto render = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"render", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  expect_failure(render({folder.file("missing.mid")}), ExitCode::kNoInput, "missing.mid");
  expect_failure(render({folder.path().string()}), ExitCode::kNoInput, "no such file");
  expect_failure(render({no_song}), ExitCode::kBadInput, "no_song.mid");
  expect_failure(render({song, "--preset", damaged}), ExitCode::kBadInput, "damaged.kiln:2");
  expect_failure(render({song, "--preset", folder.file("missing.kiln")}), ExitCode::kNoInput,
                 "missing.kiln");
  expect_failure(render({song, "--preset", "Nothing Such"}), ExitCode::kUnknownName, "'init'");
  expect_failure(render({song, "--channel", "2=Nothing Such"}), ExitCode::kUnknownName,
                 "'Nothing Such'");
  expect_failure(render({song, "--set", "filter1.cutof=640Hz"}), ExitCode::kUnknownName,
                 "'filter1.cutoff'");
  expect_failure(render({song, "--set", "filter1.cutoff=640Hx"}), ExitCode::kBadValue, "'Hz'");
  expect_failure(render({song, "--set", "filter1.cutoff=30kHz"}), ExitCode::kBadValue,
                 "out of range");
  expect_failure(render({song, "--set", "filter1.cutoff"}), ExitCode::kUsage, "ID=VALUE");
  expect_failure(render({song, "--channels-from", folder.file("missing.toml")}), ExitCode::kNoInput,
                 "missing.toml");
  expect_failure(render({song, "--plot", "x.jpg"}), ExitCode::kUsage, ".png");
  expect_failure(run({"render", song, "--out", folder.file("no/out.wav")}), ExitCode::kNoOutput,
                 "no/out.wav");
  expect_failure(run({"render", song, "--out", folder.file("out.mp3")}), ExitCode::kUsage, ".flac");
  expect_failure(render({song, "--plot", folder.file("no/plot.png")}), ExitCode::kNoOutput,
                 "no/plot.png");
#ifdef __linux__
  expect_failure(run({"render", song, "--out", "/dev/full"}), ExitCode::kNoOutput, "No space left");
#endif
  EXPECT_EQ(folder.file_count(), files) << "a failed render left a file";
}

TEST(CliCommandTest, a_midi_file_cut_at_any_byte_plays_or_gives_one_line) {
  const TemporaryFolder folder;
  const std::string song = test::small_midi();
  int refused = 0;
  for (std::size_t size = 0; size < song.size(); ++size) {
    try {
      const std::string part = song.substr(0, size);
      song_of_midi({reinterpret_cast<const uint8_t*>(part.data()), part.size()}, "cut.mid", 48000);
    } catch (const CommandError& error) {
      ++refused;
      const std::string line = error.what();
      EXPECT_EQ(error.code(), ExitCode::kBadInput) << "cut after " << size << " bytes";
      EXPECT_THAT(line, HasSubstr("cut.mid")) << "cut after " << size << " bytes";
      EXPECT_EQ(line.find('\n'), std::string::npos) << "cut after " << size << " bytes";
    }
  }
  EXPECT_GE(refused, 22)
      << "without a whole header and the head of a track there is nothing to play";
  expect_failure(run({"render", folder.write("cut.mid", song.substr(0, 20))}), ExitCode::kBadInput,
                 "cut.mid");
}

TEST(CliCommandTest, an_interrupt_ends_a_render_without_a_file) {
  const TemporaryFolder folder;
  interrupt_render();
  const CommandRun result = run({"render", "--notes", "C4", "--out", folder.file("out.wav")});
  clear_interrupt();
  expect_failure(result, ExitCode::kInterrupted, "interrupted");
  EXPECT_EQ(folder.file_count(), 0);
}

TEST(CliCommandTest, a_failed_render_keeps_the_old_file) {
  const TemporaryFolder folder;
  const std::string out = folder.write("out.wav", "old");
  interrupt_render();
  run({"render", "--notes", "C4", "--out", out});
  clear_interrupt();
  EXPECT_EQ(test::read_all(out), "old");
  EXPECT_EQ(folder.file_count(), 1);
}

TEST(CliCommandTest, presets_are_listed_shown_and_described) {
  const TemporaryFolder folder;
  const LibraryPlaces places = small_library(folder);
  EXPECT_EQ(run({"presets", "list"}, places).out, "  0:0    Lead      Mini Saw\n");
  EXPECT_EQ(run({"presets", "show", "mini saw"}, places).out, kMiniPreset);
  EXPECT_THAT(run({"presets", "show", "init"}, places).out, HasSubstr("name = \"init\""));
  const std::string own = folder.write("own.kiln", R"(kiln = 1
name = "Own"
[filter1]
type = "svf"
cutoff = 640
[macro1]
label = "Heat"
[fx2]
type = "reverb"
[[route]]
source = "env2"
target = "filter1.cutoff"
depth = "+31 st"
)");
  const std::string text = run({"describe", own}, places).out;
  EXPECT_THAT(text, HasSubstr("Cutoff 640 Hz"));
  EXPECT_THAT(text, HasSubstr("env2 --+31 st--> filter1.cutoff"));
  EXPECT_THAT(text, HasSubstr("Heat"));
  EXPECT_THAT(text, HasSubstr("Effect 2"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("Filter 2")));
  expect_failure(run({"describe", "Mini Sow"}, places), ExitCode::kUnknownName, "'Mini Saw'");
}

TEST(CliCommandTest, check_counts_presets_that_are_fine_and_names_what_is_not) {
  const TemporaryFolder folder;
  folder.write("bank/good.kiln", kMiniPreset);
  CommandRun result = run({"presets", "check", folder.file("bank")});
  EXPECT_EQ(result.code, ExitCode::kSuccess);
  EXPECT_EQ(result.out, "1 of 1 presets are fine\n");
  folder.write("bank/clamped.kiln", "kiln = 1\nname = \"x\"\n[filter1]\ncutoff = 99999\n");
  folder.write("bank/damaged.kiln", "kiln = \n");
  folder.write("bank/lost.kiln",
               "kiln = 1\n[osc1]\ntype = \"wavetable\"\nwavetable_file = \"No Such Table\"\n");
  result = run({"presets", "check", folder.file("bank")});
  EXPECT_EQ(result.code, ExitCode::kCheckFailed);
  EXPECT_THAT(result.out, HasSubstr("clamped.kiln:4"));
  EXPECT_THAT(result.out, HasSubstr("damaged.kiln:1"));
  EXPECT_THAT(result.out, HasSubstr("No Such Table"));
  EXPECT_THAT(result.out, HasSubstr("1 of 4 presets are fine"));
  expect_failure(run({"presets", "check", folder.file("nowhere")}), ExitCode::kNoInput, "nowhere");
  expect_failure(run({"presets", "check",
                      folder.write("empty/x.txt", "").substr(0, folder.file("empty").size())}),
                 ExitCode::kNoInput, "no .kiln files");
}

TEST(CliCommandTest, a_full_standard_output_is_a_failure) {
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(run_command({"params"}, {}, out, err), ExitCode::kNoOutput);
  EXPECT_THAT(err.str(), HasSubstr("standard output"));
}

}  // namespace
}  // namespace kiln::cli
