// The header: mark, pages, preset, undo, compare, voices and load, quality, master, menu.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/controls/segments.h"
#include "kiln/gui/panels/preset_list.h"

namespace kiln::gui {

// A word that opens a page; a dragged source may wait on it.
class PageTab : public Clickable {
 public:
  PageTab(Context& context, const juce::String& name, Page page);
  void set_chosen(bool chosen);
  Page page() const { return page_; }
  void paint(juce::Graphics& g) override;

 private:
  juce::String name_;
  Page page_;
  bool chosen_ = false;
};

// Level, peak and volume in one strip, and the clip cell.
class MasterStrip : public Control {
 public:
  explicit MasterStrip(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent&) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::vector<ParamIndex> params() const override { return edit_.all(); }
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
  juce::String getTooltip() override { return "Volume\n" + edit_.text(); }

 private:
  static float meter_place(float level);
  static bool on_lamp(Point p);
  void enter_value();

  ParamEdit edit_;
  float drag_x_ = 0.0f;
  FineDrag hand_;
  std::array<int, 2> bars_ = {};
  std::array<float, 2> peaks_ = {};
  std::array<juce::uint32, 2> peak_times_ = {};
  float highest_ = 0.0f;
  bool clipped_ = false;
  juce::String text_, peak_text_;
};

// The name of the sound: opens the list of all.
class PresetName : public Clickable {
 public:
  explicit PresetName(Context& context) : Clickable(context, "Preset") { setTooltip({}); }
  void paint(juce::Graphics&) override {}  // the header writes it
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
};

class Header : public Control {
 public:
  explicit Header(Context& context);
  void set_page(Page page);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void step_preset(int by);
  void save();
  void save_as();
  void pressed(const juce::Component& where);  // of anything inside the editor

  // What could not be done.
  std::function<void(const juce::String&)> tell;
  bool say(const std::string& wrong);  // whether it is nothing
  std::function<std::vector<MenuItem>()> menu_items = [] { return std::vector<MenuItem>{}; };
  std::vector<MenuItem> compare_items();
  PageTab* tab_at(juce::Point<int> position);

 private:
  struct Shown {
    juce::String name, line, voices, cpu;
    bool dirty = false, midi = false;
    bool operator==(const Shown&) const = default;
  };
  Shown look() const;
  void place_tabs();
  void show_presets();
  void close_list(bool to_name);

  std::vector<std::unique_ptr<PageTab>> tabs_;
  IconButton previous_, next_;
  PresetName name_;
  IconButton star_;
  TextButton save_;
  IconButton undo_, redo_;
  Segments compare_;
  TextButton quality_;
  MasterStrip master_;
  IconButton menu_;
  std::unique_ptr<PresetList> list_;
  Shown shown_;
  float scale_ = 1.0f;  // of the window
  juce::uint32 load_time_ = 0;
};

}  // namespace kiln::gui
