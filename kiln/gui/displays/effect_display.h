// What an effect does to sound: its curve, its response or its echoes, as its own code answers.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/displays/display.h"

namespace kiln::gui {

class EffectDisplay : public Display {
 public:
  EffectDisplay(Context& context, int slot);
  void set_slot(int slot);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;

 protected:
  juce::String described() override;

 private:
  static constexpr int kBands = 4;

  enum class Kind : std::uint8_t { kNone, kTransfer, kResponse, kEchoes };
  Kind kind() const;
  std::string_view type() const;
  void compute();
  void paint_transfer(juce::Graphics& g, BoxF box, float most) const;
  void paint_response(juce::Graphics& g) const;
  void paint_echoes(juce::Graphics& g) const;
  void paint_bands(juce::Graphics& g) const;
  void paint_reduction(juce::Graphics& g, BoxF box) const;
  // Of the equalizer.
  ParamIndex band_param(const char* what, int band) const;
  bool is_cut(int band) const;
  Point band_place(int band) const;
  int band_at(Point p) const;  // −1: none near
  void show_band_menu(int band);

  int slot_;
  std::uint64_t key_ = 0;
  juce::uint32 changed_ = 0;  // ms; curves are made when the hand rests
  bool due_ = false;
  bool off_ = false;
  std::vector<float> hz_, curve_, left_, right_;
  float level_ = 0.0f;      // of the slot's output, as painted
  float reduction_ = 0.0f;  // dB, as painted
  int hovered_ = -1;
  int grabbed_ = -1;
  ParamEdit across_, up_;
  float across_from_ = 0.0f, up_from_ = 0.0f;
};

}  // namespace kiln::gui
