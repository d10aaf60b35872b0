// Writes and removes files, all of a step or none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/preset_files.h"

#include <cctype>
#include <string_view>
#include <system_error>
#include <utility>

#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr std::size_t kMostBytes = 120;  // of a name; file systems take some 255
constexpr std::string_view kForbidden = "/\\:*?\"<>|";

// Names that Windows keeps for devices, whatever their ending.
bool is_device(const std::string& name) {
  for (const char* const device : {"con", "prn", "aux", "nul"}) {
    if (name == device) return true;
  }
  const bool port = name.starts_with("com") || name.starts_with("lpt");
  return port && name.size() == 4 && name[3] >= '0' && name[3] <= '9';
}

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
    const auto byte = static_cast<unsigned char>(c);
    const bool forbidden = byte < 0x20 || byte == 0x7f || kForbidden.find(c) != kForbidden.npos;
    // Small letters: not every file system tells them from large ones.
    name += forbidden ? '_' : byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c;
  }
  if (name.size() > kMostBytes) {
    std::size_t end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
    name.resize(end);
  }
  const auto hides = [](char c) { return c == '.' || c == ' '; };
  for (std::size_t i = 0; i < name.size() && hides(name[i]); ++i) name[i] = '_';
  for (std::size_t i = name.size(); i > 0 && hides(name[i - 1]); --i) name[i - 1] = '_';
  if (is_device(name.substr(0, name.find('.')))) name.insert(name.begin(), '_');
  return name.empty() ? "untitled" : name;
}

std::filesystem::path utf8_path(const std::string& text) {
  return {std::u8string(text.begin(), text.end())};
}

std::filesystem::path free_path(const std::filesystem::path& folder, const std::string& name,
                                const std::filesystem::path& own) {
  const std::string file = file_name(name);
  std::error_code none;
  for (int copy = 1;; ++copy) {
    const std::string number = copy > 1 ? " " + std::to_string(copy) : std::string();
    std::filesystem::path path = folder / utf8_path(file + number + ".kiln");
    if (!own.empty() && std::filesystem::equivalent(path, own, none)) return own;
    if (!std::filesystem::exists(path, none)) return path;
  }
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
