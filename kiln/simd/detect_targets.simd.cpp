// Asks the processor; and, for released binaries, is the three functions of Highway's library.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/simd/detect_targets.h"

#include <hwy/highway.h>

namespace kiln {

int64_t detect_targets() noexcept {
  int64_t targets = HWY_SCALAR | HWY_EMU128 | HWY_STATIC_TARGET;
#if HWY_ARCH_X86 && (defined(__GNUC__) || defined(__clang__))
  // The compiler's library asks the system, too, whether it saves the wide registers.
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
                    __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("aes") &&
                    __builtin_cpu_supports("pclmul");
  const bool avx2 = sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
  const bool avx3 = avx2 && __builtin_cpu_supports("avx512f") &&
                    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
  if (sse4) targets |= HWY_SSE4;
  if (avx2) targets |= HWY_AVX2;
  if (avx3) targets |= HWY_AVX3;
#endif
  return targets;
}

}  // namespace kiln

#ifdef KILN_OWN_TARGETS
static_assert(HWY_MAJOR == 1 && HWY_MINOR == 0,
              "these functions stand in for those of Highway 1.0; link a newer one statically");

namespace hwy {
namespace {

int64_t g_mocked = 0;

}  // namespace

int64_t SupportedTargets() {
  static const int64_t detected = kiln::detect_targets();
  return g_mocked != 0 ? g_mocked : detected;
}

void SetSupportedTargetsForTest(int64_t targets) {
  g_mocked = targets;
  GetChosenTarget().DeInit();
}

ChosenTarget& GetChosenTarget() {
  static ChosenTarget chosen;
  return chosen;
}

}  // namespace hwy
#endif
