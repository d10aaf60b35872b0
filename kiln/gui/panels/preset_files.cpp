// What a preset's menu does with its file, and the note that offers to take it back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {

Box PresetRows::note_box() const { return {152, getHeight() - 48, 400, 36}; }

void PresetRows::say(const juce::String& text, bool can_undo) {
  note_ = text;
  note_undoes_ = can_undo;
  note_step_ = can_undo ? model().files_undo_label() : std::string();
  note_since_ = juce::Time::getMillisecondCounter();
  repaint(note_box());
}

void PresetRows::show_result(const std::string& wrong) {
  if (wrong.empty()) {
    say("Done: " + utf8(model().files_undo_label()), true);
  } else {
    say("Not done: " + utf8(wrong), false);
  }
}

void PresetRows::show_menu(int preset) {
  const PresetInfo info = model().presets()[static_cast<std::size_t>(preset)];
  MenuItem move{.text = "Move to", .enabled = !info.factory};
  for (const char* const category : {"Bass", "Lead", "Pad", "Keys", "Pluck", "Bell", "Strings",
                                     "Brass", "Chord", "Drum", "Effect", "Arp"}) {
    move.sub.push_back({.text = category,
                        .ticked = info.category == category,
                        .action = [this, file = info.file, name = info.name, category] {
                          rename_file(file, name, category);
                        }});
  }
  const std::string undoes = model().files_undo_label();
  show_popup(*this, {{.text = "Load",
                      .hint = "Enter",
                      .action = [this, file = info.file] { load(preset_of(file)); }},
                     {.text = info.favourite ? "No favourite" : "Favourite",
                      .action =
                          [this, file = info.file, on = !info.favourite] {
                            const int now = preset_of(file);
                            if (now >= 0) model().set_favourite(now, on);
                            filter_changed();
                          }},
                     {.separator = true},
                     {.text = "Rename ...",
                      .hint = "F2",
                      .enabled = !info.factory,
                      .action =
                          [this, file = info.file] {
                            follow_list();
                            if (const int now = preset_of(file); now >= 0) rename(now);
                          }},
                     std::move(move),
                     {.text = "Delete",
                      .hint = "Del",
                      .enabled = !info.factory,
                      .action =
                          [this, file = info.file] {
                            const int now = preset_of(file);
                            if (now >= 0) show_result(model().delete_preset(now));
                          }},
                     {.separator = true},
                     {.text = "Undo " + utf8(undoes), .enabled = !undoes.empty(), .action = [this] {
                        model().undo_files();
                      }}});
}

void PresetRows::rename(int preset) {
  const PresetInfo info = model().presets()[static_cast<std::size_t>(preset)];
  const auto found = std::find(rows_.begin(), rows_.end(), preset);
  if (info.factory || found == rows_.end()) return;
  const int row = static_cast<int>(found - rows_.begin());
  if (row < first_ || row >= first_ + rows_in_sight()) scroll_to(row - rows_in_sight() / 2);
  const Box box(36, kListTop + kRowHeight * (row - first_), 180, kRowHeight);
  open_entry(*this, box, utf8(info.name), [this, info](const juce::String& text) {
    const juce::String name = text.trim();
    if (name.isEmpty()) return false;
    return rename_file(info.file, name.toStdString(), info.category);
  });
}

// The list may have changed since its number was asked for.
bool PresetRows::rename_file(const std::string& file, const std::string& name,
                             const std::string& category) {
  const int preset = preset_of(file);
  const std::string wrong =
      preset < 0 ? "the preset is gone" : model().rename_preset(preset, name, category);
  if (wrong.empty() && file == chosen_file_) renamed_ = {name, category};
  show_result(wrong);
  return wrong.empty();
}

}  // namespace kiln::gui
