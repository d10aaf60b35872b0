// A TOML text as a small tree with line numbers, and values back to text.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one place that knows toml++ (toml_tree.cpp). Keys keep the order of the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

struct TomlValue {
  enum class Kind : uint8_t { kTable, kArray, kString, kInteger, kFloat, kBoolean, kDate };
  Kind kind = Kind::kTable;
  int line = 0;           // 1-based; 0: not from a file
  std::string text = {};  // kString: the string; kDate: as written in TOML
  double number = 0.0;    // kFloat, kInteger
  int64_t integer = 0;
  bool boolean = false;
  std::vector<std::pair<std::string, TomlValue>> entries = {};  // kTable
  std::vector<TomlValue> items = {};                            // kArray

  const TomlValue* find(std::string_view key) const;
  bool is_table() const { return kind == Kind::kTable; }
  bool is_array() const { return kind == Kind::kArray; }
  bool is_string() const { return kind == Kind::kString; }
  bool is_number() const { return kind == Kind::kInteger || kind == Kind::kFloat; }
};

struct TomlResult {
  bool ok = false;
  TomlValue root = {};
  int error_line = 0;
  std::string error = {};  // one line
};
TomlResult parse_toml(std::string_view text);

// In one line, as it may stand right of "key = ".
std::string toml_text(const TomlValue& value);
std::string toml_number(double value);           // always with a point, an exponent or inf
std::string toml_number(float value);            // shortest that reads back as this float
std::string toml_string(std::string_view text);  // quoted; bytes that are no UTF-8 become "?"
std::string toml_key(std::string_view key);      // bare where possible

}  // namespace kiln
