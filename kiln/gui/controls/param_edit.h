// One parameter under the player's hand: position, text, gestures, keys, menu, typed values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/context.h"
#include "kiln/gui/controls/popup.h"

namespace kiln::gui {

// A rate or time that can follow the tempo: three parameters, one knob.
struct TempoPair {
  ParamIndex sync = kNoParam;
  ParamIndex division = kNoParam;
};

class ParamEdit {
 public:
  explicit ParamEdit(Context& context, ParamIndex param = kNoParam);

  void set(ParamIndex param);
  bool valid() const { return param_ != kNoParam; }
  // What moves now: the note value while a pair follows the tempo.
  ParamIndex param() const { return synced() ? pair_.division : param_; }
  // What routes are made to.
  ParamIndex target() const { return param(); }
  const ParamSpec& spec() const { return context_.model.table()[param()].spec; }
  // The parameter, and the others of its tempo pair.
  std::vector<ParamIndex> all() const;
  bool has_pair() const { return pair_.sync != kNoParam; }
  bool synced() const;
  void toggle_sync();  // the nearest musical value is kept

  float x() const;
  float real() const { return context_.model.value(param()); }
  juce::String text() const;
  bool bipolar() const;

  // A gesture is one step of undo and one of the host's automation.
  void begin();
  void drag_to(float x);  // within 0…1; stepped values take the nearest step
  void set_real(float real);
  void end();
  bool dragging() const { return open_ != kNoParam; }

  // Whole gestures.
  void move(float steps);  // hundredths of the travel; stepped values go step by step
  void wheel(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel);  // Shift: a tenth
  void reset();
  bool type_in(const juce::String& text);  // "2k", "-6 dB", "1/8"; false: not understood
  // What a focused control does with a key: Enter types a value, the menu key opens show_menu(),
  // arrows, pages, home, end and delete move the value, Escape ends learning. False: not taken.
  bool key(const juce::KeyPress& key, juce::Component& at, const std::function<void()>& enter_value,
           const std::function<std::vector<MenuItem>()>& more = {});

  // Right-click: MIDI learn, modulations, enter a value, reset, and what `more` adds.
  void show_menu(juce::Component& at, std::function<void()> enter_value,
                 std::vector<MenuItem> more = {});
  // For screen readers and tooltips: "640 Hz, 2 modulations: Env 2 +31 st, LFO 3 ±19 st".
  juce::String spoken() const;

 private:
  MenuItem modulation_menu();
  bool move_by(const juce::KeyPress& key);

  Context& context_;
  ParamIndex param_;
  TempoPair pair_ = {};
  ParamIndex open_ = kNoParam;
};

}  // namespace kiln::gui
