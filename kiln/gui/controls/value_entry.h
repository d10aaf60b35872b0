// A field to type a value or a name into, laid over what is being changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>

namespace kiln::gui {

// `take` gets the text at Enter and says whether it was understood; Escape or a click elsewhere
// leaves all as it was. `box` is in the parent's coordinates.
void open_entry(juce::Component& parent, juce::Rectangle<int> box, const juce::String& text,
                std::function<bool(const juce::String&)> take);
// The face of a field in a window of that scale, its words in the middle, `left` from the edge.
void fit_field(juce::TextEditor& field, const juce::Font& design, float scale, int left);

}  // namespace kiln::gui
