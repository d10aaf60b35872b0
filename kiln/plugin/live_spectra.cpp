// Windowed transforms of the newest frames of a tap.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/live_spectra.h"

#include <juce_core/juce_core.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr auto kSpectrumFrames = static_cast<int>(SoundTap::kKept);

}  // namespace

LiveSpectra::LiveSpectra(SoundTaps& taps)
    : taps_(taps), fft_(kSpectrumFrames), frames_(SoundTap::kKept) {
  // Hann; 2/N of its mean ½ makes a sine of amplitude 1 a line of 1.
  for (int i = 0; i < kSpectrumFrames; ++i) {
    const double turn = static_cast<double>(i) / kSpectrumFrames;
    window_.push_back((1.0 - math::cos_cycles(static_cast<float>(turn))) * 2.0 / kSpectrumFrames);
  }
}

LiveSpectra::~LiveSpectra() {
  for (int effect = 0; effect < kEffectSlots; ++effect) taps_.end(effect);
}

void LiveSpectra::forget_unasked() {
  const std::uint32_t now = juce::Time::getMillisecondCounter();
  for (std::size_t n = 0; n < all_.size(); ++n) {
    if (all_[n].tap == nullptr || now - all_[n].asked < kForgetMs) continue;
    taps_.end(static_cast<int>(n));
    all_[n] = {};
  }
}

void LiveSpectra::measure(One& one, std::span<const float> hz) {
  const std::uint64_t written = one.tap->written();
  if (written == one.seen || !one.tap->read(frames_)) return;  // silence, or too busy: it falls
  one.seen = written;
  for (std::size_t i = 0; i < frames_.size(); ++i) frames_[i] *= window_[i];
  const std::vector<std::complex<double>> bins = fft_.forward(frames_);
  const double bins_per_hz = static_cast<double>(kSpectrumFrames) / one.tap->rate();
  const auto last = static_cast<double>(bins.size() - 2);
  const auto power = [&](double at) {
    const double held = std::clamp(at, 0.0, last);
    const auto bin = static_cast<std::size_t>(held);
    const double t = held - static_cast<double>(bin);
    return (1.0 - t) * std::norm(bins[bin]) + t * std::norm(bins[bin + 1]);
  };
  for (std::size_t i = 0; i < hz.size(); ++i) {
    // As far as halfway to its neighbours.
    const double here = hz[i];
    const double low = 0.5 * (here + (i > 0 ? hz[i - 1] : hz[i])) * bins_per_hz;
    const double high = 0.5 * (here + (i + 1 < hz.size() ? hz[i + 1] : hz[i])) * bins_per_hz;
    double most = std::max(power(low), power(high));
    for (double bin = std::ceil(low); bin < std::min(high, last); bin += 1.0) {
      most = std::max(most, power(bin));
    }
    const auto db = static_cast<float>(10.0 * math::log10(std::max(most, 1e-12)));
    one.db[i] = std::max(one.db[i], db);
  }
}

void LiveSpectra::find(int effect, std::span<const float> hz, std::span<float> db) {
  One& one = all_[static_cast<std::size_t>(effect)];
  const std::uint32_t now = juce::Time::getMillisecondCounter();
  if (one.tap == nullptr || one.db.size() != hz.size()) {
    one = {.tap = &taps_.begin(effect), .asked = now};
    one.seen = one.tap->written();
    one.db.assign(hz.size(), kFloorDb);
  }
  const float fallen = kFallDb * 0.001f * static_cast<float>(now - one.asked);
  one.asked = now;
  for (float& level : one.db) level = std::max(kFloorDb, level - fallen);
  measure(one, hz);
  std::copy(one.db.begin(), one.db.end(), db.begin());
}

}  // namespace kiln
