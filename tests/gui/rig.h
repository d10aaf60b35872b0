// An instance with its window in a data folder of its own, for tests without a display.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>
#include <time.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "kiln/gui/editor.h"
#include "kiln/plugin/editor_model.h"
#include "kiln/plugin/processor.h"

namespace kiln::gui_test {

inline constexpr int kBlock = 256;
inline constexpr double kRate = 48000.0;

// Milliseconds of processor time of this thread: what a frame takes whatever else the machine does.
inline double thread_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

// A folder for the player's files, gone at the end; empty but for a mark of an earlier start.
class UserFolder {
 public:
  UserFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("kiln_gui_" + juce::Uuid().toDashedString().toStdString())) {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / "editor.txt") << "hinted\n";
    setenv("KILN_USER_DATA", path_.c_str(), 1);
  }
  ~UserFolder() {
    unsetenv("KILN_USER_DATA");
    std::filesystem::remove_all(path_);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline void play_blocks(Processor& processor, double seconds) {
  juce::AudioBuffer<float> buffer(2, kBlock);
  juce::MidiBuffer midi;
  for (int i = 0; i < static_cast<int>(seconds * kRate / kBlock); ++i) {
    processor.instrument().upkeep();
    processor.processBlock(buffer, midi);
    midi.clear();
  }
}

inline int preset_called(const gui::Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.presets().size(); ++i) {
    if (model.presets()[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace kiln::gui_test
