// Frames read side by side are those that a line gives one by one, on every SIMD target.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/line_read.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

constexpr double kLineFrames = 200.0;

struct Case {
  const char* what;
  LinePlace place;
};
const Case kNear = {"a place among the frames", {.back = {.start = 2.5, .step = 0.2}}};
const Case kCases[] = {
    {"a place that stays", {.back = {.start = 60.25}}},
    {"a place that comes nearer", {.back = {.start = 90.0, .step = -0.7}}},
    {"a place that goes away", {.back = {.start = 40.5, .step = 0.31}}},
    {"a place that hardly moves", {.back = {.start = 50.999999, .step = 1e-7}}},
    {"two movements that cancel",
     {.back = {.start = 69.9, .step = 0.1}, .more = {.start = 5.1, .step = -0.1}}},
    {"a place beyond the line", {.back = {.start = 900.0, .step = 3.0}}},
};

uint32_t bits(float x) { return std::bit_cast<uint32_t>(x); }

// Writes noise, and reads each span both ways at all places the head of the line passes.
void compare(const Case& c, int frames, int ahead) {
  std::vector<float> memory(History::floats(kLineFrames));
  std::span<float> rest(memory);
  History line;
  line.attach(rest, kLineFrames);
  uint32_t draw = 0;
  for (int f = 0; f < 600; ++f) line.write(1.0f);
  line.clear();  // what it held counts as silence from here on
  for (int step = 0; step < 100; ++step) {
    float together[LineSpan::kMost] = {};
    float added[LineSpan::kMost] = {};
    float alone[LineSpan::kMost] = {};
    const LineSpan span = {.begin = step % 7, .frames = frames, .ahead = ahead};
    const BlockRamp<float> weight = {.start = 0.5f, .step = 0.125f};
    const auto read = [&] {
      read_line(line, c.place, span, together);
      add_line(line, c.place, weight, span, added);
    };
    if (ahead >= 0) read();
    for (int f = 0; f < frames; ++f) {
      if (ahead <= 0) alone[f] = line.read(c.place.at(span.begin + f));
      line.write(random_bipolar(random_bits(5, draw++)));
      if (ahead > 0) alone[f] = line.read(c.place.at(span.begin + f));
    }
    if (ahead < 0) read();
    for (int f = 0; f < frames; ++f) {
      ASSERT_EQ(bits(together[f]), bits(alone[f]))
          << c.what << ": frame " << f << " of " << frames << " in step " << step << ", "
          << chosen_target() << ", ahead " << ahead;
      ASSERT_EQ(added[f], weight.at(span.begin + f) * alone[f])
          << c.what << ": the weighted frame " << f << " of " << frames << ", " << chosen_target();
    }
  }
}

TEST(LineReadTest, FramesSideBySideAreThoseOneByOne) {
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (const Case& c : kCases) {
      for (const int frames : {1, 5, 8, 16}) {
        compare(c, frames, 0);
        compare(c, frames, 1);
      }
    }
    for (const int frames : {1, 5, 8, 16}) {
      compare(kNear, frames, -frames);
      compare(kCases[0], frames, -frames);
    }
  }
  force_target_for_test("");
}

}  // namespace
}  // namespace kiln
