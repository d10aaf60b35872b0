// The rules every factory preset keeps: its text, its loudness, its headroom, its macros, velocity.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Loudness and headroom are measured as a player hears them, at the patch's own quality; what is
// compared with itself (macros, velocity) plays a shorter phrase at 1x.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/cli/loudness.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/fft.h"
#include "kiln/presets/file.h"
#include "kiln/presets/library.h"
#include "kiln/presets/phrases.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"
#include "kiln/presets/write.h"
#include "tests/support/patches.h"
#include "tests/support/song.h"

namespace kiln::test {
namespace {

constexpr double kRate = 48000.0;
constexpr int kFirstMacros = 4;

const Library& factory() {
  static const Library library(LibraryPlaces{.factory = {KILN_SOURCE_DIR}});
  return library;
}

std::shared_ptr<const WavetableMips> find_table(const WavetableRef& wanted) {
  for (const LibraryEntry& entry : factory().wavetables()) {
    const WavetableRead read = read_wavetable_file(entry.path);
    if (!read.table || to_hex(read.table->hash) != wanted.hash) continue;
    return WavetableMips::make(read.table->samples, read.table->cycle_samples);
  }
  return nullptr;
}

Audio play_phrase(const Patch& patch, const std::vector<PhraseNote>& notes, double seconds,
                  int quality) {
  Song song;
  song.patches = {patch};
  song.settings.host_rate = kRate;
  song.settings.quality = quality;
  song.settings.find_wavetable = find_table;
  song.frames = static_cast<int>(seconds * kRate);
  for (const PhraseNote& note : notes) {
    const int start = static_cast<int>(note.start * kRate);
    if (start >= song.frames) continue;
    song.note({start, static_cast<int>(note.length * kRate), 0, note.key, note.velocity});
  }
  song.sort();
  return play(song);
}

cli::Loudness loudness_of(const Audio& audio) {
  std::vector<float> interleaved;
  interleaved.reserve(2 * audio.left.size());
  for (std::size_t i = 0; i < audio.left.size(); ++i) {
    interleaved.push_back(audio.left[i]);
    interleaved.push_back(audio.right[i]);
  }
  cli::LoudnessMeter meter(static_cast<int>(kRate));
  meter.add(interleaved);
  return meter.finish();
}

// Mean frequency from 20 Hz to 20 kHz, weighted by magnitude: what a basic brightness meter shows.
double brightness_hz(const Audio& audio) {
  constexpr std::size_t kSize = 4096;
  double weighted = 0.0, sum = 0.0;
  std::vector<double> frame(kSize);
  for (std::size_t at = 0; at + kSize <= audio.left.size(); at += kSize / 2) {
    for (std::size_t i = 0; i < kSize; ++i) {
      const double window = 0.5 - 0.5 * math::cos_pi(2.0 * static_cast<double>(i) / kSize);
      frame[i] = window * (double{audio.left[at + i]} + double{audio.right[at + i]});
    }
    const auto bins = real_spectrum(frame);
    for (std::size_t k = 1; k < kSize / 2; ++k) {
      const double hz = static_cast<double>(k) * kRate / kSize;
      if (hz < 20.0 || hz > 20000.0) continue;
      const double size = std::sqrt(std::norm(bins[k]));
      weighted += hz * size;
      sum += size;
    }
  }
  return sum > 0.0 ? weighted / sum : 0.0;
}

// All at once, as hard as it goes: a wide chord, low for basses.
std::vector<PhraseNote> ten_notes(const Patch& patch) {
  const int lowest = patch.meta.category == "Bass" ? 24 : 36;
  std::vector<PhraseNote> notes;
  for (const int step : {0, 7, 12, 16, 19, 24, 28, 31, 36, 40}) {
    notes.push_back({lowest + step, 127, 0.0, 2.0});
  }
  return notes;
}

// Long enough for what is compared with itself.
std::vector<PhraseNote> short_phrase(const Patch& patch, double seconds) {
  std::vector<PhraseNote> notes = phrase_of(patch.meta);
  std::erase_if(notes, [&](const PhraseNote& note) { return note.start >= seconds - 0.2; });
  for (PhraseNote& note : notes) note.length = std::min(note.length, seconds - note.start);
  return notes;
}

std::string macro_id(int number) { return "macro" + std::to_string(number + 1) + ".value"; }

Patch with_macros(Patch patch, float percent) {
  for (int m = 0; m < kFirstMacros; ++m) set(patch, macro_id(m), percent);
  return patch;
}

bool routed(const Patch& patch, Source source) {
  return std::any_of(patch.routes.begin(), patch.routes.end(), [&](const Route& route) {
    return route.enabled && (route.source == source || route.via == source);
  });
}

bool is_level(std::string_view id) { return id.ends_with(".level"); }

class BankTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    path_ = std::string(KILN_SOURCE_DIR) + "/presets/factory/" + GetParam();
    const FileText file = read_file(path_, kMaxPatchText);
    ASSERT_TRUE(file.ok) << file.error;
    text_ = file.text;
    read_ = read_patch(text_, instrument_table(), GetParam());
    ASSERT_TRUE(read_.ok) << read_.error;
  }

  const Patch& patch() const { return read_.patch; }
  // init and start are beginnings, not sounds of the bank.
  bool is_basic() const { return patch().meta.category == "Basic"; }
  bool is_drum() const { return patch().meta.category == "Drum"; }

  std::filesystem::path path_;
  std::string text_;
  ReadResult read_;
};

TEST_P(BankTest, IsTheTextKilnWouldWrite) {
  for (const std::string& warning : read_.warnings) ADD_FAILURE() << warning;
  EXPECT_EQ(write_patch(patch(), instrument_table(), WriteMode::kPreset), text_)
      << GetParam() << " is not in canonical form: format it";
  EXPECT_TRUE(is_valid(patch(), instrument_table()));
}

TEST_P(BankTest, SaysWhatItIs) {
  const PatchMeta& meta = patch().meta;
  EXPECT_FALSE(meta.name.empty());
  EXPECT_EQ(meta.author, "Kiln");
  EXPECT_GE(meta.description.size(), 40u) << meta.name << " does not say what one hears";
  EXPECT_FALSE(meta.tags.empty()) << meta.name << " has no tags";
  std::string folder = meta.category;
  std::transform(folder.begin(), folder.end(), folder.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  EXPECT_EQ(path_.parent_path().filename().string(), folder)
      << meta.name << " lies in another folder than its category " << meta.category;
  EXPECT_TRUE(meta.phrase.empty() || parse_phrase(meta.phrase).has_value())
      << meta.name << " has a phrase nobody can read";
}

TEST_P(BankTest, AnswersToThePlayer) {
  if (is_basic()) GTEST_SKIP() << "a beginning";
  const Patch& p = patch();
  EXPECT_TRUE(routed(p, Source::kWheel)) << p.meta.name << " ignores the wheel";
  const bool velocity_colours =
      std::any_of(p.routes.begin(), p.routes.end(), [](const Route& route) {
        return (route.source == Source::kVelocity || route.via == Source::kVelocity) &&
               route.target.kind == RouteTarget::Kind::kParameter &&
               !is_level(instrument_table()[route.target.param].id);
      });
  EXPECT_TRUE(velocity_colours) << p.meta.name << " only gets louder with velocity";
  for (std::size_t m = 0; m < kFirstMacros; ++m) {
    EXPECT_FALSE(p.macros[m].name.empty()) << p.meta.name << ": macro " << m + 1 << " has no name";
    EXPECT_FALSE(p.macros[m].help.empty()) << p.meta.name << ": macro " << m + 1 << " has no help";
    const int source = static_cast<int>(Source::kMacro1) + static_cast<int>(m);
    EXPECT_TRUE(routed(p, static_cast<Source>(source)))
        << p.meta.name << ": " << p.macros[m].name << " moves nothing";
  }
}

TEST_P(BankTest, NamesOnlyWhatIsThere) {
  Synth synth;
  SynthSettings settings;
  settings.find_wavetable = find_table;
  for (const std::string& message : synth.prepare(settings, patch())) {
    ADD_FAILURE() << patch().meta.name << ": " << message;
  }
}

TEST_P(BankTest, IsAsLoudAsTheOthers) {
  if (is_basic()) GTEST_SKIP() << "a beginning";
  const std::vector<PhraseNote> notes = phrase_of(patch().meta);
  const Audio audio = play_phrase(patch(), notes, phrase_seconds(notes) + 1.5, 0);
  const cli::Loudness loudness = loudness_of(audio);
  EXPECT_NEAR(loudness.lufs, -22.0, 2.0)
      << patch().meta.name << "'s phrase is not as loud as the bank";
  EXPECT_LE(loudness.true_peak_dbtp, -0.3) << patch().meta.name << "'s phrase clips";
}

TEST_P(BankTest, HasRoomForTenLoudNotes) {
  if (is_basic()) GTEST_SKIP() << "a beginning";
  const Audio audio = play_phrase(patch(), ten_notes(patch()), 3.0, 0);
  EXPECT_LE(loudness_of(audio).true_peak_dbtp, -0.3)
      << patch().meta.name << " clips on ten notes at velocity 127";
  const Audio open = play_phrase(with_macros(patch(), 100.0f), ten_notes(patch()), 3.0, 0);
  EXPECT_LE(loudness_of(open).true_peak_dbtp, -0.3)
      << patch().meta.name << " clips on ten notes with all four macros at 100 %";
}

TEST_P(BankTest, KeepsItsLoudnessWhileAMacroTurns) {
  if (is_basic()) GTEST_SKIP() << "a beginning";
  constexpr double kSeconds = 2.5;
  const std::vector<PhraseNote> notes = short_phrase(patch(), kSeconds);
  const double usual = loudness_of(play_phrase(patch(), notes, kSeconds, 1)).lufs;
  for (int m = 0; m < kFirstMacros; ++m) {
    for (const float percent : {0.0f, 100.0f}) {
      Patch turned = patch();
      set(turned, macro_id(m), percent);
      const double change = loudness_of(play_phrase(turned, notes, kSeconds, 1)).lufs - usual;
      const std::string& name = patch().macros[static_cast<std::size_t>(m)].name;
      EXPECT_GE(change, -6.0) << patch().meta.name << " fades with " << name << " at " << percent;
      EXPECT_LE(change, 3.0) << patch().meta.name << " jumps with " << name << " at " << percent;
    }
  }
}

TEST_P(BankTest, SoundsBrighterWhenStruckHarder) {
  if (is_basic() || is_drum()) GTEST_SKIP() << "no rule for it";
  constexpr double kSeconds = 3.5;
  double hz[2] = {};
  for (int i = 0; i < 2; ++i) {
    std::vector<PhraseNote> notes = short_phrase(patch(), kSeconds);
    for (PhraseNote& note : notes) note.velocity = i == 0 ? 40 : 120;
    hz[i] = brightness_hz(play_phrase(patch(), notes, kSeconds, 1));
  }
  EXPECT_GE(hz[1], 1.15 * hz[0]) << patch().meta.name << ": velocity 40 has its centre at " << hz[0]
                                 << " Hz, 120 at " << hz[1] << " Hz, less than 15 % above";
}

std::vector<std::string> bank() {
  std::vector<std::string> files;
  const std::filesystem::path folder =
      std::filesystem::path(KILN_SOURCE_DIR) / "presets" / "factory";
  for (const LibraryEntry& entry : factory().presets()) {
    files.push_back(std::filesystem::relative(entry.path, folder).generic_string());
  }
  return files;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(Factory, BankTest, testing::ValuesIn(bank()), test_name);

TEST(BankListTest, HoldsWhatTheSongPlays) {
  for (const char* name : {"init", "start", "Slow Glaze", "Kiln Floor", "Vitrify", "Spark Pluck",
                           "Supernova Seven", "First Light", "Porcelain EP", "Warm Vespers",
                           "Glaze Bell", "Stoneware Kick", "Shard Snare", "Cinder Hats",
                           "Crackle Veil", "Door of the Kiln", "Copper Red", "Whistling Vent"}) {
    EXPECT_NE(factory().find(name).entry, nullptr) << name << " is missing from the bank";
  }
}

TEST(BankListTest, InitIsTheInitialSound) {
  const LibraryEntry* entry = factory().find("init").entry;
  ASSERT_NE(entry, nullptr);
  const ReadResult read =
      read_patch(read_file(entry->path, kMaxPatchText).text, instrument_table(), "init");
  ASSERT_TRUE(read.ok) << read.error;
  Patch initial = make_patch(instrument_table());
  set(initial, "osc1.random_phase", 0.0f);
  EXPECT_EQ(read.patch.values, initial.values) << "init differs from one saw at 0 dB";
  EXPECT_TRUE(read.patch.routes.empty());
  // Velocity does nothing; a note peaks at -12 dBFS, and its band-limited edge overshoots by up to
  // 17.9 % (Gibbs), 1.4 dB.
  for (const int velocity : {1, 64, 127}) {
    const Audio audio = play_phrase(read.patch, {{60, velocity, 0.0, 0.5}}, 0.6, 0);
    const double peak = analysis::peak_db(audio.left);
    EXPECT_GE(peak, -12.05) << "one init note at velocity " << velocity;
    EXPECT_LE(peak, -10.5) << "one init note at velocity " << velocity;
  }
}

}  // namespace
}  // namespace kiln::test
