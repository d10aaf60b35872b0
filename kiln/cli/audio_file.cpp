// Rounds samples and hands them to libsndfile, which writes through an OutputFile.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/audio_file.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/output_file.h"

namespace kiln::cli {
namespace {

constexpr int64_t kLargestWav = (int64_t{1} << 32) - 4096;  // bytes: the header counts in 32 bits
constexpr uint32_t kDitherModule = 0xd17e;

[[noreturn]] void no_output(const std::filesystem::path& path, const std::string& why) {
  throw CommandError(ExitCode::kNoOutput, fmt::format("can't write {}: {}", path.string(), why));
}

std::string lower_extension(const std::filesystem::path& path) {
  std::string text = path.extension().string();
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_flac(const AudioFileSettings& settings) {
  return lower_extension(settings.path) == ".flac";
}

// Devices have no ending; they get WAV.
bool is_device(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  return std::filesystem::is_character_file(status);
}

SF_INFO file_info(const AudioFileSettings& settings) {
  SF_INFO info = {};
  info.samplerate = settings.rate;
  info.channels = settings.channels;
  info.format = is_flac(settings) ? SF_FORMAT_FLAC : SF_FORMAT_WAV;
  switch (settings.bits) {
    case SampleFormat::kInt16:
      info.format |= SF_FORMAT_PCM_16;
      break;
    case SampleFormat::kInt24:
      info.format |= SF_FORMAT_PCM_24;
      break;
    case SampleFormat::kFloat32:
      info.format |= SF_FORMAT_FLOAT;
      break;
  }
  return info;
}

sf_count_t io_size(void* file) { return static_cast<OutputFile*>(file)->size(); }
sf_count_t io_tell(void* file) { return static_cast<OutputFile*>(file)->position(); }
sf_count_t io_read(void* bytes, sf_count_t size, void* file) {
  return static_cast<sf_count_t>(
      static_cast<OutputFile*>(file)->read(bytes, static_cast<std::size_t>(size)));
}
sf_count_t io_write(const void* bytes, sf_count_t size, void* file) {
  return static_cast<OutputFile*>(file)->write(bytes, static_cast<std::size_t>(size)) ? size : 0;
}
sf_count_t io_seek(sf_count_t offset, int from, void* data) {
  OutputFile& file = *static_cast<OutputFile*>(data);
  if (from == SEEK_CUR) offset += file.position();
  if (from == SEEK_END) offset += file.size();
  return file.seek(offset) ? offset : -1;
}

}  // namespace

void check_audio_file(const AudioFileSettings& settings) {
  const std::string extension = lower_extension(settings.path);
  if (extension != ".wav" && extension != ".flac" && !is_device(settings.path)) {
    throw CommandError(ExitCode::kUsage, fmt::format("--out {}: must end in .wav or .flac",
                                                     in_quotes(settings.path.string())));
  }
  if (extension == ".flac" && settings.bits == SampleFormat::kFloat32) {
    throw CommandError(ExitCode::kUsage, "--bits 32f: FLAC has no floats; use .wav, 16 or 24");
  }
  SF_INFO info = file_info(settings);
  if (sf_format_check(&info) == 0 || (extension == ".flac" && settings.rate > 655350)) {
    throw CommandError(ExitCode::kUsage,
                       fmt::format("--rate {}: not possible in this file format", settings.rate));
  }
}

struct AudioFile::State {
  explicit State(const AudioFileSettings& file_settings)
      : settings(file_settings), output(file_settings.path) {}
  ~State() { sf_close(file); }

  // Full scale is 2^31 in the integers that libsndfile takes.
  int32_t rounded(float sample, bool dithered);
  void check() const {
    if (!output.error().empty()) no_output(settings.path, output.error());
  }

  AudioFileSettings settings;
  OutputFile output;
  SNDFILE* file = nullptr;
  std::vector<int32_t> integers = {};
  uint32_t dither_key = 0;
  uint32_t dither_count = 0;
  int64_t clipped = 0;
};

int32_t AudioFile::State::rounded(float sample, bool dithered) {
  const int bits = settings.bits == SampleFormat::kInt16 ? 16 : 24;
  const double steps = bits == 16 ? 32768.0 : 8388608.0;
  double value = static_cast<double>(sample) * steps;
  if (value > steps - 1.0 || value < -steps) ++clipped;
  if (dithered) {
    value += static_cast<double>(random_unipolar(random_bits(dither_key, dither_count))) -
             static_cast<double>(random_unipolar(random_bits(~dither_key, dither_count)));
    ++dither_count;
  }
  value = std::min(std::max(std::floor(value + 0.5), -steps), steps - 1.0);
  return static_cast<int32_t>(value) * (1 << (32 - bits));
}

AudioFile::AudioFile(const AudioFileSettings& settings) {
  check_audio_file(settings);
  state_ = std::make_unique<State>(settings);
  state_->check();
  state_->dither_key = random_key(settings.seed, 0, kDitherModule);
  SF_INFO info = file_info(settings);
  SF_VIRTUAL_IO io = {io_size, io_seek, io_read, io_write, io_tell};
  state_->file = sf_open_virtual(&io, SFM_WRITE, &info, &state_->output);
  state_->check();
  if (state_->file == nullptr) no_output(settings.path, sf_strerror(nullptr));
  // The chunk of peaks holds the time of day.
  sf_command(state_->file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
}

AudioFile::~AudioFile() = default;

void AudioFile::write(std::span<const float> interleaved) {
  State& state = *state_;
  const auto count = static_cast<sf_count_t>(interleaved.size());
  sf_count_t written = 0;
  if (state.settings.bits == SampleFormat::kFloat32) {
    for (const float sample : interleaved) state.clipped += std::fabs(sample) > 1.0f;
    written = sf_write_float(state.file, interleaved.data(), count);
  } else {
    state.integers.resize(interleaved.size());
    const bool dither = state.settings.bits == SampleFormat::kInt16;
    const auto channels = static_cast<std::size_t>(state.settings.channels);
    for (std::size_t i = 0; i + channels <= interleaved.size(); i += channels) {
      const std::span<const float> frame = interleaved.subspan(i, channels);
      const bool silent =
          std::all_of(frame.begin(), frame.end(), [](float sample) { return sample == 0.0f; });
      for (std::size_t c = 0; c < channels; ++c) {
        state.integers[i + c] = state.rounded(frame[c], dither && !silent);
      }
    }
    written = sf_write_int(state.file, state.integers.data(), count);
  }
  state.check();
  if (written != count) no_output(state.settings.path, sf_strerror(state.file));
  if (!is_flac(state.settings) && state.output.size() > kLargestWav) {
    no_output(state.settings.path,
              "a WAV file can't be larger than 4 GiB; use .flac or fewer bits");
  }
}

void AudioFile::finish() {
  sf_write_sync(state_->file);
  const int failure = sf_close(state_->file);
  state_->file = nullptr;
  state_->check();
  if (failure != 0) no_output(state_->settings.path, sf_error_number(failure));
  if (!state_->output.commit()) no_output(state_->settings.path, state_->output.error());
}

int64_t AudioFile::clipped() const { return state_->clipped; }

}  // namespace kiln::cli
