// The wave of an oscillator slot as the engine renders it: a stack of frames, or a cycle.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/displays/display.h"

namespace kiln::gui {

class OscillatorDisplay : public Display {
 public:
  OscillatorDisplay(Context& context, int slot);
  void tick() override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;

 protected:
  juce::String described() override;
  void paint_still(juce::Graphics& g) override;
  void paint_live(juce::Graphics& g) override;

 private:
  static constexpr int kFrames = 26;
  static constexpr int kPoints = 160;
  static constexpr int kGhosts = 4;  // earlier shapes behind the present one

  bool is_table() const;
  ParamIndex position_param() const;
  std::uint64_t key(bool with_position) const;
  void make_stack();
  void make_now();
  // Where sample i of a wave stands, k frames back.
  void place_wave(const float* wave, float k, std::vector<Point>& points) const;
  void paint_frames(juce::Graphics& g) const;
  void paint_cycle(juce::Graphics& g) const;
  void paint_wave(juce::Graphics& g, std::span<const Point> points, juce::Colour core) const;
  int frame_now() const;  // of the stack

  int slot_;
  std::uint64_t stack_key_ = 0;
  std::uint64_t now_key_ = 0;
  float place_ = 0.0f;  // in the table, 0…1
  bool on_ = false;
  std::vector<float> stack_;
  std::vector<float> now_;
  std::vector<std::vector<float>> ghosts_;
  std::uint64_t frames_key_ = 0;  // of the frames behind the present one, which change seldom
  ParamEdit position_;            // under the hand
  float drag_from_ = 0.0f;
  FineDrag hand_;
};

}  // namespace kiln::gui
