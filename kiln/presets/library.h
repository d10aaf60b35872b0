// The presets and wavetables on this machine: where they are, in which order, and finding by name.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

// A data folder holds "presets/factory/<category>/*.kiln" and "wavetables/*"; the user's own holds
// "presets/<category>/*.kiln" and "wavetables/*".
struct LibraryPlaces {
  std::vector<std::filesystem::path> factory = {};  // first found wins
  std::filesystem::path user = {};                  // may not exist yet; empty: none
};

// [main-thread] $KILN_DATA, else beside the program or plug-in (".", "../share/kiln",
// "../Resources"), else the source tree it was built from. The user's is $KILN_USER_DATA or the
// system's place for application data.
LibraryPlaces default_places();

struct LibraryEntry {
  std::string name = {};  // as in the file; the file's name if it has none
  std::string category = {};
  std::filesystem::path path = {};
  bool factory = false;
  int bank = 0;  // MIDI bank and program, 0-based, in the order of the library
  int program = 0;
};

// A folder and when something in it last came, went or was renamed.
struct FolderTime {
  std::filesystem::path path = {};
  std::filesystem::file_time_type time = std::filesystem::file_time_type::min();  // not there
  bool operator==(const FolderTime&) const = default;
};
FolderTime folder_time(const std::filesystem::path& path);

class Library {
 public:
  // [main-thread] Reads the head of every preset: some 0.1 ms a file.
  explicit Library(const LibraryPlaces& places);

  // Factory presets first, by category as in the manual, then by file name.
  const std::vector<LibraryEntry>& presets() const { return presets_; }
  const std::vector<LibraryEntry>& wavetables() const { return wavetables_; }
  // Where all this was found, with times from before it was read, and where the user's would be.
  const std::vector<FolderTime>& folders() const { return folders_; }

  struct Found {
    const LibraryEntry* entry = nullptr;
    std::string nearest = {};  // when there is none: the most similar name
  };
  // By name in any case; user presets before factory ones of the same name.
  Found find(std::string_view name) const;
  Found find_wavetable(std::string_view name) const;
  const LibraryEntry* program(int bank, int program) const;  // nullptr: none

 private:
  std::vector<LibraryEntry> presets_;
  std::vector<LibraryEntry> wavetables_;
  std::vector<FolderTime> folders_;
};

}  // namespace kiln
