// All presets of this machine with what the browser shows of them, read and measured aside.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One shelf a process. Its thread reads the files, then measures their sounds with the least
// priority there is; both are kept in a file of the user's data folder and done again only for
// files that changed. The first list is there at once, with names and categories only.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kiln/gui/model.h"
#include "kiln/live/shared_library.h"
#include "kiln/plugin/sound_print.h"

namespace kiln {

struct ShelfItem {
  gui::PresetInfo info = {};
  std::filesystem::path path = {};
  std::string stamp = {};  // of the file as it was read; empty: not read yet
  std::optional<SoundPrint> print = {};
  std::vector<std::uint8_t> outline = {};  // of its phrase
};

// What a patch says of itself, without name and bank.
void describe_patch(const Patch& patch, const ParamTable& table, gui::PresetInfo& info);

// Items with a stamp as text, and back; lines that cannot be read are left out.
std::string write_shelf(const std::vector<ShelfItem>& items);
std::vector<ShelfItem> read_shelf(const std::string& text);

class PresetShelf {
 public:
  static std::shared_ptr<PresetShelf> get(const std::shared_ptr<SharedLibrary>& library);
  explicit PresetShelf(std::shared_ptr<SharedLibrary> library);
  ~PresetShelf();
  PresetShelf(const PresetShelf&) = delete;
  PresetShelf& operator=(const PresetShelf&) = delete;

  // [any-thread but audio] Grows when items() would be another list.
  std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }
  std::vector<ShelfItem> items() const;
  // How many sounds are measured.
  int measured() const noexcept { return measured_.load(std::memory_order_relaxed); }
  // All files are read and, if asked for, measured.
  bool done(bool with_sounds) const noexcept;
  // Files came, went or changed.
  void reread();
  // Somebody looks at the list: its thread sees whether others changed the files meanwhile.
  void look();
  // Nearest first, with their likeness 0…1; none while the sound itself is not measured.
  std::vector<std::pair<std::filesystem::path, float>> similar(const std::filesystem::path& path,
                                                               int count) const;
  // Bars of the phrase; empty until it is rendered, which this asks for.
  std::vector<std::uint8_t> outline(const std::filesystem::path& path);

 private:
  void run();
  bool work();  // one thing; false: nothing to do
  void read_next(std::size_t index);
  void measure_next(std::size_t index);
  void take_list();
  void keep();
  std::filesystem::path file() const;

  const std::shared_ptr<SharedLibrary> library_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<ShelfItem> items_;
  std::size_t read_ = 0;          // items before it are read
  std::size_t measured_to_ = 0;   // items before it are measured
  std::filesystem::path wanted_;  // outline
  bool changed_ = false;          // since it was kept
  std::atomic<std::uint64_t> version_{1};
  std::atomic<int> measured_{0};
  std::atomic<bool> stop_{false}, look_{false}, all_read_{false}, all_measured_{false};
  std::thread thread_;
};

}  // namespace kiln
