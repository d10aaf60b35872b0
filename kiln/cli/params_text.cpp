// Prints the parameter table: the manual's page, JSON and plain lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/params_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "kiln/base/text.h"
#include "kiln/parameters/text.h"

namespace kiln::cli {
namespace {

std::string range_text(const ParamSpec& spec) {
  if (spec.unit == Unit::kSwitch) return "off, on";
  if (spec.choices.empty()) {
    return display_text(spec, spec.min) + " … " + display_text(spec, spec.max);
  }
  std::string text;
  for (const char* choice : spec.choices) text += (text.empty() ? "" : ", ") + std::string(choice);
  return text;
}

const char* unit_name(const ParamSpec& spec) {
  if (spec.unit == Unit::kChoice) return "choice";
  if (spec.unit == Unit::kSwitch) return "switch";
  if (spec.unit == Unit::kRatio) return "ratio";
  if (spec.unit == Unit::kCount) return "count";
  return unit_text(spec.unit);
}

// What a cell may not hold as it is.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// The slots that share a section: equal in all but number and initial values.
std::vector<std::vector<const SlotInfo*>> sections(const ParamTable& table) {
  std::vector<std::vector<const SlotInfo*>> all;
  for (const SlotInfo& slot : table.slots()) {
    const SlotInfo* const last = all.empty() ? nullptr : all.back().front();
    const bool same = last != nullptr && last->spec.kind == slot.spec.kind &&
                      last->end - last->first_common == slot.end - slot.first_common;
    if (same)
      all.back().push_back(&slot);
    else
      all.push_back({&slot});
  }
  return all;
}

// "0.0 dB", or "0.0 dB (osc2, osc3: −6.0 dB)".
std::string default_text(const ParamTable& table, const std::vector<const SlotInfo*>& slots,
                         int offset) {
  const auto info = [&](const SlotInfo* slot) -> const ParamInfo& {
    return table[static_cast<ParamIndex>(slot->first_common + offset)];
  };
  const ParamInfo& first = info(slots.front());
  const std::string text = display_text(first.spec, first.spec.initial);
  std::string others;
  std::string other_text;
  for (const SlotInfo* slot : slots) {
    const ParamInfo& other = info(slot);
    if (other.spec.initial == first.spec.initial) continue;
    others += (others.empty() ? "" : ", ") + slot->spec.id;
    other_text = display_text(other.spec, other.spec.initial);
  }
  return others.empty() ? text : fmt::format("{} ({}: {})", text, others, other_text);
}

std::string remarks(const ParamSpec& spec) {
  std::string text = spec.help;
  const auto add = [&](const char* words) {
    text += (text.empty() ? "" : " · ") + std::string(words);
  };
  if (spec.target_only())
    add("*modulation target only*");
  else if (spec.structural())
    add("*not automatable*");
  else if (!spec.modulatable())
    add("*no modulation*");
  return text;
}

constexpr const char* kTableHead =
    "| id | name | range | default | unit | curve | what it does |\n"
    "|---|---|---|---|---|---|---|\n";

std::string param_row(const ParamTable& table, const std::vector<const SlotInfo*>& slots,
                      int offset) {
  const ParamInfo& info = table[static_cast<ParamIndex>(slots.front()->first_common + offset)];
  return fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", info.id, cell(info.spec.name),
                     cell(range_text(info.spec)), cell(default_text(table, slots, offset)),
                     unit_name(info.spec), curve_name(info.spec.curve), cell(remarks(info.spec)));
}

// `before`: a section that has described the same types already, or null.
std::string section_text(const ParamTable& table, const std::vector<const SlotInfo*>& slots,
                         const SlotInfo* before) {
  const SlotInfo& first = *slots.front();
  std::string out = "\n## " + first.spec.name;
  if (slots.size() > 1) out += " … " + slots.back()->spec.name;
  out += "\n\n";
  if (slots.size() > 1) {
    out += fmt::format("The same for `{}` to `{}`; written for `{}`.\n\n", first.spec.id,
                       slots.back()->spec.id, first.spec.id);
  }
  out += kTableHead;
  int offset = 0;
  const int first_own = first.first_of_type.empty() ? first.end : first.first_of_type.front();
  for (; first.first_common + offset < first_own; ++offset) out += param_row(table, slots, offset);
  if (before != nullptr) {
    return out +
           fmt::format("\nThe types' own parameters are those of `{}`, with `{}` in its place.\n",
                       before->spec.id, first.spec.id);
  }
  for (std::size_t t = 0; t < first.spec.types.size(); ++t) {
    const ModuleSpec& type = *first.spec.types[t];
    const int end = t + 1 < first.first_of_type.size() ? first.first_of_type[t + 1] : first.end;
    if (first.first_common + offset >= end) continue;
    out += fmt::format("\n### {}: {} (`{}`)\n\n", first.spec.name, type.name, type.id);
    if (*type.help != 0) out += std::string(type.help) + "\n\n";
    out += kTableHead;
    for (; first.first_common + offset < end; ++offset) out += param_row(table, slots, offset);
  }
  return out;
}

// Shortest decimal that reads back as the float; infinities as text.
nlohmann::ordered_json json_number(float value) {
  if (value == -INFINITY) return "-inf";
  if (value == INFINITY) return "inf";
  return parse_double(format_float(value)).value_or(0.0);
}

nlohmann::ordered_json param_object(const ParamTable& table, const ParamInfo& info) {
  const SlotInfo& slot = table.slots()[info.slot];
  nlohmann::ordered_json object;
  object["id"] = info.id;
  object["name"] = info.name;
  object["slot"] = slot.spec.id;
  object["type"] = nullptr;
  if (info.type >= 0) object["type"] = slot.spec.types[static_cast<std::size_t>(info.type)]->id;
  object["scope"] = info.scope == Scope::kVoice ? "voice" : "global";
  object["unit"] = unit_name(info.spec);
  object["curve"] = curve_name(info.spec.curve);
  object["min"] = json_number(info.spec.min);
  object["max"] = json_number(info.spec.max);
  object["initial"] = json_number(info.spec.initial);
  if (!info.spec.choices.empty()) {
    object["choices"] = nlohmann::ordered_json::array();
    for (const char* choice : info.spec.choices) object["choices"].push_back(choice);
  }
  object["modulatable"] = info.spec.modulatable();
  object["host"] = !info.spec.structural() && !info.spec.target_only();
  object["since"] = info.spec.since;
  object["help"] = info.spec.help;
  return object;
}

}  // namespace

const char* curve_name(Curve curve) {
  switch (curve) {
    case Curve::kLinear:
      return "linear";
    case Curve::kLog:
      return "log";
    case Curve::kPower2:
      return "x²";
    case Curve::kPower3:
      return "x³";
    case Curve::kPower4:
      return "x⁴";
    case Curve::kLevel:
      return "level";
    case Curve::kStep:
      return "step";
  }
  return "";
}

std::string params_markdown(const ParamTable& table) {
  std::string out = "# Parameters\n\n";
  out += fmt::format(
      "All {} parameters of the instrument. A host sees {} of them; the others are part of a\n"
      "preset's structure or targets of modulation only. This page is written by\n"
      "`kiln params --markdown`.\n\n"
      "Values are in the units shown, as in preset files and in `kiln render --set ID=VALUE`. The\n"
      "curve says how a knob's travel x (0 to 1) spreads over the range: linear; log: equal "
      "ratios;\n"
      "x², x³, x⁴: powers of x; level: gain 2x³, 0 dB at x = 0.79; step: whole steps.\n",
      table.size(), table.host_params().size());
  const SlotInfo* last = nullptr;
  for (const auto& slots : sections(table)) {
    const SlotInfo& first = *slots.front();
    const bool same_types = last != nullptr && !first.spec.types.empty() &&
                            last->spec.types.data() == first.spec.types.data();
    out += section_text(table, slots, same_types ? last : nullptr);
    last = &first;
  }
  return out;
}

std::string params_json(const ParamTable& table) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const ParamInfo& info : table.params()) all.push_back(param_object(table, info));
  return all.dump(2) + "\n";
}

std::string params_lines(const ParamTable& table) {
  std::string out;
  for (const ParamInfo& info : table.params()) {
    out += fmt::format("{:<26} {} [{}]  {}\n", info.id, range_text(info.spec),
                       display_text(info.spec, info.spec.initial), info.spec.help);
  }
  return out;
}

}  // namespace kiln::cli
