// What does not move from frame to frame, kept as a picture in device pixels.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>

#include "kiln/gui/style/metrics.h"

namespace kiln::gui {

class Still {
 public:
  // The next picture is painted anew.
  void drop() { picture_ = {}; }
  // Copies the picture of `of` to where `g` paints it; `what` paints one if there is none of this
  // size, scale and place between the pixels.
  void paint(juce::Graphics& g, const juce::Component& of,
             const std::function<void(juce::Graphics&)>& what);

 private:
  juce::Image picture_;
  float scale_ = 0.0f;
  Point shift_;  // of the component's corner from a whole device pixel, 0…1
};

}  // namespace kiln::gui
