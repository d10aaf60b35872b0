// The faces of the editor, out of the binary: Inter for words, JetBrains Mono for values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace kiln::gui {

enum class Face : std::uint8_t { kRegular, kMedium, kSemiBold, kDisplay, kMono, kMonoMedium };

// `size` is the em in pixels, as in style sheets.
juce::Font font(Face face, float size);
// Device pixels: nothing is written smaller, however small the window.
inline constexpr float kLeastText = 11.0f;
// The face as a window shows it in which a pixel of the design is `scale` device pixels.
juce::Font readable(const juce::Font& face, float scale);
// Of one line, in pixels.
float text_width(const juce::String& text, const juce::Font& face);

// The styles the design names.
inline juce::Font label_font() { return font(Face::kMedium, 11.0f); }
inline juce::Font control_font() { return font(Face::kMedium, 12.0f); }
inline juce::Font body_font() { return font(Face::kRegular, 12.0f); }
inline juce::Font title_font() { return font(Face::kSemiBold, 13.0f); }
inline juce::Font value_font() { return font(Face::kMonoMedium, 11.0f); }
inline juce::Font box_font() { return font(Face::kMonoMedium, 12.0f); }

}  // namespace kiln::gui
