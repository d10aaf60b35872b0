// Line icons on a grid of 16 pixels.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include "kiln/gui/style/metrics.h"

namespace kiln::gui {

enum class Icon : std::uint8_t {
  kPower,
  kKey,
  kDots,
  kLeft,
  kRight,
  kDown,
  kUp,
  kStar,
  kStarFilled,
  kUndo,
  kRedo,
  kMenu,
  kSearch,
  kCross,
  kPlus,
  kPlay,
  kStop,
  kArrow,
  kCheck,
  kCount
};

// In the middle of the box, scaled to `size` pixels.
void draw_icon(juce::Graphics& g, Icon icon, BoxF box, juce::Colour colour, float size = 16.0f);
// Kiln's mark: a kiln's door with a flame, 24 × 24.
void draw_logo(juce::Graphics& g, Point top_left);

}  // namespace kiln::gui
