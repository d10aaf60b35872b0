// Menus that show what is chosen: drop-downs on panels, small ones in the captions of displays.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/popup.h"

namespace kiln::gui {

class Menu : public Control {
 public:
  enum class Look : std::uint8_t { kField, kCaption, kCaptionBright };

  // `text` is asked once a frame, `items` at a click.
  Menu(Context& context, Look look, const juce::String& title, std::function<juce::String()> text,
       std::function<std::vector<MenuItem>()> items);
  // Of a parameter with choices; `param` is asked each time.
  Menu(Context& context, Look look, const juce::String& title, std::function<ParamIndex()> param,
       const juce::String& prefix = {});

  void set_name_inside(const juce::String& name) { name_ = name; }  // "Tuning" before the value
  void set_muted(bool muted);
  // Captions are as wide as their words.
  int natural_width() const;
  // A caption 18 high at `top`; the hand reaches a pixel further.
  void place_caption(int left, int top, int width);
  std::function<void()> on_resize = [] {};

  // What is chosen may be cut in a small window.
  juce::String getTooltip() override;
  std::vector<ParamIndex> params() const override;
  // Parameters that `items` changes.
  void set_params(std::function<std::vector<ParamIndex>()> params) { others_ = std::move(params); }
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  static constexpr int kCaptionHeight = 18, kReach = 1;
  void open();

  Look look_;
  std::function<juce::String()> text_;
  std::function<std::vector<MenuItem>()> items_;
  std::function<ParamIndex()> param_;
  std::function<std::vector<ParamIndex>()> others_;
  juce::String name_;
  juce::String shown_;
  bool hovered_ = false;
  bool muted_ = false;
  float scale_ = 0.0f;  // of the window, when its width was told
};

// "retrigger" → "Retrigger".
juce::String with_capital(const juce::String& text);
// A preset's tag as players write it: "FM", but "lo-fi".
juce::String tag_word(const juce::String& tag);
// The choices of a parameter as a menu; choosing is one step of undo.
std::vector<MenuItem> choice_items(Context& context, ParamIndex param);
juce::String choice_text(Context& context, ParamIndex param);
void choose(Context& context, ParamIndex param, float real);
// Caption menus from the left, each as wide as its words, narrower where there is less room.
void lay_out_captions(const std::vector<Menu*>& menus, int left, int top, int gap, int room);
// What of their natural widths they can have, up to 1.
float caption_share(const std::vector<Menu*>& menus, int gap, int room);

}  // namespace kiln::gui
