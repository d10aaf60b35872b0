// A route in words, and the menus that change one: for the table of routes and the inspector.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/context.h"
#include "kiln/gui/controls/target_menu.h"

namespace kiln::gui {

inline constexpr const char* kCurveNames[] = {"Linear", "Exponential", "S-curve", "Stepped",
                                              "Drawn"};

juce::String target_group(Context& context, const Route& route);  // "Osc 1", "Fx Delay"
juce::String target_name(Context& context, const Route& route);   // "Cutoff"
// False: nothing sounds that this route would move.
bool is_moving(Context& context, const Route& route);
// The target's value with all its routes.
juce::String now_text(Context& context, const Route& route);
// A whole route as one line, for screen readers.
juce::String route_words(Context& context, int number);

std::vector<MenuItem> source_menu(Context& context, Source now, bool with_none,
                                  const std::function<void(Source)>& choose);
std::vector<MenuItem> polarity_menu(RoutePolarity now,
                                    const std::function<void(RoutePolarity)>& choose);

}  // namespace kiln::gui
