// The session as text and back; unknown keys are kept, as in a patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/session.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "kiln/presets/read.h"
#include "kiln/presets/toml_tree.h"

namespace kiln {
namespace {

constexpr std::string_view kDivider = "\n# ---- session ----\n";
constexpr std::array<const char*, 4> kMpeNames = {"off", "lower", "upper", "auto"};
constexpr std::array<const char*, 2> kSlideNames = {"absolute", "relative"};
constexpr std::array<const char*, 3> kPedalNames = {"normal", "inverted", "detect"};
constexpr std::array<const char*, 3> kTakeoverNames = {"off", "catch", "scale"};
constexpr int kMostEditorPixels = 16384;
constexpr std::size_t kMostScaleText = 1u << 20;
constexpr std::size_t kMostTexts = 256;

std::string line(std::string_view key, const std::string& value) {
  return std::string(key) + " = " + value + "\n";
}

std::string points_text(const std::vector<VelocityPoint>& points) {
  std::string text;
  for (const VelocityPoint& point : points) {
    text +=
        (text.empty() ? "" : ", ") + toml_number(point.played) + ", " + toml_number(point.heard);
  }
  return "[" + text + "]";
}

std::string list_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + toml_string(word);
  return "[" + text + "]";
}

const char* boolean_text(bool value) { return value ? "true" : "false"; }

float clamped(double value, double low, double high) {
  return static_cast<float>(value > low ? (value < high ? value : high) : low);
}

// Reads the keys it knows out of one table; says what it could not use.
class TableReader {
 public:
  TableReader(const TomlValue& table, std::vector<std::string>& warnings)
      : table_(table), warnings_(warnings) {}

  const TomlValue* take(const char* key) {
    known_.push_back(key);
    return table_.find(key);
  }
  template <class T>
  void number(const char* key, double low, double high, T& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    if (!value->is_number() || value->number != value->number) return refuse(key);
    const float real = clamped(value->number, low, high);
    target = static_cast<T>(real);
  }
  void boolean(const char* key, bool& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    if (value->kind != TomlValue::Kind::kBoolean) return refuse(key);
    target = value->boolean;
  }
  void text(const char* key, std::string& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    if (!value->is_string() || value->text.size() > kMostScaleText) return refuse(key);
    target = value->text;
  }
  template <class Choice, std::size_t kCount>
  void choice(const char* key, const std::array<const char*, kCount>& names, Choice& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    const auto found = std::find(names.begin(), names.end(), value->text);
    if (!value->is_string() || found == names.end()) return refuse(key);
    target = static_cast<Choice>(found - names.begin());
  }
  // Pairs of 0…1, flat: {played, heard, …}.
  void points(const char* key, std::vector<VelocityPoint>& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    const std::size_t most = 2 * static_cast<std::size_t>(kMostVelocityPoints);
    if (!value->is_array() || value->items.size() % 2 != 0 || value->items.size() > most) {
      return refuse(key);
    }
    std::vector<VelocityPoint> read;
    for (std::size_t i = 0; i < value->items.size(); i += 2) {
      const TomlValue& played = value->items[i];
      const TomlValue& heard = value->items[i + 1];
      if (!played.is_number() || !heard.is_number()) return refuse(key);
      read.push_back({clamped(played.number, 0, 1), clamped(heard.number, 0, 1)});
    }
    target = std::move(read);
  }
  void texts(const char* key, std::vector<std::string>& target) {
    const TomlValue* const value = take(key);
    if (value == nullptr) return;
    if (!value->is_array() || value->items.size() > kMostTexts) return refuse(key);
    for (const TomlValue& item : value->items) {
      if (item.is_string() && item.text.size() < kMostTexts) target.push_back(item.text);
    }
  }
  void keep_unknown(std::vector<std::pair<std::string, std::string>>& unknown) const {
    for (const auto& [key, value] : table_.entries) {
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      unknown.emplace_back(key, toml_text(value));
    }
  }

 private:
  void refuse(const char* key) {
    warnings_.push_back("session." + std::string(key) + " is not usable; the default stays");
  }

  const TomlValue& table_;
  std::vector<std::string>& warnings_;
  std::vector<std::string_view> known_;
};

uint16_t steps_of(const ParamSpec& spec) {
  return spec.curve == Curve::kStep ? static_cast<uint16_t>(spec.max - spec.min) : 0;
}

std::optional<LearnEntry> read_entry(const TomlValue& item, const ParamTable& table,
                                     std::vector<std::string>& warnings) {
  if (!item.is_table()) return std::nullopt;
  TableReader reader(item, warnings);
  std::string id;
  LearnEntry entry;
  int channel = 0;
  int controller = -1;
  reader.text("parameter", id);
  reader.number("controller", -1, 127, controller);
  reader.number("channel", 0, 16, channel);
  reader.number("from", 0, 1, entry.from);
  reader.number("to", 0, 1, entry.to);
  reader.choice("takeover", kTakeoverNames, entry.takeover);
  const std::optional<ParamIndex> param = table.find(id);
  if (!param || controller < 0) {
    warnings.push_back("a learnt controller names no parameter of this version: '" + id + "'");
    return std::nullopt;
  }
  entry.param = *param;
  entry.controller = static_cast<uint8_t>(controller);
  entry.channel = static_cast<int8_t>(channel - 1);
  entry.steps = steps_of(table[*param].spec);
  return entry;
}

}  // namespace

void take_device_settings(Session& session, const Session& from) {
  session.mpe = from.mpe;
  session.mpe_note_bend_range = from.mpe_note_bend_range;
  session.mpe_zone_bend_range = from.mpe_zone_bend_range;
  session.slide_mode = from.slide_mode;
  session.fixed_velocity = from.fixed_velocity;
  session.velocity_points = from.velocity_points;
  session.pedal = from.pedal;
  session.pitch_rounding = from.pitch_rounding;
  session.finger_smoothing = from.finger_smoothing;
  session.takeover = from.takeover;
}

std::string write_session(const Session& session, const ParamTable& table) {
  std::string text = "[session]\n";
  text += line("mpe", toml_string(kMpeNames[static_cast<std::size_t>(session.mpe)]));
  text += line("mpe_note_bend_range", toml_number(session.mpe_note_bend_range));
  text += line("mpe_zone_bend_range", toml_number(session.mpe_zone_bend_range));
  text +=
      line("slide_mode", toml_string(kSlideNames[static_cast<std::size_t>(session.slide_mode)]));
  text += line("fixed_velocity", std::to_string(session.fixed_velocity));
  if (!session.velocity_points.empty()) {
    text += line("velocity_points", points_text(session.velocity_points));
  }
  text += line("pedal", toml_string(kPedalNames[static_cast<std::size_t>(session.pedal)]));
  text += line("pitch_rounding", toml_number(session.pitch_rounding));
  text += line("finger_smoothing", toml_number(session.finger_smoothing));
  text += line("takeover", toml_string(kTakeoverNames[static_cast<std::size_t>(session.takeover)]));
  text += line("ultra_when_rendering", boolean_text(session.ultra_when_rendering));
  text += line("bypass", boolean_text(session.bypass));
  text += line("a4_hz", toml_number(session.a4_hz));
  if (!session.scale.empty()) text += line("scale", toml_string(session.scale));
  if (!session.keyboard.empty()) text += line("keyboard", toml_string(session.keyboard));
  text += line("editor_width", std::to_string(session.editor_width));
  text += line("editor_height", std::to_string(session.editor_height));
  if (!session.locked.empty()) text += line("locked", list_text(session.locked));
  for (const auto& [key, value] : session.unknown) text += line(toml_key(key), value);
  for (const LearnEntry& entry : session.learn) {
    if (entry.param >= table.size()) continue;
    text += "\n[[session.learn]]\n";
    text += line("parameter", toml_string(table[entry.param].id));
    text += line("controller", std::to_string(entry.controller));
    text += line("channel", std::to_string(entry.channel + 1));
    text += line("from", toml_number(entry.from));
    text += line("to", toml_number(entry.to));
    text += line("takeover", toml_string(kTakeoverNames[static_cast<std::size_t>(entry.takeover)]));
  }
  return text;
}

SessionResult read_session(std::string_view text, const ParamTable& table) {
  SessionResult result;
  if (text.size() > kMaxPatchText) {
    result.error = "the session is longer than a session can be";
    return result;
  }
  const TomlResult toml = parse_toml(text);
  if (!toml.ok) {
    result.error = "session, line " + std::to_string(toml.error_line) + ": " + toml.error;
    return result;
  }
  result.ok = true;
  const TomlValue* const found = toml.root.find("session");
  if (found == nullptr || !found->is_table()) return result;
  Session& session = result.session;
  TableReader reader(*found, result.warnings);
  reader.choice("mpe", kMpeNames, session.mpe);
  reader.number("mpe_note_bend_range", 1, 96, session.mpe_note_bend_range);
  reader.number("mpe_zone_bend_range", 0, 96, session.mpe_zone_bend_range);
  reader.choice("slide_mode", kSlideNames, session.slide_mode);
  reader.number("fixed_velocity", 0, 127, session.fixed_velocity);
  reader.points("velocity_points", session.velocity_points);
  reader.choice("pedal", kPedalNames, session.pedal);
  reader.number("pitch_rounding", 0, 1, session.pitch_rounding);
  reader.number("finger_smoothing", 0, 100, session.finger_smoothing);
  reader.choice("takeover", kTakeoverNames, session.takeover);
  reader.boolean("ultra_when_rendering", session.ultra_when_rendering);
  reader.boolean("bypass", session.bypass);
  reader.number("a4_hz", 380, 480, session.a4_hz);
  reader.text("scale", session.scale);
  reader.text("keyboard", session.keyboard);
  reader.number("editor_width", 0, kMostEditorPixels, session.editor_width);
  reader.number("editor_height", 0, kMostEditorPixels, session.editor_height);
  reader.texts("locked", session.locked);
  if (const TomlValue* const learn = reader.take("learn"); learn != nullptr && learn->is_array()) {
    for (const TomlValue& item : learn->items) {
      if (session.learn.size() == kMaxLearned) break;
      if (const auto entry = read_entry(item, table, result.warnings)) {
        session.learn.push_back(*entry);
      }
    }
  }
  reader.keep_unknown(session.unknown);
  return result;
}

PerformanceSettings performance_settings(const Session& session) {
  PerformanceSettings settings;
  settings.mpe = session.mpe;
  settings.mpe_note_bend_range = session.mpe_note_bend_range;
  settings.mpe_zone_bend_range = session.mpe_zone_bend_range;
  settings.slide_mode = session.slide_mode;
  settings.fixed_velocity = session.fixed_velocity;
  settings.velocity_point_count =
      std::min(kMostVelocityPoints, static_cast<int>(session.velocity_points.size()));
  std::copy_n(session.velocity_points.begin(), settings.velocity_point_count,
              settings.velocity_points.begin());
  settings.pedal = session.pedal;
  settings.pitch_rounding = session.pitch_rounding;
  settings.finger_smoothing = session.finger_smoothing;
  return settings;
}

Tuning session_tuning(const Session& session, std::vector<std::string>& messages) {
  if (session.scale.empty()) return Tuning::equal(session.a4_hz);
  TuningResult result =
      read_tuning(session.scale, "scale", session.keyboard, "keyboard map", session.a4_hz);
  if (result.ok) return std::move(result.tuning);
  messages.push_back(result.error);
  return Tuning::equal(session.a4_hz);
}

std::string join_state(std::string_view patch, std::string_view session) {
  return std::string(patch) + std::string(kDivider) + std::string(session);
}

StateParts split_state(std::string_view state) {
  const std::size_t at = state.rfind(kDivider);
  if (at == std::string_view::npos) return {.patch = state};
  return {.patch = state.substr(0, at), .session = state.substr(at + kDivider.size())};
}

}  // namespace kiln
