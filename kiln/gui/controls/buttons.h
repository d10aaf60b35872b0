// Things one clicks: icons, words, power switches, toggles.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"
#include "kiln/gui/style/icons.h"

namespace kiln::gui {

// What all share: hover, press, keys, role.
class Clickable : public Control {
 public:
  Clickable(Context& context, const juce::String& title);

  std::function<void()> on_click = [] {};
  std::function<void()> on_menu = [] {};  // right button
  void set_enabled(bool enabled);
  // What a click, or the menu it opens, moves.
  void set_params(std::vector<ParamIndex> params) { params_ = std::move(params); }
  std::vector<ParamIndex> params() const override { return params_; }

  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseUp(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 protected:
  virtual bool is_on() const { return false; }
  virtual bool is_toggle() const { return false; }
  std::vector<ParamIndex> params_;
  bool hovered_ = false;
  bool enabled_ = true;
};

class IconButton : public Clickable {
 public:
  IconButton(Context& context, Icon icon, const juce::String& title, float size = 16.0f);
  void set_icon(Icon icon, juce::Colour colour);
  void set_filled(bool filled) { filled_ = filled; }
  void set_round() { round_ = true; }  // the one thing to press here
  void paint(juce::Graphics& g) override;

 private:
  Icon icon_;
  float size_;
  juce::Colour colour_ = kText2;
  bool filled_ = false;
  bool round_ = false;
};

class TextButton : public Clickable {
 public:
  TextButton(Context& context, const juce::String& text, bool primary = false);
  void set_text(const juce::String& text);
  void set_quiet(bool quiet);  // nothing to do just now
  void set_icon(Icon icon) { icon_ = icon; }
  // The word may be cut in a small window.
  juce::String getTooltip() override {
    const juce::String own = Clickable::getTooltip();
    return own.isNotEmpty() || context_.scale > 0.99f ? own : text_;
  }
  void paint(juce::Graphics& g) override;

 private:
  juce::String text_;
  bool primary_;
  bool quiet_ = false;
  Icon icon_ = Icon::kCount;
};

// On or off, as the model says.
class StateButton : public Clickable {
 public:
  enum class Look : std::uint8_t { kPower, kToggle, kKeyTrack };
  StateButton(Context& context, Look look, const juce::String& title, std::function<bool()> state);
  void tick() override;
  void paint(juce::Graphics& g) override;

 protected:
  bool is_on() const override { return shown_; }
  bool is_toggle() const override { return true; }

 private:
  Look look_;
  std::function<bool()> state_;
  bool shown_ = false;
};

// Of a switch parameter.
void toggle_param(Context& context, ParamIndex param);
void draw_toggle(juce::Graphics& g, Point top_left, bool on);

}  // namespace kiln::gui
