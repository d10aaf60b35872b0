// A power curve over its straight line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/response_display.h"

#include <algorithm>
#include <cmath>

namespace kiln::gui {
namespace {

constexpr int kSteps = 96;

}  // namespace

ResponseDisplay::ResponseDisplay(Context& context, Of of, ParamIndex curve)
    : Display(context), of_(of), curve_(context, curve) {
  setTitle(of == Of::kVelocity ? "Velocity response" : "Pressure response");
  setTooltip("Drag up or down to bend, double-click to reset");
}

juce::String ResponseDisplay::described() { return words_of({curve_.param()}); }

float ResponseDisplay::power() const { return std::exp2(-0.02f * curve_.real()); }

BoxF ResponseDisplay::plot() const {
  return BoxF(30.0f, 12.0f, static_cast<float>(getWidth()) - 42.0f,
              static_cast<float>(getHeight()) - 34.0f);
}

std::vector<float> ResponseDisplay::heard() const {
  const Live& live = context_.live();
  std::vector<float> values;
  for (int i = 0; i < live.note_count; ++i) {
    const LiveNote& note = live.notes[static_cast<std::size_t>(i)];
    values.push_back(std::clamp(of_ == Of::kVelocity ? note.velocity : note.pressure, 0.0f, 1.0f));
  }
  return values;
}

void ResponseDisplay::tick() {
  std::vector<float> now = heard();
  if (now == shown_ && power() == shown_power_) return;
  shown_ = std::move(now);
  shown_power_ = power();
  repaint();
}

void ResponseDisplay::paint(juce::Graphics& g) {
  const BoxF box = plot();
  fill_round(g, getLocalBounds().toFloat(), kDisplayRadius, kInset);
  const auto place = [&](float x, float y) {
    return Point(box.getX() + x * box.getWidth(), box.getBottom() - y * box.getHeight());
  };
  for (const float part : {0.25f, 0.5f, 0.75f, 1.0f}) {
    vertical_line(g, place(part, 0).x, box.getY(), box.getBottom(), part == 0.5f ? kLine : kGrid);
    horizontal_line(g, place(0, part).y, box.getX(), box.getRight(), part == 0.5f ? kLine : kGrid);
  }
  for (const auto& [part, text] : {std::pair{1.0f, "127"}, {0.5f, "64"}, {0.0f, "0"}}) {
    draw_text(g, text, label_font(), kText3, {0.0f, place(0, part).y - 7.0f, 24.0f, 14.0f},
              Align::kRight);
    if (part > 0.0f) {
      draw_text(g, text, label_font(), kText3,
                {place(part, 0).x - 30.0f, box.getBottom() + 4.0f, 36.0f, 14.0f}, Align::kRight);
    }
  }
  dashed_line(g, place(0, 0), place(1, 1), 2.0f, 3.0f, kMute);
  std::vector<Point> points(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) {
    const float x = static_cast<float>(i) / kSteps;
    points[static_cast<std::size_t>(i)] = place(x, std::pow(x, power()));
  }
  fill_below(g, points, box.getBottom(), kEmber, 0.30f, 0.02f, box.getY(), box.getBottom());
  stroke_glow(g, polyline(points), kHot, kEmber);
  for (const float y : shown_) {
    // What was played is what the curve made this of.
    draw_dot(g, place(std::pow(y, 1.0f / power()), y), 3.5f, juce::Colours::white, kEmber, 1.5f);
  }
}

void ResponseDisplay::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  from_ = curve_.x();
  curve_.begin();
}

void ResponseDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (!curve_.dragging()) return;
  const float fine = e.mods.isShiftDown() ? 0.1f : 1.0f;
  curve_.drag_to(from_ - fine * static_cast<float>(e.getDistanceFromDragStartY()) / 300.0f);
}

void ResponseDisplay::mouseUp(const juce::MouseEvent&) { curve_.end(); }

void ResponseDisplay::mouseDoubleClick(const juce::MouseEvent&) { curve_.reset(); }

}  // namespace kiln::gui
