// The shelf's list and the thread that completes it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/preset_shelf.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <chrono>
#include <map>
#include <system_error>

#include "kiln/engine/instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr std::size_t kMostShelfText = 64u << 20;
constexpr std::size_t kReadAtOnce = 64;  // files between two looks of the window

std::string stamp_of(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  return error ? std::string() : std::to_string(size) + ":" + std::to_string(time);
}

std::optional<Patch> patch_in(const std::filesystem::path& path) {
  const FileText file = read_file(path, kMaxPatchText);
  if (!file.ok) return std::nullopt;
  ReadResult read = read_patch(file.text, instrument_table(), path.string());
  if (!read.ok) return std::nullopt;
  return std::move(read.patch);
}

// Measuring never takes time from a sound.
void lower_priority() {
#if defined(__linux__)
  constexpr int kLeast = 19;
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kLeast);
#endif
}

}  // namespace

std::shared_ptr<PresetShelf> PresetShelf::get(const std::shared_ptr<SharedLibrary>& library) {
  static std::mutex mutex;
  static std::weak_ptr<PresetShelf> shared;
  const std::lock_guard lock(mutex);
  std::shared_ptr<PresetShelf> shelf = shared.lock();
  if (shelf == nullptr || shelf->library_ != library) {
    shared = shelf = std::make_shared<PresetShelf>(library);
  }
  return shelf;
}

PresetShelf::PresetShelf(std::shared_ptr<SharedLibrary> library) : library_(std::move(library)) {
  items_ = read_shelf(read_file(file(), kMostShelfText).text);
  take_list();
  thread_ = std::thread([this] { run(); });
}

PresetShelf::~PresetShelf() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::filesystem::path PresetShelf::file() const {
  const std::filesystem::path& user = library_->places().user;
  return user.empty() ? user : user / "cache" / "presets.txt";
}

std::vector<ShelfItem> PresetShelf::items() const {
  const std::lock_guard lock(mutex_);
  return items_;
}

bool PresetShelf::done(bool with_sounds) const noexcept {
  return all_read_.load() && (!with_sounds || all_measured_.load());
}

// What the library lists, with what is known of files that did not change. Nobody waits while files
// are looked at.
void PresetShelf::take_list() {
  const std::shared_ptr<const Library> library = library_->library();
  std::vector<std::string> stamps;
  for (const LibraryEntry& entry : library->presets()) stamps.push_back(stamp_of(entry.path));
  const std::lock_guard lock(mutex_);
  if (library != library_->library()) return;  // who read it again takes the list, too
  std::map<std::filesystem::path, ShelfItem> known;
  for (ShelfItem& item : items_) known.insert_or_assign(item.path, std::move(item));
  items_.clear();
  read_ = measured_to_ = 0;
  all_read_ = all_measured_ = false;
  int measured = 0;
  for (std::size_t i = 0; i < stamps.size(); ++i) {
    const LibraryEntry& entry = library->presets()[i];
    ShelfItem item;
    const auto found = known.find(entry.path);
    if (found != known.end() && found->second.stamp == stamps[i]) {
      item = std::move(found->second);
    }
    item.path = entry.path;
    item.info.name = entry.name;
    if (item.stamp.empty()) item.info.category = entry.category;
    item.info.factory = entry.factory;
    measured += item.print ? 1 : 0;
    items_.push_back(std::move(item));
  }
  measured_ = measured;
  version_.fetch_add(1, std::memory_order_release);
}

void PresetShelf::reread() {
  take_list();
  wake_.notify_all();
}

void PresetShelf::look() {
  {
    const std::lock_guard lock(mutex_);
    look_ = true;
  }
  wake_.notify_all();
}

std::vector<std::pair<std::filesystem::path, float>> PresetShelf::similar(
    const std::filesystem::path& path, int count) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::filesystem::path, float>> all;
  const auto self = std::find_if(items_.begin(), items_.end(),
                                 [&](const ShelfItem& item) { return item.path == path; });
  if (self == items_.end() || !self->print) return all;
  std::vector<std::pair<float, const ShelfItem*>> order;
  for (const ShelfItem& item : items_) {
    if (&item != &*self && item.print)
      order.emplace_back(likeness(*self->print, *item.print), &item);
  }
  const std::size_t most = std::min(order.size(), static_cast<std::size_t>(count));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first
                                                : a.second->path < b.second->path;
                    });
  for (std::size_t i = 0; i < most; ++i) all.emplace_back(order[i].second->path, order[i].first);
  return all;
}

std::vector<std::uint8_t> PresetShelf::outline(const std::filesystem::path& path) {
  {
    const std::lock_guard lock(mutex_);
    for (const ShelfItem& item : items_) {
      if (item.path == path && !item.outline.empty()) return item.outline;
    }
    wanted_ = path;
  }
  wake_.notify_all();
  return {};
}

void PresetShelf::run() {
  lower_priority();
  while (!stop_) {
    if (look_.exchange(false) && library_->refresh()) reread();
    if (work()) continue;
    keep();
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] {
      return stop_ || look_ || !wanted_.empty() || read_ < items_.size() ||
             measured_to_ < items_.size();
    });
  }
  keep();
}

// First what somebody looks at, then what is missing in the list, then sounds.
bool PresetShelf::work() {
  std::filesystem::path wanted;
  std::size_t read = 0, measured = 0, count = 0;
  {
    const std::lock_guard lock(mutex_);
    wanted = std::exchange(wanted_, {});
    read = read_;
    measured = measured_to_;
    count = items_.size();
    all_read_ = read == count;
    all_measured_ = measured == count;
  }
  if (!wanted.empty()) {
    {
      const std::lock_guard lock(mutex_);
      for (const ShelfItem& item : items_) {
        if (item.path == wanted && !item.outline.empty()) return true;
      }
    }
    const std::optional<Patch> patch = patch_in(wanted);
    std::vector<std::uint8_t> bars(kOutlineBars);
    if (patch) bars = phrase_outline(*patch, library_->wavetable_finder(), stop_);
    const std::lock_guard lock(mutex_);
    for (ShelfItem& item : items_) {
      if (item.path == wanted && !stop_) item.outline = bars;
    }
    changed_ = true;
    return true;
  }
  if (read < count) {
    read_next(read);
    return true;
  }
  if (measured < count) {
    measure_next(measured);
    return true;
  }
  return false;
}

void PresetShelf::read_next(std::size_t index) {
  std::vector<ShelfItem> some;
  const std::uint64_t version = this->version();
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = index; i < items_.size() && some.size() < kReadAtOnce; ++i) {
      some.push_back(items_[i]);
    }
  }
  bool fresh = false;
  for (ShelfItem& item : some) {
    if (!item.stamp.empty() || stop_) continue;
    fresh = true;
    item.stamp = stamp_of(item.path);
    if (const std::optional<Patch> patch = patch_in(item.path)) {
      describe_patch(*patch, instrument_table(), item.info);
    }
  }
  const std::lock_guard lock(mutex_);
  if (version != this->version()) return;  // another list by now
  for (std::size_t i = 0; i < some.size(); ++i) items_[index + i] = std::move(some[i]);
  read_ = index + some.size();
  changed_ = changed_ || fresh;
  if (fresh) version_.fetch_add(1, std::memory_order_release);
}

void PresetShelf::measure_next(std::size_t index) {
  std::filesystem::path path;
  std::uint64_t version = 0;
  {
    const std::lock_guard lock(mutex_);
    version = this->version();
    if (index >= items_.size()) return;
    if (!items_[index].print) path = items_[index].path;
  }
  SoundPrint print;
  if (!path.empty()) {
    const std::optional<Patch> patch = patch_in(path);
    if (patch) print = measure_print(*patch, library_->wavetable_finder(), stop_);
  }
  const std::lock_guard lock(mutex_);
  if (version != this->version() || stop_) return;
  measured_to_ = index + 1;
  if (path.empty()) return;
  items_[index].print = print;
  changed_ = true;
  measured_.fetch_add(1, std::memory_order_relaxed);
}

void PresetShelf::keep() {
  std::vector<ShelfItem> items;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(changed_, false)) return;
    items = items_;
  }
  if (!file().empty()) write_file(file(), write_shelf(items));
}

}  // namespace kiln
