// Copies what toml++ parsed into a TomlValue tree.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/toml_tree.h"

#include <algorithm>
#include <cstdlib>

// toml++ 3.3 asserts on some malformed texts ("[[[", its pull request 301), and with NDEBUG clang
// takes the assertion for a promise. Here it is an error of the text like any other.
namespace kiln {
struct TomlAssertion {};
constexpr void toml_assert(bool holds) {
  if (!holds) throw TomlAssertion();
}
}  // namespace kiln
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(expr) ::kiln::toml_assert(static_cast<bool>(expr))
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace kiln {
namespace {

// The first line that opens a table and doesn't go on with a name: where the assertion comes from.
int malformed_header_line(std::string_view text) {
  int line = 0;
  while (!text.empty()) {
    ++line;
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    const std::size_t name = row.find_first_not_of(" \t[");
    const std::size_t open = row.find('[');
    if (open != std::string_view::npos && row.find_first_not_of(" \t") == open &&
        row.substr(open, 2) == "[[" && (name == std::string_view::npos || name > open + 2)) {
      return line;
    }
  }
  return 1;
}

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string date_text(const toml::date& date) {
  std::string year = std::to_string(date.year);
  year.insert(0, 4 - std::min<std::size_t>(year.size(), 4), '0');
  return year + "-" + two_digits(date.month) + "-" + two_digits(date.day);
}

std::string time_text(const toml::time& time) {
  std::string text =
      two_digits(time.hour) + ":" + two_digits(time.minute) + ":" + two_digits(time.second);
  if (time.nanosecond != 0) {
    const std::string fraction = std::to_string(time.nanosecond);
    text += "." + std::string(9 - std::min<std::size_t>(fraction.size(), 9), '0') + fraction;
  }
  return text;
}

std::string date_time_text(const toml::date_time& both) {
  std::string text = date_text(both.date) + "T" + time_text(both.time);
  if (both.offset.has_value()) {
    const int minutes = both.offset->minutes;
    const int size = std::abs(minutes);
    text += (minutes < 0 ? "-" : "+") + two_digits(size / 60) + ":" + two_digits(size % 60);
  }
  return text;
}

TomlValue copy_node(const toml::node& node);

void copy_table(const toml::table& table, TomlValue& value) {
  struct Entry {
    toml::source_position where;
    std::string_view key;
    const toml::node* node;
  };
  std::vector<Entry> entries;   // toml++ sorts by key; the file's order reads better
  for (const auto& [key, node] : table) {
    entries.push_back({key.source().begin, key.str(), &node});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.where < b.where; });
  for (const Entry& entry : entries) {
    TomlValue copied = copy_node(*entry.node);
    copied.line = static_cast<int>(entry.where.line);
    value.entries.emplace_back(std::string(entry.key), std::move(copied));
  }
}

TomlValue copy_node(const toml::node& node) {
  using Kind = TomlValue::Kind;
  TomlValue value;
  value.line = static_cast<int>(node.source().begin.line);
  if (const auto* table = node.as_table()) {
    copy_table(*table, value);
  } else if (const auto* array = node.as_array()) {
    value.kind = Kind::kArray;
    for (const toml::node& item : *array) value.items.push_back(copy_node(item));
  } else if (const auto* text = node.as_string()) {
    value.kind = Kind::kString;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.integer = integer->get();
    value.number = static_cast<double>(value.integer);
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = Kind::kFloat;
    value.number = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Kind::kBoolean;
    value.boolean = boolean->get();
  } else {
    value.kind = Kind::kDate;
    if (const auto* date = node.as_date()) value.text = date_text(date->get());
    if (const auto* time = node.as_time()) value.text = time_text(time->get());
    if (const auto* both = node.as_date_time()) value.text = date_time_text(both->get());
  }
  return value;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

}  // namespace

TomlResult parse_toml(std::string_view text) {
  TomlResult result;
  try {
    const toml::table table = toml::parse(text);
    result.root = copy_node(table);
    result.root.line = 1;
    result.ok = true;
  } catch (const toml::parse_error& error) {
    result.error_line = static_cast<int>(error.source().begin.line);
    result.error = one_line(error.description());
  } catch (const TomlAssertion&) {
    result.error_line = malformed_header_line(text);
    result.error = "malformed table name";
  }
  return result;
}

}  // namespace kiln
