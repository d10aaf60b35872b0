// The picture in an effect's card: what its type shows, and the handles in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string_view>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/displays/display.h"
#include "kiln/gui/displays/effect_picture.h"

namespace kiln::gui {

class EffectDisplay : public Display {
 public:
  EffectDisplay(Context& context, int slot);
  ~EffectDisplay() override;
  void set_slot(int slot);
  void tick() override;
  void resized() override { base_key_ = live_key_ = 0; }
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;

  // For its picture.
  Context& context() const { return context_; }
  int slot() const { return slot_; }
  bool off() const { return off_; }
  // The handle under the pointer or the hand; −1: none.
  int lit() const { return grabbed_ >= 0 ? grabbed_ : hovered_; }
  using Display::redraw;
  // Where a handle is; for tests, too.
  Point handle(int number) const { return picture_->handle(number); }

 protected:
  juce::String described() override;
  void paint_still(juce::Graphics& g) override;
  void paint_live(juce::Graphics& g) override;

 private:
  std::string_view type() const;
  int handle_at(Point p) const;  // −1: none near

  int slot_;
  std::string_view shown_ = "off";  // type
  std::unique_ptr<EffectPicture> picture_;
  std::uint64_t base_key_ = 0, live_key_ = 0;
  bool off_ = false;
  int hovered_ = -1;
  int grabbed_ = -1;
  FineDrag hand_;
};

}  // namespace kiln::gui
