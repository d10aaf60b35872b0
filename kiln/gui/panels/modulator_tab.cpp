// The tabs of envelopes and LFOs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/panels/modulators_panel.h"

namespace kiln::gui {

ModulatorTab::ModulatorTab(Context& context, Source source, const juce::String& name, bool lfo)
    : SourceDrag(context, source),
      name_(name),
      lfo_(lfo),
      number_(static_cast<int>(source) - static_cast<int>(lfo ? Source::kLfo1 : Source::kEnv1)) {}

void ModulatorTab::set_chosen(bool chosen) {
  if (chosen == chosen_) return;
  chosen_ = chosen;
  repaint();
}

void ModulatorTab::tick() {
  const SlotInfo& slot = context_.slot(lfo_ ? SlotKind::kLfo : SlotKind::kEnvelope, number_);
  float key = static_cast<float>(context_.version() % 100000) + context_.scale;
  for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
    key = key * 1.0001f + model().value(p);
  }
  if (key == key_) return;
  key_ = key;
  const auto w = static_cast<float>(getWidth());
  const auto y = 0.5f * (static_cast<float>(getHeight()) - 12.0f);
  // Behind the name, wherever that ends.
  const float name_end =
      left() + (lfo_ ? 13.0f : 14.0f) + text_width(name_, readable(label_font())) + 6.0f;
  const float wide = lfo_ ? 26.0f : 34.0f;
  const BoxF box(std::max(w - wide - (lfo_ ? 8.0f : 9.0f), name_end), y, wide, 12.0f);
  if (box.getRight() > w - 3.0f) {
    picture_.clear();  // a small window: the name says more
  } else if (lfo_) {
    picture_ = small_lfo(context_, number_, box);
  } else {
    picture_ = polyline(envelope_shape(context_, number_, box, 10).line);
  }
  repaint();
}

void ModulatorTab::paint(juce::Graphics& g) {
  if (key_ < 0.0f) tick();
  const BoxF box = getLocalBounds().toFloat();
  if (chosen_ || hovered_) {
    g.setColour(chosen_ ? kControl : kRaised);
    g.fillRoundedRectangle(box, kButtonRadius);
  }
  const juce::Colour colour = source_colour(source_);
  draw_grip(g, {left(), 0.5f * (box.getHeight() - 12.0f)}, colour);
  draw_text(g, name_, label_font(), chosen_ ? kText1 : kText2,
            box.withTrimmedLeft(left() + (lfo_ ? 13.0f : 14.0f)));
  stroke(g, picture_, colour, 1.5f);
}

}  // namespace kiln::gui
