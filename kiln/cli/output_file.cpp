// Temporary file beside the target, fsync, rename; devices are written directly.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/output_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#include <process.h>
#else
#include <unistd.h>
#endif

namespace kiln::cli {
namespace {

namespace fs = std::filesystem;

bool seek_file(std::FILE* file, int64_t position) {
#ifdef _WIN32
  return _fseeki64(file, position, SEEK_SET) == 0;
#else
  return fseeko(file, static_cast<off_t>(position), SEEK_SET) == 0;
#endif
}

bool flush_file(std::FILE* file, bool to_disk) {
  if (std::fflush(file) != 0) return false;
#ifdef _WIN32
  return !to_disk || _commit(_fileno(file)) == 0;
#else
  return !to_disk || fsync(fileno(file)) == 0;
#endif
}

std::FILE* open_file(const fs::path& path) {
#ifdef _WIN32
  return _wfopen(path.c_str(), L"w+b");
#else
  return std::fopen(path.c_str(), "w+b");
#endif
}

long process_number() {
#ifdef _WIN32
  return _getpid();
#else
  return getpid();
#endif
}

}  // namespace

OutputFile::OutputFile(const fs::path& path) : path_(path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    error_ = std::strerror(EISDIR);
    return;
  }
  fs::path opened = path;
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    // A link stays a link: the file it points to is replaced.
    const fs::path target = fs::weakly_canonical(path, error);
    if (!error) path_ = target;
    temporary_ = path_;
    temporary_ += kPartSuffix + std::to_string(process_number());
    opened = temporary_;
  }
  file_ = open_file(opened);
  if (file_ == nullptr) {
    fail();
    temporary_.clear();
  }
}

OutputFile::~OutputFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!temporary_.empty()) {
    std::error_code ignored;
    fs::remove(temporary_, ignored);
  }
}

void OutputFile::fail() {
  if (error_.empty()) error_ = std::strerror(errno);
}

bool OutputFile::write(const void* bytes, std::size_t size) {
  if (!error_.empty()) return false;
  if (std::fwrite(bytes, 1, size, file_) != size) {
    fail();
    return false;
  }
  position_ += static_cast<int64_t>(size);
  size_ = std::max(size_, position_);
  return true;
}

std::size_t OutputFile::read(void* bytes, std::size_t size) {
  if (!error_.empty()) return 0;
  // Between writing and reading a stream must be positioned.
  if (!seek_file(file_, position_)) return 0;
  const std::size_t count = std::fread(bytes, 1, size, file_);
  position_ += static_cast<int64_t>(count);
  static_cast<void>(seek_file(file_, position_));
  return count;
}

bool OutputFile::seek(int64_t position) {
  if (!error_.empty()) return false;
  if (!seek_file(file_, position)) {
    fail();
    return false;
  }
  position_ = position;
  return true;
}

bool OutputFile::commit() {
  if (error_.empty() && !flush_file(file_, !temporary_.empty())) fail();
  if (file_ != nullptr && std::fclose(file_) != 0) fail();
  file_ = nullptr;
  if (error_.empty() && !temporary_.empty()) {
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error)
      error_ = error.message();
    else
      temporary_.clear();
  }
  return error_.empty();
}

}  // namespace kiln::cli
