// Prints a patch slot by slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/describe.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "kiln/engine/instrument.h"
#include "kiln/parameters/text.h"

namespace kiln::cli {
namespace {

int loaded_type(const Patch& patch, const SlotInfo& slot) {
  return slot.type_param == kNoParam ? -1 : static_cast<int>(patch.values[slot.type_param]);
}

bool is_off(const Patch& patch, const SlotInfo& slot) {
  const int type = loaded_type(patch, slot);
  return type >= 0 &&
         std::string_view(slot.spec.types[static_cast<std::size_t>(type)]->id) == "off";
}

// "Cutoff 640 Hz, Resonance 20 %": of the slot and its loaded type, where they differ from init.
std::string changed_values(const Patch& patch, const SlotInfo& slot) {
  const ParamTable& table = instrument_table();
  const int type = loaded_type(patch, slot);
  std::string text;
  for (ParamIndex i = slot.first_common; i < slot.end; ++i) {
    const ParamInfo& info = table[i];
    if (i == slot.type_param || (info.type >= 0 && info.type != type)) continue;
    if (patch.values[i] == table.initial(i, patch.values)) continue;
    text += (text.empty() ? "" : ", ") + std::string(info.spec.name) + " " +
            display_text(info.spec, patch.values[i]);
  }
  return text;
}

// Continuation lines start below the text, not below the name.
std::string wrapped(const std::string& text, std::size_t indent) {
  constexpr std::size_t kWidth = 100;
  std::string out;
  std::size_t line = indent;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find(", ", at);
    end = end == std::string::npos ? text.size() : end + 2;
    const std::string part = text.substr(at, end - at);
    if (line + part.size() > kWidth && line > indent) {
      out += "\n" + std::string(indent, ' ');
      line = indent;
    }
    out += part;
    line += part.size();
    at = end;
  }
  return out;
}

std::string slot_line(const Patch& patch, const SlotInfo& slot) {
  const int type = loaded_type(patch, slot);
  std::string text = changed_values(patch, slot);
  if (slot.spec.kind == SlotKind::kOscillator) {
    const WavetableRef& table = patch.wavetables[static_cast<std::size_t>(slot.spec.number)];
    if (!table.name.empty()) {
      text = "Table " + table.name + (text.empty() ? "" : ", " + text);
    }
  }
  if (slot.spec.kind == SlotKind::kLfo) {
    const PatchLfo& lfo = patch.lfos[static_cast<std::size_t>(slot.spec.number)];
    if (!lfo.shape.empty()) text = "Drawing " + lfo.shape + (text.empty() ? "" : ", " + text);
  }
  if (is_off(patch, slot)) return "";
  const bool is_module = slot.spec.kind == SlotKind::kOscillator ||
                         slot.spec.kind == SlotKind::kFilter || slot.spec.kind == SlotKind::kEffect;
  if (text.empty() && !is_module) return "";
  if (type >= 0) {
    const char* name = slot.spec.types[static_cast<std::size_t>(type)]->name;
    text = name + std::string(text.empty() ? "" : ": " + text);
  }
  return fmt::format("  {:<14}{}\n", slot.spec.name, wrapped(text, 16));
}

std::string heading(const Patch& patch) {
  const PatchMeta& meta = patch.meta;
  std::string out = meta.name + "\n";
  std::string facts = meta.category;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) facts += (facts.empty() ? "" : " · ") + text;
  };
  add(meta.author.empty() ? "" : "by " + meta.author);
  for (const std::string& tag : meta.tags) add(tag);
  if (!facts.empty()) out += facts + "\n";
  if (!meta.description.empty()) out += meta.description + "\n";
  return out;
}

std::string macro_lines(const Patch& patch) {
  std::string out;
  for (const SlotInfo& slot : instrument_table().slots()) {
    if (slot.spec.kind != SlotKind::kMacro) continue;
    const MacroLabel& label = patch.macros[static_cast<std::size_t>(slot.spec.number)];
    const float value = patch.values[slot.first_common];
    if (label.name.empty() && label.help.empty() && value == 0.0f) continue;
    out += fmt::format("  {:<14}{} {}{}\n", slot.spec.name, label.name.empty() ? "-" : label.name,
                       display_text(instrument_table()[slot.first_common].spec, value),
                       label.help.empty() ? "" : ": " + label.help);
  }
  return out;
}

void add_section(std::string& out, const char* title, const std::string& lines) {
  if (!lines.empty()) out += "\n" + std::string(title) + "\n" + lines;
}

}  // namespace

std::string describe_patch(const Patch& patch) {
  const ParamTable& table = instrument_table();
  std::string voice;
  std::string global;
  for (const SlotInfo& slot : table.slots()) {
    if (slot.spec.kind == SlotKind::kEffect || slot.spec.kind == SlotKind::kMacro) continue;
    (slot.spec.scope == Scope::kVoice ? voice : global) += slot_line(patch, slot);
  }
  std::string routes;
  for (std::size_t i = 0; i < patch.routes.size(); ++i) {
    routes += fmt::format("  {:>2}  {}\n", i + 1, to_text(patch.routes[i], table));
  }
  std::string effects;
  for (const uint8_t number : patch.effect_order) {
    effects += slot_line(patch, table.slot(SlotKind::kEffect, number));
  }
  effects += slot_line(patch, table.slot(SlotKind::kEffect, kSendSlot));
  std::string out = heading(patch);
  add_section(out, "Voice (what differs from init)", voice);
  add_section(out, "Routes", routes);
  add_section(out, "Macros", macro_lines(patch));
  add_section(out, "Effects, in order", effects);
  add_section(out, "Output", global);
  return out;
}

}  // namespace kiln::cli
