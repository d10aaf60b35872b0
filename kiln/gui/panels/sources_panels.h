// What the player gives and what moves many: the play sources, the macros, the rail of all sources.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

class PlaySourcesPanel : public Panel {
 public:
  explicit PlaySourcesPanel(Context& context);
  void resized() override;
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  std::vector<std::unique_ptr<SourceChip>> chips_;
  juce::String key_;
};

// Eight knobs under their names, in two rows.
class MacrosPanel : public Panel {
 public:
  struct Layout {
    int pitch = 71;
    int chip_width = 67;
    float text = 11.0f;
    int row[2] = {8, 115};
    int knob_below = 28;
    int left = 8;
    int designed = 224;  // height
  };
  MacrosPanel(Context& context, Layout layout);
  void resized() override;
  // What the menus of the chips move.
  std::vector<ParamIndex> params() const override;

 private:
  void rename(int number);
  Layout layout_;
  std::vector<std::unique_ptr<SourceChip>> chips_;
  std::vector<std::unique_ptr<Knob>> knobs_;
};

// All sources in two rows, on pages that don't show them otherwise.
class SourceRail : public Control {
 public:
  explicit SourceRail(Context& context);

 private:
  std::vector<std::unique_ptr<SourceChip>> chips_;
};

}  // namespace kiln::gui
