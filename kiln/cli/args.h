// The command line as plain data: which command, with which options.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kiln::cli {

enum class SampleFormat : uint8_t { kInt16, kInt24, kFloat32 };

inline constexpr int kLargestBlock = 16384;       // frames
inline constexpr double kLongestAutoTail = 30.0;  // seconds after the last event
inline constexpr double kLongestTail = 3600.0;

struct RenderArgs {
  std::string song = {};  // a MIDI file; empty: `notes`
  std::string notes = {};
  std::string preset = {};                                 // name or file; empty: the initial sound
  std::vector<std::pair<int, std::string>> channels = {};  // {1…16, name or file}
  std::string channels_from = {};
  std::vector<std::string> set = {};  // "filter1.cutoff=640Hz"
  std::string out = {};               // empty: measure only
  std::string plot = {};
  int rate = 48000;  // Hz
  int block = 512;   // frames
  SampleFormat bits = SampleFormat::kInt24;
  int quality = 0;                  // 1, 2, 4; 0: each patch's own
  std::optional<double> tail = {};  // seconds; none: auto
  uint64_t seed = 0;
  bool limit = false;
  bool json = false;
};

struct BatchArgs {
  std::string list = {};  // a TOML file
  std::string out = {};   // folder; empty: `hash_only`
  bool hash_only = false;
  int workers = 0;  // threads; 0: one a core
  bool json = false;
};

struct Args {
  enum class Command : uint8_t {
    kText,  // help: only `text` is printed
    kRender,
    kRenderBatch,
    kPresetsList,
    kPresetsShow,
    kPresetsCheck,
    kParams,
    kDescribe,
    kVersion
  };
  Command command = Command::kText;
  std::string text = {};
  RenderArgs render = {};
  BatchArgs batch = {};
  std::string preset = {};              // of presets show, describe
  std::vector<std::string> paths = {};  // of presets check
  bool json = false;                    // of params
  bool markdown = false;
};

// `words` are the arguments after the program's name. Throws CommandError (kUsage) with the nearest
// valid word for an unknown one.
Args parse_args(std::vector<std::string> words);

}  // namespace kiln::cli
