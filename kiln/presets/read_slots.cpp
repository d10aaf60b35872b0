// Reads the table of one slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/text.h"
#include "kiln/parameters/nearest.h"
#include "kiln/parameters/text.h"
#include "kiln/presets/read_context.h"

namespace kiln {
namespace {

constexpr std::size_t kMaxSlotText = 200;

// A type by the module's id ("analog"); its number or name will do.
ParsedValue parse_type(const SlotInfo& slot, const ParamSpec& spec, const std::string& text) {
  const auto& types = slot.spec.types;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (text == types[i]->id) return checked_value(spec, static_cast<double>(i));
  }
  ParsedValue result = parse_value(spec, text);
  if (!result.ok) {
    const int nearest =
        nearest_word(text, types.size(), [&](std::size_t i) { return types[i]->id; });
    result.error = "'" + std::string(first_letters(text, 60)) + "': no such type, did you mean '" +
                   types[static_cast<std::size_t>(nearest)]->id + "'? The slot is left off";
  }
  return result;
}

void read_param(ReadContext& context, const SlotInfo& slot, ParamIndex index,
                const TomlValue& value) {
  const ParamInfo& info = context.table[index];
  const bool is_type = index == slot.type_param;
  ParsedValue parsed;
  if (value.is_number()) {
    parsed = checked_value(info.spec, value.number);
  } else if (value.is_string()) {
    parsed = is_type ? parse_type(slot, info.spec, value.text) : parse_value(info.spec, value.text);
  } else if (value.kind == TomlValue::Kind::kBoolean && info.spec.unit == Unit::kSwitch) {
    parsed = checked_value(info.spec, value.boolean ? 1.0 : 0.0);
  } else {
    parsed.error = "neither a number nor a text";
  }
  if (!parsed.ok) {
    context.warn(value.line, info.id + ": " + parsed.error + (is_type ? "" : ", default used"));
    if (is_type) context.patch.values[index] = 0.0f;  // another sound would be worse than none
    return;
  }
  context.patch.values[index] = parsed.real;
  if (parsed.clamped) {
    context.warn(value.line, info.id + " = " + toml_text(value) + " is out of range, clamped to " +
                                 display_text(info.spec, parsed.real));
  }
}

void read_points(ReadContext& context, const TomlValue& value, std::vector<LfoPoint>& points) {
  if (!value.is_array()) return context.warn(value.line, "drawn_points must be a list, ignored");
  for (const TomlValue& item : value.items) {
    if (points.size() == kMaxLfoPoints) {
      return context.warn(item.line, "more than 128 points, the rest is left out");
    }
    double x = 0.0, y = 0.0, curve = 0.0;
    if (!item.is_array() || item.items.size() < 2 || item.items.size() > 3 ||
        !context.read_number(item.items[0], "x", 0.0, 1.0, x) ||
        !context.read_number(item.items[1], "y", 0.0, 1.0, y) ||
        (item.items.size() == 3 &&
         !context.read_number(item.items[2], "curve", -1.0, 1.0, curve))) {
      context.warn(item.line, "a point is [x, y] or [x, y, curve], left out");
      continue;
    }
    auto rising_x = static_cast<float>(x);
    if (!points.empty() && rising_x < points.back().x) {
      context.warn(item.line, "points must rise in x, moved");
      rising_x = points.back().x;
    }
    points.push_back({rising_x, static_cast<float>(y), static_cast<float>(curve)});
  }
}

void read_steps(ReadContext& context, const TomlValue& value, std::vector<LfoStep>& steps) {
  if (!value.is_array()) return context.warn(value.line, "drawn_steps must be a list, ignored");
  for (const TomlValue& item : value.items) {
    if (steps.size() == kMaxLfoSteps) {
      return context.warn(item.line, "more than 64 steps, the rest is left out");
    }
    double step = 0.0;
    context.read_number(item, "a step", -1.0, 1.0, step);  // a bad one counts as 0
    steps.push_back({static_cast<float>(step), false});
  }
}

// Numbers of the tied steps, from 1.
void read_ties(ReadContext& context, const TomlValue& value, std::vector<LfoStep>& steps) {
  if (!value.is_array()) return context.warn(value.line, "drawn_ties must be a list, ignored");
  for (const TomlValue& item : value.items) {
    double number = 0.0;
    const auto last = static_cast<double>(steps.size());
    if (!context.read_number(item, "a tie", 0.0, kMaxLfoSteps, number)) continue;
    number = std::floor(number);
    if (number >= 1.0 && number <= last)
      steps[static_cast<std::size_t>(number) - 1].tie = true;
    else
      context.warn(item.line, "a tie of a step that isn't there, left out");
  }
}

void read_remap(ReadContext& context, const TomlValue& value, std::vector<float>& points) {
  if (!value.is_array()) return context.warn(value.line, "drawn_remap must be a list, ignored");
  for (const TomlValue& item : value.items) {
    if (points.size() == kMaxRemapPoints) {
      return context.warn(item.line, "more than 33 phases, the rest is left out");
    }
    double phase = 0.0;
    context.read_number(item, "a phase", 0.0, 1.0, phase);  // a bad one counts as 0
    points.push_back(static_cast<float>(phase));
  }
}

// Keys of a slot that are no parameters. False if the key is none of them.
bool read_extra(ReadContext& context, const SlotInfo& slot, const std::string& key,
                const TomlValue& value) {
  const auto number = static_cast<std::size_t>(slot.spec.number);
  Patch& patch = context.patch;
  if (slot.spec.kind == SlotKind::kOscillator && number < patch.wavetables.size()) {
    WavetableRef& ref = patch.wavetables[number];
    if (key == "wavetable_file") return context.read_text(value, key, kMaxSlotText, ref.name), true;
    if (key == "wavetable_hash") return context.read_text(value, key, kMaxSlotText, ref.hash), true;
    if (key == "drawn_remap") return read_remap(context, value, patch.remaps[number]), true;
  }
  if (slot.spec.kind == SlotKind::kMacro && number < patch.macros.size()) {
    MacroLabel& label = patch.macros[number];
    if (key == "label") return context.read_text(value, key, kMaxMacroName, label.name), true;
    if (key == "help") return context.read_text(value, key, kMaxSlotText, label.help), true;
  }
  if (slot.spec.kind == SlotKind::kLfo && number < patch.lfos.size()) {
    PatchLfo& lfo = patch.lfos[number];
    if (key == "shape_name") return context.read_text(value, key, kMaxSlotText, lfo.shape), true;
    if (key == "drawn_points") return read_points(context, value, lfo.drawing.points), true;
    if (key == "drawn_steps") return read_steps(context, value, lfo.drawing.steps), true;
    if (key == "drawn_ties") return true;  // after the steps, see read_slot()
    if (key == "drawn_grid") {
      double grid = 0.0;
      if (context.read_number(value, key, 1.0, 32.0, grid)) {
        lfo.drawing.grid = static_cast<int>(grid);
      }
      return true;
    }
  }
  return false;
}

const ModuleSpec* find_type(const SlotInfo& slot, std::string_view id) {
  for (const ModuleSpec* type : slot.spec.types) {
    if (id == type->id) return type;
  }
  return nullptr;
}

void read_type_params(ReadContext& context, const SlotInfo& slot, const std::string& type,
                      const TomlValue& value) {
  if (!value.is_table()) {
    return context.warn(value.line, slot.spec.id + "." + type + " must be a table, ignored");
  }
  const std::string prefix = slot.spec.id + "." + type + ".";
  for (const auto& [key, item] : value.entries) {
    const auto index = context.table.find(prefix + key);
    if (index.has_value())
      read_param(context, slot, *index, item);
    else
      context.keep_unknown({slot.spec.id, type, key}, item);
  }
}

void check_revision(ReadContext& context, const SlotInfo& slot, const TomlValue& value) {
  double revision = 0.0;
  if (!context.read_number(value, "revision", 1.0, 1e6, revision)) return;
  const auto type = static_cast<std::size_t>(context.patch.values[slot.type_param]);
  if (revision > slot.spec.types[type]->revision) {
    context.warn(value.line, slot.spec.id + " was made with a newer revision of " +
                                 slot.spec.types[type]->id + " and may sound different");
  }
}

}  // namespace

void read_slot(ReadContext& context, const SlotInfo& slot, const TomlValue& value) {
  if (!value.is_table()) {
    return context.warn(value.line, slot.spec.id + " must be a table, ignored");
  }
  for (const auto& [key, item] : value.entries) {
    const auto index = context.table.find(slot.spec.id + "." + key);
    if (index.has_value())
      read_param(context, slot, *index, item);
    else if (key == "revision" && slot.type_param != kNoParam)
      continue;
    else if (find_type(slot, key) != nullptr)
      read_type_params(context, slot, key, item);
    else if (!read_extra(context, slot, key, item)) {
      context.keep_unknown({slot.spec.id, key}, item);
    }
  }
  // What the file leaves out is what the type brings.
  for (ParamIndex param = slot.first_common; param < slot.end; ++param) {
    const ParamInfo& info = context.table[param];
    const std::string key = info.id.substr(slot.spec.id.size() + 1);
    if (info.initial_of_type.empty() || value.find(key) != nullptr) continue;
    context.patch.values[param] = context.table.initial(param, context.patch.values);
  }
  const auto number = static_cast<std::size_t>(slot.spec.number);
  if (const TomlValue* ties = value.find("drawn_ties");
      ties != nullptr && slot.spec.kind == SlotKind::kLfo && number < context.patch.lfos.size()) {
    read_ties(context, *ties, context.patch.lfos[number].drawing.steps);
  }
  if (const TomlValue* revision = value.find("revision");
      revision != nullptr && slot.type_param != kNoParam) {
    check_revision(context, slot, *revision);
  }
}

void read_effect_order(ReadContext& context, const TomlValue& value) {
  if (!value.is_array()) return context.warn(value.line, "effect_order must be a list, ignored");
  std::vector<uint8_t> order;
  const auto add = [&](int slot) {
    const bool fresh = slot >= 0 && slot < kPatchEffects &&
                       std::find(order.begin(), order.end(), slot) == order.end();
    if (fresh) order.push_back(static_cast<uint8_t>(slot));
    return fresh;
  };
  for (const TomlValue& item : value.items) {
    int slot = -1;
    if (item.is_string() && item.text.size() == 3 && item.text.starts_with("fx")) {
      slot = item.text[2] - '1';
    }
    if (item.kind == TomlValue::Kind::kInteger && item.integer <= kPatchEffects) {
      slot = static_cast<int>(std::max<int64_t>(item.integer, 0)) - 1;
    }
    if (!add(slot)) context.warn(item.line, "effect_order lists fx1 to fx8 once each, left out");
  }
  for (int slot = 0; slot < kPatchEffects; ++slot) add(slot);
  std::copy(order.begin(), order.end(), context.patch.effect_order.begin());
}

}  // namespace kiln
