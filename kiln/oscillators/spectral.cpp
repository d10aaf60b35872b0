// The changes of partials that a wavetable's Spectral knob runs through.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/spectral.h"

#include <algorithm>
#include <complex>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

using Complex = std::complex<double>;

// Partials of a frame; [0] is unused.
using Partials = std::vector<Complex>;

Partials frame_partials(const WavetableMips& table, double frame) {
  const int first = static_cast<int>(frame);
  const int second = std::min(first + 1, table.frames() - 1);
  const double t = frame - first;
  Partials a = cycle_spectrum(table.source(first));
  const Partials b = t > 0.0 ? cycle_spectrum(table.source(second)) : a;
  a.resize(kMaxHarmonics + 1);
  for (size_t h = 0; h < a.size() && h < b.size(); ++h) a[h] = a[h] * (1.0 - t) + b[h] * t;
  a[0] = 0.0;
  return a;
}

double power(const Partials& partials) {
  double sum = 0.0;
  for (const Complex& bin : partials) sum += std::norm(bin);
  return sum;
}

double magnitude(const Complex& bin) { return math::sqrt(std::norm(bin)); }

// A bin of this size with the angle of `of`.
Complex with_angle(double size, const Complex& of) {
  const double m = magnitude(of);
  return m > 1e-12 ? of * (size / m) : Complex(0.0, -size);
}

// Moves the amplitude of each harmonic h to place(h), between two harmonics in two parts.
template <class F>
Partials moved(const Partials& from, F place) {
  std::vector<double> size(from.size(), 0.0);
  for (size_t h = 1; h < from.size(); ++h) {
    const double to = place(static_cast<double>(h));
    const auto low = static_cast<size_t>(to);
    const double t = to - static_cast<double>(low);
    if (low >= 1 && low < size.size()) size[low] += (1.0 - t) * magnitude(from[h]);
    if (low + 1 < size.size()) size[low + 1] += t * magnitude(from[h]);
  }
  Partials to(from.size());
  for (size_t h = 1; h < to.size(); ++h) to[h] = with_angle(size[h], from[h]);
  return to;
}

template <class F>
Partials scaled(const Partials& from, F gain) {
  Partials to = from;
  for (size_t h = 1; h < to.size(); ++h) to[h] *= gain(static_cast<double>(h));
  return to;
}

Partials smeared(const Partials& from, double s) {
  const int reach = static_cast<int>(std::floor(12.0 * s)) + 1;
  std::vector<double> size(from.size(), 0.0);
  for (size_t h = 1; h < from.size(); ++h) {
    double weights = 0.0, sum = 0.0;
    for (int j = -reach; j <= reach; ++j) {
      const auto other = static_cast<int64_t>(h) + j;
      if (other < 1 || other >= static_cast<int64_t>(from.size())) continue;
      const double weight = math::exp2(-std::fabs(static_cast<double>(j)) / (0.02 + 6.0 * s));
      sum += weight * magnitude(from[static_cast<size_t>(other)]);
      weights += weight;
    }
    size[h] = sum / weights;
  }
  Partials to(from.size());
  for (size_t h = 1; h < to.size(); ++h) to[h] = with_angle(size[h], from[h]);
  return to;
}

// Three formants of a vowel on the way from A to I, for a note at 110 Hz.
double vowel(double harmonic, double s) {
  constexpr double kFormants[3][2] = {{730.0, 270.0}, {1090.0, 2290.0}, {2440.0, 3010.0}};
  constexpr double kLevels[3] = {1.0, 0.6, 0.35};
  double gain = 0.02;
  for (int f = 0; f < 3; ++f) {
    const double centre = kFormants[f][0] * math::pow(kFormants[f][1] / kFormants[f][0], s);
    const double off = (110.0 * harmonic - centre) / (60.0 + 0.06 * centre);
    gain += kLevels[f] / (1.0 + off * off);
  }
  return gain;
}

Partials changed(const Partials& from, Spectral mode, double s) {
  switch (mode) {
    case Spectral::kSmear:
      return smeared(from, s);
    case Spectral::kStretch:
      return moved(from, [&](double h) { return 1.0 + (h - 1.0) * (1.0 + 1.5 * s); });
    case Spectral::kShift:
      return moved(from, [&](double h) { return h + 24.0 * s * s; });
    case Spectral::kLowPass: {
      const double edge = math::pow(1024.0, 1.0 - s);
      return scaled(from, [&](double h) {
        const double x = h / edge;
        return 1.0 / (1.0 + x * x * x * x);
      });
    }
    case Spectral::kHighPass: {
      const double edge = math::pow(64.0, s);
      return scaled(from, [&](double h) {
        const double x = edge / h;
        return 1.0 / (1.0 + x * x * x * x);
      });
    }
    case Spectral::kRandom:
      return scaled(from, [&](double h) {
        const uint32_t bits = random_bits(0x5bec7a1u, static_cast<uint32_t>(h));
        return 1.0 + s * static_cast<double>(random_bipolar(bits));
      });
    case Spectral::kVocode: {
      const double dry = std::max(0.0, 1.0 - 4.0 * s);
      return scaled(from, [&](double h) { return dry + (1.0 - dry) * 2.0 * vowel(h, s); });
    }
    case Spectral::kOddEven: {
      const double even = s < 0.5 ? 1.0 - 2.0 * s : 2.0 * s - 1.0;
      const double odd = s < 0.5 ? 1.0 : 2.0 - 2.0 * s;
      return scaled(from, [&](double h) { return static_cast<int>(h) % 2 == 0 ? even : odd; });
    }
    case Spectral::kDisperse: {
      Partials to = from;
      for (size_t h = 1; h < to.size(); ++h) {
        const double turns = s * s * 0.02 * static_cast<double>((h - 1) * (h - 1));
        const double x = 2.0 * (turns - std::floor(turns));
        to[h] *= Complex(math::cos_pi(x), math::sin_pi(x));
      }
      return to;
    }
    default:
      return from;
  }
}

}  // namespace

SpectralTables::SpectralTables(const WavetableMips& table, Spectral mode)
    : frames_(std::min(table.frames(), kMaxSpectralFrames)),
      steps_(std::clamp(256 / frames_, 16, kMaxSpectralSteps)) {
  std::vector<Partials> frames;
  for (int f = 0; f < frames_; ++f) {
    frames.push_back(
        frame_partials(table, frames_ > 1 ? f * (table.frames() - 1.0) / (frames_ - 1.0) : 0.0));
  }
  for (int step = 0; step < steps_; ++step) {
    for (const Partials& from : frames) {
      Partials to = step == 0 ? from : changed(from, mode, step / (steps_ - 1.0));
      const double before = power(from), after = power(to);
      // What filters to silence stays silent.
      const double gain = after > 1e-9 * before ? math::sqrt(before / after) : 1.0;
      for (Complex& bin : to) bin *= std::min(gain, 8.0);
      tables_.push_back(build_mip_table(to, MipSpacing::kOctave));
    }
  }
}

namespace {

struct SpectralSets {
  std::mutex mutex;
  std::map<std::pair<uint64_t, Spectral>, std::weak_ptr<const SpectralTables>> known;
};

SpectralSets& spectral_sets() {
  static SpectralSets sets;
  return sets;
}

}  // namespace

std::shared_ptr<const SpectralTables> spectral_tables(const WavetableMips& table, Spectral mode) {
  SpectralSets& sets = spectral_sets();
  const std::scoped_lock lock(sets.mutex);
  std::erase_if(sets.known, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<const SpectralTables>& known = sets.known[{table.content_hash(), mode}];
  std::shared_ptr<const SpectralTables> set = known.lock();
  if (set == nullptr) known = set = std::make_shared<const SpectralTables>(table, mode);
  return set;
}

int living_spectral_sets() {
  SpectralSets& sets = spectral_sets();
  const std::scoped_lock lock(sets.mutex);
  std::erase_if(sets.known, [](const auto& entry) { return entry.second.expired(); });
  return static_cast<int>(sets.known.size());
}

}  // namespace kiln
