// The list of sounds under the header: a field to search in, and as many names as have room.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "kiln/gui/panels/panel.h"
#include "kiln/gui/style/still.h"

namespace kiln::gui {

// Floats over the page. A name loads its sound and leaves the list open, so that one may go on.
class PresetList : public Panel {
 public:
  static constexpr int kListWidth = 200, kListHeight = 480;

  explicit PresetList(Context& context);
  std::function<void()> on_close = [] {};

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  // Once it is in the window: the keys go to the search, the loaded sound is in sight.
  void opened();
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  // Hands the keys of the list on from the field.
  class Field : public juce::TextEditor {
   public:
    std::function<bool(const juce::KeyPress&)> key = [](const juce::KeyPress&) { return false; };
    bool keyPressed(const juce::KeyPress& pressed) override {
      return key(pressed) || juce::TextEditor::keyPressed(pressed);
    }
  };

  int shown() const { return static_cast<int>(rows_.size()); }
  int row_at(Point p) const;  // −1: none
  void find();
  void follow_list();  // the rows are those of the list as it is now
  void scroll_to(int first);
  void load(int row);
  int loaded_row() const;

  Field search_;
  std::vector<juce::String> texts_;  // of all presets
  std::vector<int> rows_;            // by name
  int first_ = 0;
  int hovered_ = -1;
  int loaded_ = -1;
  std::uint64_t seen_ = 0;
};

}  // namespace kiln::gui
