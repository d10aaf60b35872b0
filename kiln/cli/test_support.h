// For tests only: a folder that goes away, and commands with what they print.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

#include "kiln/cli/command.h"

namespace kiln::cli::test {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> count{0};
#ifdef _WIN32
    const int process = _getpid();
#else
    const int process = getpid();
#endif
    path_ = std::filesystem::temp_directory_path() /
            ("kiln_cli_test_" + std::to_string(process) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return file(name);
  }
  int file_count() const {
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
      count += entry.is_regular_file();
    }
    return count;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct CommandRun {
  ExitCode code;
  std::string out;
  std::string err;
  bool one_error_line() const { return err.find('\n') == err.size() - 1 && err.size() > 1; }
};
inline CommandRun run(const std::vector<std::string>& words, const LibraryPlaces& places = {}) {
  std::ostringstream out, err;
  const CommandSetup setup = {.places = places};
  const ExitCode code = run_command(words, setup, out, err);
  return {code, out.str(), err.str()};
}

// A type 0 file at 120 BPM and 480 ticks per quarter: C4 for half a second on channel 1 after
// `setup` (events with their times, as bytes), then E4 on channel 2 as long.
inline std::string small_midi(const std::string& setup = {}) {
  using std::string_literals::operator""s;
  const std::string events = setup +
                             "\x00\x90\x3c\x64\x83\x60\x80\x3c\x40"s
                             "\x00\x91\x40\x64\x83\x60\x81\x40\x40"s
                             "\x00\xff\x2f\x00"s;
  std::string file = "MThd\0\0\0\6\0\0\0\1\x01\xe0MTrk"s;
  for (int shift = 24; shift >= 0; shift -= 8) {
    file += static_cast<char>(events.size() >> shift & 0xff);
  }
  return file + events;
}

}  // namespace kiln::cli::test
