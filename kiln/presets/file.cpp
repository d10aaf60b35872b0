// Atomic writing: temporary file, fsync, rename, fsync of the folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#include <process.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace kiln {
namespace {

namespace fs = std::filesystem;

std::FILE* open_to_write(const fs::path& path) {
#ifdef _WIN32
  return _wfopen(path.c_str(), L"wb");
#else
  return std::fopen(path.c_str(), "wb");
#endif
}

bool flush_to_disk(std::FILE* file) {
  if (std::fflush(file) != 0) return false;
#ifdef _WIN32
  return _commit(_fileno(file)) == 0;
#else
  return fsync(fileno(file)) == 0;
#endif
}

// The new name is on the disk only when its folder is. Not every file system can; no harm then.
void flush_folder(const fs::path& folder) {
#ifdef _WIN32
  static_cast<void>(folder);
#else
  const int handle = open(folder.c_str(), O_RDONLY);
  if (handle < 0) return;
  static_cast<void>(fsync(handle));
  close(handle);
#endif
}

// Differs between processes and between threads of one.
fs::path temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> count{0};
#ifdef _WIN32
  const long process = _getpid();
#else
  const long process = getpid();
#endif
  fs::path name = path.filename();
  name += "." + std::to_string(process) + "-" + std::to_string(count.fetch_add(1)) + ".tmp";
  return path.parent_path() / name;
}

std::string reason(const char* what, const fs::path& path, const std::string& why) {
  return std::string(what) + " " + path.string() + ": " + why;
}

}  // namespace

FileText read_file(const fs::path& path, std::size_t max_bytes) {
  FileText result;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    result.error = reason("can't read", path, "no such file");
    return result;
  }
  std::ifstream file(path, std::ios::binary);
  char block[16384];
  while (file && result.text.size() <= max_bytes) {
    file.read(block, sizeof block);
    result.text.append(block, static_cast<std::size_t>(file.gcount()));
  }
  if (result.text.size() > max_bytes) {
    result.error =
        reason("can't read", path, "larger than " + std::to_string(max_bytes) + " bytes");
  } else if (!file.eof()) {
    result.error = reason("can't read", path, "reading failed");
  }
  result.ok = result.error.empty();
  return result;
}

std::string write_file(const fs::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return reason("can't make the folder of", path, error.message());
  const fs::path temporary = temporary_beside(path);
  std::FILE* file = open_to_write(temporary);
  if (file == nullptr) return reason("can't write", path, std::strerror(errno));
  bool done = std::fwrite(text.data(), 1, text.size(), file) == text.size() && flush_to_disk(file);
  const std::string why = done ? "" : std::strerror(errno);
  done = std::fclose(file) == 0 && done;
  if (done) fs::rename(temporary, path, error);
  if (!done || error) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return reason("can't write", path, error ? error.message() : why);
  }
  flush_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
  return {};
}

}  // namespace kiln
