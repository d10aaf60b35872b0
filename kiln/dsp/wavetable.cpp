// The process-wide store of wavetable frames, and the lazy building of their levels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/wavetable.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace kiln {
namespace {

// FNV-1a over the samples' bits, byte by byte from the lowest, so that it is the same on every
// machine.
uint64_t content_hash_of(std::span<const float> samples) {
  uint64_t hash = 14695981039346656037u;
  for (const float sample : samples) {
    uint32_t bits = std::bit_cast<uint32_t>(sample);
    for (int byte = 0; byte < 4; ++byte) {
      hash = (hash ^ (bits & 0xffu)) * 1099511628211u;
      bits >>= 8;
    }
  }
  return hash;
}

const float* silent_levels() {
  static const std::vector<float> silence(
      static_cast<size_t>(mip_levels(MipSpacing::kThirdOctave)) * kLevelStride, 0.0f);
  return silence.data();
}

constexpr size_t spacing_index(int quality) {
  return mip_spacing(quality) == MipSpacing::kOctave ? 0 : 1;
}

}  // namespace

class WavetableFrame {
 public:
  explicit WavetableFrame(std::span<const float> cycle) : source_(cycle.begin(), cycle.end()) {
    for (auto& pointer : levels_) pointer.store(silent_levels(), std::memory_order_relaxed);
  }

  std::span<const float> source() const noexcept { return source_; }

  const float* levels(int quality) const noexcept {
    return levels_[spacing_index(quality)].load(std::memory_order_acquire);
  }

  void prepare(int quality) {
    const size_t index = spacing_index(quality);
    const std::scoped_lock lock(mutex_);
    if (!tables_[index].samples.empty()) return;
    tables_[index] = build_mip_table(cycle_spectrum(source_), mip_spacing(quality));
    levels_[index].store(tables_[index].samples.data(), std::memory_order_release);
  }

 private:
  std::vector<float> source_;
  std::mutex mutex_;  // guards tables_ while they are built; readers use levels_
  std::array<MipTable, 2> tables_;
  std::array<std::atomic<const float*>, 2> levels_;
};

namespace {

// Frames by the hash of their content. A hash that meets other content gets a frame of its own.
class FrameStore {
 public:
  std::shared_ptr<WavetableFrame> get(std::span<const float> cycle) {
    const uint64_t hash = content_hash_of(cycle);
    const std::scoped_lock lock(mutex_);
    std::weak_ptr<WavetableFrame>& known = frames_[hash];
    if (auto frame = known.lock()) {
      return std::ranges::equal(frame->source(), cycle) ? frame
                                                        : std::make_shared<WavetableFrame>(cycle);
    }
    auto frame = std::make_shared<WavetableFrame>(cycle);
    known = frame;
    return frame;
  }

  void sweep() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(frames_, [](const auto& entry) { return entry.second.expired(); });
  }

 private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::weak_ptr<WavetableFrame>> frames_;
};

FrameStore& frame_store() {
  static FrameStore& store = *new FrameStore;  // outlives every static that may hold a wavetable
  return store;
}

}  // namespace

WavetableMips::WavetableMips(std::span<const float> samples) : hash_(content_hash_of(samples)) {
  for (size_t at = 0; at < samples.size(); at += kCycleSamples) {
    frames_.push_back(frame_store().get(samples.subspan(at, kCycleSamples)));
  }
}

WavetableMips::~WavetableMips() {
  frames_.clear();
  frame_store().sweep();
}

std::shared_ptr<const WavetableMips> WavetableMips::make(std::span<const float> samples) {
  if (samples.empty() || samples.size() % kCycleSamples != 0 ||
      samples.size() > static_cast<size_t>(kMaxWavetableFrames) * kCycleSamples) {
    throw std::invalid_argument("a wavetable has 1 to 256 frames of 2048 samples");
  }
  for (const float sample : samples) {
    if (!std::isfinite(sample)) throw std::invalid_argument("a wavetable sample is not a number");
  }
  return std::shared_ptr<const WavetableMips>(new WavetableMips(samples));
}

std::shared_ptr<const WavetableMips> WavetableMips::make(std::span<const float> samples,
                                                         int cycle_samples) {
  if (cycle_samples == kCycleSamples) {
    const size_t whole = samples.size() / kCycleSamples * kCycleSamples;
    return make(samples.first(whole));
  }
  if (cycle_samples < 2 || cycle_samples > 65536) {
    throw std::invalid_argument("a cycle has 2 to 65536 samples");
  }
  const size_t length = static_cast<size_t>(cycle_samples);
  const size_t count = samples.size() / length;
  if (count < 1 || count > kMaxWavetableFrames) {
    throw std::invalid_argument("a wavetable has 1 to 256 frames");
  }
  std::vector<float> resampled;
  for (size_t i = 0; i < count; ++i) {
    const std::vector<float> cycle =
        resample_cycle(cycle_spectrum(samples.subspan(i * length, length)));
    resampled.insert(resampled.end(), cycle.begin(), cycle.end());
  }
  return make(resampled);
}

void WavetableMips::prepare(int first, int count, int quality) const {
  const int begin = std::max(first, 0);
  const int end = std::min(first + count, frames());
  for (int i = begin; i < end; ++i) frames_[static_cast<size_t>(i)]->prepare(quality);
}

const float* WavetableMips::levels(int frame, int quality) const noexcept {
  assert(frame >= 0 && frame < frames());
  return frames_[static_cast<size_t>(frame)]->levels(quality);
}

std::span<const float> WavetableMips::source(int frame) const noexcept {
  assert(frame >= 0 && frame < frames());
  return frames_[static_cast<size_t>(frame)]->source();
}

}  // namespace kiln
