// Banks, categories and tags.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/presets_page.h"

namespace kiln::gui {
namespace {

constexpr const char* kBanks[] = {"All banks", "Factory", "User", "Favourites"};
constexpr int kMostTags = 14;

bool in_bank(const PresetInfo& preset, int bank) {
  return bank == 0 || (bank == 1 && preset.factory) || (bank == 2 && !preset.factory) ||
         (bank == 3 && preset.favourite);
}

}  // namespace

bool PresetFilter::passes(const PresetInfo& preset) const {
  if (!in_bank(preset, bank)) return false;
  if (!categories.empty() && !categories.contains(preset.category)) return false;
  if (!tags.empty() && std::none_of(preset.tags.begin(), preset.tags.end(),
                                    [this](const std::string& t) { return tags.contains(t); })) {
    return false;
  }
  if (search.isEmpty()) return true;
  const auto has = [this](const std::string& text) {
    return utf8(text).containsIgnoreCase(search);
  };
  return has(preset.name) || has(preset.author) || has(preset.category) || has(preset.engines) ||
         std::any_of(preset.tags.begin(), preset.tags.end(), has);
}

PresetFilters::PresetFilters(Context& context, PresetFilter& filter)
    : Panel(context, "Filters"), filter_(filter) {}

std::vector<PresetFilters::Entry> PresetFilters::entries() const {
  const std::vector<PresetInfo>& presets = model().presets();
  std::vector<Entry> all;
  int y = 34;
  for (int bank = 0; bank < 4; ++bank) {
    const auto count = std::count_if(presets.begin(), presets.end(),
                                     [bank](const PresetInfo& p) { return in_bank(p, bank); });
    all.push_back({{8, y, 200, 24},
                   kBanks[bank],
                   static_cast<int>(count),
                   filter_.bank == bank,
                   [this, bank] { filter_.bank = bank; }});
    y += 24;
  }
  std::vector<std::string> categories;
  std::vector<std::pair<std::string, int>> tags;
  for (const PresetInfo& p : presets) {
    if (std::find(categories.begin(), categories.end(), p.category) == categories.end()) {
      categories.push_back(p.category);
    }
    for (const std::string& tag : p.tags) {
      const auto known =
          std::find_if(tags.begin(), tags.end(), [&](const auto& t) { return t.first == tag; });
      if (known == tags.end()) {
        tags.emplace_back(tag, 1);
      } else {
        ++known->second;
      }
    }
  }
  std::stable_sort(tags.begin(), tags.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  y += 43;
  const auto toggle = [](std::set<std::string>& set, const std::string& word) {
    return [&set, word] {
      if (set.erase(word) == 0) set.insert(word);
    };
  };
  for (std::size_t i = 0; i < categories.size() && i < 16; ++i) {
    const auto count = std::count_if(presets.begin(), presets.end(), [&](const PresetInfo& p) {
      return p.category == categories[i];
    });
    const auto n = static_cast<int>(i);
    all.push_back({{8 + 102 * (n % 2), y + 24 * (n / 2), 98, 24},
                   with_capital(utf8(categories[i])),
                   static_cast<int>(count),
                   filter_.categories.contains(categories[i]),
                   toggle(filter_.categories, categories[i])});
  }
  y += 24 * ((static_cast<int>(std::min<std::size_t>(16, categories.size())) + 1) / 2) + 45;
  int x = 16;
  for (std::size_t i = 0; i < tags.size() && i < kMostTags; ++i) {
    const juce::String text = with_capital(utf8(tags[i].first));
    const int width = static_cast<int>(text_width(text, label_font())) + 18;
    if (x + width > 208) {
      x = 16;
      y += 28;
    }
    all.push_back({{x, y, width, 22},
                   text,
                   -1,
                   filter_.tags.contains(tags[i].first),
                   toggle(filter_.tags, tags[i].first)});
    x += width + 6;
  }
  return all;
}

void PresetFilters::paint(juce::Graphics& g) {
  Panel::paint(g);
  const juce::Font heading = font(Face::kSemiBold, 12.0f);
  draw_text(g, "Bank", heading, kText1, {16, 12, 184, 16});
  int category_top = 0, tags_top = 0;
  const std::vector<Entry> all = entries();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Entry& entry = all[i];
    const BoxF box = entry.box.toFloat();
    if (i == 4) category_top = entry.box.getY();
    if (entry.count < 0) {
      if (tags_top == 0) tags_top = entry.box.getY();
      g.setColour(entry.on ? kEmber9 : kRaised);
      g.fillRoundedRectangle(box, 11.0f);
      draw_text(g, entry.text, label_font(), entry.on ? kEmber : kText2, box, Align::kCentre);
      continue;
    }
    if (entry.on) {
      g.setColour(kEmber9);
      g.fillRoundedRectangle(box, kRowRadius);
    }
    draw_text(g, entry.text, control_font(), entry.on ? kEmber : kText2, box.reduced(8, 0));
    draw_text(g, juce::String(entry.count), value_font(), entry.on ? kEmber : kText3,
              box.reduced(8, 0), Align::kRight);
  }
  const auto section = [&](int top, const char* text) {
    if (top == 0) return;
    g.setColour(kLine);
    g.fillRect(16, top - 33, 184, 1);
    draw_text(g, text, heading, kText1, {16.0f, static_cast<float>(top) - 22.0f, 184, 16});
  };
  section(category_top, "Category");
  section(tags_top, "Tags");
}

void PresetFilters::mouseDown(const juce::MouseEvent& e) {
  for (const Entry& entry : entries()) {
    if (!entry.box.contains(e.getPosition())) continue;
    entry.toggle();
    on_change();
    repaint();
    return;
  }
}

}  // namespace kiln::gui
