// One library a process, alive as long as an instance holds it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/shared_library.h"

namespace kiln {

std::shared_ptr<SharedLibrary> SharedLibrary::get() {
  static std::mutex mutex;
  static std::weak_ptr<SharedLibrary> shared;
  const std::lock_guard lock(mutex);
  std::shared_ptr<SharedLibrary> library = shared.lock();
  if (library == nullptr) shared = library = std::make_shared<SharedLibrary>(default_places());
  return library;
}

SharedLibrary::SharedLibrary(const LibraryPlaces& places) : places_(places) {}

std::shared_ptr<const Library> SharedLibrary::library() const {
  const std::lock_guard lock(mutex_);
  if (library_ == nullptr) library_ = std::make_shared<const Library>(places_);
  return library_;
}

WavetableFinder SharedLibrary::wavetable_finder() const {
  const std::shared_ptr<const Library> present = library();
  const std::lock_guard lock(mutex_);
  if (!finder_) finder_ = make_wavetable_finder(*present);
  return finder_;
}

void SharedLibrary::rescan() {
  const std::lock_guard scanning(scan_mutex_);
  read();
}

bool SharedLibrary::refresh() {
  const std::lock_guard scanning(scan_mutex_);
  const std::shared_ptr<const Library> present = library();
  std::vector<FolderTime> now;
  for (const FolderTime& folder : present->folders()) now.push_back(folder_time(folder.path));
  const bool still = now == seen_last_;
  seen_last_ = std::move(now);
  if (!still || seen_last_ == present->folders()) return false;
  read();
  return true;
}

void SharedLibrary::read() {
  auto fresh = std::make_shared<const Library>(places_);
  const std::lock_guard lock(mutex_);
  library_ = std::move(fresh);
  finder_ = nullptr;
}

}  // namespace kiln
