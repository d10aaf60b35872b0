// The LFOs: six tabs, one display with its menus, five knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/panels/modulators_panel.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr std::pair<const char*, const char*> kLfoKnobs[] = {{"rate", "Rate"},
                                                             {"phase", "Phase"},
                                                             {"delay", "Delay"},
                                                             {"fade", "Fade"},
                                                             {"smooth", "Smooth"}};

Source lfo_source(int number) {
  return static_cast<Source>(static_cast<int>(Source::kLfo1) + number);
}

}  // namespace

LfosPanel::LfosPanel(Context& context)
    : Panel(context, "LFOs"),
      display_(context),
      kind_(context, Menu::Look::kCaption, "LFO kind", [this] { return param("type"); }),
      shape_(
          context, Menu::Look::kCaption, "LFO shape", [this] { return shape_text(); },
          [this] { return shape_items(); }),
      trigger_(context, Menu::Look::kCaption, "LFO trigger", [this] { return param("trigger"); }),
      polarity_(
          context, Menu::Look::kCaption, "LFO polarity",
          [this] { return model().value(param("polarity")) > 0.5f ? utf8("0…1") : utf8("−1…1"); },
          [this] { return choice_items(context_, param("polarity")); }),
      scope_(context, Menu::Look::kCaption, "LFO scope", [this] { return param("scope"); }),
      more_(context, Icon::kDots, "LFO more", 14.0f),
      extra_(context, *this) {
  for (int i = 0; i < kLfoCount; ++i) {
    tabs_.push_back(
        std::make_unique<ModulatorTab>(context, lfo_source(i), juce::String(i + 1), true));
    place(*this, *tabs_.back(), {8 + 64 * i, 8, 64, 28});
    tabs_.back()->on_click = [this, i] { choose_number(i); };
  }
  place(*this, display_, {8, 44, 384, 112});
  set_growing(224, {&display_});
  for (Menu* menu : {&kind_, &shape_, &trigger_, &polarity_, &scope_}) {
    addAndMakeVisible(menu);
    menu->on_resize = [this] { lay_out(); };
  }
  place(*this, more_, {372, 48, 18, 18});
  polarity_.set_params([this] { return std::vector<ParamIndex>{param("polarity")}; });
  more_.on_click = [this] { show_popup(more_, more_items()); };
  choose_number(0);
}

std::vector<MenuItem> LfosPanel::more_items() {
  std::vector<MenuItem> items = slot_items(context_, context_.slot(SlotKind::kLfo, number_));
  items.push_back({.separator = true});
  MenuItem grid{.text = "Grid"};
  for (const int columns : {1, 2, 3, 4, 6, 8, 12, 16, 24, 32}) {
    grid.sub.push_back(
        {.text = juce::String(columns),
         .ticked = context_.patch().lfos[static_cast<std::size_t>(number_)].drawing.grid == columns,
         .action = [this, columns] {
           model().edit("Grid", [&](Patch& p) {
             p.lfos[static_cast<std::size_t>(number_)].drawing.grid = columns;
           });
         }});
  }
  items.push_back(std::move(grid));
  extra_.add_item(items, context_.slot(SlotKind::kLfo, number_));
  return items;
}

bool LfosPanel::keyPressed(const juce::KeyPress& key) {
  return copy_key(context_, context_.slot(SlotKind::kLfo, number_), key);
}

ParamIndex LfosPanel::param(const char* id) const {
  return context_.common(SlotKind::kLfo, number_, id);
}

juce::String LfosPanel::shape_text() const {
  const PatchLfo& lfo = context_.patch().lfos[static_cast<std::size_t>(number_)];
  if (!lfo.shape.empty()) return with_capital(utf8(lfo.shape));
  return lfo.drawing.points.empty() ? juce::String("Sine") : juce::String("Drawn");
}

std::vector<MenuItem> LfosPanel::shape_items() {
  std::vector<MenuItem> items;
  const std::vector<std::string> names = model().lfo_shapes();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto n = static_cast<std::size_t>(number_);
    items.push_back({.text = with_capital(utf8(names[i])),
                     .ticked = names[i] == context_.patch().lfos[n].shape,
                     .action = [this, i, n, names] {
                       model().edit("LFO shape", [&](Patch& patch) {
                         const int grid = patch.lfos[n].drawing.grid;
                         patch.lfos[n].shape = names[i];
                         patch.lfos[n].drawing = model().lfo_shape_points(static_cast<int>(i));
                         patch.lfos[n].drawing.grid = grid;
                         patch.values[param("type")] = 0.0f;
                       });
                     }});
  }
  return items;
}

void LfosPanel::choose_number(int number) {
  number_ = number;
  extra_.close();
  for (int i = 0; i < kLfoCount; ++i) {
    tabs_[static_cast<std::size_t>(i)]->set_chosen(i == number);
  }
  display_.set_number(number);
  knobs_.clear();
  KnobStyle style;
  style.accent = source_colour(lfo_source(number));
  float left = 8.0f;
  for (const auto& [id, name] : kLfoKnobs) {
    knobs_.push_back(std::make_unique<Knob>(context_, param(id), name, style));
    place(*this, *knobs_.back(), {juce::roundToInt(left), 159 + more(), 77, 57});
    left += 76.8f;
  }
  lay_out();
  repaint();
}

void LfosPanel::lay_out() {
  for (Menu* menu : {&kind_, &shape_, &trigger_, &polarity_, &scope_}) menu->tick();
  shape_.setVisible(model().value(param("type")) < 0.5f);
  // The label stands in the tab, too, where the menus need its room.
  labelled_ = context_.scale > 0.99f;
  const int left = labelled_ ? 57 : 12;
  constexpr int kRight = 372, kGap = 4;
  const float share =
      caption_share({&kind_, &shape_, &trigger_, &polarity_, &scope_}, kGap, kRight - left - kGap);
  int right = kRight;
  for (Menu* menu : {&scope_, &polarity_, &trigger_}) {
    const auto width = static_cast<int>(share * static_cast<float>(menu->natural_width()));
    right -= width;
    menu->place_caption(right, 48, width);
    right -= kGap;
  }
  lay_out_captions({&kind_, &shape_}, left, 48, share < 1.0f ? kGap : 6, right - left);
}

void LfosPanel::tick() {
  const bool shaped = model().value(param("type")) < 0.5f;
  if (shaped != shape_.isVisible()) lay_out();
  Panel::tick();
}

void LfosPanel::paintOverChildren(juce::Graphics& g) {
  if (!labelled_) return;
  draw_text(g, "LFO " + juce::String(number_ + 1), label_font(), kText1, {18, 48, 40, 18});
}

}  // namespace kiln::gui
