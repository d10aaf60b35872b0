// Warnings with file and line, unknown keys, and fields with limits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/read_context.h"

#include "kiln/base/text.h"

namespace kiln {
namespace {

constexpr std::size_t kMaxWarnings = 200;
constexpr int kMaxAdvice = 20;

std::string joined(const std::vector<std::string>& path) {
  std::string text;
  for (const std::string& part : path) text += (text.empty() ? "" : ".") + part;
  return text;
}

}  // namespace

std::string_view first_letters(std::string_view text, std::size_t max) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xc0u) == 0x80u;
    if (!continues && letters++ == max) return text.substr(0, i);
  }
  return text;
}

ReadContext::ReadContext(const ParamTable& params, std::string_view file_name)
    : table(params), patch(make_patch(params)), file_name_(file_name) {
  patch.meta.name.clear();
}

std::string ReadContext::place(int line) const {
  return file_name_ + ":" + std::to_string(line) + ": ";
}

void ReadContext::warn(int line, const std::string& text) {
  if (warnings.size() < kMaxWarnings) {
    warnings.push_back(place(line) + text);
    return;
  }
  ++dropped_warnings_;
  warnings.back() =
      file_name_ + ": and " + std::to_string(dropped_warnings_ + 1) + " more warnings";
}

void ReadContext::keep_unknown(std::vector<std::string> path, const TomlValue& value, bool say) {
  if (say) {
    std::string text = "unknown key " + joined(path) + ", kept";
    if (path.size() > 1 && path[0] != "route" && advice_ < kMaxAdvice) {
      ++advice_;
      text += "; did you mean " + table.nearest_id(joined(path)) + "?";
    }
    warn(value.line, text);
  }
  if (!value.is_table() || value.entries.empty()) {
    patch.unknown.push_back({std::move(path), toml_text(value)});
    return;
  }
  for (const auto& [key, item] : value.entries) {
    std::vector<std::string> longer = path;
    longer.push_back(key);
    keep_unknown(std::move(longer), item, false);
  }
}

void ReadContext::read_text(const TomlValue& value, std::string_view name, std::size_t max_letters,
                            std::string& out) {
  if (!value.is_string()) {
    warn(value.line, std::string(name) + " must be a text in quotes, ignored");
    return;
  }
  out = first_letters(value.text, max_letters);
  if (out.size() != value.text.size()) {
    warn(value.line,
         std::string(name) + " is longer than " + std::to_string(max_letters) + " letters, cut");
  }
}

bool ReadContext::read_number(const TomlValue& value, std::string_view name, double min, double max,
                              double& out) {
  if (!value.is_number() || !(value.number == value.number)) {
    warn(value.line, std::string(name) + " must be a number, ignored");
    return false;
  }
  out = value.number < min ? min : value.number > max ? max : value.number;
  if (out != value.number) {
    warn(value.line, std::string(name) + " = " + toml_number(value.number) + " is not between " +
                         format_double(min) + " and " + format_double(max) + ", clamped");
  }
  return true;
}

}  // namespace kiln
