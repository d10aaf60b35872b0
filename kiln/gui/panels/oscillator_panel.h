// One oscillator slot: type, display with its menus, the type's eight knobs, mix, pitch, send.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/segments.h"
#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/displays/oscillator_display.h"
#include "kiln/gui/displays/remap_curve.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/slot_type.h"

namespace kiln::gui {

class OscillatorPanel : public Panel {
 public:
  OscillatorPanel(Context& context, int number);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void paintOverChildren(juce::Graphics& g) override;
  bool keyPressed(const juce::KeyPress& key) override;

 private:
  juce::String title(const char* what) const;
  const SlotInfo& slot() const { return context_.slot(SlotKind::kOscillator, number_); }
  ParamIndex common(const char* id) const;
  void follow_type();
  void lay_out_menus();
  std::vector<MenuItem> more_items();
  std::vector<MenuItem> table_items();
  bool is_remapped() const;
  void follow_remap();
  void add_remap_items(std::vector<MenuItem>& items);
  bool plays_table() const;  // FM, with the wave Cycle
  juce::String table_name() const;
  juce::String name_text() const;
  std::vector<MenuItem> name_items();
  void step_name(int by);

  int number_;
  int type_ = -1;
  SlotType type_menu_;
  StateButton key_track_;
  IconButton more_;
  MoreOpener extra_;
  OscillatorDisplay display_;
  RemapCurve remap_;  // in the display's place while it is drawn
  bool draws_remap_ = false;
  IconButton previous_, next_;
  Menu name_;
  std::array<std::unique_ptr<Menu>, 3> menus_;
  std::array<ParamIndex, 3> menu_params_ = {kNoParam, kNoParam, kNoParam};
  juce::String place_;  // "108 / 256"
  std::vector<std::unique_ptr<Knob>> knobs_;
  std::vector<std::unique_ptr<Knob>> mix_;
  std::vector<std::unique_ptr<ValueBox>> boxes_;
  Segments send_;
};

}  // namespace kiln::gui
