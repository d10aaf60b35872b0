// What a host waits for: saving and loading a document as large as the whole instrument.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "kiln/document/document.h"
#include "kiln/presets/test_patch.h"

namespace kiln {
namespace {

// About as many parameters as the instrument has.
const ParamTable& large_table() {
  static const ParamTable table = [] {
    std::vector<SlotSpec> slots;
    for (int i = 0; i < 220; ++i) {
      slots.push_back({.id = "osc" + std::to_string(i + 1),
                       .name = "Oscillator",
                       .kind = SlotKind::kOscillator,
                       .number = i,
                       .common = test::kOscCommon,
                       .types = test::kOscTypes});
    }
    for (int i = 0; i < kLfoCount; ++i) {
      slots.push_back({.id = "lfo" + std::to_string(i + 1),
                       .name = "LFO",
                       .kind = SlotKind::kLfo,
                       .number = i,
                       .common = test::kLfoParams,
                       .types = test::kLfoTypes});
    }
    return ParamTable(std::move(slots));
  }();
  return table;
}

double median_ms(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 15; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times.push_back(time.count());
  }
  std::nth_element(times.begin(), times.begin() + 7, times.end());
  return times[7];
}

TEST(DocumentTiming, StateIsReadyWithinTwoMilliseconds) {
  Document document(large_table());
  Patch patch = test::random_patch(large_table(), 1);
  for (PatchLfo& lfo : patch.lfos) {
    lfo.drawing.points.assign(kMaxLfoPoints, {0.25f, 0.3f, 0.1f});
    lfo.drawing.steps.assign(kMaxLfoSteps, {0.123f, true});
  }
  while (!patch.routes.empty() && patch.routes.size() < kMaxRoutes) {
    patch.routes.push_back(patch.routes.front());
  }
  document.load(patch);
  std::string state;
  const double write_ms = median_ms([&] { state = document.state(); });
  const double read_ms = median_ms([&] { document.set_state(state); });
  const double patch_ms = median_ms([&] { patch = document.patch(); });
  const double dirty_ms = median_ms([&] { document.dirty(); });
  RecordProperty("parameters", large_table().size());
  std::printf(
      "%d parameters, %zu bytes: state %.2f ms, set_state %.2f ms, patch %.3f ms, "
      "dirty %.3f ms\n",
      large_table().size(), state.size(), write_ms, read_ms, patch_ms, dirty_ms);
  EXPECT_LT(write_ms, 2.0) << "milliseconds for state()";
  EXPECT_LT(read_ms, 50.0) << "milliseconds for set_state()";
  EXPECT_LT(patch_ms, 0.5) << "milliseconds for patch()";
  EXPECT_LT(dirty_ms, 0.5) << "milliseconds for dirty()";
}

}  // namespace
}  // namespace kiln
