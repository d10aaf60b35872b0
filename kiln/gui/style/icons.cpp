// The outlines of the icons and of the mark.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/style/icons.h"

#include <array>

#include "kiln/gui/style/colours.h"
#include "kiln/gui/style/paint.h"

namespace kiln::gui {
namespace {

struct Outline {
  const char* lines;   // stroked, 1.5 px
  const char* filled;  // filled as well
};

constexpr const char* kStarPath =
    "M8 2.2 L9.8 5.9 L13.8 6.5 L10.9 9.3 L11.6 13.3 L8 11.4 L4.4 13.3 L5.1 9.3 L2.2 6.5 L6.2 5.9 Z";

constexpr std::array<Outline, static_cast<std::size_t>(Icon::kCount)> kOutlines = {{
    {"M5.2 4.6 a4.6 4.6 0 1 0 5.6 0 M8 2.6 L8 7.2", nullptr},
    {"M2.6 3.4 L13.4 3.4 L13.4 12.6 L2.6 12.6 Z M6.2 3.4 L6.2 12.6 M9.8 3.4 L9.8 12.6", nullptr},
    {nullptr,
     "M1.9 8 a1.5 1.5 0 1 0 3 0 a1.5 1.5 0 1 0 -3 0 Z M6.5 8 a1.5 1.5 0 1 0 3 0 a1.5 1.5 0 1 0 -3 "
     "0 Z M11.1 8 a1.5 1.5 0 1 0 3 0 a1.5 1.5 0 1 0 -3 0 Z"},
    {"M9.6 4.2 L5.8 8 L9.6 11.8", nullptr},
    {"M6.4 4.2 L10.2 8 L6.4 11.8", nullptr},
    {"M4.6 6.4 L8 9.8 L11.4 6.4", nullptr},
    {"M4.6 9.6 L8 6.2 L11.4 9.6", nullptr},
    {kStarPath, nullptr},
    {kStarPath, kStarPath},
    {"M3 6.2 L9.2 6.2 a3.4 3.4 0 0 1 0 6.8 L6.6 13 M5.8 3.2 L2.8 6.2 L5.8 9.2", nullptr},
    {"M13 6.2 L6.8 6.2 a3.4 3.4 0 0 0 0 6.8 L9.4 13 M10.2 3.2 L13.2 6.2 L10.2 9.2", nullptr},
    {"M2.8 4.2 L13.2 4.2 M2.8 8 L13.2 8 M2.8 11.8 L13.2 11.8", nullptr},
    {"M2.8 7 a4.2 4.2 0 1 0 8.4 0 a4.2 4.2 0 1 0 -8.4 0 M10.2 10.2 L13.4 13.4", nullptr},
    {"M4.4 4.4 L11.6 11.6 M11.6 4.4 L4.4 11.6", nullptr},
    {"M8 3.2 L8 12.8 M3.2 8 L12.8 8", nullptr},
    {nullptr, "M5 3.4 L5 12.6 L12.4 8 Z"},
    {nullptr,
     "M4 5 a1 1 0 0 1 1 -1 L11 4 a1 1 0 0 1 1 1 L12 11 a1 1 0 0 1 -1 1 L5 12 a1 1 0 0 1 "
     "-1 -1 Z"},
    {"M3 8 L12.6 8 M9 4.4 L12.6 8 L9 11.6", nullptr},
    {"M3.6 8.4 L6.6 11.4 L12.4 5", nullptr},
}};

// Read once in the process; empty: none.
struct Parsed {
  juce::Path lines, filled;
};

const Parsed& parsed(Icon icon) {
  static const auto all = [] {
    std::array<Parsed, kOutlines.size()> paths;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const Outline& outline = kOutlines[i];
      if (outline.lines != nullptr) paths[i].lines = juce::Drawable::parseSVGPath(outline.lines);
      if (outline.filled != nullptr) paths[i].filled = juce::Drawable::parseSVGPath(outline.filled);
    }
    return paths;
  }();
  return all[static_cast<std::size_t>(icon)];
}

}  // namespace

void draw_icon(juce::Graphics& g, Icon icon, BoxF box, juce::Colour colour, float size) {
  if (!shows(g, box.withSizeKeepingCentre(size, size))) return;
  const Parsed& paths = parsed(icon);
  const float scale = size / 16.0f;
  const auto place = juce::AffineTransform::scale(scale).translated(box.getCentreX() - 0.5f * size,
                                                                    box.getCentreY() - 0.5f * size);
  g.setColour(colour);
  if (!paths.filled.isEmpty()) g.fillPath(paths.filled, place);
  if (!paths.lines.isEmpty()) {
    g.strokePath(paths.lines, {1.5f, juce::PathStrokeType::curved, juce::PathStrokeType::rounded},
                 place);
  }
}

void draw_logo(juce::Graphics& g, Point at) {
  if (!shows(g, {at.x, at.y, 24.0f, 24.0f})) return;
  const auto place = juce::AffineTransform::translation(at);
  static const auto wall = juce::Drawable::parseSVGPath(
      "M2.5 22 L2.5 12.2 a9.5 9.5 0 0 1 19 0 L21.5 22 L16.5 22 L16.5 12.4 a4.5 4.5 0 0 0 -9 0 L7.5 "
      "22 Z");
  static const auto flame = juce::Drawable::parseSVGPath(
      "M12 13.2 C13.5 15.2 14.5 16.8 14.5 18.8 A2.6 2.6 0 0 1 12 22 A2.6 2.6 0 0 1 9.5 18.8 C9.5 "
      "16.8 10.5 15.2 12 13.2 Z");
  g.setGradientFill(juce::ColourGradient::vertical(kHot, at.y + 2.5f, kEmber7, at.y + 22.0f));
  g.fillPath(wall, place);
  g.setColour(kCore);
  g.fillPath(flame, place);
}

}  // namespace kiln::gui
