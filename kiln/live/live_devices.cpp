// How each of the player's devices is played: a file devices/NAME.toml each in the user's data
// folder. SPDX-License-Identifier: GPL-3.0-or-later
//
// The text is that of a session, of which only what belongs to a device is used. A plug-in is not
// told which device plays it: there the player chooses one; the stand-alone program knows.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "kiln/live/live_instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr const char* kDeviceFolder = "devices";
constexpr const char* kDeviceEnding = ".toml";
constexpr std::size_t kLongestDeviceName = 80;  // bytes

// As it may be part of a path on every system; empty if nothing is left.
std::string device_file_name(const std::string& name) {
  std::string clean;
  for (const char c : name.substr(0, kLongestDeviceName)) {
    const bool bad = (c >= 0 && c < ' ') ||
                     std::string_view("/\\:*?\"<>|\x7f").find(c) != std::string_view::npos;
    clean += bad ? '_' : c;
  }
  while (!clean.empty() && (clean.back() == ' ' || clean.back() == '.')) clean.pop_back();
  const std::size_t first = clean.find_first_not_of(" .");
  return first == std::string::npos ? std::string() : clean.substr(first);
}

std::filesystem::path device_path(const std::filesystem::path& user, const std::string& name) {
  return user / kDeviceFolder / (device_file_name(name) + kDeviceEnding);
}

}  // namespace

std::vector<std::string> LiveInstrument::devices() const {
  std::vector<std::string> names;
  const std::filesystem::path& user = library_->places().user;
  if (user.empty()) return names;
  std::error_code error;
  for (std::filesystem::directory_iterator file(user / kDeviceFolder, error), end;
       !error && file != end; file.increment(error)) {
    if (file->path().extension() == kDeviceEnding) names.push_back(file->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string LiveInstrument::keep_device(const std::string& name) {
  const std::filesystem::path& user = library_->places().user;
  if (user.empty()) return "There is no folder for settings.";
  if (device_file_name(name).empty()) return "A device needs a name.";
  std::error_code error;
  std::filesystem::create_directories(user / kDeviceFolder, error);
  Session kept;
  take_device_settings(kept, session());
  return write_file(device_path(user, name), write_session(kept, table_));
}

std::string LiveInstrument::use_device(const std::string& name) {
  const std::filesystem::path& user = library_->places().user;
  if (user.empty() || device_file_name(name).empty()) return "There is no device " + name + ".";
  const FileText file = read_file(device_path(user, name), kMaxPatchText);
  if (!file.ok) return file.error;
  const SessionResult kept = read_session(file.text, table_);
  if (!kept.ok) return kept.error;
  edit_session([&](Session& session) { take_device_settings(session, kept.session); });
  return {};
}

}  // namespace kiln
