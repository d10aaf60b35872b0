// Values of a list of jobs, read and checked; what is wrong with one says its line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kiln/cli/errors.h"
#include "kiln/parameters/table.h"
#include "kiln/presets/toml_tree.h"

namespace kiln::cli {

// What is wrong with one job, thrown; the line is where.
struct BadJob {
  ExitCode code;
  std::string why;
  int line;
};

[[noreturn]] void bad(const TomlValue& value, const std::string& why,
                      ExitCode code = ExitCode::kBadInput);

// The leaves of nested tables with dotted keys: {osc1 = {level = −6}} and {"osc1.level" = −6}.
void flatten(const std::string& prefix, const TomlValue& table,
             std::vector<std::pair<std::string, const TomlValue*>>& leaves);

double number_in(const TomlValue& value, const char* key, double low, double high);
std::string choice_in(const TomlValue& value, const char* key,
                      std::initializer_list<std::string_view> choices);
const std::string& text_in(const TomlValue& value, const char* key);

// [lo, hi] of whole numbers or seconds; lo == hi: always that.
struct Between {
  double low = 0.0;
  double high = 0.0;
  double at(float u) const { return low + (high - low) * double{u}; }
  int whole_at(float u) const {
    return static_cast<int>(low) + static_cast<int>(double{u} * (high - low + 1.0));
  }
};
Between between(const TomlValue& value, const char* key, double low, double high);

// A range of a parameter, in knob positions.
struct DrawnParam {
  ParamIndex param = 0;
  float low = 0.0f;
  float high = 1.0f;
};
DrawnParam drawn_param(const std::string& id, const TomlValue& value);

}  // namespace kiln::cli
