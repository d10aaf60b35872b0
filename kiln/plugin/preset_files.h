// What the browser did to files, so that each step can be taken back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kiln {

// One file's text before and after; none: there is no such file.
struct FileChange {
  std::filesystem::path path = {};
  std::optional<std::string> before = {};
  std::optional<std::string> after = {};
};

struct FileStep {
  std::string label = {};
  std::vector<FileChange> changes = {};
  bool names_patch = false;  // came with a step of the document
  bool saves = false;        // of Save: the key for undo means the sound, not the file
};

// "Glass bell" → "glass_bell", without an ending.
std::string file_name(const std::string& preset_name);
// Of a patch; nothing: it can't be read.
std::optional<std::string> text_of(const std::filesystem::path& path);

class FileHistory {
 public:
  // Each returns what went wrong, or an empty text; then the files are as they were before.
  std::string perform(FileStep step);
  std::string undo();
  std::string redo();
  // Null: nothing to take back.
  const FileStep* last() const { return done_.empty() ? nullptr : &done_.back(); }
  const FileStep* next() const { return undone_.empty() ? nullptr : &undone_.back(); }
  std::string undo_label() const { return done_.empty() ? std::string() : done_.back().label; }

 private:
  std::vector<FileStep> done_, undone_;
};

}  // namespace kiln
