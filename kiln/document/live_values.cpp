// Packed atomic cells, and readers that compare them with what they saw before.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/live_values.h"

#include <bit>

namespace kiln {
namespace {

constexpr int kOriginShift = 32;
constexpr int kStampShift = 34;

uint64_t packed(float real, Origin origin, uint64_t stamp) noexcept {
  return std::bit_cast<uint32_t>(real) | (static_cast<uint64_t>(origin) << kOriginShift) |
         (stamp << kStampShift);
}

float value_of(uint64_t cell) noexcept { return std::bit_cast<float>(static_cast<uint32_t>(cell)); }

Origin origin_of(uint64_t cell) noexcept {
  return static_cast<Origin>((cell >> kOriginShift) & 3u);
}

}  // namespace

LiveValues::LiveValues(std::span<const float> initial)
    : size_(initial.size()), cells_(std::make_unique<Cell[]>(initial.size())) {
  for (std::size_t i = 0; i < size_; ++i) {
    cells_[i].store(packed(initial[i], Origin::kPreset, 0), std::memory_order_relaxed);
  }
}

void LiveValues::set(ParamIndex index, float real, Origin origin) noexcept {
  Cell& cell = cells_[index];
  const uint32_t bits = std::bit_cast<uint32_t>(real);
  if (static_cast<uint32_t>(cell.load(std::memory_order_relaxed)) == bits) return;
  const uint64_t stamp = stamps_.fetch_add(1, std::memory_order_relaxed);
  cell.store(packed(real, origin, stamp), std::memory_order_release);
  // After the cell: who sees the count has seen the value.
  changes_.fetch_add(1, std::memory_order_release);
}

float LiveValues::get(ParamIndex index) const noexcept {
  return value_of(cells_[index].load(std::memory_order_acquire));
}

Origin LiveValues::origin(ParamIndex index) const noexcept {
  return origin_of(cells_[index].load(std::memory_order_acquire));
}

ChangeReader::ChangeReader(const LiveValues& values, Origin own)
    : values_(values), own_(own), seen_changes_(values.change_count()), seen_(values.size()) {
  found_.reserve(values.size());  // poll() may run on the audio thread
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    seen_[i] = values_.cells_[i].load(std::memory_order_acquire);
  }
}

const std::vector<ChangeReader::Change>& ChangeReader::poll() {
  found_.clear();
  const uint64_t changes = values_.change_count();
  if (changes == seen_changes_) return found_;
  seen_changes_ = changes;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const uint64_t cell = values_.cells_[i].load(std::memory_order_acquire);
    if (cell == seen_[i]) continue;
    seen_[i] = cell;
    if (origin_of(cell) == own_) continue;
    found_.push_back({static_cast<ParamIndex>(i), value_of(cell), origin_of(cell)});
  }
  return found_;
}

}  // namespace kiln
