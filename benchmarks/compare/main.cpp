// kiln_compare: measures one instrument and prints its figures, one "name value" a line.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One process an instrument: plug-ins share no memory, and one that falls takes no other with it.
// tools/compare_speed calls it for each of benchmarks/compare/instruments.toml by turns.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "benchmarks/compare/measure.h"
#include "kiln/base/realtime.h"
#include "kiln/simd/targets.h"

namespace {

constexpr const char* kUsage =
    "usage: kiln_compare engine|lv2|vst2 PATH [--uri URI] [--set NAME=VALUE]...\n"
    "                    [--state-key URI] [--state FILE] [--base64]\n";

bool parse(int count, char** values, kiln::compare::Model& model) {
  if (count < 3) return false;
  model.format = values[1];
  model.path = values[2];
  for (int i = 3; i < count; ++i) {
    const std::string_view option = values[i];
    if (option == "--base64") {
      model.base64 = true;
      continue;
    }
    if (++i == count) return false;
    const std::string value = values[i];
    if (option == "--uri") {
      model.uri = value;
    } else if (option == "--state-key") {
      model.state_key = value;
    } else if (option == "--state") {
      model.state_file = value;
    } else if (option == "--set" && value.find('=') != value.npos) {
      const std::size_t at = value.find('=');
      model.controls.emplace_back(value.substr(0, at), std::stof(value.substr(at + 1)));
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int count, char** values) {
  kiln::compare::Model model;
  if (!parse(count, values, model)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  kiln::initialise_dispatch();
  int result = 0;
  try {
    // As hosts do for their audio threads: denormals would cost the others a multiple.
    kiln::realtime_detail::write_control(kiln::realtime_detail::read_control() |
                                         kiln::realtime_detail::kFlushToZero);
    for (const auto& [name, value] : kiln::compare::measure(model)) {
      std::printf("%s %.9g\n", name.c_str(), value);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kiln_compare: %s\n", error.what());
    result = 1;
  }
  std::fflush(stdout);
  _exit(result);  // some plug-ins fall when they are unloaded; the figures are out
}
