// Which presets the list has, in which order, and what hand and keys do there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/list_keys.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kRestBeforeSound = 120;  // ms that a chosen row rests before it is loaded
constexpr int kTipLetters = 96;
constexpr juce::uint32 kNoteTime = 8000;  // ms that a note on a change of files stays

}  // namespace

PresetRows::PresetRows(Context& context, PresetBrowser& browser)
    : Panel(context, "Preset list"), browser_(browser) {
  make_focusable();
  filter_changed();
}

void PresetRows::filter_changed() {
  const std::vector<PresetInfo>& presets = model().presets();
  if (model().presets_version() != seen_) {
    seen_ = model().presets_version();
    texts_.clear();
    for (const PresetInfo& p : presets) texts_.push_back(PresetFilter::search_text(p));
    follow_chosen();
  }
  rows_.clear();
  for (std::size_t i = 0; i < presets.size(); ++i) {
    if (browser_.filter.passes(presets[i], texts_[i])) rows_.push_back(static_cast<int>(i));
  }
  sort_rows();
  scroll_to(first_);
}

// Another list: the chosen preset has another number, or is gone.
void PresetRows::follow_chosen() {
  int same = preset_of(chosen_file_);
  if (same < 0 && renamed_) {
    const std::vector<PresetInfo>& presets = model().presets();
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const PresetInfo& p) {
      return !p.factory && p.name == renamed_->first && p.category == renamed_->second;
    });
    if (found != presets.end()) same = static_cast<int>(found - presets.begin());
    if (same >= 0) chosen_file_ = file_of(same);
  }
  renamed_.reset();
  browser_.chosen = same < 0 ? model().current_preset() : same;
  hovered_ = -1;
}

int PresetRows::preset_of(const std::string& file) const {
  const std::vector<PresetInfo>& presets = model().presets();
  const auto found = std::find_if(presets.begin(), presets.end(), [&](const PresetInfo& p) {
    return !file.empty() && p.file == file;
  });
  return found == presets.end() ? -1 : static_cast<int>(found - presets.begin());
}

std::string PresetRows::file_of(int preset) const {
  const bool any = preset >= 0 && preset < static_cast<int>(model().presets().size());
  return any ? model().presets()[static_cast<std::size_t>(preset)].file : std::string();
}

void PresetRows::look_at(int preset) {
  browser_.chosen = preset;
  chosen_file_ = file_of(preset);
  say_changed(*this);
  repaint();
}

std::unique_ptr<juce::AccessibilityHandler> PresetRows::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list, [this]() -> juce::String {
    const int chosen = browser_.chosen;
    if (chosen < 0 || chosen >= static_cast<int>(model().presets().size())) return "No preset";
    const PresetInfo& preset = model().presets()[static_cast<std::size_t>(chosen)];
    juce::StringArray words = {utf8(preset.name)};
    if (!preset.category.empty()) words.add(with_capital(utf8(preset.category)));
    for (const std::string& tag : preset.tags) words.add(utf8(tag));
    if (preset.favourite) words.add("favourite");
    return words.joinIntoString(", ");
  });
}

void PresetRows::sort_rows() {
  const std::vector<PresetInfo>& presets = model().presets();
  const auto info = [&](int row) -> const PresetInfo& {
    return presets[static_cast<std::size_t>(row)];
  };
  // The search's text begins with the name in small letters.
  const auto by_name = [&](int a, int b) {
    return texts_[static_cast<std::size_t>(a)].compare(texts_[static_cast<std::size_t>(b)]) < 0;
  };
  const auto less = [&](int a, int b) {
    switch (sort_) {
      case Sort::kCategory:
        return info(a).category < info(b).category;
      case Sort::kTags:
        return info(a).tags < info(b).tags;
      case Sort::kPlays:
        return 2 * info(a).mpe + info(a).mono > 2 * info(b).mpe + info(b).mono;
      case Sort::kLoad:
        return info(a).load < info(b).load;
      case Sort::kAuthor:
        return info(a).author < info(b).author;
      default:
        return by_name(a, b);
    }
  };
  std::sort(rows_.begin(), rows_.end(), by_name);
  std::stable_sort(rows_.begin(), rows_.end(),
                   [&](int a, int b) { return reversed_ ? less(b, a) : less(a, b); });
}

int PresetRows::rows_in_sight() const { return std::max(1, (getHeight() - kListTop) / kRowHeight); }

void PresetRows::scroll_to(int first) {
  first_ = std::clamp(first, 0, std::max(0, shown() - rows_in_sight()));
  repaint();
}

std::vector<int> PresetRows::order() {
  follow_list();
  return rows_;
}

void PresetRows::follow_list() {
  if (model().presets_version() != seen_) filter_changed();
}

void PresetRows::tick() {
  follow_list();
  const int now = model().current_preset();
  if (file_of(now) != loaded_file_) {
    // Loaded from elsewhere: that is what one looks at now.
    loaded_file_ = file_of(now);
    if (!isTimerRunning()) look_at(now);
    repaint();
  }
  const bool undone = note_undoes_ && model().files_undo_label() != note_step_;
  if (note_.isNotEmpty() &&
      (undone || juce::Time::getMillisecondCounter() - note_since_ > kNoteTime)) {
    note_.clear();
    repaint(note_box());
  }
}

void PresetRows::choose(int preset) {
  look_at(preset);
  if (browser_.auditions) startTimer(kRestBeforeSound);
}

void PresetRows::timerCallback() {
  stopTimer();
  follow_list();
  load(browser_.chosen);
}

void PresetRows::load(int preset) {
  if (preset < 0 || preset >= static_cast<int>(model().presets().size())) return;
  model().load_preset(preset);
  if (browser_.auditions) model().audition(Model::Audition::kChosen);
}

int PresetRows::preset_at(juce::Point<int> position) const {
  const int row = first_ + (position.y - kListTop) / kRowHeight;
  const bool outside = position.y < kListTop || position.x > 698 || row >= shown() ||
                       position.y >= kListTop + rows_in_sight() * kRowHeight;
  return outside ? -1 : rows_[static_cast<std::size_t>(row)];
}

juce::String PresetRows::tip_at(juce::Point<int> position) const {
  const int at = preset_at(position);
  if (at < 0 || model().presets_version() != seen_) return {};
  const PresetInfo& preset = model().presets()[static_cast<std::size_t>(at)];
  juce::StringArray lines = {utf8(preset.name)};
  juce::StringArray tags;
  for (const std::string& tag : preset.tags) tags.add(tag_word(utf8(tag)));
  for (const juce::String& line :
       {utf8(preset.description), tags.joinIntoString(", "), utf8(preset.engines)}) {
    const bool fits = line.length() <= kTipLetters;
    if (line.isNotEmpty()) lines.add(fits ? line : line.substring(0, kTipLetters) + utf8("…"));
  }
  return lines.joinIntoString("\n");
}

void PresetRows::mouseDown(const juce::MouseEvent& e) {
  grabKeyboardFocus();
  follow_list();
  if (note_.isNotEmpty() && note_box().contains(e.getPosition())) {
    if (note_undoes_) model().undo_files();
    note_.clear();
    repaint();
    return;
  }
  if (e.position.y >= 40.0f && e.position.y < 68.0f) {
    for (int i = 5; i >= 0; --i) {
      if (e.position.x < 8.0f + kColumnsX[i] - 4.0f) continue;
      reversed_ = static_cast<Sort>(i) == sort_ && !reversed_;
      sort_ = static_cast<Sort>(i);
      filter_changed();
      return;
    }
    return;
  }
  const int preset = preset_at(e.getPosition());
  if (preset < 0) return;
  if (e.mods.isPopupMenu()) {
    look_at(preset);
    show_menu(preset);
  } else if (e.position.x < 40.0f) {
    model().set_favourite(preset, !model().presets()[static_cast<std::size_t>(preset)].favourite);
    filter_changed();
  } else {
    choose(preset);
  }
}

void PresetRows::mouseDoubleClick(const juce::MouseEvent& e) {
  follow_list();
  const int preset = preset_at(e.getPosition());
  if (preset < 0 || e.position.x < 40.0f || browser_.auditions) return;
  load(preset);
}

void PresetRows::mouseMove(const juce::MouseEvent& e) {
  const int preset = preset_at(e.getPosition());
  if (preset == hovered_) return;
  hovered_ = preset;
  repaint();
}

void PresetRows::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void PresetRows::mouseDrag(const juce::MouseEvent& e) {
  if (e.getMouseDownX() <= 698) return;
  scroll_to(static_cast<int>(static_cast<float>(shown()) * static_cast<float>(e.y - kListTop) /
                             static_cast<float>(kRowHeight * rows_in_sight())) -
            rows_in_sight() / 2);
}

void PresetRows::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  scroll_to(first_ - 3 * static_cast<int>(wheel_steps(wheel)));
}

bool PresetRows::keyPressed(const juce::KeyPress& key) {
  follow_list();
  const int chosen = browser_.chosen;
  const bool any = chosen >= 0 && chosen < static_cast<int>(model().presets().size());
  if (any && key == juce::KeyPress::returnKey) {
    load(chosen);
    return true;
  }
  if (any && key == juce::KeyPress::F2Key) {
    rename(chosen);
    return true;
  }
  if (any && key == juce::KeyPress::deleteKey) {
    show_result(model().delete_preset(chosen));
    return true;
  }
  const int step = key == juce::KeyPress::downKey       ? 1
                   : key == juce::KeyPress::upKey       ? -1
                   : key == juce::KeyPress::pageDownKey ? rows_in_sight()
                   : key == juce::KeyPress::pageUpKey   ? -rows_in_sight()
                   : key == juce::KeyPress::homeKey     ? -shown()
                   : key == juce::KeyPress::endKey      ? shown()
                                                        : 0;
  if (step == 0 || rows_.empty()) return false;
  const auto found = std::find(rows_.begin(), rows_.end(), chosen);
  const int at = found == rows_.end() ? 0 : static_cast<int>(found - rows_.begin()) + step;
  const int row = std::clamp(at, 0, shown() - 1);
  if (row < first_) scroll_to(row);
  if (row >= first_ + rows_in_sight()) scroll_to(row - rows_in_sight() + 1);
  choose(rows_[static_cast<std::size_t>(row)]);
  return true;
}

}  // namespace kiln::gui
