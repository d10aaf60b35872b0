// The Presets page: filters, the list, the chosen preset in detail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

// What narrows the list: entries of one group add up, groups narrow each other.
struct PresetFilter {
  juce::String search;
  int bank = 0;  // all, factory, user, favourites
  std::set<std::string> categories;
  std::set<std::string> tags;
  bool passes(const PresetInfo& preset) const;
};

class PresetFilters : public Panel {
 public:
  PresetFilters(Context& context, PresetFilter& filter);
  std::function<void()> on_change = [] {};
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;

 private:
  struct Entry {
    Box box;
    juce::String text;
    int count = -1;  // −1: a tag
    bool on = false;
    std::function<void()> toggle;
  };
  std::vector<Entry> entries() const;

  PresetFilter& filter_;
};

class PresetRows : public Panel {
 public:
  PresetRows(Context& context, PresetFilter& filter);
  void filter_changed();
  int shown() const { return static_cast<int>(rows_.size()); }
  std::function<bool()> auditions = [] { return true; };

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;

 private:
  enum class Sort : std::uint8_t { kName, kCategory, kTags, kPlays, kLoad, kAuthor };
  void choose(int preset);
  void scroll_to(int first);

  PresetFilter& filter_;
  std::vector<int> rows_;
  Sort sort_ = Sort::kName;
  bool reversed_ = false;
  int first_ = 0;
  int current_ = -1;
  std::size_t count_ = 0;
};

class PresetDetails : public Panel {
 public:
  explicit PresetDetails(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;

 private:
  IconButton star_, play_;
  int current_ = -2;
  std::vector<std::pair<int, float>> similar_;
};

class PresetsPage : public Control {
 public:
  explicit PresetsPage(Context& context);
  void tick() override;
  void paintOverChildren(juce::Graphics& g) override;
  void visibilityChanged() override;

 private:
  PresetFilter filter_;
  PresetFilters filters_;
  PresetRows rows_;
  PresetDetails details_;
  juce::TextEditor search_;
  bool auditions_ = false;
  StateButton audition_;
  juce::String counts_;
};

}  // namespace kiln::gui
