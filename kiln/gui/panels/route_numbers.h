// The numbers of one route as knobs turn them: depth, smoothing, minimum and maximum.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// `number` is read anew at each call: the route a knob shows is chosen while it lives.
#pragma once

#include "kiln/gui/context.h"
#include "kiln/gui/controls/free_knob.h"

namespace kiln::gui {

enum class RouteBound : std::uint8_t { kMinimum, kMaximum };

// Unison and audio sources act inside the oscillators and filters, where nothing bounds them.
bool can_be_bounded(const Route& route);

FreeKnob::Number depth_number(Context& context, const int& number);
FreeKnob::Number smooth_number(Context& context, const int& number);
// In the target's unit; at the end of the knob there is no bound.
FreeKnob::Number bound_number(Context& context, const int& number, RouteBound which);

}  // namespace kiln::gui
