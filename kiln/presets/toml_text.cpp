// Values as TOML text: shortest numbers, quoted strings, bare keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/text.h"
#include "kiln/presets/toml_tree.h"

namespace kiln {
namespace {

template <class Number>
std::string float_text(Number value, std::string digits) {
  if (!(value == value)) return "nan";
  if (std::fabs(value) == static_cast<Number>(INFINITY)) return value < 0 ? "-inf" : "inf";
  if (digits.find_first_of(".e") == std::string::npos) digits += ".0";
  return digits;
}

bool is_bare_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// Bytes of the UTF-8 character at the start of `text`; 0 if there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned lo = 0x80, unsigned hi = 0xbf) {
    return i < text.size() && byte(i) >= lo && byte(i) <= hi;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned lo = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned hi = first == 0xed ? 0x9f : 0xbf;  // no surrogates
    return follows(1, lo, hi) && follows(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned lo = first == 0xf0 ? 0x90 : 0x80;
    const unsigned hi = first == 0xf4 ? 0x8f : 0xbf;
    return follows(1, lo, hi) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    out += "\\u00";
    out += kHex[(c >> 4) & 15];
    out += kHex[c & 15];
  } else {
    out += c;
  }
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string toml_number(double value) { return float_text(value, format_double(value)); }
std::string toml_number(float value) { return float_text(value, format_float(value)); }

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0)
      out += '?';
    else if (length == 1)
      append_escaped(out, text[0]);
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out + '"';
}

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), is_bare_letter);
  return bare ? std::string(key) : toml_string(key);
}

std::string toml_text(const TomlValue& value) {
  using Kind = TomlValue::Kind;
  std::string out;
  switch (value.kind) {
    case Kind::kString:
      return toml_string(value.text);
    case Kind::kInteger:
      return std::to_string(value.integer);
    case Kind::kFloat:
      return toml_number(value.number);
    case Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Kind::kDate:
      return value.text;
    case Kind::kArray:
      for (const TomlValue& item : value.items) out += (out.empty() ? "" : ", ") + toml_text(item);
      return "[" + out + "]";
    case Kind::kTable:
      break;
  }
  for (const auto& [key, item] : value.entries) {
    out += (out.empty() ? "" : ", ") + toml_key(key) + " = " + toml_text(item);
  }
  return "{" + out + "}";
}

}  // namespace kiln
