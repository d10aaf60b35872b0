// Compares two patches field by field.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/diff.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "kiln/base/text.h"
#include "kiln/parameters/text.h"

namespace kiln {
namespace {

bool same_bits(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
}

void text_change(std::vector<std::string>& lines, const std::string& what, const std::string& a,
                 const std::string& b) {
  if (a != b) lines.push_back(what + ": \"" + a + "\" → \"" + b + "\"");
}

// The shortest number that tells both apart, where their printed texts are the same.
std::string value_change(const ParamInfo& info, float a, float b) {
  std::string before = display_text(info.spec, a);
  std::string after = display_text(info.spec, b);
  if (before == after) {
    before = format_float(a);
    after = format_float(b);
  }
  return info.id + ": " + before + " → " + after;
}

std::string order_text(const Patch& patch) {
  std::string text;
  for (const uint8_t slot : patch.effect_order) {
    text += (text.empty() ? "fx" : " fx") + std::to_string(slot + 1);
  }
  return text;
}

std::string tags_text(const Patch& patch) {
  std::string text;
  for (const std::string& tag : patch.meta.tags) text += (text.empty() ? "" : ", ") + tag;
  return text;
}

// With what to_text() leaves out.
std::string route_line(const Route& route, const ParamTable& table) {
  std::string text = to_text(route, table);
  if (route.curve == RouteCurve::kStepped) text += ", " + std::to_string(route.steps) + " steps";
  if (route.smooth != 0.0f) {
    text += ", smooth " + format_float(route.smooth * 1e3f) + " ms";
  }
  if (route.minimum) text += ", not below " + format_float(*route.minimum);
  if (route.maximum) text += ", not above " + format_float(*route.maximum);
  return text;
}

void route_changes(std::vector<std::string>& lines, const Patch& a, const Patch& b,
                   const ParamTable& table) {
  std::vector<bool> matched(b.routes.size(), false);
  for (const Route& route : a.routes) {
    std::size_t i = 0;
    while (i < b.routes.size() && (matched[i] || b.routes[i] != route)) ++i;
    if (i < b.routes.size())
      matched[i] = true;
    else
      lines.push_back("- " + route_line(route, table));
  }
  bool added = false;
  for (std::size_t i = 0; i < b.routes.size(); ++i) {
    if (matched[i]) continue;
    added = true;
    lines.push_back("+ " + route_line(b.routes[i], table));
  }
  if (!added && a.routes.size() == b.routes.size() && a.routes != b.routes) {
    lines.push_back("routes: another order");
  }
}

}  // namespace

PatchDiff make_diff(const Patch& before, const Patch& after, std::string label) {
  PatchDiff diff;
  diff.label = std::move(label);
  const std::size_t count = std::min(before.values.size(), after.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (same_bits(before.values[i], after.values[i])) continue;
    diff.values.push_back({static_cast<ParamIndex>(i), before.values[i], after.values[i]});
  }
  Patch old_structure = structure_of(before);
  Patch new_structure = structure_of(after);
  if (old_structure != new_structure) {
    diff.before = std::make_shared<const Patch>(std::move(old_structure));
    diff.after = std::make_shared<const Patch>(std::move(new_structure));
  }
  return diff;
}

std::vector<std::string> patch_diff(const Patch& a, const Patch& b, const ParamTable& table) {
  std::vector<std::string> lines;
  text_change(lines, "name", a.meta.name, b.meta.name);
  text_change(lines, "category", a.meta.category, b.meta.category);
  text_change(lines, "author", a.meta.author, b.meta.author);
  text_change(lines, "tags", tags_text(a), tags_text(b));
  text_change(lines, "description", a.meta.description, b.meta.description);
  text_change(lines, "phrase", a.meta.phrase, b.meta.phrase);
  if (a.effect_order != b.effect_order) {
    lines.push_back("effect order: " + order_text(a) + " → " + order_text(b));
  }
  const std::size_t count = std::min(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (same_bits(a.values[i] + 0.0f, b.values[i] + 0.0f)) continue;  // −0 is 0
    lines.push_back(value_change(table.params()[i], a.values[i], b.values[i]));
  }
  for (std::size_t i = 0; i < a.wavetables.size(); ++i) {
    const std::string osc = "osc" + std::to_string(i + 1);
    text_change(lines, osc + " wavetable", a.wavetables[i].name, b.wavetables[i].name);
    if (a.wavetables[i].name == b.wavetables[i].name) {
      text_change(lines, osc + " wavetable content", a.wavetables[i].hash, b.wavetables[i].hash);
    }
    if (a.remaps[i] != b.remaps[i]) {
      lines.push_back(osc + ": phases drawn, " + std::to_string(a.remaps[i].size()) + " → " +
                      std::to_string(b.remaps[i].size()));
    }
  }
  for (std::size_t i = 0; i < a.lfos.size(); ++i) {
    const std::string lfo = "lfo" + std::to_string(i + 1);
    text_change(lines, lfo + " shape", a.lfos[i].shape, b.lfos[i].shape);
    const LfoDrawing& before = a.lfos[i].drawing;
    const LfoDrawing& after = b.lfos[i].drawing;
    if (before.points != after.points || before.grid != after.grid) {
      lines.push_back(lfo + ": points drawn, " + std::to_string(before.points.size()) + " → " +
                      std::to_string(after.points.size()));
    }
    if (before.steps != after.steps) {
      lines.push_back(lfo + ": steps drawn, " + std::to_string(before.steps.size()) + " → " +
                      std::to_string(after.steps.size()));
    }
  }
  for (std::size_t i = 0; i < a.macros.size(); ++i) {
    const std::string macro = "macro" + std::to_string(i + 1);
    text_change(lines, macro + " label", a.macros[i].name, b.macros[i].name);
    text_change(lines, macro + " help", a.macros[i].help, b.macros[i].help);
  }
  route_changes(lines, a, b, table);
  if (a.unknown != b.unknown || a.unknown_routes != b.unknown_routes) {
    lines.push_back("keys this version doesn't know: changed");
  }
  return lines;
}

}  // namespace kiln
