// The chain and its cards.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/effects_page.h"

#include <algorithm>

namespace kiln::gui {
namespace {

constexpr float kChipWidth = 108.0f;
constexpr float kChipGap = 10.0f;
constexpr float kFirstChip = 68.0f;

}  // namespace

ChainPanel::ChainPanel(Context& context) : Panel(context, "Chain") {}

BoxF ChainPanel::chip(int place) const {
  return {kFirstChip + static_cast<float>(place) * (kChipWidth + kChipGap), 8.0f, kChipWidth,
          28.0f};
}

int ChainPanel::place_at(float x) const {
  const auto place = static_cast<int>((x - kFirstChip) / (kChipWidth + kChipGap));
  return std::clamp(place, 0, kPatchEffects - 1);
}

void ChainPanel::tick() {
  std::uint64_t now = context_.version();
  for (int i = 0; i < kPatchEffects; ++i) {
    now = now * 31 + static_cast<std::uint64_t>(
                         context_.type_of(context_.slot(SlotKind::kEffect, i)) * 2 +
                         (model().value(context_.common(SlotKind::kEffect, i, "on")) > 0.5f));
  }
  if (now == shown_) return;
  shown_ = now;
  repaint();
}

void ChainPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  draw_text(g, "In", label_font(), kText2, {12, 14, 30, 16});
  const float right = chip(kPatchEffects - 1).getRight();
  draw_text(g, "Out", label_font(), kText2, {right + 24.0f, 14, 40, 16});
  g.setColour(kEmber7);
  g.fillRect(kFirstChip - kChipGap - 20.0f, 21.0f, right - kFirstChip + 2.0f * kChipGap + 30.0f,
             2.0f);
  for (int place = 0; place < kPatchEffects; ++place) {
    const int slot = context_.patch().effect_order[static_cast<std::size_t>(place)];
    const SlotInfo& info = context_.slot(SlotKind::kEffect, slot);
    const int type = std::max(0, context_.type_of(info));
    const bool on =
        type > 0 && model().value(context_.common(SlotKind::kEffect, slot, "on")) > 0.5f;
    const BoxF box = chip(place);
    g.setColour(on ? kRaised : kPanel);
    g.fillRoundedRectangle(box, kButtonRadius);
    if (!on) {
      g.setColour(kControl);
      g.drawRoundedRectangle(box.reduced(0.5f), kButtonRadius, 1.0f);
    }
    draw_grip(g, {box.getX() + 8.0f, box.getCentreY() - 6.0f}, kText3);
    draw_text(g, juce::String(slot + 1), value_font(), kText3, box.withTrimmedLeft(21.0f));
    draw_text(g, utf8(info.spec.types[static_cast<std::size_t>(type)]->name), control_font(),
              on ? kText1 : kText3, box.withTrimmedLeft(33.0f));
  }
  if (dragged_ >= 0 && over_ >= 0) {  // where it would go
    const BoxF box = chip(over_);
    const float x = over_ > dragged_ ? box.getRight() + 4.0f : box.getX() - 6.0f;
    g.setColour(kEmber);
    g.fillRect(x, 6.0f, 2.0f, 32.0f);
  }
}

void ChainPanel::mouseDown(const juce::MouseEvent& e) {
  const int place = place_at(e.position.x);
  dragged_ = chip(place).contains(e.position) ? place : -1;
}

void ChainPanel::mouseDrag(const juce::MouseEvent& e) {
  if (dragged_ < 0 || e.getDistanceFromDragStart() < 4) return;
  over_ = place_at(e.position.x);
  repaint();
}

void ChainPanel::mouseUp(const juce::MouseEvent&) {
  const int from = std::exchange(dragged_, -1);
  const int to = std::exchange(over_, -1);
  repaint();
  if (from < 0 || to < 0 || from == to) return;
  model().edit("Move effect", [from, to](Patch& patch) {
    auto& order = patch.effect_order;
    if (from < to) {
      std::rotate(order.begin() + from, order.begin() + from + 1, order.begin() + to + 1);
    } else {
      std::rotate(order.begin() + to, order.begin() + from, order.begin() + from + 1);
    }
  });
}

EffectsPage::EffectsPage(Context& context) : Control(context), chain_(context), rail_(context) {
  setTitle("Effects");
  place(*this, chain_, {8, 60 - kHeaderHeight, 1264, 44});
  place(*this, rail_, {8, 672 - kHeaderHeight, 1264, 44});
  for (int i = 0; i < kPatchEffects; ++i) {
    cards_.push_back(std::make_unique<EffectCard>(context, i));
    addAndMakeVisible(*cards_.back());
  }
  arrange();
}

void EffectsPage::arrange() {
  order_ = context_.patch().effect_order;
  for (int place = 0; place < kPatchEffects; ++place) {
    const std::size_t slot = order_[static_cast<std::size_t>(place)];
    cards_[slot]->setBounds(8 + 318 * (place % 4), 112 + 280 * (place / 4) - kHeaderHeight, 310,
                            272);
  }
}

void EffectsPage::tick() {
  if (order_ != context_.patch().effect_order) arrange();
  Control::tick();
}

}  // namespace kiln::gui
