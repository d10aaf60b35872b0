// Compiles drawn points into cells.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/shape.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/lfos/lfo.h"

namespace kiln {
namespace {

constexpr double kShapeBend = 8.0;  // exponent of curve = 1, as in the envelopes

// (e^{kt} − 1)/(e^k − 1), a straight line for k near 0.
double bent_part(double t, double k) {
  if (k > -1e-4 && k < 1e-4) return t;
  return math::expm1(k * t) / math::expm1(k);
}

}  // namespace

double shape_at(std::span<const LfoPoint> points, double x, bool from_left) {
  const LfoPoint* before = nullptr;
  for (const LfoPoint& point : points) {
    const double at = double{point.x};
    if (at > x || (from_left && at >= x)) {
      if (before == nullptr) return double{point.y};
      const double width = at - double{before->x};
      const double t = width > 0.0 ? (x - double{before->x}) / width : 1.0;
      const double y0 = double{before->y};
      return y0 + (double{point.y} - y0) * bent_part(t, kShapeBend * double{before->curve});
    }
    before = &point;
  }
  return before != nullptr ? double{before->y} : 0.5;
}

void ShapeLfo::prepare(State& state, const LfoKindSetup& setup) {
  const bool drawn = setup.drawing != nullptr && !setup.drawing->points.empty();
  const std::span<const LfoPoint> points =
      drawn ? std::span<const LfoPoint>(setup.drawing->points) : lfo_shapes()[0].points;
  // The sine of the library stands for the sine itself.
  const std::span<const LfoPoint> sine = lfo_shapes()[0].points;
  const bool is_sine = std::equal(points.begin(), points.end(), sine.begin(), sine.end());
  for (int i = 0; i < kCells; ++i) {
    const double x0 = static_cast<double>(i) / kCells;
    const double x1 = static_cast<double>(i + 1) / kCells;
    if (is_sine) {
      const double start = math::sin_pi(2.0 * x0);
      state.cells[i].start = static_cast<float>(start);
      state.cells[i].rise = static_cast<float>(math::sin_pi(2.0 * x1) - start);
      continue;
    }
    const double first = shape_at(points, x0);
    const double last = shape_at(points, x1, true);
    Cell cell;
    double jump = 0.0;
    // The largest jump strictly inside the cell; what else happens there becomes part of the line.
    for (const LfoPoint& point : points) {
      const double x = double{point.x};
      if (!(x > x0) || !(x < x1)) continue;
      const double height = shape_at(points, x) - shape_at(points, x, true);
      if (!(std::fabs(height) > std::fabs(jump))) continue;
      jump = height;
      cell.split = static_cast<float>((x - x0) * kCells);
    }
    cell.start = static_cast<float>(2.0 * first - 1.0);
    cell.jump = static_cast<float>(2.0 * jump);
    cell.rise = static_cast<float>(2.0 * (last - first - jump));
    state.cells[i] = cell;
  }
}

}  // namespace kiln
