// The way a wheel was turned, whichever way the system has it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace kiln::gui {

// +1 up, −1 down, 0 not at all.
inline float wheel_steps(const juce::MouseWheelDetails& wheel) {
  const float turned = wheel.isReversed ? -wheel.deltaY : wheel.deltaY;
  return turned > 0.0f ? 1.0f : turned < 0.0f ? -1.0f : 0.0f;
}

}  // namespace kiln::gui
