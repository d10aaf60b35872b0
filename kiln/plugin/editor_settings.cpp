// How an instance is played and how the editor behaves: read from and written to session and file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/file.h"

namespace kiln {
namespace {

constexpr std::size_t kMostTuningText = 4u << 20;
constexpr const char* kPreferencesFile = "editor.txt";
// A line of the file each that is on.
constexpr std::pair<const char*, bool gui::Preferences::*> kSwitches[] = {
    {"reduced_motion", &gui::Preferences::reduced_motion},
    {"always_values", &gui::Preferences::always_values},
    {"hinted", &gui::Preferences::hinted},
    {"keys_folded", &gui::Preferences::keys_folded},
    {"keys_by_hand", &gui::Preferences::keys_by_hand}};
constexpr const char* kMiddleC = "middle_c ";  // and the octave

// The second line of a Scala file that is no comment describes it; its first comment names it.
std::string scale_name(const Session& session) {
  if (session.scale.empty()) return "12-TET";
  std::istringstream lines(session.scale);
  std::string first;
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.starts_with('!')) {
      const std::size_t word = line.find_first_not_of("! ");
      if (first.empty() && word != std::string::npos) first = line.substr(word);
      continue;
    }
    if (!first.empty()) break;
    first = line;
    break;
  }
  if (first.ends_with(".scl")) first.resize(first.size() - 4);
  return first.empty() ? "Scale" : first;
}

}  // namespace

void EditorModel::read_play_settings() {
  const Session session = instrument_.session();
  follow_locks(session);
  using Play = gui::PlaySettings;
  play_ = {.mpe = static_cast<Play::Mpe>(session.mpe),
           .note_bend = session.mpe_note_bend_range,
           .zone_bend = session.mpe_zone_bend_range,
           .relative_slide = session.slide_mode == SlideMode::kRelative,
           .rounding = session.pitch_rounding,
           .smoothing = session.finger_smoothing,
           .fixed_velocity = session.fixed_velocity,
           .velocity_points = {},
           .pedal = static_cast<Play::Pedal>(session.pedal),
           .takeover = static_cast<Play::Takeover>(session.takeover),
           .a4_hz = session.a4_hz,
           .tuning = scale_name(session),
           .mapped = !session.keyboard.empty()};
  for (const VelocityPoint& point : session.velocity_points) {
    play_.velocity_points.emplace_back(point.played, point.heard);
  }
}

// The player's hand writes into memory(), a project brings its own with it: perhaps while there was
// no window.
void EditorModel::follow_locks(const Session& session) {
  std::set<std::uint16_t>& here = memory().locked;
  const auto slots = table().slots();
  if (!locks_known_ || session.locked != locks_read_) {
    locks_known_ = true;
    locks_read_ = session.locked;
    here.clear();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto& ids = session.locked;
      if (std::find(ids.begin(), ids.end(), slots[i].spec.id) != ids.end()) {
        here.insert(static_cast<std::uint16_t>(i));
      }
    }
    locks_here_ = here;
    return;
  }
  if (here == locks_here_) return;
  locks_here_ = here;
  locks_read_.clear();
  for (const std::uint16_t slot : here) locks_read_.push_back(slots[slot].spec.id);
  instrument_.edit_session([this](Session& present) { present.locked = locks_read_; });
}

void EditorModel::set_play_settings(const gui::PlaySettings& settings) {
  instrument_.edit_session([&settings](Session& session) {
    session.mpe = static_cast<MpeMode>(settings.mpe);
    session.mpe_note_bend_range = std::clamp(settings.note_bend, 1.0f, 96.0f);
    session.mpe_zone_bend_range = std::clamp(settings.zone_bend, 0.0f, 96.0f);
    session.slide_mode = settings.relative_slide ? SlideMode::kRelative : SlideMode::kAbsolute;
    session.pitch_rounding = std::clamp(settings.rounding, 0.0f, 1.0f);
    session.finger_smoothing = std::clamp(settings.smoothing, 0.0f, 100.0f);
    session.fixed_velocity = std::clamp(settings.fixed_velocity, 0, 127);
    session.velocity_points.clear();
    for (const auto& [played, heard] : settings.velocity_points) {
      session.velocity_points.push_back({played, heard});
    }
    session.pedal = static_cast<PedalPolarity>(settings.pedal);
    session.takeover = static_cast<Takeover>(settings.takeover);
    session.a4_hz = std::clamp(settings.a4_hz, 380.0f, 480.0f);
  });
  read_play_settings();
}

float EditorModel::through_points(const std::vector<std::pair<float, float>>& points,
                                  float played) const {
  std::vector<VelocityPoint> all;
  for (const auto& [from, to] : points) all.push_back({from, to});
  return kiln::through_points(all, played);
}

std::string EditorModel::load_tuning(const std::string& path) {
  Session session = instrument_.session();
  if (path.empty()) {
    session.scale.clear();
    session.keyboard.clear();
  } else {
    const FileText file = read_file(path, kMostTuningText);
    if (!file.ok) return file.error;
    const bool map = std::filesystem::path(path).extension() == ".kbm";
    (map ? session.keyboard : session.scale) = file.text;
    std::vector<std::string> messages;
    session_tuning(session, messages);
    if (!messages.empty()) return messages.front();
  }
  instrument_.edit_session([&session](Session& present) {
    present.scale = session.scale;
    present.keyboard = session.keyboard;
  });
  read_play_settings();
  return {};
}

std::string EditorModel::use_device(const std::string& name) {
  const std::string wrong = instrument_.use_device(name);
  read_play_settings();
  return wrong;
}

void EditorModel::read_preferences() {
  const auto path = instrument_.library().places().user / kPreferencesFile;
  const FileText file = read_file(path, 1u << 16);
  if (!file.ok) return;
  preferences_ = {};
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) {
    for (const auto& [word, on] : kSwitches) {
      if (line == word) preferences_.*on = true;
    }
    for (int octave = gui::Preferences::kLowestMiddleC; octave <= gui::Preferences::kHighestMiddleC;
         ++octave) {
      if (line == kMiddleC + std::to_string(octave)) preferences_.middle_c = octave;
    }
  }
}

// What is another here than it was; another window may have changed the rest meanwhile.
void EditorModel::set_preferences(const gui::Preferences& preferences) {
  const gui::Preferences before = preferences_;
  const std::filesystem::path& user = instrument_.library().places().user;
  if (!user.empty()) read_preferences();
  std::string text;
  for (const auto& [word, on] : kSwitches) {
    if (preferences.*on != before.*on) preferences_.*on = preferences.*on;
    if (preferences_.*on) text.append(word).append("\n");
  }
  if (preferences.middle_c != before.middle_c) preferences_.middle_c = preferences.middle_c;
  if (preferences_.middle_c != gui::Preferences{}.middle_c) {
    text += kMiddleC + std::to_string(preferences_.middle_c) + "\n";
  }
  if (!user.empty()) write_file(user / kPreferencesFile, text);
}

}  // namespace kiln
