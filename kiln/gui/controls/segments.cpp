// Segments: the bed, the chosen one, the one under the pointer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/segments.h"

#include <algorithm>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {

Segments::Segments(Context& context, const juce::String& title, juce::StringArray names, bool hot,
                   std::function<int()> chosen, std::function<void(int)> choose)
    : Control(context),
      names_(std::move(names)),
      hot_(hot),
      chosen_(std::move(chosen)),
      choose_(std::move(choose)) {
  make_focusable();
  setTitle(title);
}

// Words share the width by what they need, as they do in the design.
BoxF Segments::segment(int index) const {
  const BoxF bed = getLocalBounds().toFloat().reduced(2.0f);
  const auto count = static_cast<float>(names_.size());
  const float width = (bed.getWidth() - 2.0f * (count - 1.0f)) / count;
  return {bed.getX() + static_cast<float>(index) * (width + 2.0f), bed.getY(), width,
          bed.getHeight()};
}

int Segments::at(Point p) const {
  for (int i = 0; i < names_.size(); ++i) {
    if (segment(i).expanded(1.0f, 2.0f).contains(p)) return i;
  }
  return -1;
}

juce::String Segments::getTooltip() {
  const juce::String own = Control::getTooltip();
  if (own.isNotEmpty() || context_.scale > 0.99f || hovered_ < 0) return own;
  return getTitle() + "\n" + names_[hovered_];
}

void Segments::tick() {
  const int now = chosen_();
  if (now == shown_) return;
  shown_ = now;
  repaint();
}

void Segments::paint(juce::Graphics& g) {
  if (shown_ < 0) shown_ = chosen_();
  g.setColour(kInset);
  g.fillRoundedRectangle(getLocalBounds().toFloat(), kButtonRadius);
  for (int i = 0; i < names_.size(); ++i) {
    const bool on = i == shown_;
    if (on || i == hovered_) {
      g.setColour(on ? (hot_ ? kEmber9 : kControl) : kHover.withMultipliedAlpha(0.6f));
      g.fillRoundedRectangle(segment(i), kRowRadius);
    }
    draw_text(g, names_[i], label_font(), on ? (hot_ ? kEmber : kText1) : kText2, segment(i),
              Align::kCentre);
  }
}

void Segments::mouseMove(const juce::MouseEvent& e) {
  const int now = at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  repaint();
}

void Segments::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void Segments::mouseDown(const juce::MouseEvent& e) {
  const int i = at(e.position);
  if (i < 0) return;
  if (e.mods.isPopupMenu()) {
    on_menu(i);
  } else if (i != chosen_()) {
    choose_(i);
  }
  tick();
}

bool Segments::keyPressed(const juce::KeyPress& key) {
  if (is_menu_key(key)) {
    on_menu(std::max(0, chosen_()));
    return true;
  }
  const int step = key == juce::KeyPress::rightKey || key == juce::KeyPress::downKey ? 1
                   : key == juce::KeyPress::leftKey || key == juce::KeyPress::upKey  ? -1
                                                                                     : 0;
  if (step == 0) return false;
  const int next = std::clamp(chosen_() + step, 0, names_.size() - 1);
  if (next != chosen_()) choose_(next);
  tick();
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> Segments::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::comboBox,
                        [this] { return names_[std::max(0, chosen_())]; });
}

}  // namespace kiln::gui
