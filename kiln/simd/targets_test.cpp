// Prints the targets, and a canary on each: no product may be fused into a sum.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/simd/targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "kiln/simd/detect_targets.h"
#include "kiln/simd/lanes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/simd/targets_test.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

void canary(const Lanes& a, const Lanes& minus, Lanes& out) {
  for (const int offset : ActiveVectors(kAllLanes)) {
    const Vec x = load(&a[offset]);
    store(x * x + load(&minus[offset]), &out[offset]);
  }
}

int width() { return kVecLanes; }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(canary);
HWY_EXPORT(width);

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

TEST(TargetsTest, PrintsAndChoosesTheBestOne) {
  force_target_for_test("");
  std::cout << "compiled: " << joined(compiled_targets())
            << "; usable here: " << joined(usable_targets()) << "; chosen: " << chosen_target()
            << "\n";
  ASSERT_FALSE(usable_targets().empty());
  EXPECT_EQ(chosen_target(), usable_targets().front());
#if defined(__AVX2__)
  EXPECT_NE(chosen_target(), "SSSE3") << "AVX2 code needs -maes -mpclmul besides -march=haswell";
  EXPECT_NE(chosen_target(), "SCALAR");
#endif
}

TEST(TargetsTest, RunsEachUsableTargetWhenForced) {
  for (const std::string& name : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(name)) << name;
    EXPECT_EQ(chosen_target(), name);
    initialise_dispatch();
    EXPECT_EQ(chosen_target(), name) << "initialise_dispatch must not undo a test's choice";
  }
  force_target_for_test("");
  EXPECT_EQ(chosen_target(), usable_targets().front());
}

TEST(TargetsTest, GivesFewLanesToNarrowVectors) {
  force_target_for_test("");
  const int widest = KILN_DISPATCH(width, kAllLanes)();
  const std::vector<std::string> usable = usable_targets();
  for (const auto& [lanes, name, narrow] :
       {std::tuple{lane_bit(0), "SSE4", 4}, std::tuple{lane_bit(3), "SSE4", 4},
        std::tuple{lane_bit(4) | lane_bit(0), "AVX2", 8}, std::tuple{lane_bit(7), "AVX2", 8},
        std::tuple{lane_bit(8), "AVX3", 16}}) {
    const bool there = std::find(usable.begin(), usable.end(), name) != usable.end();
    if (!there || usable.size() == 1) continue;
    EXPECT_EQ(KILN_DISPATCH(width, lanes)(), std::min(narrow, widest)) << "lanes " << lanes;
  }
  for (const std::string& name : usable) {
    ASSERT_TRUE(force_target_for_test(name));
    EXPECT_EQ(KILN_DISPATCH(width, lane_bit(0))(), KILN_DISPATCH(width, kAllLanes)())
        << "what a test forces runs alone: " << name;
  }
  force_target_for_test("");
}

TEST(TargetsTest, TheProcessorIsAskedAsHighwayAsksIt) {
  constexpr int64_t kKinds = HWY_ARCH_X86 ? HWY_SSE4 | HWY_AVX2 | HWY_AVX3 : HWY_NEON;
  hwy::SetSupportedTargetsForTest(0);
  EXPECT_EQ(detect_targets() & kKinds, hwy::SupportedTargets() & kKinds)
      << "released binaries would choose other kernels than Highway's library does";
  initialise_dispatch();
}

TEST(TargetsTest, RefusesATargetThatIsNotThere) {
  const std::string before = chosen_target();
  EXPECT_FALSE(force_target_for_test("MMX"));
  EXPECT_EQ(chosen_target(), before);
}

// (1 + 2^-12)² rounds to 1 + 2^-11; a fused multiply-add keeps the 2^-24.
TEST(CanaryTest, NoTargetFusesAProductIntoASum) {
  volatile float hidden = 1.0f + 0x1p-12f;  // from the compiler, which would fold it unfused
  volatile float hidden_minus = -(1.0f + 0x1p-11f);
  const Lanes a = Lanes::filled(hidden);
  const Lanes minus = Lanes::filled(hidden_minus);
  for (const std::string& name : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(name));
    Lanes out = Lanes::filled(1.0f);
    HWY_DYNAMIC_DISPATCH(canary)(a, minus, out);
    for (int i = 0; i < kLanes; ++i) EXPECT_EQ(out[i], 0.0f) << name << ", lane " << i;
  }
  force_target_for_test("");
}

TEST(CanaryTest, NoScalarCodeFusesAProductIntoASum) {
  volatile float a = 1.0f + 0x1p-12f;
  volatile float minus = -(1.0f + 0x1p-11f);
  const float x = a;
  const float y = minus;
  EXPECT_EQ(x * x + y, 0.0f) << "compile with -ffp-contract=off";
  volatile double wide = 1.0 + 0x1p-27;
  const double z = wide;
  EXPECT_EQ(z * z - (1.0 + 0x1p-26), 0.0) << "compile with -ffp-contract=off";
}

}  // namespace
}  // namespace kiln
#endif
