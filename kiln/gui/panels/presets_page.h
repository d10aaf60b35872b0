// The Presets page: filters, the list, the chosen preset in detail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/popup.h"
#include "kiln/gui/panels/page_layout.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

// What narrows the list: entries of one group add up, groups narrow each other.
struct PresetFilter {
  juce::String search;
  int bank = 0;  // all, factory, user, favourites
  std::set<std::string> categories;
  std::set<std::string> tags;
  std::set<std::string> authors;
  std::string engine;  // an oscillator type it must use; empty: any
  bool mono = false, mpe = false;
  bool passes(const PresetInfo& preset) const;
  // The same with what a search looks at in one text of small letters.
  bool passes(const PresetInfo& preset, const juce::String& text) const;
  static juce::String search_text(const PresetInfo& preset);
};

// What all parts of the page share.
struct PresetBrowser {
  PresetFilter filter;
  int chosen = -1;  // the row one looks at; it may not be loaded
  bool auditions = true;
};

class PresetFilters : public Panel {
 public:
  PresetFilters(Context& context, PresetFilter& filter);
  std::function<void()> on_change = [] {};
  void resized() override { entries_.clear(); }  // another height has room for more
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  // Arrows mark an entry, Space or Enter turns it on or off.
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 protected:
  BoxF focus_box() const override;

 private:
  struct Entry {
    Box box;
    const char* group = "";
    juce::String text;
    int count = -1;  // −1: a tag
    std::function<bool()> on;
    std::function<void()> toggle;
  };
  const std::vector<Entry>& entries();
  void make_entries();
  juce::String words();  // of the marked entry

  PresetFilter& filter_;
  std::vector<Entry> entries_;
  std::array<int, 3> sections_ = {};  // tops: category, tags, author
  int marked_ = 0;
  std::uint64_t seen_ = 0;  // version of the presets
  float scale_ = 1.0f;      // of the window
};

class PresetRows : public Panel, private juce::Timer {
 public:
  PresetRows(Context& context, PresetBrowser& browser);
  ~PresetRows() override { stopTimer(); }
  void filter_changed();
  int shown() const { return static_cast<int>(rows_.size()); }
  // The numbers of the presets as they are listed.
  std::vector<int> order();
  // Looks at it, and a moment later hears it.
  void choose(int preset);
  void scroll_to(int first);
  // What became of a change of files: what went wrong, or an offer to take it back.
  void show_result(const std::string& wrong);
  // The preset there with all that its row has no room for.
  juce::String tip_at(juce::Point<int> position) const;
  juce::String getTooltip() override { return tip_at(getMouseXYRelative()); }

  void resized() override { scroll_to(first_); }
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  static constexpr int kRowHeight = 26, kListTop = 72;
  // From the rows' left edge: name, category, character, what it plays, load, author.
  static constexpr float kColumnsX[] = {36, 216, 296, 470, 540, 624};
  static float head_width(int column);
  enum class Sort : std::uint8_t { kName, kCategory, kTags, kPlays, kLoad, kAuthor };
  void timerCallback() override;
  void load(int preset);
  void sort_rows();
  void follow_chosen();
  int preset_of(const std::string& file) const;  // −1: none
  std::string file_of(int preset) const;
  void look_at(int preset);
  void follow_list();                              // the rows are those of the list as it is now
  int preset_at(juce::Point<int> position) const;  // −1: none
  void paint_row(juce::Graphics& g, int preset, BoxF row, bool hovered);
  void show_menu(int preset);
  void rename(int preset);
  bool rename_file(const std::string& file, const std::string& name, const std::string& category);
  void paint_note(juce::Graphics& g);
  Box note_box() const;
  int rows_in_sight() const;
  void say(const juce::String& text, bool can_undo);

  PresetBrowser& browser_;
  std::vector<int> rows_;
  std::vector<juce::String> texts_;  // of all presets, for the search
  Sort sort_ = Sort::kName;
  bool reversed_ = false;
  int first_ = 0;
  std::string chosen_file_, loaded_file_;
  // Name and category that the chosen preset will have in the next list, in another file.
  std::optional<std::pair<std::string, std::string>> renamed_;
  int hovered_ = -1;
  std::uint64_t seen_ = 0;
  juce::String note_;  // what was done, or what went wrong
  bool note_undoes_ = false;
  std::string note_step_;  // what its Undo takes back
  juce::uint32 note_since_ = 0;
};

class PresetDetails : public Panel {
 public:
  PresetDetails(Context& context, PresetBrowser& browser);
  std::function<void(int)> choose = [](int) {};
  void resized() override;
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  // Arrows mark a similar sound, Space or Enter looks at it.
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 protected:
  BoxF focus_box() const override;

 private:
  juce::String words() const;  // the preset, and the marked one of those like it
  Box phrase_box() const;
  int phrase_more() const;
  int similar_top() const;
  int similar_rows() const;
  void paint_phrase(juce::Graphics& g);
  void paint_macros(juce::Graphics& g, const PresetInfo& preset);

  PresetBrowser& browser_;
  IconButton star_, play_;
  int shown_ = -2;
  std::uint64_t seen_ = 0;
  int measured_ = -1;
  juce::uint32 asked_ = 0;  // for what is made aside, ms
  int place_ = -1;          // bar of the phrase that sounds
  std::vector<std::uint8_t> outline_;
  std::vector<std::pair<int, float>> similar_;
  int marked_ = 0;  // of similar_
};

// A filter above the list that is on or off, or chosen from a menu.
class FilterChip : public Clickable {
 public:
  FilterChip(Context& context, const juce::String& title, std::function<juce::String()> text,
             std::function<bool()> on);
  int natural_width() const;
  void paint(juce::Graphics& g) override;

 protected:
  bool is_on() const override { return on_(); }
  bool is_toggle() const override { return true; }

 private:
  std::function<juce::String()> text_;
  std::function<bool()> on_;
};

class PresetsPage : public Control, public juce::FileDragAndDropTarget {
 public:
  explicit PresetsPage(Context& context);
  void resized() override { layout_.lay_out(getHeight()); }
  void tick() override;
  void paintOverChildren(juce::Graphics& g) override;
  void visibilityChanged() override;
  bool isInterestedInFileDrag(const juce::StringArray& files) override;
  void fileDragEnter(const juce::StringArray& files, int, int) override;
  void fileDragExit(const juce::StringArray& files) override;
  void filesDropped(const juce::StringArray& files, int, int) override;
  bool find();  // goes into the search field
  // As if typed into the field.
  void search(const juce::String& text);
  PresetRows& rows() { return rows_; }

 private:
  void place_chips();
  void count_rows();
  std::vector<MenuItem> engine_items();

  PageLayout layout_;
  PresetBrowser browser_;
  PresetFilters filters_;
  PresetRows rows_;
  PresetDetails details_;
  juce::TextEditor search_;
  FilterChip mpe_, mono_, uses_;
  StateButton audition_;
  juce::String counts_;
  float scale_ = 1.0f;  // of the window
  bool drop_ = false;
};

}  // namespace kiln::gui
