// Reads a patch: format check, head, then slot by slot; order and kind of every key are checked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/read.h"

#include <algorithm>

#include "kiln/presets/migrate/migrate.h"
#include "kiln/presets/read_context.h"

namespace kiln {
namespace {

constexpr std::size_t kMaxLine = 200;  // letters
constexpr std::size_t kMaxLongText = 8000;
constexpr std::size_t kMaxTags = 32;

void read_tags(ReadContext& context, const TomlValue& value) {
  std::vector<std::string>& tags = context.patch.meta.tags;
  if (!value.is_array()) return context.warn(value.line, "tags must be a list, ignored");
  for (const TomlValue& item : value.items) {
    if (tags.size() == kMaxTags) {
      return context.warn(item.line, "more than 32 tags, the rest is left out");
    }
    std::string tag;
    context.read_text(item, "a tag", kMaxLine, tag);
    if (!tag.empty()) tags.push_back(std::move(tag));
  }
}

// Keys above the first table. False if the key is none of them.
bool read_head(ReadContext& context, const std::string& key, const TomlValue& value) {
  PatchMeta& meta = context.patch.meta;
  if (key == "kiln") return true;
  if (key == "version") return context.read_text(value, key, kMaxLine, meta.version), true;
  if (key == "name") return context.read_text(value, key, kMaxLine, meta.name), true;
  if (key == "category") return context.read_text(value, key, kMaxLine, meta.category), true;
  if (key == "author") return context.read_text(value, key, kMaxLine, meta.author), true;
  if (key == "tags") return read_tags(context, value), true;
  if (key == "description") {
    return context.read_text(value, key, kMaxLongText, meta.description), true;
  }
  if (key == "phrase") return context.read_text(value, key, kMaxLongText, meta.phrase), true;
  if (key == "effect_order") return read_effect_order(context, value), true;
  if (key == "route") return read_routes(context, value), true;
  return false;
}

}  // namespace

ReadResult read_patch(std::string_view text, const ParamTable& table, std::string_view file_name) {
  ReadResult result;
  ReadContext context(table, file_name);
  if (text.size() > kMaxPatchText) {
    result.error = context.place(1) + "too large for a patch";
    return result;
  }
  TomlResult file = parse_toml(text);
  if (!file.ok) {
    result.error = context.place(file.error_line) + file.error;
    return result;
  }
  const MigrationResult migrated = migrate(file.root, kFormatVersion, migrations());
  if (!migrated.ok) {
    result.error = context.place(migrated.line) + migrated.error;
    return result;
  }
  if (!migrated.warning.empty()) context.warn(migrated.line, migrated.warning);
  for (const auto& [key, value] : file.root.entries) {
    if (read_head(context, key, value)) continue;
    if (const SlotInfo* slot = table.find_slot(key))
      read_slot(context, *slot, value);
    else
      context.keep_unknown({key}, value);
  }
  // Dotted keys of one table may stand apart in the file: one order makes saving twice one text.
  std::stable_sort(context.patch.unknown.begin(), context.patch.unknown.end(),
                   [](const UnknownKey& a, const UnknownKey& b) { return a.path < b.path; });
  result.ok = true;
  result.patch = std::move(context.patch);
  result.warnings = std::move(context.warnings);
  return result;
}

}  // namespace kiln
