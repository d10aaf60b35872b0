// Files written by hand, by newer programs, and damaged ones.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/read.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "kiln/presets/test_patch.h"
#include "kiln/presets/write.h"

namespace kiln {
namespace {

using test::small_table;

float value(const ReadResult& result, const char* id) {
  return result.patch.values[*small_table().find(id)];
}

std::string warnings_of(const ReadResult& result) {
  std::string text;
  for (const std::string& warning : result.warnings) text += warning + "\n";
  return text;
}

ReadResult read(const std::string& body) {
  return read_patch("kiln = 1\n" + body, small_table(), "x.kiln");
}

TEST(ReadTest, TakesUnitsAsPeopleWriteThem) {
  const ReadResult result = read(R"(
[osc1]
type = "fm"
level = "-3 dB"
unison = 5
fm.ratio_a = "3.5"
[filter1]
cutoff = "1.28 kHz"
[lfo1]
rate_division = "1/8."
rate_sync = "off"
[osc2]
level = "-inf"
analog = { shape = 33, noise = "-12 dB" }
[master]
attack = "12 ms"
)");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(warnings_of(result), "");
  EXPECT_EQ(value(result, "osc1.type"), 2.0f);
  EXPECT_EQ(value(result, "osc1.level"), -3.0f);
  EXPECT_EQ(value(result, "osc1.unison"), 5.0f);
  EXPECT_EQ(value(result, "osc1.fm.ratio_a"), 3.5f);
  EXPECT_EQ(value(result, "filter1.cutoff"), 1280.0f);
  EXPECT_EQ(value(result, "lfo1.rate_division"), static_cast<float>(division_index("1/8.")));
  EXPECT_EQ(value(result, "lfo1.rate_sync"), 0.0f);
  EXPECT_EQ(value(result, "osc2.level"), -INFINITY);
  EXPECT_EQ(value(result, "osc2.analog.shape"), 33.0f);
  EXPECT_EQ(value(result, "master.attack"), 0.012f);
  EXPECT_EQ(value(result, "osc3.level"), 0.0f) << "what isn't there has its default";
}

TEST(ReadTest, WarningsNameTheLine) {
  const struct {
    const char* body;
    const char* warning;
  } cases[] = {
      {"[filter1]\ncutoff = 90000",
       "x.kiln:3: filter1.cutoff = 90000 is out of range, clamped to 20.5 kHz"},
      {"[filter1]\ncutoff = nan", "x.kiln:3: filter1.cutoff: 'nan': not a number, default used"},
      {"[filter1]\ncutof = 3",
       "x.kiln:3: unknown key filter1.cutof, kept; did you mean filter1.cutoff?"},
      {"[osc1]\nlevel = '3 Hz'",
       "x.kiln:3: osc1.level: '3 Hz': unknown unit 'Hz', did you mean 'dB'?"},
      {"[osc1]\nlevel = [1]", "x.kiln:3: osc1.level: neither a number nor a text"},
      {"[osc1]\ntype = 'anolog'", "no such type, did you mean 'analog'?"},
      {"[osc1]\nrevision = 3", "x.kiln:3: osc1 was made with a newer revision of analog"},
      {"osc1 = 3", "x.kiln:2: osc1 must be a table"},
      {"[osc1]\nanalog = 3", "x.kiln:3: osc1.analog must be a table"},
      {"name = 3", "x.kiln:2: name must be a text"},
      {"effect_order = ['fx1', 'fx1']", "x.kiln:2: effect_order lists fx1 to fx8 once each"},
      {"[[route]]\nsource = 'lfo9'\ntarget = 'osc1.level'",
       "x.kiln:3: unknown source 'lfo9', did you mean 'lfo1'?"},
      {"[[route]]\nsource = 'lfo1'\ntarget = 'osc1.levle'",
       "x.kiln:4: unknown target 'osc1.levle', did you mean 'osc1.level'?"},
      {"[[route]]\ntarget = 'osc1.type'", "x.kiln:3: osc1.type can't be modulated"},
      {"[[route]]\ntarget = 'osc1.level'\ndepth = 7",
       "x.kiln:4: depth = 7.0 is not between -1 and 1, clamped"},
      {"[[route]]\ntarget = 'route9.depth'",
       "a route moves the depth of route 9, which isn't there"},
      {"[macro1]\nlabel = 'elevenchars'", "x.kiln:3: label is longer than 10 letters, cut"},
      {"[lfo1]\ndrawn_points = [[0.5, 0, 0], [0.2, 1, 0]]",
       "x.kiln:3: points must rise in x, moved"},
      {"[lfo1]\ndrawn_steps = [0, 1]\ndrawn_ties = [3]",
       "x.kiln:4: a tie of a step that isn't there"},
      {"[osc2]\ndrawn_remap = [0, 1.5]", "x.kiln:3: a phase = 1.5 is not between 0 and 1, clamped"},
  };
  for (const auto& item : cases) {
    const ReadResult result = read(item.body);
    ASSERT_TRUE(result.ok) << item.body << ": " << result.error;
    EXPECT_TRUE(is_valid(result.patch, small_table())) << item.body;
    EXPECT_NE(warnings_of(result).find(item.warning), std::string::npos)
        << item.body << "\nwarns:\n"
        << warnings_of(result) << "expected: " << item.warning;
  }
}

TEST(ReadTest, ErrorsNameFileLineAndReason) {
  const struct {
    const char* text;
    const char* error;
  } cases[] = {
      {"kiln = 1\nname = \"x\n", "x.kiln:2: "},
      {"kiln = 1\n[osc1]\nlevel = 1\nlevel = 2\n", "x.kiln:4: "},
      {"kiln = 1\n\n[[[route]]]\n", "x.kiln:3: malformed table name"},
      {"kiln = 1\n\u00e9 = 2\n", "x.kiln:2: "},
      {"kiln = 1\nname = \ufedf\n", "x.kiln:2: "},
      {"name = 'x'", "x.kiln:1: not a Kiln file"},
      {"kiln = 0", "x.kiln:1: 'kiln' must be the number of the file format"},
      {"RIFF\x04WAVE", "x.kiln:1: "},
  };
  for (const auto& item : cases) {
    const ReadResult result = read_patch(item.text, small_table(), "x.kiln");
    EXPECT_FALSE(result.ok) << item.text;
    EXPECT_EQ(result.error.rfind(item.error, 0), 0u) << result.error;
  }
  EXPECT_FALSE(read_patch(std::string(kMaxPatchText + 1, ' '), small_table(), "x.kiln").ok);
}

TEST(ReadTest, NewerFilesAreReadWithAWarning) {
  const ReadResult result =
      read_patch("kiln = 2\n[filter1]\ncutoff = 640\n", small_table(), "x.kiln");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_NE(warnings_of(result).find("newer Kiln"), std::string::npos) << warnings_of(result);
  EXPECT_EQ(value(result, "filter1.cutoff"), 640.0f);
}

TEST(ReadTest, UnknownKeysAreKeptAndWrittenBack) {
  const char* body = R"(mood = "dark"
"odd key" = [1, 2.5, true, 1979-05-27T07:32:00Z]

[osc1]
warmth = 0.1
analog.warmth = { a = 1, b = "x" }

[osc9]
level = 3

[[route]]
source = "lfo1"
target = "filter1.cutoff"
depth = 0.5
swing = 3

[[route]]
source = "brainwave"
target = "filter1.cutoff"
depth = "+24 st"

[[route]]
source = "lfo2"
target = "route1.depth"
depth = 0.25
)";
  const ReadResult first = read(body);
  ASSERT_TRUE(first.ok) << first.error;
  const std::string text = write_patch(first.patch, small_table(), WriteMode::kPreset);
  for (const char* kept :
       {"mood = \"dark\"\n", "\"odd key\" = [1, 2.5, true, 1979-05-27T07:32:00+00:00]\n",
        "osc9.level = 3\n", "\nwarmth = 0.1\n", "\nanalog.warmth.a = 1\nanalog.warmth.b = \"x\"\n",
        "\nswing = 3\n",
        "\n[[route]]\nsource = \"brainwave\"\ntarget = \"filter1.cutoff\"\ndepth = \"+24 st\"\n"}) {
    EXPECT_NE(text.find(kept), std::string::npos) << kept << "missing in\n" << text;
  }
  ASSERT_EQ(first.patch.routes.size(), 2u);
  EXPECT_EQ(first.patch.routes[1].target.route, 0) << "routes count as they are kept";
  for (const WriteMode mode : {WriteMode::kPreset, WriteMode::kState}) {
    const std::string once = write_patch(first.patch, small_table(), mode);
    const ReadResult second = read_patch(once, small_table(), "again");
    ASSERT_TRUE(second.ok) << second.error << "\n" << once;
    EXPECT_EQ(write_patch(second.patch, small_table(), mode), once);
  }
}

// Whatever is read must be a valid patch that survives the way to disk and back.
void expect_sound(const std::string& text, const std::string& what) {
  const ReadResult result = read_patch(text, small_table(), "damaged");
  if (!result.ok) {
    ASSERT_NE(result.error.find("damaged:"), std::string::npos) << what;
    return;
  }
  ASSERT_TRUE(is_valid(result.patch, small_table())) << what;
  const std::string written = write_patch(result.patch, small_table(), WriteMode::kPreset);
  const ReadResult again = read_patch(written, small_table(), "again");
  ASSERT_TRUE(again.ok) << what << ": " << again.error << "\n" << written;
  ASSERT_EQ(write_patch(again.patch, small_table(), WriteMode::kPreset), written) << what;
}

std::string sample() {
  Patch patch = test::random_patch(small_table(), 7);
  for (PatchLfo& lfo : patch.lfos) {
    if (lfo.drawing.points.size() > 3) lfo.drawing.points.resize(3);
    if (lfo.drawing.steps.size() > 5) lfo.drawing.steps.resize(5);
  }
  if (patch.routes.size() > 4) patch.routes.resize(4);
  for (Route& route : patch.routes) {
    if (route.drawn.size() > 4) route.drawn.resize(4);
    if (route.target.kind == RouteTarget::Kind::kRouteDepth) route.target.route = 0;
  }
  return write_patch(patch, small_table(), WriteMode::kPreset);
}

TEST(ReadTest, SurvivesTruncationAtEveryByte) {
  const std::string whole = sample();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_sound(whole.substr(0, size), "cut after " + std::to_string(size) + " bytes");
    if (HasFatalFailure()) return;
  }
}

TEST(ReadTest, SurvivesAChangedByteAnywhere) {
  const std::string whole = sample();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {1, 64}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      expect_sound(damaged, "byte " + std::to_string(i) + " ^ " + std::to_string(flip));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(ReadTest, SurvivesNestingAndFloods) {
  std::string deep = "a = ";
  for (int i = 0; i < 5000; ++i) deep += '[';
  expect_sound("kiln = 1\n" + deep, "5000 open brackets");
  std::string flood;
  for (int i = 0; i < 2000; ++i) flood += "k" + std::to_string(i) + " = 1\n";
  const ReadResult result = read("[osc1]\n" + flood);
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_LE(result.warnings.size(), 200u);
  EXPECT_NE(result.warnings.back().find("more warnings"), std::string::npos)
      << result.warnings.back();
}

}  // namespace
}  // namespace kiln
