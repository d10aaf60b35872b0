// The chain and its cards.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/effects_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr float kChipWidth = 108.0f;
constexpr float kChipGap = 10.0f;
constexpr float kFirstChip = 68.0f;
constexpr float kSlotSGap = 20.0f;  // after the chain
constexpr float kOutGap = 16.0f;    // after slot S
constexpr float kMeterWidth = 40.0f;
constexpr float kFloorDb = -60.0f;
constexpr int kDragBegins = 4;  // pixels
constexpr int kSlide = 120;     // ms

int meter_pixels(float level, float width) {
  if (level <= 1e-4f) return 0;
  const float db = 20.0f * std::log10(level);
  return static_cast<int>(std::lround(std::clamp(1.0f - db / kFloorDb, 0.0f, 1.0f) * width));
}
int meter_pixels(float level, int width) { return meter_pixels(level, static_cast<float>(width)); }

}  // namespace

ChainChip::ChainChip(Context& context, int place)
    : Clickable(context, place == kSlotS ? juce::String("Slot S")
                                         : "Chain place " + juce::String(place + 1)),
      place_(place) {
  setTooltip(place == kSlotS ? "What the slots send goes through it; a click shows its card"
                             : "Drag to another place; the slots keep their numbers");
}

int ChainChip::slot() const {
  if (place_ == kSlotS) return kSlotS;
  return context_.patch().effect_order[static_cast<std::size_t>(place_)];
}

juce::String ChainChip::words() const {
  return choice_text(context_, context_.slot(SlotKind::kEffect, slot()).type_param);
}

std::unique_ptr<juce::AccessibilityHandler> ChainChip::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] { on_click(); });
  return spoken_handler(
      *this, juce::AccessibilityRole::button,
      [this] { return "Effect " + effect_number(slot()) + ", " + words() + (on_ ? "" : ", off"); },
      {}, std::move(actions));
}

void ChainChip::tick() {
  const int number = slot();
  const bool on = context_.type_of(context_.slot(SlotKind::kEffect, number)) > 0 &&
                  model().value(context_.common(SlotKind::kEffect, number, "on")) > 0.5f;
  const int bar =
      meter_pixels(context_.live().effect_levels[static_cast<std::size_t>(number)], getWidth() - 8);
  juce::String shown = effect_number(number) + words();
  if (on == on_ && bar == bar_ && shown == shown_) return;
  on_ = on;
  bar_ = bar;
  shown_ = std::move(shown);
  repaint();
}

void ChainChip::paint(juce::Graphics& g) {
  if (shown_.isEmpty()) tick();
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(hovered_ ? kHover : on_ ? kRaised : kPanel);
  g.fillRoundedRectangle(box, kButtonRadius);
  if (!on_) {
    g.setColour(kControl);
    g.drawRoundedRectangle(box.reduced(0.5f), kButtonRadius, 1.0f);
  }
  draw_grip(g, {8.0f, box.getCentreY() - 6.0f}, kText3);
  draw_text(g, effect_number(slot()), value_font(), kText3, box.withTrimmedLeft(21.0f));
  draw_text(g, words(), control_font(), on_ ? kText1 : kText3,
            box.withTrimmedLeft(33.0f).withTrimmedRight(2.0f));
  if (!on_ || bar_ <= 0) return;
  g.setColour(kEmber7);
  g.fillRect(4.0f, box.getBottom() - 2.0f, static_cast<float>(bar_), 2.0f);
}

void ChainChip::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu() || place_ == kSlotS) return;
  if (!moved_ && e.getDistanceFromDragStart() < kDragBegins) return;
  moved_ = true;
  on_drag(e.getOffsetFromDragStart());
}

void ChainChip::mouseUp(const juce::MouseEvent& e) {
  if (std::exchange(moved_, false)) {
    on_drop();
  } else {
    Clickable::mouseUp(e);
  }
}

bool ChainChip::keyPressed(const juce::KeyPress& key) {
  const int code = key.getKeyCode();
  const bool sideways = code == juce::KeyPress::leftKey || code == juce::KeyPress::rightKey;
  if (sideways && place_ != kSlotS) {
    on_step(code == juce::KeyPress::rightKey ? 1 : -1);
    return true;
  }
  return Clickable::keyPressed(key);
}

ChainPanel::ChainPanel(Context& context)
    : Panel(context, "Chain"), more_(context, Icon::kDots, "Chain more", 14.0f) {
  place(*this, more_, {1234, 10, 24, 24});
  more_.setTooltip("Chains: load and save all effects at once");
  more_.on_click = more_.on_menu = [this] { show_popup(more_, menu_items()); };
  for (int place = 0; place <= kSlotS; ++place) {
    chips_.push_back(std::make_unique<ChainChip>(context, place));
    ChainChip& made = *chips_.back();
    kiln::gui::place(*this, made, chip(place).toNearestInt());
    made.on_click = [this, &made] { on_choose(made.slot()); };
    if (place == kSlotS) continue;
    made.on_drag = [this, place](juce::Point<int> by) {
      show_drop(place, place_at(chip(place).getCentreX() + static_cast<float>(by.x)));
    };
    made.on_drop = [this, place] {
      const int to = over_;
      show_drop(-1, -1);
      move(place, to);
    };
    made.on_step = [this, place](int by) {
      const int to = std::clamp(place + by, 0, kPatchEffects - 1);
      move(place, to);
      chips_[static_cast<std::size_t>(to)]->grabKeyboardFocus();
    };
  }
}

std::vector<MenuItem> ChainPanel::menu_items() {
  std::vector<MenuItem> items = {{.text = utf8("Save chain…"), .action = [this] { enter_name(); }}};
  std::vector<MenuItem> deletions;
  items.push_back({.separator = true});
  for (const std::string& name : model().chains()) {
    items.push_back({.text = utf8(name), .action = [this, name] {
                       const std::string error = model().load_chain(name);
                       if (error.empty()) name_ = utf8(name);
                       tell(error);
                     }});
    deletions.push_back(
        {.text = utf8(name), .action = [this, name] { tell(model().delete_chain(name)); }});
  }
  if (deletions.empty()) items.push_back({.text = "No chain saved yet", .enabled = false});
  items.push_back({.separator = true});
  items.push_back(
      {.text = "Delete chain", .enabled = !deletions.empty(), .sub = std::move(deletions)});
  items.push_back({.text = "Empty all slots", .action = [this] {
                     model().edit("Empty all slots", [this](Patch& patch) {
                       for (int slot = 0; slot <= kSlotS; ++slot) {
                         patch.values[context_.slot(SlotKind::kEffect, slot).type_param] = 0.0f;
                       }
                     });
                   }});
  return items;
}

void ChainPanel::tell(const std::string& error) {
  if (!error.empty()) show_popup(more_, {{.text = utf8(error), .enabled = false}});
}

void ChainPanel::enter_name() {
  open_entry(*this, {1022, 8, 236, 28}, name_, [this](const juce::String& text) {
    const juce::String name = text.trim();
    if (name.isEmpty()) return false;
    const std::string error = model().save_chain(name.toStdString());
    tell(error);
    if (error.empty()) name_ = name;
    return error.empty();
  });
}

BoxF ChainPanel::chip(int place) const {
  const float behind = place == kSlotS ? kSlotSGap - kChipGap : 0.0f;
  return {kFirstChip + static_cast<float>(place) * (kChipWidth + kChipGap) + behind, 8.0f,
          kChipWidth, 28.0f};
}

int ChainPanel::place_at(float x) const {
  const auto place = static_cast<int>((x - kFirstChip) / (kChipWidth + kChipGap));
  return std::clamp(place, 0, kPatchEffects - 1);
}

void ChainPanel::show_drop(int from, int over) {
  dragged_ = from;
  over_ = over;
  repaint();
}

void ChainPanel::tick() {
  Panel::tick();
  const Live& live = context_.live();
  const std::array<int, 3> now = {
      meter_pixels(live.sources[static_cast<std::size_t>(Source::kFollower)], kMeterWidth),
      meter_pixels(live.level[0], kMeterWidth), meter_pixels(live.level[1], kMeterWidth)};
  if (now == bars_) return;
  bars_ = now;
  repaint(0, 0, 60, getHeight());
  repaint(chip(kSlotS).toNearestInt().getRight(), 0, 80, getHeight());
}

void ChainPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  const float right = chip(kPatchEffects - 1).getRight(), out_of_s = chip(kSlotS).getRight();
  g.setColour(kEmber7);
  g.fillRect(kFirstChip - kChipGap, 21.0f, right - kFirstChip + 2.0f * kChipGap, 2.0f);
  g.fillRect(out_of_s, 21.0f, kChipGap, 2.0f);
  // Slot S stands beside the chain, not in it.
  dashed_line(g, {right + kChipGap, 22.0f}, {right + kSlotSGap, 22.0f}, 3.0f, 3.0f, kEmber7, 2.0f);
  const auto meter = [&](float x, float y, int pixels) {
    g.setColour(kRaised);
    g.fillRoundedRectangle(x, y, kMeterWidth, 5.0f, 1.5f);
    g.setColour(kEmber);
    g.fillRoundedRectangle(x, y, static_cast<float>(pixels), 5.0f, 1.5f);
  };
  draw_text(g, "In", label_font(), kText2, {12, 7, 30, 16});
  meter(12.0f, 28.0f, bars_[0]);
  const float out = out_of_s + kOutGap;
  draw_text(g, "Out", label_font(), kText2, {out, 7, 40, 16});
  meter(out, 25.0f, bars_[1]);
  meter(out, 32.0f, bars_[2]);
}

// Where it would go.
void ChainPanel::paintOverChildren(juce::Graphics& g) {
  if (dragged_ < 0 || over_ < 0 || over_ == dragged_) return;
  const BoxF box = chip(over_);
  g.setColour(kEmber);
  g.fillRect(over_ > dragged_ ? box.getRight() + 4.0f : box.getX() - 6.0f, 6.0f, 2.0f, 32.0f);
}

void ChainPanel::move(int from, int to) {
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
  layout_.add(*this, chain_, {8, 60, 1264, 44}, 0, 0);
  layout_.add(*this, rail_, {8, 672, 1264, 44}, 2, 0);
  for (int slot = 0; slot <= kSlotS; ++slot) {
    cards_.push_back(std::make_unique<EffectCard>(context, slot));
    EffectCard& card = *cards_.back();
    addAndMakeVisible(card);
    if (slot == kSlotS) continue;
    card.on_drag = [this, slot, &card](juce::Point<int> by) {
      card.toFront(false);
      card.setTopLeftPosition(box_of(place_of(slot)).getPosition() + by);
      chain_.show_drop(place_of(slot), place_under(card.getBounds().getCentre()));
    };
    card.on_drop = [this, slot, &card] {
      const int to = place_under(card.getBounds().getCentre());
      chain_.show_drop(-1, -1);
      chain_.move(place_of(slot), to);
      context_.refresh();
      arrange(true);
      show_slot_s(false);  // what was moved may lie behind it
    };
  }
  chain_.on_choose = [this](int slot) {
    show_slot_s(slot == kSlotS);
    cards_[static_cast<std::size_t>(slot)]->flash();
  };
  arrange(false);
  show_slot_s(false);
}

void EffectsPage::resized() {
  layout_.lay_out(getHeight());
  arrange(false);
}

// A card's place on the page; both rows share what the page has more.
Box EffectsPage::box_of(int place) const {
  const int half = std::max(0, getHeight() - kPageHeight) / 2;
  return {8 + 318 * (place % 4), 112 + (280 + half) * (place / 4) - kHeaderHeight, 310, 272 + half};
}

// In the place of the chain's last card.
void EffectsPage::show_slot_s(bool shown) {
  for (int slot = 0; slot <= kSlotS; ++slot) {
    const bool hidden = slot == kSlotS ? !shown : shown && slot == order_.back();
    cards_[static_cast<std::size_t>(slot)]->setVisible(!hidden);
  }
}

int EffectsPage::place_of(int slot) const {
  const auto& order = context_.patch().effect_order;
  return static_cast<int>(std::find(order.begin(), order.end(), slot) - order.begin());
}

int EffectsPage::place_under(juce::Point<int> centre) const {
  const int column = std::clamp((centre.x - 8) / 318, 0, 3);
  const int row = centre.y > box_of(4).getY() - 4 ? 1 : 0;
  return 4 * row + column;
}

void EffectsPage::arrange(bool slide) {
  order_ = context_.patch().effect_order;
  juce::ComponentAnimator& animator = juce::Desktop::getInstance().getAnimator();
  for (int place = 0; place < kPatchEffects; ++place) {
    EffectCard& card = *cards_[order_[static_cast<std::size_t>(place)]];
    if (slide && isShowing() && !model().preferences().reduced_motion) {
      animator.animateComponent(&card, box_of(place), 1.0f, kSlide, false, 0.0, 0.0);
    } else {
      animator.cancelAnimation(&card, false);
      card.setBounds(box_of(place));
    }
  }
  cards_[kSlotS]->setBounds(box_of(kPatchEffects - 1));
}

void EffectsPage::tick() {
  if (order_ != context_.patch().effect_order) {
    arrange(true);
    show_slot_s(false);
  }
  Control::tick();
}

}  // namespace kiln::gui
