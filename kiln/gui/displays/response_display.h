// How velocity or pressure is bent: what is heard over what is played, with the sounding notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/displays/display.h"

namespace kiln::gui {

// The law of kiln/voices/performance.cpp: y = x^(2^(−2γ)), γ −1…+1.
class ResponseDisplay : public Display {
 public:
  enum class Of : std::uint8_t { kVelocity, kPressure };
  ResponseDisplay(Context& context, Of of, ParamIndex curve);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent&) override;

 protected:
  juce::String described() override;

 private:
  float power() const;
  BoxF plot() const;
  std::vector<float> heard() const;  // 0…1, of each sounding note

  Of of_;
  ParamEdit curve_;
  std::vector<float> shown_;
  float shown_power_ = 0.0f;
  float from_ = 0.0f;
};

}  // namespace kiln::gui
