// Pictures that lie on whole device pixels, so that copying one is all that is left to do.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/style/still.h"

#include <cmath>

namespace kiln::gui {
namespace {

// Where the component's corner lies in the window, in device pixels.
Point device_corner(const juce::Component& of, float scale) {
  const juce::Component* const top = of.getTopLevelComponent();
  const Point corner = top->getLocalPoint(&of, Point());
  const Point right = top->getLocalPoint(&of, Point(1000.0f, 0.0f));
  return corner * (scale / std::max(0.001f, 0.001f * (right.x - corner.x)));
}

float fraction(float x) {
  const float part = x - std::floor(x + 0.002f);
  return part < 0.002f ? 0.0f : part;
}

}  // namespace

void Still::paint(juce::Graphics& g, const juce::Component& of,
                  const std::function<void(juce::Graphics&)>& what) {
  if (g.getInternalContext().isVectorDevice()) return what(g);  // takes lines, not pixels
  const float scale = g.getInternalContext().getPhysicalPixelScaleFactor();
  const Point corner = device_corner(of, scale);
  const Point shift(fraction(corner.x), fraction(corner.y));
  const auto pixels = [scale](int length, float more) {
    return static_cast<int>(std::ceil(scale * static_cast<float>(length) + more - 0.01f));
  };
  const int width = pixels(of.getWidth(), shift.x), height = pixels(of.getHeight(), shift.y);
  if (width < 1 || height < 1) return;
  const auto to_pixels = juce::AffineTransform::scale(scale).translated(shift.x, shift.y);
  if (picture_.isNull() || scale_ != scale || shift_ != shift || picture_.getWidth() != width ||
      picture_.getHeight() != height) {
    scale_ = scale;
    shift_ = shift;
    juce::Image made(juce::Image::ARGB, width, height, true, juce::SoftwareImageType());
    juce::Graphics picture(made);
    picture.addTransform(to_pixels);
    what(picture);
    picture_ = std::move(made);  // now: `what` may drop the old one
  }
  g.setOpacity(1.0f);
  g.drawImageTransformed(picture_, to_pixels.inverted());
}

}  // namespace kiln::gui
