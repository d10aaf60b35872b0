// The value of every parameter, written and read by any thread without waiting.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nobody is called back. Each consumer (editor, host bridge) polls with its own ChangeReader, which
// leaves out what the consumer wrote itself, so that no change comes back as an echo.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kiln/parameters/table.h"

namespace kiln {

// Who wrote a value last. Undo, compare and loading write as kPreset: everybody hears of them.
enum class Origin : uint8_t { kHost, kGui, kMidiLearn, kPreset };

class LiveValues {
 public:
  explicit LiveValues(std::span<const float> initial);

  std::size_t size() const noexcept { return size_; }
  // [any-thread] Wait-free. `real` must be in range; a value that is there already is no change.
  void set(ParamIndex index, float real, Origin origin) noexcept;
  float get(ParamIndex index) const noexcept;
  Origin origin(ParamIndex index) const noexcept;
  uint64_t change_count() const noexcept { return changes_.load(std::memory_order_acquire); }

 private:
  friend class ChangeReader;
  // Value, origin and stamp change together: of two writers at once, one wins with all three.
  // Bits 0…31 the float, 32…33 the origin, 34…63 a number that no two neighbouring writes share.
  using Cell = std::atomic<uint64_t>;
  static_assert(Cell::is_always_lock_free);

  std::size_t size_;
  std::unique_ptr<Cell[]> cells_;
  std::atomic<uint64_t> stamps_{1};
  std::atomic<uint64_t> changes_{0};
};

// What one consumer has seen. Used by one thread at a time.
class ChangeReader {
 public:
  // Changes written with `own` are taken as known. What is there now counts as seen.
  ChangeReader(const LiveValues& values, Origin own);

  struct Change {
    ParamIndex param = kNoParam;
    float real = 0.0f;
    Origin origin = Origin::kPreset;
  };
  // What changed since the last call, in order of the table; several changes of one value are one.
  // One load if there is nothing, else one pass over all values (1 µs a thousand).
  const std::vector<Change>& poll();

 private:
  const LiveValues& values_;
  Origin own_;
  uint64_t seen_changes_ = 0;
  std::vector<uint64_t> seen_;  // cells
  std::vector<Change> found_;
};

}  // namespace kiln
