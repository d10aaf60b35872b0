// Bytes on their way to a file that appears under its name only when it is whole.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

namespace kiln::cli {

// What a killed process leaves is named FILE.partNUMBER.
inline constexpr const char* kPartSuffix = ".part";

// Seekable, for writers that go back to fill in a header. Failures are kept: the first one's reason
// is in error(), and everything after it does nothing.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);
  ~OutputFile();  // removes what commit() has not renamed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  bool write(const void* bytes, std::size_t size);
  std::size_t read(void* bytes, std::size_t size);
  bool seek(int64_t position);
  int64_t position() const { return position_; }
  int64_t size() const { return size_; }
  // Flushes to the disk and renames. False: error() says why, nothing is left.
  bool commit();

  const std::filesystem::path& path() const { return path_; }
  const std::string& error() const { return error_; }

 private:
  void fail();

  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty: `path_` is a device, written directly
  std::FILE* file_ = nullptr;
  int64_t position_ = 0;
  int64_t size_ = 0;
  std::string error_;
};

}  // namespace kiln::cli
