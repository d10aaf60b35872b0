// What the browser did to files, so that each step can be taken back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiln/presets/patch.h"

namespace kiln {

// One file's text before and after; none: there is no such file.
struct FileChange {
  std::filesystem::path path = {};
  std::optional<std::string> before = {};
  std::optional<std::string> after = {};
};

// Which file the document is of, and what that has: the edited mark says whether they differ.
struct FileMark {
  std::filesystem::path file = {};
  std::shared_ptr<const Patch> saved = nullptr;
};

struct FileStep {
  std::string label = {};
  std::vector<FileChange> changes = {};
  bool saves = false;           // of Save: the key for undo means the sound, not the file
  std::uint64_t name_step = 0;  // of the document, which was named with the file; 0: it was not
  FileMark before = {}, after = {};  // null: not the document's file
  std::string unstarred = {}, starred = {};
};

// "Glass bell" → "glass bell", without an ending; only what file systems forbid becomes another
// character, so that different names may share one.
std::string file_name(const std::string& preset_name);
std::filesystem::path utf8_path(const std::string& text);
// For a file of that name in the folder: numbered where the path is taken by another than `own`.
std::filesystem::path free_path(const std::filesystem::path& folder, const std::string& name,
                                const std::filesystem::path& own = {});
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
  FileStep* last() { return done_.empty() ? nullptr : &done_.back(); }
  const FileStep* next() const { return undone_.empty() ? nullptr : &undone_.back(); }
  std::string undo_label() const { return done_.empty() ? std::string() : done_.back().label; }

 private:
  std::vector<FileStep> done_, undone_;
};

}  // namespace kiln
