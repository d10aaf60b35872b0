// A route's curve as the engine has it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/route_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kiln::gui {

const Route* RouteCurveDisplay::route() const { return context_.route(number_); }

void RouteCurveDisplay::set_route(int number) {
  if (number == number_) return;
  number_ = number;
  forget_choice();
  redraw();
}

std::vector<float> RouteCurveDisplay::drawn() const {
  const Route* const r = route();
  return r != nullptr && r->curve == RouteCurve::kDrawn ? r->drawn : std::vector<float>{};
}

void RouteCurveDisplay::set_drawn(std::vector<float> points) {
  context_.change_route(number_, step(), [&](Route& changed) {
    changed.curve = RouteCurve::kDrawn;
    changed.drawn = std::move(points);
  });
}

juce::Colour RouteCurveDisplay::colour() const {
  return route()->enabled ? source_colour(route()->source) : kOff;
}

float RouteCurveDisplay::head() const {
  if (!context_.live().sounding || !route()->enabled) return -1.0f;
  return std::min(1.0f,
                  std::fabs(context_.live().sources[static_cast<std::size_t>(route()->source)]));
}

}  // namespace kiln::gui
