// Menus inside the window, in the editor's own look, from a list of items.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <vector>

namespace kiln::gui {

struct MenuItem {
  juce::String text = {};
  juce::String hint = {};  // at the right: a key or a number
  bool ticked = false;
  bool enabled = true;
  bool separator = false;
  bool heading = false;
  std::function<void()> action = {};
  std::vector<MenuItem> sub = {};
};

// Below `at`, at the pointer if `at` is larger than a control, scaled as the window is. Acts on the
// choice when the menu has closed, if `at` is still there.
void show_popup(juce::Component& at, std::vector<MenuItem> items);
// Below a part of `at`: a cell of a table.
void show_popup(juce::Component& at, juce::Rectangle<int> part, std::vector<MenuItem> items);

// Shift+F10, the menu of what has the focus.
inline bool is_menu_key(const juce::KeyPress& key) {
  return key == juce::KeyPress(juce::KeyPress::F10Key, juce::ModifierKeys::shiftModifier, 0);
}

class LookAndFeel : public juce::LookAndFeel_V4 {
 public:
  LookAndFeel();
  // The colour of the source a line of a tooltip begins with; transparent: none.
  std::function<juce::Colour(const juce::String&)> line_colour = [](const juce::String&) {
    return juce::Colour();
  };
  // What the pointer rests on, in the coordinates of tooltips; empty: nothing small.
  std::function<juce::Rectangle<int>()> rested_on = [] { return juce::Rectangle<int>(); };
  // Device pixels that a pixel of the design has: words are measured as they are painted.
  float scale = 1.0f;
  juce::Font getPopupMenuFont() override;
  void preparePopupMenuWindow(juce::Component& window) override {
    window.setOpaque(false);  // its corners are round
  }
  void drawPopupMenuBackgroundWithOptions(juce::Graphics& g, int width, int height,
                                          const juce::PopupMenu::Options&) override;
  void drawPopupMenuItemWithOptions(juce::Graphics& g, const juce::Rectangle<int>& area,
                                    bool highlighted, const juce::PopupMenu::Item& item,
                                    const juce::PopupMenu::Options&) override;
  void drawPopupMenuSectionHeaderWithOptions(juce::Graphics& g, const juce::Rectangle<int>& area,
                                             const juce::String& name,
                                             const juce::PopupMenu::Options&) override;
  void getIdealPopupMenuItemSizeWithOptions(const juce::String& text, bool separator,
                                            int standard_height, int& width, int& height,
                                            const juce::PopupMenu::Options&) override;
  int getPopupMenuBorderSizeWithOptions(const juce::PopupMenu::Options&) override { return 4; }
  juce::Rectangle<int> getTooltipBounds(const juce::String& text, juce::Point<int> at,
                                        juce::Rectangle<int> within) override;
  void drawTooltip(juce::Graphics& g, const juce::String& text, int width, int height) override;
  void fillTextEditorBackground(juce::Graphics& g, int width, int height,
                                juce::TextEditor&) override;
  void drawTextEditorOutline(juce::Graphics&, int, int, juce::TextEditor&) override {}

 private:
  juce::Font tip_font(int line) const;
  juce::StringArray tip_lines(const juce::String& text) const;
};

}  // namespace kiln::gui
