// Banks, categories and tags.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "kiln/gui/controls/list_keys.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr const char* kBanks[] = {"All banks", "Factory", "User", "Favourites"};
constexpr int kMostTags = 12;
constexpr int kMostAuthors = 4;

bool in_bank(const PresetInfo& preset, int bank) {
  return bank == 0 || (bank == 1 && preset.factory) || (bank == 2 && !preset.factory) ||
         (bank == 3 && preset.favourite);
}

}  // namespace

juce::String PresetFilter::search_text(const PresetInfo& preset) {
  juce::String text = utf8(preset.name);
  text << "\n"
       << utf8(preset.author) << "\n"
       << utf8(preset.category) << "\n"
       << utf8(preset.engines);
  for (const std::string& tag : preset.tags) text << "\n" << utf8(tag);
  return text.toLowerCase();
}

bool PresetFilter::passes(const PresetInfo& preset) const {
  return passes(preset, search_text(preset));
}

// Every word of the search must be somewhere.
bool PresetFilter::passes(const PresetInfo& preset, const juce::String& text) const {
  if (!in_bank(preset, bank) || (mono && !preset.mono) || (mpe && !preset.mpe)) return false;
  if (!categories.empty() && !categories.contains(preset.category)) return false;
  if (!authors.empty() && !authors.contains(preset.author)) return false;
  if (!engine.empty() && preset.engines.find(engine) == std::string::npos) return false;
  if (!tags.empty() && std::none_of(preset.tags.begin(), preset.tags.end(),
                                    [this](const std::string& t) { return tags.contains(t); })) {
    return false;
  }
  const juce::StringArray words = juce::StringArray::fromTokens(search.toLowerCase(), true);
  return std::all_of(words.begin(), words.end(),
                     [&](const juce::String& word) { return text.contains(word); });
}

PresetFilters::PresetFilters(Context& context, PresetFilter& filter)
    : Panel(context, "Filters"), filter_(filter) {
  make_focusable();
}

void PresetFilters::tick() {
  if (model().presets_version() == seen_ && scale_ == context_.scale) return;
  scale_ = context_.scale;
  entries_.clear();
  repaint();
}

// Made anew only when the presets changed: with thousands it takes longer than a frame may.
const std::vector<PresetFilters::Entry>& PresetFilters::entries() {
  if (model().presets_version() != seen_ || entries_.empty()) make_entries();
  return entries_;
}

void PresetFilters::make_entries() {
  seen_ = model().presets_version();
  entries_.clear();
  std::array<int, 4> in_banks = {};
  std::vector<std::pair<std::string, int>> categories;  // in the order of the library
  std::map<std::string, int> known, tag_counts, author_counts;
  for (const PresetInfo& p : model().presets()) {
    for (int bank = 0; bank < 4; ++bank) {
      if (in_bank(p, bank)) ++in_banks[static_cast<std::size_t>(bank)];
    }
    const auto [at, fresh] = known.emplace(p.category, static_cast<int>(categories.size()));
    if (fresh) categories.emplace_back(p.category, 0);
    ++categories[static_cast<std::size_t>(at->second)].second;
    for (const std::string& tag : p.tags) ++tag_counts[tag];
    if (!p.author.empty()) ++author_counts[p.author];
  }
  const auto by_count = [](const std::map<std::string, int>& counts, int most) {
    std::vector<std::pair<std::string, int>> all(counts.begin(), counts.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    if (static_cast<int>(all.size()) > most) all.resize(static_cast<std::size_t>(most));
    return all;
  };
  const char* group = "Bank";
  const auto add = [this, &group](Box box, const juce::String& text, int count,
                                  std::function<bool()> on, std::function<void()> toggle) {
    entries_.push_back({box, group, text, count, std::move(on), std::move(toggle)});
  };
  const auto add_word = [&](Box box, std::set<std::string>& set, const std::string& word,
                            const juce::String& text, int count) {
    add(
        box, text, count, [&set, word] { return set.contains(word); },
        [&set, word] {
          if (set.erase(word) == 0) set.insert(word);
        });
  };
  int y = 34;
  for (int bank = 0; bank < 4; ++bank) {
    add(
        {8, y, 200, 24}, kBanks[bank], in_banks[static_cast<std::size_t>(bank)],
        [this, bank] { return filter_.bank == bank; }, [this, bank] { filter_.bank = bank; });
    y += 24;
  }
  y += 43;
  sections_[0] = y;
  group = "Category";
  const int shown = std::min(12, static_cast<int>(categories.size()));
  for (int i = 0; i < shown; ++i) {
    const auto& [word, count] = categories[static_cast<std::size_t>(i)];
    add_word({8 + 102 * (i % 2), y + 24 * (i / 2), 98, 24}, filter_.categories, word,
             with_capital(utf8(word)), count);
  }
  y += 24 * ((shown + 1) / 2) + 45;
  sections_[1] = y;
  group = "Tag";
  int x = 16;
  for (const auto& [tag, count] : by_count(tag_counts, kMostTags)) {
    const juce::String text = with_capital(tag_word(utf8(tag)));
    const int width = static_cast<int>(text_width(text, readable(label_font()))) + 18;
    if (x + width > 208 && x > 16) {
      x = 16;
      y += 28;
    }
    if (y + 28 > getHeight()) break;
    add_word({x, y, std::min(width, 184), 22}, filter_.tags, tag, text, -1);
    x += width + 6;
  }
  y += 22 + 47;
  sections_[2] = y;
  group = "Author";
  for (const auto& [author, count] : by_count(author_counts, kMostAuthors)) {
    if (y + 24 > getHeight()) break;
    add_word({8, y, 200, 24}, filter_.authors, author, utf8(author), count);
    y += 24;
  }
}

void PresetFilters::paint(juce::Graphics& g) {
  Panel::paint(g);
  const juce::Font heading = font(Face::kSemiBold, 12.0f);
  draw_text(g, "Bank", heading, kText1, {16, 12, 184, 16});
  for (const Entry& entry : entries()) {
    const BoxF box = entry.box.toFloat();
    const bool on = entry.on();
    if (entry.count < 0) {
      g.setColour(on ? kEmber9 : kRaised);
      g.fillRoundedRectangle(box, 11.0f);
      draw_text(g, entry.text, label_font(), on ? kEmber : kText2, box, Align::kCentre);
      continue;
    }
    if (on) {
      g.setColour(kEmber9);
      g.fillRoundedRectangle(box, kRowRadius);
    }
    draw_pair(g, {entry.text, control_font(), on ? kEmber : kText2},
              {juce::String(entry.count), value_font(), on ? kEmber : kText3}, box.reduced(8, 0));
  }
  const auto section = [&](int top, const char* text) {
    draw_divider(g, 16.0f, static_cast<float>(top - 33), 184.0f);
    draw_text(g, text, heading, kText1, {16.0f, static_cast<float>(top) - 22.0f, 184, 16});
  };
  section(sections_[0], "Category");
  section(sections_[1], "Tags");
  if (sections_[2] + 24 <= getHeight()) section(sections_[2], "Author");
}

void PresetFilters::mouseDown(const juce::MouseEvent& e) {
  const std::vector<Entry>& all = entries();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].box.contains(e.getPosition())) continue;
    marked_ = static_cast<int>(i);
    all[i].toggle();
    on_change();
    repaint();
    return;
  }
}

bool PresetFilters::keyPressed(const juce::KeyPress& key) {
  const auto count = static_cast<int>(entries().size());
  marked_ = std::min(marked_, std::max(0, count - 1));
  if (const int to = moved_by(key, marked_, count); to >= 0) {
    marked_ = to;
  } else if (count > 0 && (key == juce::KeyPress::spaceKey || key == juce::KeyPress::returnKey)) {
    entries()[static_cast<std::size_t>(marked_)].toggle();
    on_change();
  } else {
    return false;
  }
  say_changed(*this);
  repaint();
  return true;
}

BoxF PresetFilters::focus_box() const {
  const auto marked = static_cast<std::size_t>(marked_);
  return marked < entries_.size() ? entries_[marked].box.toFloat() : getLocalBounds().toFloat();
}

juce::String PresetFilters::words() {
  const auto marked = static_cast<std::size_t>(marked_);
  if (marked >= entries().size()) return "None";
  const Entry& entry = entries()[marked];
  juce::String text = juce::String(entry.group) + ": " + entry.text;
  if (entry.count >= 0) text << ", " << entry.count << (entry.count == 1 ? " sound" : " sounds");
  return text + (entry.on() ? ", on" : ", off");
}

std::unique_ptr<juce::AccessibilityHandler> PresetFilters::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list, [this] { return words(); });
}

}  // namespace kiln::gui
