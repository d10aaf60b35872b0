// The player's settings for every new instance: settings.toml of the user's data folder.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same text as a project's session. What belongs to one project alone, bypass, is left out. A
// project that is opened brings its own session, which replaces these settings.
#include <filesystem>
#include <string>

#include "kiln/live/live_instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr const char* kSettingsFile = "settings.toml";

}  // namespace

void LiveInstrument::load_settings() {
  const std::filesystem::path& user = library_->places().user;
  std::error_code error;
  const std::filesystem::path path = user / kSettingsFile;
  if (user.empty() || !std::filesystem::exists(path, error)) return;
  const FileText file = read_file(path, kMaxPatchText);
  SessionResult read = file.ok ? read_session(file.text, table_) : SessionResult{};
  if (!read.ok) {
    const std::lock_guard lock(upkeep_mutex_);
    tell(path.string() + ": " + (file.ok ? read.error : file.error));
    return;
  }
  read.session.bypass = false;
  set_session(read.session);
}

std::string LiveInstrument::save_settings() {
  const std::filesystem::path& user = library_->places().user;
  if (user.empty()) return "There is no folder for settings.";
  std::error_code error;
  std::filesystem::create_directories(user, error);
  Session saved = session();
  saved.bypass = false;
  return write_file(user / kSettingsFile, write_session(saved, table_));
}

}  // namespace kiln
