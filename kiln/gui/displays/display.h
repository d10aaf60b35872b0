// A picture of the sound: to screen readers an image, described by the parameters it shows.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/style/still.h"

namespace kiln::gui {

class Display : public Control {
 public:
  using Control::Control;
  void paint(juce::Graphics& g) override {
    still_.paint(g, *this, [this](juce::Graphics& picture) {
      fill_round(picture, getLocalBounds().toFloat(), kDisplayRadius, kInset);
      paint_still(picture);
    });
    paint_live(g);
  }
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override {
    return spoken_handler(*this, juce::AccessibilityRole::image, [this] { return described(); });
  }

 protected:
  virtual juce::String described() = 0;

  // What is painted again only after redraw(), and what comes over it each time.
  virtual void paint_still(juce::Graphics&) {}
  virtual void paint_live(juce::Graphics&) {}
  void redraw() {
    still_.drop();
    repaint();
  }

  // "Cutoff 640 Hz, Resonance 14 %"
  juce::String words_of(const std::vector<ParamIndex>& params) const {
    juce::StringArray words;
    for (const ParamIndex p : params) {
      if (p == kNoParam) continue;
      words.add(utf8(context_.model.table()[p].spec.name) + " " + ParamEdit(context_, p).text());
    }
    return words.joinIntoString(", ");
  }
  juce::String type_of(SlotKind kind, int number) const {
    const SlotInfo& info = context_.slot(kind, number);
    return utf8(
        info.spec.types[static_cast<std::size_t>(std::max(0, context_.type_of(info)))]->name);
  }

 private:
  Still still_;
};

}  // namespace kiln::gui
