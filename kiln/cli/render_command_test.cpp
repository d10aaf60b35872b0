// Renders through the command: the same bits for every partition and run, length, mix, programs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/render_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <nlohmann/json.hpp>

#include "kiln/cli/test_support.h"

namespace kiln::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;

nlohmann::json render(std::vector<std::string> words, const LibraryPlaces& places = {}) {
  words.insert(words.begin(), {"render", "--json"});
  const test::CommandRun result = test::run(words, places);
  EXPECT_EQ(result.code, ExitCode::kSuccess) << result.err;
  return nlohmann::json::parse(result.out, nullptr, false);
}

// A sound with modulation, noise and effects, so that a breach anywhere shows.
const std::vector<std::string> kRichSound = {
    "--set", "osc1.unison=3",        "--set", "osc2.type=noise", "--set", "filter1.type=ladder",
    "--set", "filter1.cutoff=900Hz", "--set", "fx1.type=chorus", "--set", "fx2.type=delay",
    "--set", "fx2.mix=30%"};

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<float> read_floats(const std::string& path) {
  SF_INFO info = {};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) return {};
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  sf_read_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
  return samples;
}

TEST(CliRenderCommandTest, the_block_size_changes_no_bit) {
  const auto words = with({"--notes", "C4:90@0.1+0.3,G4@0.1234+0.2", "--tail", "0.3"}, kRichSound);
  const std::string hash = render(with(words, {"--block", "512"}))["sha256"];
  for (const char* block : {"1", "17", "16384"}) {
    EXPECT_EQ(render(with(words, {"--block", block}))["sha256"], hash) << "block of " << block;
  }
}

TEST(CliRenderCommandTest, two_runs_give_the_same_hash_and_another_seed_does_not) {
  const auto words = with({"--notes", "C4+0.2", "--tail", "0"}, kRichSound);
  const auto first = render(words);
  EXPECT_TRUE(first["peak_dbfs"].is_number()) << "silence proves nothing";
  EXPECT_EQ(render(words)["sha256"], first["sha256"]);
  EXPECT_NE(render(with(words, {"--seed", "1"}))["sha256"], first["sha256"]);
}

TEST(CliRenderCommandTest, json_has_every_field) {
  const TemporaryFolder folder;
  const auto json = render({"--notes", "A4+0.5", "--tail", "0.5", "--rate", "44100", "--out",
                            folder.file("a.wav"), "--plot", folder.file("a.png")});
  EXPECT_EQ(json["frames"], 44100);
  EXPECT_EQ(json["rate"], 44100);
  EXPECT_EQ(json["channels"], 1);
  EXPECT_EQ(json["audio_seconds"], 1.0);
  for (const char* field : {"peak_dbfs", "rms_dbfs", "lufs", "true_peak_dbtp"}) {
    ASSERT_TRUE(json[field].is_number()) << field;
    EXPECT_GT(json[field], -60.0) << field;
    EXPECT_LT(json[field], 6.0) << field;
  }
  for (const char* field : {"cpu_seconds", "wall_seconds", "realtime_factor"}) {
    EXPECT_GT(json[field], 0.0) << field;
  }
  EXPECT_EQ(json["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(json["output"], folder.file("a.wav"));
  EXPECT_TRUE(json["messages"].empty());
  EXPECT_EQ(read_floats(folder.file("a.wav")).size(), 88200u);
  const std::string png = test::read_all(folder.file("a.png"));
  EXPECT_EQ(png.substr(0, 4), "\x89PNG");
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\x06\x40\0\0\x03\x84", 8)) << "not 1600 × 900";
  EXPECT_EQ(folder.file_count(), 2);
}

TEST(CliRenderCommandTest, the_file_holds_the_samples_of_the_hash) {
  const TemporaryFolder folder;
  const auto json = render({"--notes", "A4+0.2", "--out", folder.file("a.wav"), "--bits", "32f"});
  const std::vector<float> samples = read_floats(folder.file("a.wav"));
  LoudnessMeter meter(48000);
  meter.add(samples);
  EXPECT_EQ(meter.finish().sha256, json["sha256"].get<std::string>());
}

TEST(CliRenderCommandTest, a_note_sounds_from_its_frame_on_the_latency_is_cut) {
  const TemporaryFolder folder;
  render({"--notes", "A4@0.25+0.2", "--out", folder.file("a.wav"), "--bits", "32f"});
  const std::vector<float> samples = read_floats(folder.file("a.wav"));
  double before = 0.0, after = 0.0;  // greatest sample, up to and from 12000 frames on
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double& peak = i < 2 * 12000 - 2 * 48 ? before : after;
    peak = std::max(peak, std::fabs(static_cast<double>(samples[i])));
  }
  EXPECT_LT(before, 1e-3) << "sound more than 1 ms before the note";
  double onset = 0.0;
  for (std::size_t i = 2 * 12000; i < 2 * 12096; ++i) {
    onset = std::max(onset, std::fabs(static_cast<double>(samples[i])));
  }
  EXPECT_GT(onset, 0.1 * after) << "no sound within 2 ms of the note";
}

TEST(CliRenderCommandTest, an_automatic_tail_ends_with_the_last_sound) {
  const TemporaryFolder folder;
  const auto json = render({"--notes", "C4+0.3", "--set", "amp.release=200ms", "--out",
                            folder.file("a.wav"), "--bits", "32f"});
  const std::vector<float> samples = read_floats(folder.file("a.wav"));
  ASSERT_GE(samples.size(), 2u);
  EXPECT_TRUE(samples[samples.size() - 1] != 0.0f || samples[samples.size() - 2] != 0.0f);
  EXPECT_GT(json["audio_seconds"], 0.35);
  EXPECT_LT(json["audio_seconds"], 3.0);
}

TEST(CliRenderCommandTest, a_midi_file_plays_every_channel_with_its_sound_and_level) {
  const TemporaryFolder folder;
  const std::string song = folder.write("song.mid", test::small_midi());
  const std::string quiet = folder.write("quiet.kiln", "kiln = 1\n[osc1]\nlevel = -inf\n");
  const auto both = render({song});
  EXPECT_EQ(both["channels"], 2);
  EXPECT_NEAR(both["audio_seconds"].get<double>(), 1.0, 0.1);
  const auto silent = render({song, "--preset", quiet});
  EXPECT_TRUE(silent["peak_dbfs"].is_null()) << silent["peak_dbfs"];
  const auto second = render({song, "--preset", quiet, "--channel", "2=init"});
  EXPECT_TRUE(second["peak_dbfs"].is_number());
  EXPECT_NE(second["sha256"], both["sha256"]);
  const std::string channels = folder.write(
      "channels.toml",
      "[channel.1]\npreset = \"quiet.kiln\"\n[channel.2]\npreset = \"init\"\nlevel_db = -20.0\n");
  const auto softer = render({song, "--channels-from", channels});
  EXPECT_NEAR(second["peak_dbfs"].get<double>() - softer["peak_dbfs"].get<double>(), 20.0, 0.01)
      << "dB";
}

TEST(CliRenderCommandTest, a_program_change_brings_its_sound_and_an_unknown_one_is_noted) {
  using std::string_literals::operator""s;
  const TemporaryFolder folder;
  const std::string quiet = folder.write("quiet.kiln", "kiln = 1\n[osc1]\nlevel = -inf\n");
  const std::string song = folder.write("song.mid", test::small_midi("\x00\xc0\x05\x00\xc1\x05"s));
  const std::string channels = folder.write(
      "channels.toml",
      "[channel.1]\nprograms = { 5 = \"quiet.kiln\" }\n[channel.2]\npreset = \"quiet.kiln\"\n");
  const auto mapped = render({song, "--channels-from", channels});
  EXPECT_TRUE(mapped["peak_dbfs"].is_null()) << "the program's sound is silent";
  ASSERT_EQ(mapped["messages"].size(), 1u);
  EXPECT_THAT(mapped["messages"][0].get<std::string>(), HasSubstr("channel 2: no program 5"));

  folder.write("presets/factory/lead/a.kiln", "kiln = 1\nname = \"A\"\n");
  LibraryPlaces places;
  places.factory.push_back(folder.path());
  const std::string first =
      folder.write("first.mid", test::small_midi("\x00\xc0\x00\x00\xc1\x00"s));
  EXPECT_TRUE(render({first, "--preset", quiet}, places)["peak_dbfs"].is_number())
      << "program 0 is the first preset of the library";
}

TEST(CliRenderCommandTest, the_limiter_keeps_the_mix_below_full_scale) {
  const std::vector<std::string> words = {"--notes", "C3+0.5 E3+0.5 G3+0.5 C4+0.5", "--set",
                                          "osc1.level=6dB"};
  EXPECT_GT(render(words)["peak_dbfs"], 0.0);
  EXPECT_LT(render(with(words, {"--limit"}))["peak_dbfs"], -0.29);
}

}  // namespace
}  // namespace kiln::cli
