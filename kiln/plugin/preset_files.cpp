// Writes and removes files, all of a step or none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/preset_files.h"

#include <cctype>
#include <system_error>
#include <utility>

#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

std::string put(const std::filesystem::path& path, const std::optional<std::string>& text) {
  if (text) return write_file(path, *text);
  std::error_code error;
  std::filesystem::remove(path, error);
  return error ? path.string() + ": " + error.message() : std::string();
}

std::string apply_step(const FileStep& step, bool forward) {
  for (std::size_t i = 0; i < step.changes.size(); ++i) {
    const FileChange& change = step.changes[i];
    const std::string wrong = put(change.path, forward ? change.after : change.before);
    if (wrong.empty()) continue;
    for (std::size_t k = 0; k < i; ++k) {
      put(step.changes[k].path, forward ? step.changes[k].before : step.changes[k].after);
    }
    return wrong;
  }
  return {};
}

}  // namespace

std::string file_name(const std::string& preset_name) {
  std::string name;
  for (const char c : preset_name) {
    const auto letter = static_cast<unsigned char>(c);
    name += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '_';
  }
  return name.empty() ? "untitled" : name;
}

std::optional<std::string> text_of(const std::filesystem::path& path) {
  FileText file = read_file(path, kMaxPatchText);
  if (!file.ok) return std::nullopt;
  return std::move(file.text);
}

std::string FileHistory::perform(FileStep step) {
  std::string wrong = apply_step(step, true);
  if (!wrong.empty()) return wrong;
  done_.push_back(std::move(step));
  undone_.clear();
  return {};
}

std::string FileHistory::undo() {
  if (done_.empty()) return "nothing to undo";
  std::string wrong = apply_step(done_.back(), false);
  if (!wrong.empty()) return wrong;
  undone_.push_back(std::move(done_.back()));
  done_.pop_back();
  return {};
}

std::string FileHistory::redo() {
  if (undone_.empty()) return "nothing to redo";
  std::string wrong = apply_step(undone_.back(), true);
  if (!wrong.empty()) return wrong;
  done_.push_back(std::move(undone_.back()));
  undone_.pop_back();
  return {};
}

}  // namespace kiln
