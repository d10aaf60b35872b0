// Dots, halos and tails over the keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/note_plot.h"

#include <algorithm>

namespace kiln::gui {
namespace {

constexpr float kAxis = 20.0f;  // height of the key names
constexpr bool kBlack[12] = {false, true,  false, true,  false, false,
                             true,  false, true,  false, true,  false};

}  // namespace

NotePlot::NotePlot(Context& context) : Display(context) {
  setTitle("Sounding notes");
  setTooltip(utf8("Sideways: key and bend. Upwards: slide. Halo: pressure."));
}

juce::String NotePlot::described() {
  return juce::String(context_.live().note_count) + " notes sound";
}

float NotePlot::x_of(float key) const {
  const float wide = static_cast<float>(getWidth()) / (kHighest + 1 - kLowest);
  return (std::clamp(key, static_cast<float>(kLowest), static_cast<float>(kHighest)) - kLowest +
          0.5f) *
         wide;
}

Point NotePlot::place_of(const LiveNote& note) const {
  const float high = static_cast<float>(getHeight()) - kAxis;
  return {x_of(static_cast<float>(note.key) + note.bend),
          0.5f * high - std::clamp(note.slide, -1.0f, 1.0f) * (0.5f * high - 20.0f)};
}

void NotePlot::tick() {
  const Live& live = context_.live();
  if (live.note_count == 0 && was_empty_) return;
  for (Trace& trace : traces_) {
    bool sounds = false;
    for (int i = 0; i < live.note_count && trace.key >= 0; ++i) {
      const LiveNote& note = live.notes[static_cast<std::size_t>(i)];
      if (note.key != trace.key) continue;
      trace.places.push_back(place_of(note));
      sounds = true;
      break;
    }
    if (!sounds) trace = {};
    while (trace.places.size() > kTail) trace.places.pop_front();
  }
  for (int i = 0; i < live.note_count; ++i) {
    const LiveNote& note = live.notes[static_cast<std::size_t>(i)];
    const auto has = [&](const Trace& trace) { return trace.key == note.key; };
    if (std::any_of(traces_.begin(), traces_.end(), has)) continue;
    const auto free = std::find_if(traces_.begin(), traces_.end(),
                                   [](const Trace& trace) { return trace.key < 0; });
    if (free != traces_.end()) *free = {.key = note.key, .places = {place_of(note)}};
  }
  was_empty_ = live.note_count == 0;
  repaint();
}

void NotePlot::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  const float floor = box.getHeight() - kAxis;
  fill_round(g, box, kDisplayRadius, kInset);
  const float wide = box.getWidth() / (kHighest + 1 - kLowest);
  for (int key = kLowest; key <= kHighest; ++key) {
    const float left = static_cast<float>(key - kLowest) * wide;
    if (kBlack[key % 12]) {
      g.setColour(kGrid.withAlpha(0.6f));
      g.fillRect(left, 0.0f, wide, floor);
    }
    if (key % 12 != 0 || is_coarse(g)) continue;
    draw_text(g, context_.key_name(key), label_font(), kText3,
              {left + 3.0f, floor + 3.0f, 30.0f, 14.0f});
  }
  horizontal_line(g, 0.5f * floor, 0.0f, box.getWidth(), kLine);
  horizontal_line(g, floor, 0.0f, box.getWidth(), kLine);
  const Live& live = context_.live();
  for (const Trace& trace : traces_) {
    if (trace.places.size() < 2) continue;
    const std::vector<Point> points(trace.places.begin(), trace.places.end());
    stroke(g, polyline(points), kEmber7, 1.5f);
  }
  for (int i = 0; i < live.note_count; ++i) {
    const LiveNote& note = live.notes[static_cast<std::size_t>(i)];
    const Point at = place_of(note);
    vertical_line(g, x_of(static_cast<float>(note.key)), floor - 5.0f, floor, kHot);
    fill_dot(g, at, 5.0f + 13.0f * std::clamp(note.pressure, 0.0f, 1.0f),
             kEmber.withAlpha(note.held ? 0.27f : 0.12f));
    draw_dot(g, at, 4.0f, note.held ? kEmber : kEmber8, kCore, 1.5f);
  }
}

}  // namespace kiln::gui
