// What pictures of effects share: values, colours, the reading in the corner.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/effect_picture.h"

#include <cmath>

#include "kiln/gui/displays/effect_display.h"

namespace kiln::gui {

EffectPicture::EffectPicture(EffectDisplay& display) : display_(display) {}

Context& EffectPicture::context() const { return display_.context(); }
Model& EffectPicture::model() const { return context().model; }
const Live& EffectPicture::live() const { return context().live(); }
std::size_t EffectPicture::number() const { return static_cast<std::size_t>(display_.slot()); }
bool EffectPicture::off() const { return display_.off(); }
BoxF EffectPicture::box() const { return display_.getLocalBounds().toFloat(); }

void EffectPicture::repaint(BoxF part) const {
  display_.repaint(part.expanded(1.0f).getSmallestIntegerContainer());
}

ParamIndex EffectPicture::param(const char* id) const {
  return context().own(context().slot(SlotKind::kEffect, display_.slot()), id);
}

float EffectPicture::value(const char* id) const { return model().value(param(id)); }

float EffectPicture::live_value(const char* id) const {
  const ParamIndex p = param(id);
  const ParamSpec& spec = model().table()[p].spec;
  if (!spec.modulatable()) return model().value(p);
  return clamp_real(spec, x_to_real(spec, std::clamp(model().live_x(p), spec.x_min, spec.x_max)));
}

juce::Colour EffectPicture::source() const {
  const SlotInfo& info = context().slot(SlotKind::kEffect, display_.slot());
  Source found = Source::kVelocity;
  float deepest = 0.0f;
  for (int i = 0; context().own(info, i) != kNoParam; ++i) {
    const std::vector<int>& routes = context().routes_of(context().own(info, i));
    if (routes.empty()) continue;
    const Route& route = context().patch().routes[static_cast<std::size_t>(routes.front())];
    if (std::fabs(route.depth) <= deepest) continue;
    deepest = std::fabs(route.depth);
    found = route.source;
  }
  return source_colour(found).withAlpha(0.95f);
}

juce::Colour EffectPicture::shade(juce::Colour bright) const { return off() ? kOff : bright; }

void EffectPicture::draw_reading(juce::Graphics& g, const juce::String& text, float right) const {
  draw_text(g, text, value_font(), off() ? kText3 : kText2, {right - 120.0f, 5.0f, 120.0f, 16.0f},
            Align::kRight);
}

std::unique_ptr<EffectPicture> make_effect_picture(EffectDisplay& display, std::string_view type) {
  if (type == "distortion") return make_distortion_picture(display);
  if (type == "eq") return make_equalizer_picture(display);
  if (type == "compressor") return make_compressor_picture(display);
  if (type == "chorus") return make_chorus_picture(display);
  if (type == "delay") return make_delay_picture(display);
  if (type == "reverb") return make_reverb_picture(display);
  return nullptr;
}

}  // namespace kiln::gui
