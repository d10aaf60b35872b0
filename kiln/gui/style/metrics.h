// Sizes of the design at 100 %, in pixels: where the frame's boxes lie, radii, knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace kiln::gui {

using Box = juce::Rectangle<int>;
using BoxF = juce::Rectangle<float>;
using Point = juce::Point<float>;

inline constexpr int kWidth = 1280;
inline constexpr int kHeight = 800;
inline constexpr int kHeaderHeight = 52;
inline constexpr int kKeyboardTop = 724;
inline constexpr int kFoldedTop = 776;  // of the keyboard bar without its keys
inline constexpr int kPageHeight = kKeyboardTop - kHeaderHeight;  // with the keys in sight
inline constexpr int kGutter = 8;

inline constexpr float kPanelRadius = 8.0f;
inline constexpr float kDisplayRadius = 6.0f;
inline constexpr float kButtonRadius = 5.0f;
inline constexpr float kRowRadius = 4.0f;

enum class KnobSize : std::uint8_t { kSmall, kMedium, kLarge };

struct KnobMeasures {
  float box, body, ring, ring_stroke, range[2], range_stroke, dot, pointer;
  int ranges, label_offset;
};

constexpr KnobMeasures knob_measures(KnobSize size) {
  switch (size) {
    case KnobSize::kSmall:
      return {34.0f, 8.0f, 11.25f, 2.5f, {14.75f, 14.75f}, 2.0f, 2.25f, 2.0f, 1, 3};
    case KnobSize::kLarge:
      return {66.0f, 16.5f, 22.5f, 4.0f, {27.0f, 30.5f}, 2.5f, 3.0f, 2.5f, 2, 11};
    default:
      return {48.0f, 12.0f, 16.5f, 3.0f, {20.25f, 23.0f}, 2.0f, 2.5f, 2.0f, 2, 5};
  }
}

// Travel of a knob in degrees, clockwise from 12 o'clock.
inline constexpr float kTravelFrom = -135.0f;
inline constexpr float kTravel = 270.0f;

}  // namespace kiln::gui
