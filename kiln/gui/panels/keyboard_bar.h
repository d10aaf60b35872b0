// The bar at the bottom: wheels, keys, glide, mode, tuning, octave; folded, one row without keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/segments.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/panels/play_menus.h"

namespace kiln::gui {

class Keys : public Control {
 public:
  explicit Keys(Context& context);
  ~Keys() override;
  void set_octave(int octave) { octave_ = octave; }
  void set_hold(bool hold);
  bool hold() const { return hold_; }
  void release_all();
  void let_go();  // of what the mouse holds
  int octave() const { return octave_; }
  void tick() override;
  void tick_fast() override { tick(); }
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void visibilityChanged() override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  static constexpr int kWhite = 36;
  static constexpr int kLowest = 24;  // C1: C4 is note 60

  int key_at(Point p) const;
  void play(int key, float velocity);
  const LiveNote* sounding(int key) const;
  BoxF box_of(int key) const;

  std::vector<LiveNote> shown_;
  int played_ = -1;   // of the screen, under the mouse
  int sounded_ = -1;  // what it plays until the mouse lets go; −1: nothing, or on hold
  int octave_ = 0;
  bool hold_ = false;
  std::vector<int> held_;
};

// A wheel, whose label is the grip of its source.
class Wheel : public SourceDrag {
 public:
  Wheel(Context& context, bool bend);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  void set(float value);
  MenuItem range_item();

 protected:
  juce::String spoken() override;

 private:
  void set_range(float semitones);
  bool on_wheel(Point p) const { return p.y < 30.0f; }
  void move_to(float y);
  juce::String text() const;

  bool bend_;
  bool turning_ = false;
  bool ranging_ = false;
  float value_ = 0.0f;
  juce::String shown_text_;
};

class KeyboardBar : public Control {
 public:
  explicit KeyboardBar(Context& context);
  void paint(juce::Graphics& g) override;
  Keys& keys() { return keys_; }
  void set_folded(bool folded);
  bool folded() const { return folded_; }
  std::function<void(bool)> on_fold = [](bool) {};
  // The menu of the chevron: what has no room in the folded bar.
  std::vector<MenuItem> hidden_items();
  void mouseDown(const juce::MouseEvent& e) override;

 private:
  // The octave the screen's keys are shifted by: of this window, not of the sound.
  class Octave : public Clickable {
   public:
    Octave(Context& context, Keys& keys);
    void paint(juce::Graphics& g) override;
    void mouseDrag(const juce::MouseEvent& e) override;
    void mouseDown(const juce::MouseEvent& e) override;
    void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
    bool keyPressed(const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
    void set(int octave);

   private:
    juce::String text() const;
    Keys& keys_;
    int octave_ = 0;
    int from_ = 0;
  };

  void lay_out();
  bool folded_ = false;
  Wheel bend_, wheel_;
  Keys keys_;
  Knob glide_;
  ValueBox glide_value_;
  Segments mode_;
  TuningMenu tuning_;
  ValueBox voices_;
  Octave octave_;
  StateButton mpe_, hold_;
  IconButton fold_;
};

}  // namespace kiln::gui
