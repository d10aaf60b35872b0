// What an effect does to sound: its curve, its response or its echoes, as its own code answers.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class EffectDisplay : public Control {
 public:
  EffectDisplay(Context& context, int slot);
  void set_slot(int slot);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  enum class Kind : std::uint8_t { kNone, kTransfer, kResponse, kEchoes };
  Kind kind() const;
  std::string_view type() const;
  void compute();
  void paint_transfer(juce::Graphics& g, BoxF box, float most) const;
  void paint_response(juce::Graphics& g) const;
  void paint_echoes(juce::Graphics& g) const;

  int slot_;
  std::uint64_t key_ = 0;
  juce::uint32 changed_ = 0;  // ms; curves are made when the hand rests
  bool due_ = false;
  bool off_ = false;
  std::vector<float> hz_, curve_, left_, right_;
};

}  // namespace kiln::gui
