// Where the panels of a page lie, with the keyboard in sight and with the page that is higher
// without. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class PageLayout {
 public:
  // `box`: in the window, as the design has it. Of what a page has more, so many halves go to the
  // panels above this one, and so many to itself.
  template <class C>
  C& add(juce::Component& page, C& panel, Box box, int above, int own) {
    page.addAndMakeVisible(panel);
    places_.push_back({&panel, box.translated(0, -kHeaderHeight), above, own});
    return panel;
  }
  void lay_out(int page_height) const {
    const int half = std::max(0, page_height - kPageHeight) / 2;
    for (const Place& place : places_) {
      place.panel->setBounds(place.box.translated(0, half * place.above)
                                 .withHeight(place.box.getHeight() + half * place.own));
    }
  }

 private:
  struct Place {
    juce::Component* panel;
    Box box;
    int above, own;
  };
  std::vector<Place> places_;
};

}  // namespace kiln::gui
