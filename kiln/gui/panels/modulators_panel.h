// Envelopes and LFOs: tabs with small pictures from which sources are dragged, display, knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/displays/envelope_display.h"
#include "kiln/gui/displays/lfo_display.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/slot_type.h"

namespace kiln::gui {

// A tab of a modulator: grip, name, its shape.
class ModulatorTab : public SourceDrag {
 public:
  ModulatorTab(Context& context, Source source, const juce::String& name, bool lfo);
  void set_chosen(bool chosen);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  float left() const { return lfo_ ? 7.0f : 8.0f; }  // of the grip

  juce::String name_;
  bool lfo_;
  bool chosen_ = false;
  int number_;
  float key_ = -1.0f;
  juce::Path picture_;
};

class EnvelopesPanel : public Panel {
 public:
  explicit EnvelopesPanel(Context& context);
  void paintOverChildren(juce::Graphics& g) override;
  void tick() override;
  bool keyPressed(const juce::KeyPress& key) override;
  void choose_number(int number);

 private:
  ParamIndex param(const char* id) const;
  std::vector<MenuItem> more_items();

  int number_ = 1;
  std::vector<std::unique_ptr<ModulatorTab>> tabs_;
  EnvelopeDisplay display_;
  Menu trigger_;
  IconButton more_;
  MoreOpener extra_;
  std::vector<std::unique_ptr<Knob>> knobs_;
  juce::StringArray readings_;
};

class LfosPanel : public Panel {
 public:
  explicit LfosPanel(Context& context);
  void paintOverChildren(juce::Graphics& g) override;
  void tick() override;
  bool keyPressed(const juce::KeyPress& key) override;
  void choose_number(int number);

 private:
  ParamIndex param(const char* id) const;
  std::vector<MenuItem> shape_items();
  std::vector<MenuItem> more_items();
  juce::String shape_text() const;
  void lay_out();

  int number_ = 0;
  bool labelled_ = true;  // "LFO 1" in the caption
  std::vector<std::unique_ptr<ModulatorTab>> tabs_;
  LfoDisplay display_;
  Menu kind_, shape_, trigger_, polarity_, scope_;
  IconButton more_;
  MoreOpener extra_;
  std::vector<std::unique_ptr<Knob>> knobs_;
};

}  // namespace kiln::gui
