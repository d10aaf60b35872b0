// Sound files: what is read back, the same bytes each time, and nothing left after a failure.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/audio_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>

#include "kiln/cli/test_support.h"

namespace kiln::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;

std::vector<float> some_samples() {
  std::vector<float> samples;
  for (int i = 0; i < 20000; ++i)
    samples.push_back(static_cast<float>((i * 7919) % 2001 - 1000) / 1000.5f);
  return samples;
}

std::vector<float> read_back(const std::string& path, int& rate) {
  SF_INFO info = {};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  EXPECT_NE(file, nullptr) << sf_strerror(nullptr);
  if (file == nullptr) return {};
  rate = info.samplerate;
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  sf_read_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
  return samples;
}

void write_file(const AudioFileSettings& settings, const std::vector<float>& samples) {
  AudioFile file(settings);
  file.write(std::span(samples).first(1000));
  file.write(std::span(samples).subspan(1000));
  file.finish();
}

double greatest_error(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double greatest = 0.0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    greatest = std::max(greatest, std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return greatest;
}

TEST(CliAudioFileTest, every_format_is_read_back_within_its_step) {
  struct Case {
    const char* name;
    SampleFormat bits;
    double error;
  };
  const std::vector<float> samples = some_samples();
  for (const Case& format : {Case{"a.wav", SampleFormat::kFloat32, 0.0},
                             Case{"a.wav", SampleFormat::kInt24, 0.51 / 8388608.0},
                             Case{"a.flac", SampleFormat::kInt24, 0.51 / 8388608.0},
                             Case{"a.wav", SampleFormat::kInt16, 1.51 / 32768.0},
                             Case{"a.FLAC", SampleFormat::kInt16, 1.51 / 32768.0}}) {
    const TemporaryFolder folder;
    const std::string path = folder.file(format.name);
    write_file({.path = path, .rate = 44100, .bits = format.bits}, samples);
    int rate = 0;
    EXPECT_LE(greatest_error(read_back(path, rate), samples), format.error) << format.name;
    EXPECT_EQ(rate, 44100);
    EXPECT_EQ(folder.file_count(), 1) << "the temporary file is still there";
  }
}

TEST(CliAudioFileTest, two_files_of_the_same_samples_have_the_same_bytes) {
  const TemporaryFolder folder;
  for (const SampleFormat bits : {SampleFormat::kFloat32, SampleFormat::kInt16}) {
    write_file({.path = folder.file("a.wav"), .bits = bits}, some_samples());
    write_file({.path = folder.file("b.wav"), .bits = bits}, some_samples());
    const std::string bytes = test::read_all(folder.file("a.wav"));
    EXPECT_TRUE(bytes == test::read_all(folder.file("b.wav")));
    EXPECT_EQ(bytes.substr(0, 100).find("PEAK"), std::string::npos) << "it holds the time of day";
  }
}

TEST(CliAudioFileTest, dither_keeps_what_lies_below_a_step_and_leaves_silence_silent) {
  const TemporaryFolder folder;
  const float quarter_step = 0.25f / 32768.0f;
  std::vector<float> samples(40000, quarter_step);
  samples.resize(44000, 0.0f);
  write_file({.path = folder.file("a.wav"), .bits = SampleFormat::kInt16}, samples);
  int rate = 0;
  const std::vector<float> read = read_back(folder.file("a.wav"), rate);
  double sum = 0.0;
  for (std::size_t i = 0; i < 40000; ++i) sum += static_cast<double>(read[i]) * 32768.0;
  EXPECT_NEAR(sum / 40000.0, 0.25, 0.02) << "steps on average";
  for (std::size_t i = 40000; i < read.size(); ++i) ASSERT_EQ(read[i], 0.0f) << "sample " << i;
}

TEST(CliAudioFileTest, samples_beyond_full_scale_are_counted_and_cut) {
  const TemporaryFolder folder;
  AudioFile file({.path = folder.file("a.wav"), .bits = SampleFormat::kInt24});
  const std::vector<float> samples = {2.0f, -2.0f, 0.5f, -1.0f};
  file.write(samples);
  EXPECT_EQ(file.clipped(), 2);
  file.finish();
  int rate = 0;
  const std::vector<float> read = read_back(folder.file("a.wav"), rate);
  EXPECT_NEAR(read[0], 1.0f, 1e-6f);
  EXPECT_EQ(read[1], -1.0f);
}

TEST(CliAudioFileTest, what_is_not_finished_leaves_the_old_file) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.wav", "old");
  {
    AudioFile file({.path = path});
    file.write(some_samples());
  }
  EXPECT_EQ(test::read_all(path), "old");
  EXPECT_EQ(folder.file_count(), 1);
}

void expect_no_output(const std::string& path, const char* reason) {
  try {
    AudioFile file({.path = path});
    file.write(some_samples());
    file.finish();
    ADD_FAILURE() << path << " was written";
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code(), ExitCode::kNoOutput);
    EXPECT_THAT(error.what(), HasSubstr(path));
    EXPECT_THAT(error.what(), HasSubstr(reason));
  }
}

TEST(CliAudioFileTest, failures_name_the_file_and_the_reason) {
  const TemporaryFolder folder;
  folder.write("plain", "");
  expect_no_output(folder.file("missing/a.wav"), "No such file or directory");
  expect_no_output(folder.file("plain/a.wav"), "Not a directory");
  std::filesystem::create_directories(folder.path() / "folder.wav");
  expect_no_output(folder.file("folder.wav"), "Is a directory");
  EXPECT_EQ(folder.file_count(), 1);
#ifdef __linux__
  expect_no_output("/dev/full", "No space left on device");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
#endif
}

TEST(CliAudioFileTest, formats_that_do_not_exist_are_refused_before_anything_is_made) {
  EXPECT_THROW(check_audio_file({.path = "a.mp3"}), CommandError);
  EXPECT_THROW(check_audio_file({.path = "a"}), CommandError);
  EXPECT_THROW(check_audio_file({.path = "a.flac", .bits = SampleFormat::kFloat32}), CommandError);
  EXPECT_THROW(check_audio_file({.path = "a.flac", .rate = 768000}), CommandError);
  EXPECT_NO_THROW(check_audio_file({.path = "a.wav", .rate = 768000}));
}

}  // namespace
}  // namespace kiln::cli
