// Writes a patch: head, slots in the order of the table, routes.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One value a line, so that a changed knob is one changed line in a diff.
#include "kiln/presets/write.h"

#include <algorithm>
#include <bit>

#include "kiln/presets/read.h"
#include "kiln/presets/toml_tree.h"

namespace kiln {
namespace {

void line(std::string& out, std::string_view key, const std::string& value) {
  out += key;
  out += " = ";
  out += value;
  out += '\n';
}

void text_line(std::string& out, std::string_view key, const std::string& text) {
  if (!text.empty()) line(out, key, toml_string(text));
}

std::string value_text(const SlotInfo& slot, const ParamInfo& info, float value, bool is_type) {
  const ParamSpec& spec = info.spec;
  if (spec.curve != Curve::kStep) return toml_number(value);
  const auto choice = static_cast<std::size_t>(value - spec.min);
  if (is_type && choice < slot.spec.types.size()) return toml_string(slot.spec.types[choice]->id);
  if (spec.unit == Unit::kSwitch) return value >= 0.5f ? "true" : "false";
  if (choice < spec.choices.size()) return toml_string(spec.choices[choice]);
  return std::to_string(static_cast<int>(value));
}

bool is_initial(const Patch& patch, const ParamTable& table, ParamIndex param) {
  const float initial = table.initial(param, patch.values);
  return std::bit_cast<uint32_t>(patch.values[param] + 0.0f) ==
         std::bit_cast<uint32_t>(initial + 0.0f);
}

// Keys that this version doesn't know, below `first` ("osc1"), or at the top for "".
void unknown_lines(std::string& out, const Patch& patch, const ParamTable& table,
                   std::string_view first) {
  for (const UnknownKey& unknown : patch.unknown) {
    if (unknown.path.empty()) continue;
    const std::string& head = unknown.path.front();
    const bool in_slot = table.find_slot(head) != nullptr;
    if (first.empty() ? in_slot || head == "route" : head != first) continue;
    std::string key;
    for (std::size_t i = first.empty() ? 0 : 1; i < unknown.path.size(); ++i) {
      key += (key.empty() ? "" : ".") + toml_key(unknown.path[i]);
    }
    line(out, key, unknown.value);
  }
}

template <class Items, class Text>
std::string list_text(const Items& items, Text&& text) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + text(item);
  return "[" + out + "]";
}

void lfo_lines(std::string& out, const PatchLfo& lfo) {
  text_line(out, "shape_name", lfo.shape);
  const LfoDrawing& drawing = lfo.drawing;
  if (!drawing.points.empty()) {
    out += "drawn_points = [\n";
    for (const LfoPoint& point : drawing.points) {
      out += "  [" + toml_number(point.x) + ", " + toml_number(point.y) + ", " +
             toml_number(point.curve) + "],\n";
    }
    out += "]\n";
  }
  if (drawing.grid != LfoDrawing{}.grid) line(out, "drawn_grid", std::to_string(drawing.grid));
  if (drawing.steps.empty()) return;
  line(out, "drawn_steps",
       list_text(drawing.steps, [](const LfoStep& step) { return toml_number(step.value); }));
  std::vector<std::size_t> ties;
  for (std::size_t i = 0; i < drawing.steps.size(); ++i) {
    if (drawing.steps[i].tie) ties.push_back(i + 1);
  }
  if (ties.empty()) return;
  line(out, "drawn_ties", list_text(ties, [](std::size_t i) { return std::to_string(i); }));
}

// What a slot has beside its parameters.
void extra_lines(std::string& out, const Patch& patch, const SlotInfo& slot) {
  const auto number = static_cast<std::size_t>(slot.spec.number);
  if (slot.spec.kind == SlotKind::kOscillator && number < patch.wavetables.size()) {
    text_line(out, "wavetable_file", patch.wavetables[number].name);
    text_line(out, "wavetable_hash", patch.wavetables[number].hash);
    if (!patch.remaps[number].empty()) {
      line(out, "drawn_remap",
           list_text(patch.remaps[number], [](float phase) { return toml_number(phase); }));
    }
  }
  if (slot.spec.kind == SlotKind::kMacro && number < patch.macros.size()) {
    text_line(out, "label", patch.macros[number].name);
    text_line(out, "help", patch.macros[number].help);
  }
  if (slot.spec.kind == SlotKind::kLfo && number < patch.lfos.size()) {
    lfo_lines(out, patch.lfos[number]);
  }
}

// Every LFO slot has a kind; one that nothing listens to need not name its default.
bool listened_to(const Patch& patch, const SlotInfo& slot) {
  if (slot.spec.kind != SlotKind::kLfo) return true;
  const int left = static_cast<int>(Source::kLfo1) + slot.spec.number;
  const int right = static_cast<int>(Source::kLfo1Right) + slot.spec.number;
  const auto is_it = [&](Source source) {
    return static_cast<int>(source) == left || static_cast<int>(source) == right;
  };
  return std::any_of(patch.routes.begin(), patch.routes.end(),
                     [&](const Route& route) { return is_it(route.source) || is_it(route.via); });
}

void write_slot(std::string& out, const Patch& patch, const ParamTable& table, const SlotInfo& slot,
                WriteMode mode) {
  std::string body;
  bool all_default = true;
  for (ParamIndex i = slot.first_common; i < slot.end; ++i) {
    const ParamInfo& info = table[i];
    const bool is_type = i == slot.type_param;
    const float value = patch.values[i];
    // A loaded type is always named, with the revision of its sound.
    const bool loaded =
        is_type && std::string_view(slot.spec.types[static_cast<std::size_t>(value)]->id) != "off";
    const bool wanted = mode == WriteMode::kState && !info.spec.target_only();
    const bool initial = is_initial(patch, table, i);
    if (!loaded && !wanted && initial) continue;
    all_default = all_default && initial;
    line(body, std::string_view(info.id).substr(slot.spec.id.size() + 1),
         value_text(slot, info, value, is_type));
    if (is_type) {
      const ModuleSpec& type = *slot.spec.types[static_cast<std::size_t>(value)];
      line(body, "revision", std::to_string(type.revision));
    }
  }
  std::string extra;
  extra_lines(extra, patch, slot);
  unknown_lines(extra, patch, table, slot.spec.id);
  const bool idle = mode == WriteMode::kPreset && all_default && !listened_to(patch, slot);
  if (extra.empty() && (body.empty() || idle)) return;
  out += "\n[" + slot.spec.id + "]\n" + body + extra;
}

std::string target_text(const RouteTarget& target, const ParamTable& table) {
  switch (target.kind) {
    case RouteTarget::Kind::kParameter:
      return target.param < table.size() ? table[target.param].id : "none";
    case RouteTarget::Kind::kRouteDepth:
      return "route" + std::to_string(target.route + 1) + ".depth";
    case RouteTarget::Kind::kNone:
      break;
  }
  return "none";
}

// In the target's unit where that text means exactly this depth, else as the number itself.
std::string depth_value(const Route& route, const ParamTable& table) {
  const std::string text = depth_text(route.target, route.depth, table);
  float read_back = 0.0f;
  const bool exact = parse_depth(route.target, text, table, read_back) &&
                     std::bit_cast<uint32_t>(read_back) == std::bit_cast<uint32_t>(route.depth);
  return exact ? toml_string(text) : toml_number(route.depth);
}

void write_route(std::string& out, const Route& route, const ParamTable& table, WriteMode mode) {
  const bool all = mode == WriteMode::kState;
  const Route plain;
  out += "\n[[route]]\n";
  line(out, "source", toml_string(source_spec(route.source).id));
  if (all || route.via != plain.via) line(out, "via", toml_string(source_spec(route.via).id));
  line(out, "target", toml_string(target_text(route.target, table)));
  line(out, "depth", depth_value(route, table));
  if (all || route.curve != plain.curve) line(out, "curve", toml_string(curve_id(route.curve)));
  if (all || route.steps != plain.steps) line(out, "steps", std::to_string(route.steps));
  if (!route.drawn.empty()) {
    line(out, "drawn", list_text(route.drawn, [](float level) { return toml_number(level); }));
  }
  if (all || route.polarity != plain.polarity) {
    line(out, "polarity", toml_string(polarity_id(route.polarity)));
  }
  if (all || route.smooth != plain.smooth) line(out, "smooth", toml_number(route.smooth));
  if (route.minimum) line(out, "minimum", toml_number(*route.minimum));
  if (route.maximum) line(out, "maximum", toml_number(*route.maximum));
  if (all || route.enabled != plain.enabled) line(out, "enabled", route.enabled ? "true" : "false");
}

void write_head(std::string& out, const Patch& patch, const ParamTable& table, WriteMode mode) {
  const PatchMeta& meta = patch.meta;
  line(out, "kiln", std::to_string(kFormatVersion));
  text_line(out, "version", meta.version);
  text_line(out, "name", meta.name);
  text_line(out, "category", meta.category);
  text_line(out, "author", meta.author);
  if (!meta.tags.empty()) {
    line(out, "tags",
         list_text(meta.tags, [](const std::string& tag) { return toml_string(tag); }));
  }
  text_line(out, "description", meta.description);
  text_line(out, "phrase", meta.phrase);
  if (mode == WriteMode::kState || patch.effect_order != Patch{}.effect_order) {
    line(out, "effect_order", list_text(patch.effect_order, [](uint8_t slot) {
           return toml_string("fx" + std::to_string(slot + 1));
         }));
  }
  unknown_lines(out, patch, table, "");
}

}  // namespace

std::string write_patch(const Patch& patch, const ParamTable& table, WriteMode mode) {
  std::string out;
  out.reserve(mode == WriteMode::kState ? 65536 : 4096);
  write_head(out, patch, table, mode);
  for (const SlotInfo& slot : table.slots()) {
    if (mode == WriteMode::kChain && slot.spec.kind != SlotKind::kEffect) continue;
    write_slot(out, patch, table, slot, mode);
  }
  for (std::size_t i = 0; i < patch.routes.size(); ++i) {
    write_route(out, patch.routes[i], table, mode);
    for (const UnknownKey& unknown : patch.unknown) {
      if (unknown.path.size() < 3 || unknown.path[0] != "route") continue;
      if (unknown.path[1] != std::to_string(i + 1)) continue;
      std::string key;
      for (std::size_t k = 2; k < unknown.path.size(); ++k) {
        key += (key.empty() ? "" : ".") + toml_key(unknown.path[k]);
      }
      line(out, key, unknown.value);
    }
  }
  for (const std::string& body : patch.unknown_routes) out += "\n[[route]]\n" + body;
  return out;
}

}  // namespace kiln
