// The list of presets: only the rows in sight are drawn, however many there are.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr int kPresetRow = 26;
constexpr int kListTop = 72;
constexpr int kRestBeforeSound = 120;     // ms that a chosen row rests before it is loaded
constexpr juce::uint32 kNoteTime = 8000;  // ms that a note on a change of files stays
constexpr float kPresetColumns[] = {36, 216, 296, 470, 540, 624};
constexpr const char* kPresetHeads[] = {"Name", "Category", "Character", "Plays", "CPU", "Author"};

float head_width(int column) {
  return column == 5 ? 72.0f : kPresetColumns[column + 1] - kPresetColumns[column] - 8.0f;
}

juce::String character(const PresetInfo& preset) {
  juce::String text;
  for (std::size_t i = 0; i < preset.tags.size() && i < 2; ++i) {
    text << (i > 0 ? ", " : "") << utf8(preset.tags[i]);
  }
  return with_capital(text);
}

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
  const std::vector<PresetInfo>& presets = model().presets();
  const auto same = std::find_if(presets.begin(), presets.end(), [this](const PresetInfo& p) {
    return !chosen_name_.empty() && p.name == chosen_name_;
  });
  browser_.chosen =
      same == presets.end() ? model().current_preset() : static_cast<int>(same - presets.begin());
  hovered_ = -1;
}

void PresetRows::look_at(int preset) {
  browser_.chosen = preset;
  chosen_name_ =
      preset < 0 ? std::string() : model().presets()[static_cast<std::size_t>(preset)].name;
  repaint();
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

int PresetRows::rows_in_sight() const { return std::max(1, (getHeight() - kListTop) / kPresetRow); }

void PresetRows::scroll_to(int first) {
  first_ = std::clamp(first, 0, std::max(0, shown() - rows_in_sight()));
  repaint();
}

void PresetRows::tick() {
  if (model().presets_version() != seen_) filter_changed();
  const int now = model().current_preset();
  if (now != loaded_) {
    // Loaded from elsewhere: that is what one looks at now.
    loaded_ = now;
    if (!isTimerRunning()) look_at(now);
    repaint();
  }
  if (note_.isNotEmpty() && juce::Time::getMillisecondCounter() - note_since_ > kNoteTime) {
    note_.clear();
    repaint(note_box());
  }
}

void PresetRows::paint(juce::Graphics& g) {
  Panel::paint(g);
  for (int i = 0; i < 6; ++i) {
    const bool sorted = static_cast<Sort>(i) == sort_;
    const float width = draw_text(g, kPresetHeads[i], label_font(), sorted ? kText1 : kText3,
                                  {8.0f + kPresetColumns[i], 40, head_width(i), 28});
    if (sorted) {
      draw_icon(g, reversed_ ? Icon::kDown : Icon::kUp,
                {10.0f + kPresetColumns[i] + width, 48, 12, 12}, kText1, 12.0f);
    }
  }
  draw_divider(g, 8.0f, 68.0f, 696.0f);
  for (int i = 0; i < rows_in_sight() && first_ + i < shown(); ++i) {
    const int index = rows_[static_cast<std::size_t>(first_ + i)];
    const BoxF row(8.0f, static_cast<float>(kListTop + kPresetRow * i), 688.0f, kPresetRow);
    if (g.clipRegionIntersects(row.getSmallestIntegerContainer())) {
      paint_row(g, index, row, index == hovered_);
    }
  }
  if (shown() > rows_in_sight()) {
    const auto in_sight = static_cast<float>(rows_in_sight());
    const float height = kPresetRow * in_sight;
    const auto all = static_cast<float>(shown());
    g.setColour(kControl);
    g.fillRoundedRectangle(702.0f, kListTop + height * static_cast<float>(first_) / all, 4.0f,
                           std::max(12.0f, height * in_sight / all), 2.0f);
  }
  if (shown() == 0) {
    draw_text(g, "Nothing fits all of the filters", control_font(), kText3,
              {8, kListTop, 688, 4 * kPresetRow}, Align::kCentre);
  }
  if (note_.isNotEmpty()) paint_note(g);
}

void PresetRows::paint_row(juce::Graphics& g, int preset, BoxF row, bool hovered) {
  const PresetInfo& p = model().presets()[static_cast<std::size_t>(preset)];
  const bool on = preset == browser_.chosen;
  if (on || hovered) {
    g.setColour(on ? kEmber9 : kRaised);
    g.fillRoundedRectangle(row, kRowRadius);
  }
  const auto cell = [&](int column, float width) {
    return row.withX(row.getX() + kPresetColumns[column]).withWidth(width);
  };
  draw_icon(g, p.favourite ? Icon::kStarFilled : Icon::kStar,
            {row.getX() + 8.0f, row.getY() + 6.0f, 14, 14},
            p.favourite ? kEmber
            : on        ? kText2
                        : kMute,
            14.0f);
  draw_text(g, utf8(p.name), font(on ? Face::kSemiBold : Face::kMedium, 13.0f),
            on ? kEmber : kText1, cell(0, 174));
  draw_text(g, with_capital(utf8(p.category)), label_font(), kText2, cell(1, 76));
  draw_text(g, character(p), label_font(), kText2, cell(2, 168));
  if (p.mpe || p.mono) {
    const BoxF badge = cell(3, 38).withSizeKeepingCentre(38, 16);
    g.setColour(on ? juce::Colour(0xff54301f) : kRaised);
    g.fillRoundedRectangle(badge, kRowRadius);
    draw_text(g, p.mpe ? "MPE" : "Mono", label_font(), on ? kHot : kText2, badge, Align::kCentre);
  }
  for (int dot = 0; dot < 5; ++dot) {
    fill_dot(
        g,
        {row.getX() + kPresetColumns[4] + 3.0f + 8.0f * static_cast<float>(dot), row.getCentreY()},
        2.5f, dot < p.load ? (on ? kEmber : kEmber7) : kTrack);
  }
  draw_text(g, utf8(p.author), label_font(), on ? kText2 : kText3, cell(5, 70));
}

Box PresetRows::note_box() const { return {152, getHeight() - 48, 400, 36}; }

void PresetRows::paint_note(juce::Graphics& g) {
  const BoxF box = note_box().toFloat();
  g.setColour(kHover);
  g.fillRoundedRectangle(box, kDisplayRadius);
  draw_text(g, note_, control_font(), kText1, box.reduced(14, 0).withTrimmedRight(60));
  if (note_undoes_) {
    draw_text(g, "Undo", font(Face::kSemiBold, 12.0f), kEmber, box.reduced(14, 0), Align::kRight);
  }
}

void PresetRows::say(const juce::String& text, bool can_undo) {
  note_ = text;
  note_undoes_ = can_undo;
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

void PresetRows::choose(int preset) {
  look_at(preset);
  if (browser_.auditions) startTimer(kRestBeforeSound);
}

void PresetRows::timerCallback() {
  stopTimer();
  load(browser_.chosen);
}

void PresetRows::load(int preset) {
  if (preset < 0 || preset >= static_cast<int>(model().presets().size())) return;
  model().load_preset(preset);
  if (browser_.auditions) model().audition(Model::Audition::kChosen);
}

int PresetRows::preset_at(juce::Point<int> position) const {
  const int row = first_ + (position.y - kListTop) / kPresetRow;
  const bool outside = position.y < kListTop || position.x > 698 || row >= shown() ||
                       position.y >= kListTop + rows_in_sight() * kPresetRow;
  return outside ? -1 : rows_[static_cast<std::size_t>(row)];
}

void PresetRows::mouseDown(const juce::MouseEvent& e) {
  grabKeyboardFocus();
  if (note_.isNotEmpty() && note_box().contains(e.getPosition())) {
    if (note_undoes_) model().undo_files();
    note_.clear();
    repaint();
    return;
  }
  if (e.position.y >= 40.0f && e.position.y < 68.0f) {
    for (int i = 5; i >= 0; --i) {
      if (e.position.x < 8.0f + kPresetColumns[i] - 4.0f) continue;
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

void PresetRows::show_menu(int preset) {
  const PresetInfo info = model().presets()[static_cast<std::size_t>(preset)];
  MenuItem move{.text = "Move to", .enabled = !info.factory};
  for (const char* const category : {"Bass", "Lead", "Pad", "Keys", "Pluck", "Bell", "Strings",
                                     "Brass", "Chord", "Drum", "Effect", "Arp"}) {
    move.sub.push_back({.text = category,
                        .ticked = info.category == category,
                        .action = [this, preset, name = info.name, category] {
                          show_result(model().rename_preset(preset, name, category));
                        }});
  }
  const std::string undoes = model().files_undo_label();
  show_popup(*this, {{.text = "Load", .hint = "Enter", .action = [this, preset] { load(preset); }},
                     {.text = info.favourite ? "No favourite" : "Favourite",
                      .action =
                          [this, preset, on = !info.favourite] {
                            model().set_favourite(preset, on);
                            filter_changed();
                          }},
                     {.separator = true},
                     {.text = "Rename ...",
                      .hint = "F2",
                      .enabled = !info.factory,
                      .action = [this, preset] { rename(preset); }},
                     std::move(move),
                     {.text = "Delete",
                      .hint = "Del",
                      .enabled = !info.factory,
                      .action = [this, preset] { show_result(model().delete_preset(preset)); }},
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
  const Box box(36, kListTop + kPresetRow * (row - first_), 180, kPresetRow);
  open_entry(*this, box, utf8(info.name), [this, preset, info](const juce::String& text) {
    const juce::String name = text.trim();
    if (name.isEmpty()) return false;
    const std::string wrong = model().rename_preset(preset, name.toStdString(), info.category);
    show_result(wrong);
    return wrong.empty();
  });
}

void PresetRows::mouseDrag(const juce::MouseEvent& e) {
  if (e.getMouseDownX() <= 698) return;
  scroll_to(static_cast<int>(static_cast<float>(shown()) * static_cast<float>(e.y - kListTop) /
                             static_cast<float>(kPresetRow * rows_in_sight())) -
            rows_in_sight() / 2);
}

void PresetRows::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  scroll_to(first_ - 3 * static_cast<int>(wheel_steps(wheel)));
}

bool PresetRows::keyPressed(const juce::KeyPress& key) {
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
