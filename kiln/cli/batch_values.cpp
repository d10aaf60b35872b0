// Numbers, choices, texts and ranges out of TOML.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_values.h"

#include <fmt/format.h>

#include <optional>

#include "kiln/base/text.h"
#include "kiln/engine/instrument.h"
#include "kiln/parameters/text.h"

namespace kiln::cli {

void bad(const TomlValue& value, const std::string& why, ExitCode code) {
  throw BadJob{code, why, value.line};
}

void flatten(const std::string& prefix, const TomlValue& table,
             std::vector<std::pair<std::string, const TomlValue*>>& leaves) {
  for (const auto& [key, value] : table.entries) {
    const std::string id = prefix.empty() ? key : fmt::format("{}.{}", prefix, key);
    if (value.is_table()) {
      flatten(id, value, leaves);
    } else {
      leaves.emplace_back(id, &value);
    }
  }
}

double number_in(const TomlValue& value, const char* key, double low, double high) {
  if (!value.is_number() || !(value.number >= low) || !(value.number <= high)) {
    bad(value, fmt::format("{}: must be a number from {} to {}", key, low, high),
        ExitCode::kBadValue);
  }
  return value.number;
}

std::string choice_in(const TomlValue& value, const char* key,
                      std::initializer_list<std::string_view> choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    const bool is_text = value.is_string() && value.text == choice;
    const bool is_number =
        value.kind == TomlValue::Kind::kInteger && std::to_string(value.integer) == choice;
    if (is_text || is_number) return std::string(choice);
    list += fmt::format("{}{}", list.empty() ? "" : ", ", choice);
  }
  bad(value, fmt::format("{}: must be one of {}", key, list), ExitCode::kBadValue);
}

const std::string& text_in(const TomlValue& value, const char* key) {
  if (!value.is_string() || value.text.empty()) bad(value, fmt::format("{}: must be text", key));
  return value.text;
}

Between between(const TomlValue& value, const char* key, double low, double high) {
  if (value.is_number()) {
    const double x = number_in(value, key, low, high);
    return {x, x};
  }
  if (!value.is_array() || value.items.size() != 2) {
    bad(value, fmt::format("{}: must be a number or [lowest, highest]", key));
  }
  const Between result = {number_in(value.items[0], key, low, high),
                          number_in(value.items[1], key, low, high)};
  if (result.high < result.low) bad(value, fmt::format("{}: lowest is above highest", key));
  return result;
}

DrawnParam drawn_param(const std::string& id, const TomlValue& value) {
  const ParamTable& table = instrument_table();
  const std::optional<ParamIndex> param = table.find(id);
  if (!param) {
    bad(value,
        fmt::format("ranges: no parameter {}, did you mean {}?", in_quotes(id),
                    in_quotes(table.nearest_id(id))),
        ExitCode::kUnknownName);
  }
  const ParamSpec& spec = table[*param].spec;
  if (spec.structural() || spec.target_only()) {
    bad(value, fmt::format("ranges: {} is part of the structure: use set", in_quotes(id)),
        ExitCode::kBadValue);
  }
  if (!value.is_array() || value.items.size() != 2) {
    bad(value, fmt::format("ranges: {}: must be [lowest, highest]", id));
  }
  float x[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const TomlValue& item = value.items[i];
    const ParsedValue parsed = parse_value(spec, item.is_string() ? item.text : toml_text(item));
    if (!parsed.ok || parsed.clamped) {
      bad(item,
          fmt::format("ranges: {}: {}", id,
                      parsed.ok
                          ? fmt::format("out of range, must be {} to {}",
                                        display_text(spec, spec.min), display_text(spec, spec.max))
                          : parsed.error),
          ExitCode::kBadValue);
    }
    x[i] = real_to_x(spec, parsed.real);
  }
  return {.param = *param, .low = x[0], .high = x[1]};
}

}  // namespace kiln::cli
