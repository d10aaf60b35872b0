// kiln_bench: Google Benchmark's arguments, and --target NAME for a SIMD target of choice.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "kiln/simd/targets.h"

namespace {

// Takes `--target NAME` out of the arguments; false where this machine has no such target.
bool take_target(std::vector<char*>& arguments) {
  const auto option =
      std::find(arguments.begin() + 1, arguments.end(), std::string_view("--target"));
  if (option == arguments.end()) return true;
  const auto name = option + 1;
  if (name != arguments.end() && kiln::force_target_for_test(*name)) {
    arguments.erase(option, name + 1);
    return true;
  }
  std::fprintf(stderr, "kiln_bench: --target is one of");
  for (const std::string& usable : kiln::usable_targets()) {
    std::fprintf(stderr, " %s", usable.c_str());
  }
  std::fprintf(stderr, "\n");
  return false;
}

}  // namespace

int main(int count, char** values) {
  kiln::initialise_dispatch();
  std::vector<char*> arguments(values, values + count);
  if (!take_target(arguments)) return 2;
  benchmark::AddCustomContext("simd_target", kiln::chosen_target());
  int left = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&left, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(left, arguments.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
