// Whole files in one go: read with a limit, written so that a crash leaves the old or the new one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace kiln {

struct FileText {
  bool ok = false;
  std::string text = {};
  std::string error = {};
};
FileText read_file(const std::filesystem::path& path, std::size_t max_bytes);

// Temporary file beside the target, flushed to the disk, renamed over it. Folders are made.
// Returns what went wrong, or an empty text.
std::string write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace kiln
