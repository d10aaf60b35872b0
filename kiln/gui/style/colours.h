// The colours of the editor: surfaces, text, ember for audio, one hue for each modulation source.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include "kiln/modulation/source.h"

namespace kiln::gui {

inline const juce::Colour kInset{0xff0b0a0c};  // displays, fields, beds of segments
inline const juce::Colour kBackground{0xff111013};
inline const juce::Colour kPanel{0xff1b1a1d};
inline const juce::Colour kRaised{0xff262429};  // buttons, menus, chips
inline const juce::Colour kControl{0xff333137};
inline const juce::Colour kHover{0xff3f3c44};
inline const juce::Colour kKnob{0xff312f35};
inline const juce::Colour kKnobHover{0xff47444d};
inline const juce::Colour kTrack{0xff3b383f};
inline const juce::Colour kLine{0xff2c2a2f};
inline const juce::Colour kGrid{0xff211f24};
inline const juce::Colour kText1{0xfff3f0ed};  // titles, values
inline const juce::Colour kText2{0xffbdb8b5};  // labels
inline const juce::Colour kText3{0xff95908e};  // captions
inline const juce::Colour kMute{0xff77727a};   // bypassed arcs and pointers
inline const juce::Colour kOff{0xff67636a};    // disabled
inline const juce::Colour kError{0xffff6f6a};
inline const juce::Colour kErrorFill{0xff3a1719};
inline const juce::Colour kWhiteKey{0xffbfbab6};
inline const juce::Colour kBlackKey{0xff2a282d};
inline const juce::Colour kKeyName{0xff3a363b};

inline const juce::Colour kEmber{0xffff8a49};
inline const juce::Colour kHot{0xffffc28c};
inline const juce::Colour kCore{0xfffdecd5};
inline const juce::Colour kEmber7{0xffd05320};
inline const juce::Colour kEmber8{0xff843219};
inline const juce::Colour kEmber9{0xff3a1f17};
inline const juce::Colour kOnEmber{0xff1e0d05};
inline const juce::Colour kMeterFoot{0xff8e3719};
inline const juce::Colour kBadgeChosen{0xff54301f};  // badges in a chosen row
inline const juce::Colour kLive{0xffffffff};         // dots on what moves at this moment
inline const juce::Colour kShadow{0xff000000};

// The heat ramp of stacks, taps and bars, t 0…1 from dark to bright.
juce::Colour heat(float t);
// One colour names one source on every page.
juce::Colour source_colour(Source source);
// "E2", "L1", "M4", "V": beside a colour, because a colour alone is not enough.
const char* source_tag(Source source);

}  // namespace kiln::gui
