// What the browser says of a patch, and the shelf as text: a line a preset, fields between tabs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string_view>

#include "kiln/base/text.h"
#include "kiln/plugin/preset_shelf.h"

namespace kiln {
namespace {

// Another number when other things are kept or measured.
constexpr std::string_view kShelfHead = "kiln presets 1";
constexpr char kListMark = '\x1f';
constexpr std::size_t kFields = 13;
constexpr std::string_view kHex = "0123456789abcdef";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '\t' || c == '\n') {
      out += '\\';
      out += c == '\t' ? 't' : c == '\n' ? 'n' : '\\';
    } else {
      out += c;
    }
  }
  return out;
}

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      ++i;
      fields.back() += line[i] == 't' ? '\t' : line[i] == 'n' ? '\n' : line[i];
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) all += kListMark;
    all += words[i];
  }
  return all;
}

std::vector<std::string> split(const std::string& all) {
  std::vector<std::string> words;
  if (all.empty()) return words;
  std::istringstream stream(all);
  for (std::string word; std::getline(stream, word, kListMark);) words.push_back(word);
  if (all.back() == kListMark) words.emplace_back();
  return words;
}

template <class Bytes>
std::string to_digits(const Bytes& bytes) {
  std::string digits;
  for (const std::uint8_t byte : bytes) {
    digits += kHex[byte >> 4];
    digits += kHex[byte & 15];
  }
  return digits;
}

std::vector<std::uint8_t> from_digits(const std::string& digits) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const std::size_t high = kHex.find(digits[i]), low = kHex.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    bytes.push_back(static_cast<std::uint8_t>(16 * high + low));
  }
  return bytes;
}

}  // namespace

void describe_patch(const Patch& patch, const ParamTable& table, gui::PresetInfo& info) {
  info.category = patch.meta.category;
  info.author = patch.meta.author;
  info.tags = patch.meta.tags;
  info.description = patch.meta.description;
  std::set<std::string> seen;
  info.engines.clear();
  int lanes = 0;
  for (const SlotInfo& slot : table.slots()) {
    if (slot.spec.kind != SlotKind::kOscillator) continue;
    const auto type = static_cast<std::size_t>(patch.values[slot.type_param]);
    if (type == 0) continue;
    const char* const name = slot.spec.types[type]->name;
    if (seen.insert(name).second) {
      info.engines += (info.engines.empty() ? "" : ", ") + std::string(name);
    }
    lanes += static_cast<int>(patch.values[table.common(slot, "unison")]);
  }
  info.load = std::clamp(1 + lanes / 5, 1, 5);
  const SlotInfo& voice = table.slot(SlotKind::kVoice);
  info.mono = patch.values[table.common(voice, "mode")] > 0.5f;
  info.mpe = std::any_of(patch.routes.begin(), patch.routes.end(), [](const Route& route) {
    const auto touch = [](Source s) { return s == Source::kNotePressure || s == Source::kSlide; };
    return route.enabled && (touch(route.source) || touch(route.via));
  });
  info.macros.clear();
  for (int i = 0; i < kMacroCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    info.macros.push_back(patch.macros[n].name);
    info.macro_values[n] = 0.01f * patch.values[table.slot(SlotKind::kMacro, i).first_common];
  }
}

std::string write_shelf(const std::vector<ShelfItem>& items) {
  std::string text = std::string(kShelfHead) + "\n";
  for (const ShelfItem& item : items) {
    if (item.stamp.empty()) continue;
    const gui::PresetInfo& info = item.info;
    std::vector<std::string> values;
    for (const float value : info.macro_values) values.push_back(format_float(value));
    const std::string flags =
        std::string(info.mono ? "1" : "0") + (info.mpe ? "1" : "0") + std::to_string(info.load);
    const std::array<std::string, kFields> fields = {
        item.path.string(),
        item.stamp,
        info.category,
        info.author,
        joined(info.tags),
        info.description,
        info.engines,
        joined(info.macros),
        joined(values),
        flags,
        item.print ? to_digits(item.print->levels) : std::string(),
        to_digits(item.outline),
        "."};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      text += (i > 0 ? "\t" : "") + escaped(fields[i]);
    }
    text += "\n";
  }
  return text;
}

std::vector<ShelfItem> read_shelf(const std::string& text) {
  std::vector<ShelfItem> items;
  std::istringstream lines(text);
  std::string line;
  if (!std::getline(lines, line) || line != kShelfHead) return items;
  while (std::getline(lines, line)) {
    const std::vector<std::string> f = fields_of(line);
    if (f.size() != kFields || f.back() != "." || f[9].size() != 3) continue;
    ShelfItem item{.path = f[0], .stamp = f[1], .outline = from_digits(f[11])};
    item.info.category = f[2];
    item.info.author = f[3];
    item.info.tags = split(f[4]);
    item.info.description = f[5];
    item.info.engines = f[6];
    item.info.macros = split(f[7]);
    const std::vector<std::string> values = split(f[8]);
    for (std::size_t i = 0; i < std::min(values.size(), item.info.macro_values.size()); ++i) {
      item.info.macro_values[i] = parse_float(values[i]).value_or(0.0f);
    }
    item.info.mono = f[9][0] == '1';
    item.info.mpe = f[9][1] == '1';
    item.info.load = std::clamp(f[9][2] - '0', 1, 5);
    const std::vector<std::uint8_t> levels = from_digits(f[10]);
    if (levels.size() == SoundPrint::kSize) {
      item.print.emplace();
      std::copy(levels.begin(), levels.end(), item.print->levels.begin());
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace kiln
