// How the list of presets looks: only the rows in sight are drawn, however many there are.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr const char* kPresetHeads[] = {"Name", "Category", "Character", "Plays", "CPU", "Author"};

juce::String character(const PresetInfo& preset) {
  juce::String text;
  for (std::size_t i = 0; i < preset.tags.size() && i < 2; ++i) {
    text << (i > 0 ? ", " : "") << tag_word(utf8(preset.tags[i]));
  }
  return with_capital(text);
}

}  // namespace

float PresetRows::head_width(int column) {
  return column == 5 ? 72.0f : kColumnsX[column + 1] - kColumnsX[column] - 8.0f;
}

void PresetRows::paint(juce::Graphics& g) {
  Panel::paint(g);
  for (int i = 0; i < 6; ++i) {
    const bool sorted = static_cast<Sort>(i) == sort_;
    const float width = draw_text(g, kPresetHeads[i], label_font(), sorted ? kText1 : kText3,
                                  {8.0f + kColumnsX[i], 40, head_width(i), 28});
    if (sorted) {
      draw_icon(g, reversed_ ? Icon::kDown : Icon::kUp, {10.0f + kColumnsX[i] + width, 48, 12, 12},
                kText1, 12.0f);
    }
  }
  draw_divider(g, 8.0f, 68.0f, 696.0f);
  for (int i = 0; i < rows_in_sight() && first_ + i < shown(); ++i) {
    const int index = rows_[static_cast<std::size_t>(first_ + i)];
    const BoxF row(8.0f, static_cast<float>(kListTop + kRowHeight * i), 688.0f, kRowHeight);
    if (g.clipRegionIntersects(row.getSmallestIntegerContainer())) {
      paint_row(g, index, row, index == hovered_);
    }
  }
  if (shown() > rows_in_sight()) {
    const auto in_sight = static_cast<float>(rows_in_sight());
    const float height = kRowHeight * in_sight;
    const auto all = static_cast<float>(shown());
    g.setColour(kControl);
    g.fillRoundedRectangle(702.0f, kListTop + height * static_cast<float>(first_) / all, 4.0f,
                           std::max(12.0f, height * in_sight / all), 2.0f);
  }
  if (shown() == 0) {
    draw_text(g, "Nothing fits all of the filters", control_font(), kText3,
              {8, kListTop, 688, 4 * kRowHeight}, Align::kCentre);
  }
  if (note_.isNotEmpty()) paint_note(g);
}

void PresetRows::paint_row(juce::Graphics& g, int preset, BoxF row, bool hovered) {
  const auto number = static_cast<std::size_t>(preset);
  if (number >= model().presets().size()) return;  // deleted since the last tick
  const PresetInfo& p = model().presets()[number];
  const bool on = preset == browser_.chosen;
  if (on || hovered) {
    g.setColour(on ? kEmber9 : kRaised);
    g.fillRoundedRectangle(row, kRowRadius);
  }
  const auto cell = [&](int column, float width) {
    return row.withX(row.getX() + kColumnsX[column]).withWidth(width);
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
  if (p.mpe || p.mono) {
    const BoxF badge = cell(3, 38).withSizeKeepingCentre(38, 16);
    g.setColour(on ? kBadgeChosen : kRaised);
    g.fillRoundedRectangle(badge, kRowRadius);
    draw_text(g, p.mpe ? "MPE" : "Mono", label_font(), on ? kHot : kText2, badge, Align::kCentre);
  }
  for (int dot = 0; dot < 5; ++dot) {
    fill_dot(g,
             {row.getX() + kColumnsX[4] + 3.0f + 8.0f * static_cast<float>(dot), row.getCentreY()},
             2.5f, dot < p.load ? (on ? kEmber : kEmber7) : kTrack);
  }
  draw_text(g, utf8(p.author), label_font(), on ? kText2 : kText3, cell(5, 70));
}

void PresetRows::paint_note(juce::Graphics& g) {
  const BoxF box = note_box().toFloat();
  g.setColour(kHover);
  g.fillRoundedRectangle(box, kDisplayRadius);
  draw_text(g, note_, control_font(), kText1, box.reduced(14, 0).withTrimmedRight(60));
  if (note_undoes_) {
    draw_text(g, "Undo", font(Face::kSemiBold, 12.0f), kEmber, box.reduced(14, 0), Align::kRight);
  }
}

}  // namespace kiln::gui
