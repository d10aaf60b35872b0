// What one type of effect shows in its card; EffectDisplay asks, and holds the handles.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/style/paint.h"

namespace kiln::gui {

class EffectDisplay;

class EffectPicture {
 public:
  explicit EffectPicture(EffectDisplay& display);
  virtual ~EffectPicture() = default;
  EffectPicture(const EffectPicture&) = delete;
  EffectPicture& operator=(const EffectPicture&) = delete;

  // A value of the effect moved: all is painted anew after this.
  virtual void follow_values() {}
  // Modulation moved one.
  virtual void follow_modulation() {}
  // Once a frame.
  virtual void tick() {}
  virtual void paint_still(juce::Graphics& g) = 0;
  virtual void paint_live(juce::Graphics&) {}
  // The parameters that describe it to who cannot see it, by id.
  virtual std::span<const char* const> words() const = 0;
  // Without a handle near.
  virtual juce::String tip() const { return {}; }

  // ---- handles, numbered from 0. A drag is one gesture and one step of undo.
  virtual int handles() const { return 0; }
  virtual Point handle(int) const { return {}; }
  virtual juce::String handle_tip(int) const { return {}; }
  virtual void press(int) {}
  virtual void drag(Point) {}  // by how much since press(), up is positive
  virtual void release() {}
  virtual void double_click(int) {}
  virtual void wheel(int, const juce::MouseEvent&, const juce::MouseWheelDetails&) {}
  virtual bool menu(int) { return false; }  // false: the card's own

 protected:
  Model& model() const;
  Context& context() const;
  const Live& live() const;
  std::size_t number() const;
  bool off() const;
  BoxF box() const;
  void repaint(BoxF part) const;  // of what is live
  ParamIndex param(const char* id) const;
  float value(const char* id) const;       // real
  float live_value(const char* id) const;  // real, with modulation
  // The colour of the deepest source that moves the effect.
  juce::Colour source() const;
  // Curves and lines: `bright`, or grey while the effect is bypassed.
  juce::Colour shade(juce::Colour bright) const;
  void draw_reading(juce::Graphics& g, const juce::String& text, float right) const;

  EffectDisplay& display_;
};

// Null: the type has none.
std::unique_ptr<EffectPicture> make_effect_picture(EffectDisplay& display, std::string_view type);

std::unique_ptr<EffectPicture> make_distortion_picture(EffectDisplay& display);
std::unique_ptr<EffectPicture> make_equalizer_picture(EffectDisplay& display);
std::unique_ptr<EffectPicture> make_compressor_picture(EffectDisplay& display);
std::unique_ptr<EffectPicture> make_chorus_picture(EffectDisplay& display);
std::unique_ptr<EffectPicture> make_delay_picture(EffectDisplay& display);
std::unique_ptr<EffectPicture> make_reverb_picture(EffectDisplay& display);

}  // namespace kiln::gui
