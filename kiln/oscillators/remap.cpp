// Smooths a drawn map of phases into a table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/remap.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/single_cycle.h"

namespace kiln {
namespace {

constexpr float kDefaultPoints[] = {0.0f, 0.75f, 0.25f, 1.0f};
constexpr double kSmoothHarmonics = 12.0;

}  // namespace

std::shared_ptr<const PhaseMap> make_phase_map(std::span<const float> points) {
  if (points.size() < 2) points = kDefaultPoints;
  std::vector<double> shift(kCycleSamples);
  const auto last = static_cast<double>(points.size() - 1);
  for (std::size_t i = 0; i < shift.size(); ++i) {
    const double x = static_cast<double>(i) / kCycleSamples;
    const auto cell = static_cast<std::size_t>(x * last);
    const double t = x * last - static_cast<double>(cell);
    const double from = math::clamp(points[cell], 0.0f, 1.0f);
    const double to = math::clamp(points[cell + 1], 0.0f, 1.0f);
    shift[i] = from + t * (to - from) - x;
  }
  auto bins = real_spectrum(shift);
  for (std::size_t h = 0; h < bins.size(); ++h) {
    const double x = static_cast<double>(h) / kSmoothHarmonics;
    bins[h] *= math::exp2(-1.4426950408889634 * x * x);
  }
  const std::vector<double> smooth = real_signal(bins);
  auto map = std::make_shared<PhaseMap>();
  map->shift.resize(kLevelStride);
  for (std::size_t i = 0; i < map->shift.size(); ++i) {
    map->shift[i] = static_cast<float>(smooth[(i + smooth.size() - 1) % smooth.size()]);
  }
  for (std::size_t i = 1; i < map->shift.size(); ++i) {
    const float slope = (map->shift[i] - map->shift[i - 1]) * static_cast<float>(kCycleSamples);
    map->steepest = std::max(map->steepest, std::fabs(slope));
  }
  return map;
}

}  // namespace kiln
