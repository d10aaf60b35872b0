// Filter panels: X and Y are the two knobs of the type.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/filter_panel.h"

#include <string_view>

namespace kiln::gui {
namespace {

constexpr int kUsualFilter = 1;  // SVF
const KnobStyle kLargeValue{.size = KnobSize::kLarge, .value_line = true};

}  // namespace

FilterPanel::FilterPanel(Context& context, int number)
    : Panel(context, "Filter " + juce::String(number + 1)),
      number_(number),
      type_menu_(context, SlotKind::kFilter, number, kUsualFilter),
      more_(context, Icon::kDots, "Filter " + juce::String(number + 1) + " more", 14.0f),
      extra_(context, *this),
      display_(context, number),
      mode_menu_(context, Menu::Look::kCaptionBright,
                 "Filter " + juce::String(number + 1) + " mode",
                 [this] { return context_.own(slot(), "mode"); }),
      cutoff_(context, common("cutoff"), "Cutoff", kLargeValue),
      resonance_(context, common("resonance"), "Resonance", kLargeValue),
      drive_(context, common("drive"), "Drive"),
      key_(context, common("key"), "Key track"),
      mix_(context, common("mix"), "Mix"),
      x_(context, kNoParam, ""),
      y_(context, kNoParam, ""),
      pan_(context, common("pan"), "Pan") {
  place(*this, type_menu_.power, {8, 8, 20, 20});
  place(*this, type_menu_.menu, {112, 6, 100, 24});
  place(*this, display_, {8, 36, 204, 84});
  set_growing(344, {&display_});
  addAndMakeVisible(mode_menu_);
  place(*this, more_, {190, 38, 20, 20});
  more_.on_click = [this] {
    std::vector<MenuItem> items = slot_items(context_, slot());
    items.push_back({.separator = true});
    items.push_back({.text = "FM source", .sub = choice_items(context_, common("fm_source"))});
    extra_.add_item(items, slot());
    show_popup(more_, std::move(items));
  };
  place(*this, cutoff_, {8, 127, 102, 83});
  place(*this, resonance_, {110, 127, 102, 83});
  place(*this, drive_, {8, 217, 68, 57});
  place(*this, key_, {76, 217, 68, 57});
  place(*this, mix_, {144, 217, 68, 57});
  place(*this, x_, {8, 279, 68, 57});
  place(*this, y_, {76, 279, 68, 57});
  place(*this, pan_, {144, 279, 68, 57});
  mode_menu_.on_resize = [this] {
    mode_menu_.place_caption(12, 41, std::min(120, mode_menu_.natural_width()));
  };
  follow_type();
}

ParamIndex FilterPanel::common(const char* id) const {
  return context_.common(SlotKind::kFilter, number_, id);
}

void FilterPanel::follow_type() {
  const int type = context_.type_of(slot());
  const ParamIndex mode_param = context_.own(slot(), "mode");
  const int mode = mode_param == kNoParam ? -1 : static_cast<int>(model().value(mode_param));
  if (type == type_ && mode == mode_) return;
  type_ = type;
  mode_ = mode;
  extra_.close();
  const ModuleSpec* const spec = slot().spec.types[static_cast<std::size_t>(std::max(0, type))];
  const std::string_view id = spec->id;
  const auto own = [&](const char* name) { return context_.own(slot(), name); };
  const auto show = [&](Knob& knob, const char* name) {
    const ParamIndex param = own(name);
    knob.set_param(param,
                   param == kNoParam ? juce::String() : utf8(model().table()[param].spec.name));
  };
  if (id == "svf") {
    const bool morphs = mode_param != kNoParam && choice_text(context_, mode_param) == "Morph";
    show(x_, morphs ? "morph" : "gain");
    show(y_, "split");
  } else if (id == "ladder") {
    show(x_, "bass");
    show(y_, "age");
  } else if (id == "comb") {
    show(x_, "damp");
    show(y_, "stretch");
  } else {
    // Any other type: its first two knobs.
    std::vector<const char*> names;
    for (const ParamSpec& param : spec->params) {
      if (param.unit != Unit::kChoice && param.unit != Unit::kSwitch) names.push_back(param.id);
    }
    show(x_, !names.empty() ? names[0] : "-");
    show(y_, names.size() > 1 ? names[1] : "-");
  }
  for (Knob* knob : {&cutoff_, &resonance_, &drive_, &key_, &mix_, &x_, &y_, &pan_}) {
    knob->set_bypassed(type <= 0);
  }
  mode_menu_.setVisible(mode_param != kNoParam);
  mode_menu_.tick();
  mode_menu_.on_resize();
}

bool FilterPanel::keyPressed(const juce::KeyPress& key) { return copy_key(context_, slot(), key); }

void FilterPanel::tick() {
  follow_type();
  Panel::tick();
}

void FilterPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  draw_title(g, "Filter " + juce::String(number_ + 1), {36, 8, 70, 20});
}

}  // namespace kiln::gui
