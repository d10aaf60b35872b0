// The list of presets: only the rows in sight are drawn, however many there are.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kPresetRow = 26;
constexpr int kListTop = 72;
constexpr int kRowsInSight = 22;
constexpr float kPresetColumns[] = {36, 216, 296, 470, 540, 624};
constexpr const char* kPresetHeads[] = {"Name", "Category", "Character", "Plays", "CPU", "Author"};

juce::String character(const PresetInfo& preset) {
  juce::String text;
  for (std::size_t i = 0; i < preset.tags.size() && i < 2; ++i) {
    text << (i > 0 ? ", " : "") << utf8(preset.tags[i]);
  }
  return with_capital(text);
}

}  // namespace

PresetRows::PresetRows(Context& context, PresetFilter& filter)
    : Panel(context, "Preset list"), filter_(filter) {
  make_focusable();
  filter_changed();
}

void PresetRows::filter_changed() {
  const std::vector<PresetInfo>& presets = model().presets();
  count_ = presets.size();
  rows_.clear();
  for (std::size_t i = 0; i < presets.size(); ++i) {
    if (filter_.passes(presets[i])) rows_.push_back(static_cast<int>(i));
  }
  const auto less = [&](int a, int b) {
    const PresetInfo& p = presets[static_cast<std::size_t>(a)];
    const PresetInfo& q = presets[static_cast<std::size_t>(b)];
    switch (sort_) {
      case Sort::kCategory:
        return p.category < q.category;
      case Sort::kTags:
        return character(p).compare(character(q)) < 0;
      case Sort::kPlays:
        return p.mono < q.mono;
      case Sort::kLoad:
        return p.load < q.load;
      case Sort::kAuthor:
        return p.author < q.author;
      default:
        return utf8(p.name).compareIgnoreCase(utf8(q.name)) < 0;
    }
  };
  std::stable_sort(rows_.begin(), rows_.end(),
                   [&](int a, int b) { return reversed_ ? less(b, a) : less(a, b); });
  scroll_to(first_);
}

void PresetRows::scroll_to(int first) {
  first_ = std::clamp(first, 0, std::max(0, shown() - kRowsInSight));
  repaint();
}

void PresetRows::tick() {
  if (model().presets().size() != count_) filter_changed();
  const int now = model().current_preset();
  if (now == current_) return;
  current_ = now;
  repaint();
}

void PresetRows::paint(juce::Graphics& g) {
  Panel::paint(g);
  for (int i = 0; i < 6; ++i) {
    const bool sorted = static_cast<Sort>(i) == sort_;
    const float width = draw_text(g, kPresetHeads[i], label_font(), sorted ? kText1 : kText3,
                                  {8.0f + kPresetColumns[i], 40, 90, 28});
    if (sorted) {
      draw_icon(g, reversed_ ? Icon::kDown : Icon::kUp,
                {10.0f + kPresetColumns[i] + width, 48, 12, 12}, kText1, 12.0f);
    }
  }
  g.setColour(kLine);
  g.fillRect(8, 68, 696, 1);
  for (int i = 0; i < kRowsInSight && first_ + i < shown(); ++i) {
    const int index = rows_[static_cast<std::size_t>(first_ + i)];
    const PresetInfo& p = model().presets()[static_cast<std::size_t>(index)];
    const bool on = index == current_;
    const BoxF row(8.0f, static_cast<float>(kListTop + kPresetRow * i), 688.0f, kPresetRow);
    if (on) {
      g.setColour(kEmber9);
      g.fillRoundedRectangle(row, kRowRadius);
    }
    const auto cell = [&](int column, float width) {
      return row.withX(row.getX() + kPresetColumns[column]).withWidth(width);
    };
    draw_icon(g, p.favourite ? Icon::kStarFilled : Icon::kStar,
              {row.getX() + 8.0f, row.getY() + 6.0f, 14, 14},
              p.favourite ? kEmber
              : on        ? kText2
                          : kMute,
              14.0f);
    draw_text(g, utf8(p.name), font(on ? Face::kSemiBold : Face::kMedium, 13.0f),
              on ? kEmber : kText1, cell(0, 174));
    draw_text(g, with_capital(utf8(p.category)), label_font(), kText2, cell(1, 76));
    draw_text(g, character(p), label_font(), kText2, cell(2, 168));
    if (p.mono) {
      const BoxF badge = cell(3, 38).withSizeKeepingCentre(38, 16);
      g.setColour(on ? juce::Colour(0xff54301f) : kRaised);
      g.fillRoundedRectangle(badge, kRowRadius);
      draw_text(g, "Mono", label_font(), on ? kHot : kText2, badge, Align::kCentre);
    }
    for (int dot = 0; dot < 5; ++dot) {
      fill_dot(g,
               {row.getX() + kPresetColumns[4] + 3.0f + 8.0f * static_cast<float>(dot),
                row.getCentreY()},
               2.5f, dot < p.load ? (on ? kEmber : kEmber7) : kTrack);
    }
    draw_text(g, utf8(p.author), label_font(), on ? kText2 : kText3, cell(5, 70));
  }
  if (shown() > kRowsInSight) {
    const float height = static_cast<float>(kPresetRow * kRowsInSight);
    const float all = static_cast<float>(shown());
    g.setColour(kControl);
    g.fillRoundedRectangle(702.0f, kListTop + height * static_cast<float>(first_) / all, 4.0f,
                           std::max(12.0f, height * kRowsInSight / all), 2.0f);
  }
}

void PresetRows::choose(int preset) {
  model().load_preset(preset);
  if (auditions()) model().audition(preset);
}

void PresetRows::mouseDown(const juce::MouseEvent& e) {
  if (e.position.y >= 40.0f && e.position.y < 68.0f) {
    for (int i = 5; i >= 0; --i) {
      if (e.position.x < 8.0f + kPresetColumns[i] - 4.0f) continue;
      reversed_ = static_cast<Sort>(i) == sort_ && !reversed_;
      sort_ = static_cast<Sort>(i);
      filter_changed();
      return;
    }
    return;
  }
  if (e.position.x > 698.0f) return;
  const int row = first_ + (e.y - kListTop) / kPresetRow;
  if (e.y < kListTop || row >= shown()) return;
  const int index = rows_[static_cast<std::size_t>(row)];
  if (e.position.x < 36.0f) {
    model().set_favourite(index, !model().presets()[static_cast<std::size_t>(index)].favourite);
    filter_changed();
    return;
  }
  choose(index);
}

void PresetRows::mouseDrag(const juce::MouseEvent& e) {
  if (e.getMouseDownX() <= 698) return;
  scroll_to(static_cast<int>(static_cast<float>(shown()) * static_cast<float>(e.y - kListTop) /
                             static_cast<float>(kPresetRow * kRowsInSight)) -
            kRowsInSight / 2);
}

void PresetRows::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  scroll_to(first_ + (wheel.deltaY > 0.0f ? -3 : 3));
}

bool PresetRows::keyPressed(const juce::KeyPress& key) {
  const int step = key == juce::KeyPress::downKey       ? 1
                   : key == juce::KeyPress::upKey       ? -1
                   : key == juce::KeyPress::pageDownKey ? kRowsInSight
                   : key == juce::KeyPress::pageUpKey   ? -kRowsInSight
                                                        : 0;
  if (step == 0 || rows_.empty()) return false;
  const auto found = std::find(rows_.begin(), rows_.end(), current_);
  const int at = found == rows_.end() ? 0 : static_cast<int>(found - rows_.begin()) + step;
  const int row = std::clamp(at, 0, shown() - 1);
  if (row < first_) scroll_to(row);
  if (row >= first_ + kRowsInSight) scroll_to(row - kRowsInSight + 1);
  choose(rows_[static_cast<std::size_t>(row)]);
  return true;
}

}  // namespace kiln::gui
