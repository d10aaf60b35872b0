// Straight lines between the drawn phases; the engine rounds them off (kiln/oscillators/remap.h).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/remap_curve.h"

#include <utility>

namespace kiln::gui {

std::vector<float> RemapCurve::drawn() const {
  return context_.patch().remaps[static_cast<std::size_t>(slot_)];
}

void RemapCurve::set_drawn(std::vector<float> points) {
  model().edit(step(), [&](Patch& patch) {
    patch.remaps[static_cast<std::size_t>(slot_)] = std::move(points);
  });
}

float RemapCurve::curve_at(float u) const {
  const std::vector<float> points = drawn();
  // Without a drawing the engine goes half-way back and on again.
  return drawn_value(points.size() < 2 ? std::vector<float>{0.0f, 0.75f, 0.25f, 1.0f} : points, u);
}

}  // namespace kiln::gui
