// Asks Highway what it compiled and lets tests choose.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/simd/targets.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

int64_t this_target() { return HWY_TARGET; }
int vector_lanes() { return kVecLanes; }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(this_target);
HWY_EXPORT(vector_lanes);

// The bits of HWY_TARGETS, lowest (= best) first.
std::vector<int64_t> compiled_bits() {
  std::vector<int64_t> bits;
  for (uint64_t rest = static_cast<uint64_t>(HWY_TARGETS); rest != 0; rest &= rest - 1) {
    bits.push_back(static_cast<int64_t>(rest & (~rest + 1)));
  }
  return bits;
}

int64_t g_forced = 0;  // what a test chose; 0 when none did

// The compiled targets this machine runs. The last one is what dispatch falls back on: it runs
// anywhere, whether or not Highway lists it.
std::vector<int64_t> usable_bits() {
  hwy::SetSupportedTargetsForTest(0);
  const int64_t supported = hwy::SupportedTargets();
  hwy::SetSupportedTargetsForTest(g_forced);
  std::vector<int64_t> usable;
  const std::vector<int64_t> compiled = compiled_bits();
  for (const int64_t bit : compiled) {
    if ((bit & supported) != 0 || bit == compiled.back()) usable.push_back(bit);
  }
  return usable;
}

std::vector<std::string> names_of(const std::vector<int64_t>& bits) {
  std::vector<std::string> names;
  for (const int64_t bit : bits) names.emplace_back(hwy::TargetName(bit));
  return names;
}

void force(int64_t bit) {
  g_forced = bit;
  hwy::SetSupportedTargetsForTest(bit);
  initialise_dispatch();
}

}  // namespace

DispatchIndices g_dispatch_indices;

std::vector<std::string> compiled_targets() { return names_of(compiled_bits()); }
std::vector<std::string> usable_targets() { return names_of(usable_bits()); }

std::string chosen_target() { return hwy::TargetName(HWY_DYNAMIC_DISPATCH(this_target)()); }

void initialise_dispatch() {
  const int64_t supported = hwy::SupportedTargets();
  hwy::GetChosenTarget().Update(supported);
#if (HWY_TARGETS & (HWY_TARGETS - 1)) != 0
  std::size_t index = hwy::GetChosenTarget().GetIndex();
  for (int width = 2, lanes = kLanes; width >= 0; --width, lanes /= 2) {
    for (const int64_t bit : compiled_bits()) {
      const auto mask = static_cast<uint64_t>(HWY_CHOSEN_TARGET_SHIFT(bit & supported));
      if (mask == 0) continue;  // not here, or what Highway falls back on
      const std::size_t candidate = hwy::Num0BitsBelowLS1Bit_Nonzero64(mask);
      if (HWY_DISPATCH_TABLE(vector_lanes)[candidate]() != lanes) continue;
      index = candidate;
      break;
    }
    g_dispatch_indices.of_width[static_cast<std::size_t>(width)] = index;
  }
#endif
}

bool force_target_for_test(std::string_view name) {
  if (name.empty()) {
    force(0);
    return true;
  }
  for (const int64_t bit : usable_bits()) {
    if (name == hwy::TargetName(bit)) {
      force(bit);
      return true;
    }
  }
  return false;
}

}  // namespace kiln
#endif
