// Wavetable files: the same samples back, every factory table sound, nothing bad gets through.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/wavetable_file.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "kiln/base/math.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

std::vector<WavetableSpectrum> two_frames() {
  WavetableSpectrum saw;
  for (int h = 1; h <= 1023; ++h) saw.push_back({0.6 / h, h % 2 == 0 ? 0.5 : 0.0});
  return {{{0.8, 0.25}}, saw};
}

void put(std::vector<uint8_t>& bytes, uint64_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<uint8_t>((value >> (8 * i)) & 255u));
}

void put_text(std::vector<uint8_t>& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

struct Wav {
  int tag = 3, channels = 1, bits = 32;
  std::string clm = {};
  bool with_format = true, with_data = true;
  int64_t stated_bytes = -1;  // of the data chunk; −1: the truth
};

std::vector<uint8_t> wav(const std::vector<float>& samples, const Wav& how = {}) {
  std::vector<uint8_t> bytes;
  put_text(bytes, "RIFF");
  put(bytes, 0, 4);
  put_text(bytes, "WAVE");
  if (how.with_format) {
    put_text(bytes, "fmt ");
    put(bytes, 16, 4);
    put(bytes, static_cast<uint64_t>(how.tag), 2);
    put(bytes, static_cast<uint64_t>(how.channels), 2);
    put(bytes, 48000, 4);
    put(bytes, 0, 4);
    put(bytes, 0, 2);
    put(bytes, static_cast<uint64_t>(how.bits), 2);
  }
  if (!how.clm.empty()) {
    put_text(bytes, "clm ");
    put(bytes, how.clm.size(), 4);
    put_text(bytes, how.clm);
    if (how.clm.size() % 2 == 1) put(bytes, 0, 1);
  }
  if (how.with_data) {
    const size_t size = samples.size() * static_cast<size_t>(how.bits / 8 * how.channels);
    put_text(bytes, "data");
    put(bytes, how.stated_bytes < 0 ? size : static_cast<uint64_t>(how.stated_bytes), 4);
    for (const float x : samples) {
      for (int c = 0; c < how.channels; ++c) {
        const float y = c == 0 ? x : 0.0f;
        if (how.tag == 3 && how.bits == 32) {
          put(bytes, std::bit_cast<uint32_t>(y), 4);
        } else if (how.tag == 3) {
          put(bytes, std::bit_cast<uint64_t>(static_cast<double>(y)), 8);
        } else if (how.bits == 8) {
          put(bytes, static_cast<uint64_t>(static_cast<int>(128.0f + 127.0f * y)), 1);
        } else {
          const double scale = math::exp2(how.bits - 1.0) - 1.0;
          put(bytes, static_cast<uint64_t>(static_cast<int64_t>(scale * static_cast<double>(y))),
              how.bits / 8);
        }
      }
    }
  }
  return bytes;
}

std::vector<float> ramp(size_t count) {
  std::vector<float> samples;
  for (size_t n = 0; n < count; ++n) {
    samples.push_back(static_cast<float>(n % 100) / 100.0f - 0.5f);
  }
  return samples;
}

void expect_error(const std::vector<uint8_t>& bytes, std::string_view part) {
  const WavetableRead read = read_wavetable(bytes, "bad.file");
  ASSERT_FALSE(read.table.has_value()) << "read although: " << part;
  EXPECT_NE(read.error.find("bad.file: "), std::string::npos) << read.error;
  EXPECT_NE(read.error.find(part), std::string::npos) << "the error says: " << read.error;
}

TEST(WavetableFileTest, spectra_come_back_within_a_fifth_of_a_decibel) {
  const auto frames = two_frames();
  const WavetableRead read = read_wavetable(write_wavetable("Two", frames), "two.kwt");
  ASSERT_TRUE(read.table.has_value()) << read.error;
  EXPECT_EQ(read.table->name, "Two");
  ASSERT_EQ(read.table->frames(), 2);
  for (int frame = 0; frame < 2; ++frame) {
    for (const int h : {1, 2, 7, 300}) {
      double c = 0.0, s = 0.0;
      for (int n = 0; n < 2048; ++n) {
        const double y =
            static_cast<double>(read.table->samples[static_cast<size_t>(2048 * frame + n)]);
        const double x = 2.0 * ((static_cast<int64_t>(h) * n) % 2048) / 2048.0;
        c += y * math::cos_pi(x) / 1024.0;
        s += y * math::sin_pi(x) / 1024.0;
      }
      const auto& spectrum = frames[static_cast<size_t>(frame)];
      const bool there = static_cast<size_t>(h) <= spectrum.size();
      const double want = there ? spectrum[static_cast<size_t>(h - 1)].level : 0.0;
      const double got = math::sqrt(c * c + s * s);
      if (!there) {
        EXPECT_LT(got, 1e-7);
        continue;
      }
      EXPECT_NEAR(20.0 * math::log10(got / want), 0.0, 0.2) << "dB, harmonic " << h;
      const double turns = spectrum[static_cast<size_t>(h - 1)].phase;
      EXPECT_NEAR(c, got * math::sin_pi(2.0 * turns), 1e-6) << "phase of harmonic " << h;
      EXPECT_NEAR(s, got * math::cos_pi(2.0 * turns), 1e-6) << "phase of harmonic " << h;
    }
  }
}

TEST(WavetableFileTest, hash_is_fnv_1a_of_128_bits) {
  EXPECT_EQ(to_hex(content_hash({})), "6c62272e07bb014262b821756295c58d");
  const uint8_t a[] = {'a'};
  EXPECT_EQ(to_hex(content_hash(a)), "d228cb696f1a8caf78912b704e4a8964");
}

TEST(WavetableFileTest, every_cut_and_every_flipped_byte_is_an_error) {
  const std::vector<uint8_t> good = write_wavetable("Two", two_frames());
  for (size_t size = 0; size < good.size(); ++size) {
    const WavetableRead read = read_wavetable(std::span(good).first(size), "cut");
    ASSERT_FALSE(read.table.has_value()) << "a file cut after " << size << " bytes was read";
    ASSERT_FALSE(read.error.empty());
  }
  for (size_t at = 0; at < good.size(); at += 7) {
    std::vector<uint8_t> bad = good;
    bad[at] ^= 0x10u;
    ASSERT_FALSE(read_wavetable(bad, "flipped").table.has_value()) << "byte " << at << " flipped";
  }
}

TEST(WavetableFileTest, wrong_content_under_a_right_hash_is_an_error) {
  const auto sealed = [](const std::vector<uint8_t>& body) {
    std::vector<uint8_t> bytes;
    put_text(bytes, "KILNWT1\n");
    for (const uint64_t half : content_hash(body)) put(bytes, half, 8);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
  };
  expect_error(sealed({0, 0, 1, 0, 'x'}), "0 frames at byte 24");
  expect_error(sealed({1, 1, 1, 0, 'x'}), "257 frames at byte 24");
  expect_error(sealed({1, 0, 0, 0}), "a name of 0 bytes");
  expect_error(sealed({1, 0, 9, 0, 'x'}), "a name of 9 bytes");
  expect_error(sealed({1, 0, 1, 0, 'x', 0, 4}), "1024 harmonics in frame 1 at byte 29");
  expect_error(sealed({2, 0, 1, 0, 'x', 0, 0}), "ends before frame 2");
  expect_error(sealed({1, 0, 1, 0, 'x', 2, 0, 9, 9}), "ends inside frame 1");
  expect_error(sealed({1, 0, 1, 0, 'x', 0, 0, 7}), "bytes after the last frame");
  expect_error({}, "neither");
  std::vector<uint8_t> later = write_wavetable("Two", two_frames());
  later[6] = '2';
  expect_error(later, "version");
}

TEST(WavetableFileTest, wav_formats_read_alike) {
  const std::vector<float> samples = ramp(4096);
  for (const Wav& how :
       {Wav{}, Wav{.bits = 64}, Wav{.tag = 1, .bits = 16}, Wav{.tag = 1, .channels = 2, .bits = 24},
        Wav{.tag = 1, .bits = 32}, Wav{.tag = 1, .bits = 8}}) {
    const WavetableRead read = read_wavetable(wav(samples, how), "x.wav");
    ASSERT_TRUE(read.table.has_value()) << read.error;
    EXPECT_EQ(read.table->frames(), 2);
    for (size_t n = 0; n < samples.size(); ++n) {
      ASSERT_NEAR(read.table->samples[n], samples[n], how.bits == 8 ? 0.012 : 1e-4)
          << "sample " << n << " of " << how.bits << " bits";
    }
  }
}

TEST(WavetableFileTest, wav_lengths) {
  const struct {
    size_t samples;
    const char* clm;
    int frames, cycle;
  } rows[] = {{123, "", 1, 123},
              {257, "", 1, 257},
              {2048, "", 1, 2048},
              {2049, "", 1, 2048},
              {2048 * 256, "", 256, 2048},
              {65536, "<!>256 00000000", 256, 256},
              {65536 * 16, "<!>16 ", 256, 16},
              {600, "<!>200 ", 3, 200}};
  for (const auto& row : rows) {
    const WavetableRead read = read_wavetable(wav(ramp(row.samples), {.clm = row.clm}), "x.wav");
    ASSERT_TRUE(read.table.has_value()) << read.error;
    EXPECT_EQ(read.table->frames(), row.frames) << row.samples << " samples";
    EXPECT_EQ(read.table->cycle_samples, row.cycle) << row.samples << " samples";
  }
  EXPECT_NE(read_wavetable(wav(ramp(65536 * 16), {.clm = "<!>16 "}), "x")
                .table->warning.find("65536 frames"),
            std::string::npos);
}

TEST(WavetableFileTest, bad_wav_files_are_errors) {
  expect_error(wav({}), "0 samples");
  expect_error(wav(ramp(1)), "1 samples");
  expect_error(wav(ramp(100), {.with_format = false}), "no format chunk");
  expect_error(wav(ramp(100), {.with_data = false}), "no sample chunk");
  expect_error(wav(ramp(100), {.bits = 16}), "16 bits");
  expect_error(wav(ramp(100), {.clm = "<!>2048 "}), "less than one cycle");
  expect_error(wav(ramp(100), {.clm = "<!>1 "}), "cycles of 1 samples");
  std::vector<float> samples = ramp(2048);
  samples[17] = std::numeric_limits<float>::quiet_NaN();
  expect_error(wav(samples), "sample 18 is not a number");
  samples[17] = std::numeric_limits<float>::infinity();
  expect_error(wav(samples), "sample 18");
  // A data chunk that claims more than there is holds what is there.
  EXPECT_TRUE(read_wavetable(wav(ramp(2048), {.stated_bytes = 0xfffffff0}), "x").table.has_value());
}

TEST(WavetableFileTest, random_bytes_are_errors) {
  for (uint32_t trial = 0; trial < 300; ++trial) {
    std::vector<uint8_t> bytes;
    put_text(bytes, trial % 2 == 0 ? "RIFF....WAVEfmt " : "KILNWT1\n");
    for (uint32_t n = 0; n < 4 * trial; ++n) put(bytes, random_bits(trial, n), 1);
    EXPECT_FALSE(read_wavetable(bytes, "random").table.has_value());
  }
}

#ifdef KILN_SOURCE_DIR
TEST(WavetableFileTest, factory_tables_are_as_loud_as_the_saw_and_morph_without_holes) {
  std::set<std::string> names;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KILN_SOURCE_DIR "/wavetables")) {
    if (entry.path().extension() != ".kwt") continue;
    ++files;
    EXPECT_LT(entry.file_size(), 64u * 1024u) << entry.path();
    const WavetableRead read = read_wavetable_file(entry.path());
    ASSERT_TRUE(read.table.has_value()) << read.error;
    EXPECT_TRUE(names.insert(read.table->name).second) << "two tables named " << read.table->name;
    const int frames = read.table->frames();
    EXPECT_GE(frames, 2) << read.table->name;
    const auto power = [&](int a, int b) {  // of the mean of two frames
      double sum = 0.0;
      for (size_t n = 0; n < 2048; ++n) {
        const double x =
            static_cast<double>(read.table->samples[2048 * static_cast<size_t>(a) + n]);
        const double y =
            static_cast<double>(read.table->samples[2048 * static_cast<size_t>(b) + n]);
        sum += 0.25 * (x + y) * (x + y) / 2048.0;
      }
      return 10.0 * math::log10(sum + 1e-30);
    };
    for (int f = 0; f < frames; ++f) {
      EXPECT_NEAR(power(f, f), -4.77, 1.0)
          << "dB RMS of frame " << f + 1 << ", " << read.table->name;
      if (f + 1 < frames) {
        EXPECT_GT(power(f, f + 1), -9.0)
            << "dB RMS half way after frame " << f + 1 << ", " << read.table->name;
      }
      double mean = 0.0;
      for (size_t n = 0; n < 2048; ++n) {
        mean +=
            static_cast<double>(read.table->samples[2048 * static_cast<size_t>(f) + n]) / 2048.0;
      }
      EXPECT_LT(std::fabs(mean), 1e-6) << "offset of frame " << f + 1 << ", " << read.table->name;
    }
  }
  EXPECT_GE(files, 16);
  EXPECT_TRUE(names.count("Ember Vowels") == 1 && names.count("Celadon") == 1);
}
#endif

}  // namespace
}  // namespace kiln
