// The editor: header, one of the pages, keyboard bar; looks at the model once a frame.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "kiln/gui/context.h"
#include "kiln/gui/controls/popup.h"
#include "kiln/gui/panels/drag_layer.h"
#include "kiln/gui/panels/header.h"
#include "kiln/gui/panels/hints.h"
#include "kiln/gui/panels/keyboard_bar.h"
#include "kiln/gui/panels/notice_bar.h"

namespace kiln::gui {

// Everything at 100 %: 1280 × 800. `Editor` scales it to the window.
class Frame : public Control {
 public:
  explicit Frame(Context& context);
  void show(Page page);
  Page page() const { return page_; }
  // The keyboard bar as one row; the page gets the room.
  void fold_keys(bool folded);
  bool keys_folded() const { return bar_.folded(); }
  void tick() override;
  void tick_fast() override;
  bool keyPressed(const juce::KeyPress& key) override;
  void mouseDown(const juce::MouseEvent&) override;
  void paintOverChildren(juce::Graphics&) override {}  // the whole window is no control
  std::unique_ptr<juce::ComponentTraverser> createKeyboardFocusTraverser() override;
  void pressed(const juce::Component& where) { header_.pressed(where); }

  std::function<void(int)> set_scale = [](int) {};  // per cent
  std::function<int()> get_scale = [] { return 100; };
  std::function<int()> get_most_scale = [] { return 200; };

 private:
  std::vector<MenuItem> menu_items();
  MenuItem preference(const char* text, bool Preferences::*which);
  void show_hints();
  void hover_tab(juce::Point<int> at);
  Control& page_of(Page page);
  void panic();

  static constexpr int kPages = 5;
  Page page_ = Page::kVoice;
  Header header_;
  KeyboardBar bar_;
  juce::Component pages_;
  std::array<std::unique_ptr<Control>, kPages> made_;
  NoticeBar notice_;
  DragLayer drag_;
  std::unique_ptr<Hints> hints_;
  PageTab* waiting_ = nullptr;  // a drag rests on it
  juce::uint32 waiting_since_ = 0;
};

class Editor : public juce::Component, private juce::Timer, private juce::AsyncUpdater {
 public:
  explicit Editor(Model& model);
  ~Editor() override;

  void show(Page page) { frame_.show(page); }
  void fold_keys(bool folded) { frame_.fold_keys(folded); }
  void set_scale_percent(int percent);
  void resized() override;
  void paint(juce::Graphics& g) override { g.fillAll(kBackground); }
  // One frame at once: for screenshots and tests.
  void look();
  std::function<void(int)> scale_chosen = [](int) {};
  std::function<int()> most_scale = [] { return 200; };  // per cent that the screen has room for
  // Nothing moves: it looks twice a second, and wakes when something begins.
  bool resting() const { return resting_.load(); }

  // Of anything inside: whoever uses the editor wakes it.
  void mouseMove(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent&) override { wake(); }
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails&) override { wake(); }

 private:
  // A press gives the keys to what was pressed or is around it, at last to the frame with its
  // shortcuts.
  void give_keys(const juce::Component& pressed);
  void timerCallback() override;
  void handleAsyncUpdate() override { wake(); }
  bool moves();
  // Sixty frames a second while something moves.
  void wake();
  void set_resting(bool resting);

  // What tells whether anything can look different from the last frame.
  struct Signs {
    std::uint64_t version = 0, changes = 0;
    int voices = 0, notes = 0;
    std::array<float, 2> level = {};
    float wheel = 0.0f, bend = 0.0f, scale = 1.0f;
    Source dragged = Source::kNone, pointed = Source::kNone;
    ParamIndex learning = kNoParam;
    Page page = Page::kVoice;
    bool clipped = false, sounding = false, folded = false;
    bool operator==(const Signs&) const = default;
  };

  LookAndFeel look_;
  Context context_;
  Frame frame_;
  std::optional<juce::TooltipWindow> tooltips_;  // asks for the mouse: only while that moves
  juce::uint32 mouse_moved_ = 0;
  Signs signs_;
  unsigned frames_ = 0;
  int still_ = 0;  // frames since something moved
  std::atomic<bool> resting_{false}, stirred_{false};
};

}  // namespace kiln::gui
