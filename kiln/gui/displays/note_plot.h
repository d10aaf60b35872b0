// Every sounding note as a dot: sideways key and bend, upwards slide, the halo is pressure.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>

#include "kiln/gui/displays/display.h"

namespace kiln::gui {

class NotePlot : public Display {
 public:
  explicit NotePlot(Context& context);
  void tick() override;
  void tick_fast() override { tick(); }
  void paint(juce::Graphics& g) override;

 protected:
  juce::String described() override;

 private:
  static constexpr int kLowest = 36;   // C2
  static constexpr int kHighest = 95;  // B6
  static constexpr int kTail = 60;     // frames: a second

  // What a key did during the last second, newest last.
  struct Trace {
    int key = -1;
    std::deque<Point> places = {};
  };

  float x_of(float key) const;
  Point place_of(const LiveNote& note) const;

  std::array<Trace, Live::kMostNotes> traces_ = {};
  bool was_empty_ = false;
};

}  // namespace kiln::gui
