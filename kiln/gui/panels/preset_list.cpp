// Searching and loading from the header's list.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/preset_list.h"

#include <algorithm>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kNameRow = 24;
constexpr int kNamesTop = 44;
constexpr int kNamesInSight = (PresetList::kListHeight - kNamesTop - 4) / kNameRow;

}  // namespace

PresetList::PresetList(Context& context) : Panel(context, "Sounds") {
  setAlwaysOnTop(true);
  make_focusable();
  setSize(kListWidth, kListHeight);
  addAndMakeVisible(search_);
  search_.setBounds(8, 8, kListWidth - 16, 28);
  search_.setTextToShowWhenEmpty("Search", kText3);
  search_.setTitle("Search sounds");
  search_.onTextChange = [this] {
    find();
    scroll_to(0);
  };
  search_.key = [this](const juce::KeyPress& key) { return keyPressed(key); };
  find();
}

void PresetList::find() {
  const std::vector<PresetInfo>& presets = model().presets();
  if (seen_ != model().presets_version() || texts_.empty()) {
    seen_ = model().presets_version();
    texts_.clear();
    for (const PresetInfo& preset : presets) texts_.push_back(PresetFilter::search_text(preset));
  }
  PresetFilter filter;
  filter.search = search_.getText();
  rows_.clear();
  for (std::size_t i = 0; i < presets.size(); ++i) {
    if (filter.passes(presets[i], texts_[i])) rows_.push_back(static_cast<int>(i));
  }
  // The text begins with the name.
  std::sort(rows_.begin(), rows_.end(), [this](int a, int b) {
    return texts_[static_cast<std::size_t>(a)].compare(texts_[static_cast<std::size_t>(b)]) < 0;
  });
  hovered_ = -1;
  repaint();
}

void PresetList::scroll_to(int first) {
  first_ = std::clamp(first, 0, std::max(0, shown() - kNamesInSight));
  repaint();
}

int PresetList::loaded_row() const {
  const auto found = std::find(rows_.begin(), rows_.end(), model().current_preset());
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

void PresetList::load(int row) {
  if (row < 0 || row >= shown()) return;
  model().load_preset(rows_[static_cast<std::size_t>(row)]);
  scroll_to(std::clamp(first_, row - kNamesInSight + 1, row));
}

int PresetList::row_at(Point p) const {
  if (p.y < kNamesTop) return -1;
  const int place = (static_cast<int>(p.y) - kNamesTop) / kNameRow;
  return place < kNamesInSight && first_ + place < shown() ? first_ + place : -1;
}

void PresetList::follow_list() {
  if (seen_ == model().presets_version()) return;
  find();
  scroll_to(first_);
}

void PresetList::tick() {
  fit_field(search_, control_font(), context_.scale, 10);
  follow_list();
  const int now = model().current_preset();
  if (now == loaded_) return;
  loaded_ = now;
  repaint();
}

void PresetList::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  fill_round(g, box, kDisplayRadius, kRaised);
  g.setColour(kHover);
  g.drawRoundedRectangle(box.reduced(0.5f), kDisplayRadius, 1.0f);
  const int now = loaded_row();
  for (int i = 0; i < kNamesInSight && first_ + i < shown(); ++i) {
    const int row = first_ + i;
    const BoxF line(4.0f, static_cast<float>(kNamesTop + kNameRow * i), box.getWidth() - 12.0f,
                    kNameRow);
    if (row == now || row == hovered_) {
      fill_round(g, line, kRowRadius, row == now ? kEmber9 : kHover);
    }
    const auto preset = static_cast<std::size_t>(rows_[static_cast<std::size_t>(row)]);
    if (preset >= model().presets().size()) continue;  // deleted since the last tick
    draw_text(g, utf8(model().presets()[preset].name), font(Face::kMedium, 13.0f),
              row == now ? kEmber : kText1, line.reduced(8.0f, 0.0f));
  }
  if (shown() == 0) {
    draw_text(g, "Nothing has these words.", body_font(), kText3,
              {12.0f, kNamesTop, box.getWidth() - 24.0f, kNameRow});
  }
  if (shown() <= kNamesInSight) return;
  const float height = kNameRow * kNamesInSight;
  const float length = std::max(16.0f, height * kNamesInSight / static_cast<float>(shown()));
  const float top =
      (height - length) * static_cast<float>(first_) / static_cast<float>(shown() - kNamesInSight);
  fill_round(g, {box.getRight() - 7.0f, kNamesTop + top, 4.0f, length}, 2.0f, kHover);
}

void PresetList::mouseDown(const juce::MouseEvent& e) {
  follow_list();
  load(row_at(e.position));
}

void PresetList::mouseMove(const juce::MouseEvent& e) {
  const int now = row_at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  repaint();
}

void PresetList::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void PresetList::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  scroll_to(first_ - 3 * static_cast<int>(wheel_steps(wheel)));
}

bool PresetList::keyPressed(const juce::KeyPress& key) {
  follow_list();
  const int now = loaded_row();
  if (key == juce::KeyPress::escapeKey || key == juce::KeyPress::returnKey) {
    if (key == juce::KeyPress::returnKey && now < 0) load(first_);
    on_close();
  } else if (key == juce::KeyPress::downKey) {
    load(now < 0 ? first_ : std::min(now + 1, shown() - 1));
  } else if (key == juce::KeyPress::upKey) {
    load(now < 0 ? first_ : std::max(now - 1, 0));
  } else if (key == juce::KeyPress::pageDownKey) {
    scroll_to(first_ + kNamesInSight);
  } else if (key == juce::KeyPress::pageUpKey) {
    scroll_to(first_ - kNamesInSight);
  } else {
    return false;
  }
  return true;
}

void PresetList::opened() {
  search_.grabKeyboardFocus();
  scroll_to(loaded_row() - kNamesInSight / 2);
}

std::unique_ptr<juce::AccessibilityHandler> PresetList::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list, [this]() -> juce::String {
    return juce::String(shown()) + " sounds; " + utf8(context_.patch().meta.name) + " is loaded";
  });
}

}  // namespace kiln::gui
