// The presets and wavetables of this machine, read once for all instances of the process.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "kiln/engine/wavetable_finder.h"
#include "kiln/presets/library.h"

namespace kiln {

class SharedLibrary {
 public:
  // [any-thread but audio] The library all instances hold; the last one to go frees it.
  static std::shared_ptr<SharedLibrary> get();

  explicit SharedLibrary(const LibraryPlaces& places);

  // As read last. Who holds it keeps it; rescan() makes a new one.
  std::shared_ptr<const Library> library() const;
  WavetableFinder wavetable_finder() const;
  const LibraryPlaces& places() const { return places_; }
  void rescan();  // after a preset was saved or deleted
  // Reads again after somebody else put, took or renamed files: once what folders tell differs from
  // what was read, and is the same as at the last call, so that nobody is still copying. Whether it
  // did. Costs one look at each folder.
  bool refresh();

 private:
  void read();

  const LibraryPlaces places_;
  std::mutex scan_mutex_;              // one reads at a time, so that the last one is the newest
  std::vector<FolderTime> seen_last_;  // by refresh()
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Library> library_;  // read on first use
  mutable WavetableFinder finder_;
};

}  // namespace kiln
