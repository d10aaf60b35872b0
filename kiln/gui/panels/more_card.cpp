// Lays the missing parameters out: knobs in rows of four, then menus.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/more_card.h"

#include <algorithm>

namespace kiln::gui {
namespace {

constexpr int kColumns = 4;
constexpr int kCellWidth = 70;
constexpr int kCellHeight = 60;
constexpr int kHead = 36;
constexpr int kMenuRow = 30;
constexpr int kWide = 2 * 12 + kColumns * kCellWidth;

bool is_choice(const ParamSpec& spec) {
  return spec.unit == Unit::kChoice || spec.unit == Unit::kSwitch;
}

void collect(const juce::Component& component, std::vector<ParamIndex>& found) {
  for (const juce::Component* child : component.getChildren()) {
    if (dynamic_cast<const MoreCard*>(child) != nullptr) continue;
    if (const auto* const control = dynamic_cast<const Control*>(child);
        control != nullptr && control->isVisible()) {
      const std::vector<ParamIndex> moved = control->params();
      found.insert(found.end(), moved.begin(), moved.end());
    }
    collect(*child, found);
  }
}

}  // namespace

std::vector<ParamIndex> missing_params(Context& context, const SlotInfo& slot,
                                       const juce::Component& panel) {
  std::vector<ParamIndex> found, missing;
  collect(panel, found);
  const int type = context.type_of(slot);
  const auto here = [&](ParamIndex p) {
    const ParamInfo& info = context.model.table()[p];
    return !info.spec.target_only() && (info.type < 0 || info.type == type);
  };
  // The halves of tempo pairs belong to a knob that is there, or will be.
  std::vector<ParamIndex> halves;
  for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
    if (!here(p)) continue;
    const std::vector<ParamIndex> all = ParamEdit(context, p).all();
    if (all.size() > 1) halves.insert(halves.end(), all.begin() + 1, all.end());
  }
  const auto has = [](const std::vector<ParamIndex>& list, ParamIndex p) {
    return std::find(list.begin(), list.end(), p) != list.end();
  };
  for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
    if (here(p) && p != slot.type_param && !has(found, p) && !has(halves, p)) missing.push_back(p);
  }
  return missing;
}

MoreCard::MoreCard(Context& context, const juce::String& title,
                   const std::vector<ParamIndex>& params)
    : Panel(context, title), close_(context, Icon::kCross, "Close", 14.0f) {
  setAlwaysOnTop(true);
  setWantsKeyboardFocus(true);
  const ParamTable& table = context.model.table();
  int place_of_knob = 0;
  for (const ParamIndex p : params) {
    if (is_choice(table[p].spec)) continue;
    knobs_.push_back(std::make_unique<Knob>(context, p, utf8(table[p].spec.name)));
    place(*this, *knobs_.back(),
          {12 + kCellWidth * (place_of_knob % kColumns),
           kHead + kCellHeight * (place_of_knob / kColumns), kCellWidth, 57});
    ++place_of_knob;
  }
  int y = kHead + kCellHeight * ((place_of_knob + kColumns - 1) / kColumns);
  for (const ParamIndex p : params) {
    if (!is_choice(table[p].spec)) continue;
    menus_.push_back(std::make_unique<Menu>(context, Menu::Look::kField,
                                            utf8(context.param_name(p)), [p] { return p; }));
    menus_.back()->set_name_inside(utf8(table[p].spec.name));
    place(*this, *menus_.back(), {12, y, kWide - 24, 24});
    y += kMenuRow;
  }
  place(*this, close_, {kWide - 30, 8, 22, 22});
  close_.on_click = [this] { on_close(); };
  setSize(kWide, y + 8);
}

void MoreCard::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  draw_panel(g, box);
  g.setColour(kHover);
  g.drawRoundedRectangle(box.reduced(0.5f), kPanelRadius, 1.0f);
  draw_title(g, getTitle(), {12, 8, kWide - 50, 20});
}

bool MoreCard::keyPressed(const juce::KeyPress& key) {
  if (key != juce::KeyPress::escapeKey) return false;
  on_close();
  return true;
}

MoreOpener::~MoreOpener() = default;

void MoreOpener::add_item(std::vector<MenuItem>& items, const SlotInfo& slot) {
  if (missing_params(context_, slot, panel_).empty()) return;
  items.push_back({.text = utf8("More controls…"), .action = [this, &slot] { open(slot); }});
}

// Beside the panel that asks, inside the page.
void MoreOpener::open(const SlotInfo& slot) {
  juce::Component* const page = panel_.getParentComponent();
  if (page == nullptr) return;
  card_ = std::make_unique<MoreCard>(context_, utf8(slot.spec.name),
                                     missing_params(context_, slot, panel_));
  card_->on_close = [this] {
    juce::MessageManager::callAsync(
        [panel = juce::Component::SafePointer<juce::Component>(&panel_), this] {
          if (panel != nullptr) close();
        });
  };
  const Box around = panel_.getBounds();
  const bool right = around.getRight() + 8 + card_->getWidth() <= page->getWidth();
  const int x = right ? around.getRight() + 8 : around.getX() - 8 - card_->getWidth();
  const int y = std::min(around.getY(), page->getHeight() - card_->getHeight() - 8);
  page->addAndMakeVisible(*card_);
  card_->setTopLeftPosition(std::max(8, x), std::max(8, y));
  card_->grabKeyboardFocus();
}

// Its panel closes it during a tick, when the page goes through its children: the card stays there,
// out of sight, until the next one.
void MoreOpener::close() {
  if (card_ != nullptr) card_->setVisible(false);
}

}  // namespace kiln::gui
