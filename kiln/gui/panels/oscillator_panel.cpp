// Oscillator panels follow the type of their slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/oscillator_panel.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace kiln::gui {
namespace {

constexpr int kUsualType = 1;  // analog
constexpr int kKnobs = 8;
const Box kPlace{152, 40, 96, 20};  // of the position, in the upper caption
constexpr int kRemapPoints[] = {2, 3, 5, 9, 17, 33};
constexpr std::array<float, 7> kColumns = {28, 33, 33, 29, 40, 43, 41};

// The menus below the display of each type, by id; the first one above it is its name.
struct TypeMenus {
  std::string_view type;
  const char* name;
  std::array<const char*, 2> below;
};
constexpr TypeMenus kMenus[] = {
    {"analog", nullptr, {"sub_shape", "sub_octave"}},
    {"wavetable", "table", {"warp_mode", "spectral_mode"}},
    {"fm", "carrier_wave", {"modulator_wave", "key_scale"}},
    {"noise", "mode", {nullptr, nullptr}},
};

const TypeMenus* menus_of(std::string_view type) {
  for (const TypeMenus& menus : kMenus) {
    if (menus.type == type) return &menus;
  }
  return nullptr;
}

}  // namespace

OscillatorPanel::OscillatorPanel(Context& context, int number)
    : Panel(context, "Oscillator " + juce::String(number + 1)),
      number_(number),
      type_menu_(context, SlotKind::kOscillator, number, kUsualType),
      key_track_(context, StateButton::Look::kKeyTrack, title("key track"),
                 [this] { return model().value(common("key_track")) > 0.5f; }),
      more_(context, Icon::kDots, title("more"), 14.0f),
      extra_(context, *this),
      display_(context, number),
      remap_(context, number),
      previous_(context, Icon::kLeft, title("previous wave"), 14.0f),
      next_(context, Icon::kRight, title("next wave"), 14.0f),
      name_(
          context, Menu::Look::kCaptionBright, title("wave"), [this] { return name_text(); },
          [this] { return name_items(); }),
      send_(
          context, title("send to"), {"F1", "F2", "Both", "FX", "Out"}, true,
          [this] { return static_cast<int>(model().value(common("send"))); },
          [this](int i) { choose(context_, common("send"), static_cast<float>(i)); }) {
  place(*this, type_menu_.power, {8, 8, 20, 20});
  place(*this, key_track_, {84, 8, 20, 20});
  place(*this, more_, {108, 8, 20, 20});
  place(*this, type_menu_.menu, {136, 6, 120, 24});
  place(*this, display_, {8, 36, 248, 116});
  set_growing(424, {&display_, &remap_});
  remap_.setBounds(12, 62, 240, 68);
  addChildComponent(remap_);
  place(*this, previous_, {12, 40, 18, 20});
  place(*this, next_, {32, 40, 18, 20});
  addAndMakeVisible(name_);
  key_track_.on_click = [this] { toggle_param(context_, common("key_track")); };
  more_.on_click = [this] { show_popup(more_, more_items()); };
  previous_.on_click = [this] { step_name(-1); };
  next_.on_click = [this] { step_name(1); };
  name_.on_resize = [this] { lay_out_menus(); };
  for (int i = 0; i < kKnobs; ++i) {
    knobs_.push_back(std::make_unique<Knob>(context, kNoParam, ""));
    place(*this, *knobs_.back(), {8 + 62 * (i % 4), 158 + 59 * (i / 4), 62, 57});
  }
  int column = 0;
  for (const char* id : {"level", "pan", "detune", "spread"}) {
    mix_.push_back(std::make_unique<Knob>(context, common(id), with_capital(id)));
    place(*this, *mix_.back(), {8 + 62 * column++, 285, 62, 57});
  }
  const std::array<std::pair<const char*, const char*>, 7> boxes = {{{"octave", "Oct"},
                                                                     {"semitone", "Semi"},
                                                                     {"fine", "Fine"},
                                                                     {"unison", "Uni"},
                                                                     {"blend", "Blend"},
                                                                     {"phase", "Phase"},
                                                                     {"random_phase", "Rand"}}};
  float total = 0.0f;
  for (const float w : kColumns) total += w;
  float left = 8.0f;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const float width = 248.0f * kColumns[i] / total;
    boxes_.push_back(std::make_unique<ValueBox>(context, common(boxes[i].first), boxes[i].second,
                                                ValueBox::Look::kColumn));
    boxes_.back()->set_compact(true);
    const auto x = static_cast<int>(std::lround(left));
    place(*this, *boxes_.back(), {x, 348, static_cast<int>(std::lround(left + width)) - x, 36});
    left += width;
  }
  place(*this, send_, {8, 392, 248, 24});
  for (std::size_t i = 0; i < menus_.size(); ++i) {
    menus_[i] = std::make_unique<Menu>(context, Menu::Look::kCaption,
                                       title(i == 0 ? "first mode" : "second mode"),
                                       [this, i] { return menu_params_[i]; });
    menus_[i]->on_resize = [this] { lay_out_menus(); };
    addChildComponent(*menus_[i]);
  }
  // The third one connects two parameters: what crosses, and how.
  menus_[2] = std::make_unique<Menu>(
      context, Menu::Look::kCaption, title("cross"),
      [this] {
        const ParamIndex source = common("cross_source");
        if (model().value(source) < 0.5f) return juce::String("Cross off");
        return choice_text(context_, common("cross_mode")) + " " + choice_text(context_, source);
      },
      [this] {
        std::vector<MenuItem> items = choice_items(context_, common("cross_source"));
        items.push_back({.separator = true});
        for (MenuItem& item : choice_items(context_, common("cross_mode"))) {
          items.push_back(std::move(item));
        }
        return items;
      });
  menus_[2]->set_params([this] {
    return std::vector<ParamIndex>{common("cross_source"), common("cross_mode")};
  });
  key_track_.set_params({common("key_track")});
  send_.set_params({common("send")});
  name_.set_params([this]() -> std::vector<ParamIndex> {
    const TypeMenus* const menus =
        menus_of(slot().spec.types[static_cast<std::size_t>(std::max(0, type_))]->id);
    if (menus == nullptr || menus->name == nullptr) return {};
    const ParamIndex own = context_.own(slot(), menus->name);
    return own == kNoParam ? std::vector<ParamIndex>{} : std::vector<ParamIndex>{own};
  });
  menus_[2]->on_resize = [this] { lay_out_menus(); };
  addChildComponent(*menus_[2]);
  follow_type();
}

juce::String OscillatorPanel::title(const char* what) const {
  return "Oscillator " + juce::String(number_ + 1) + " " + what;
}

bool OscillatorPanel::keyPressed(const juce::KeyPress& key) {
  return copy_key(context_, slot(), key);
}

ParamIndex OscillatorPanel::common(const char* id) const {
  return context_.common(SlotKind::kOscillator, number_, id);
}

juce::String OscillatorPanel::table_name() const {
  const auto& table = context_.patch().wavetables[static_cast<std::size_t>(number_)];
  return table.name.empty() ? juce::String("Default") : utf8(table.name);
}

bool OscillatorPanel::plays_table() const {
  for (const char* id : {"carrier_wave", "modulator_wave"}) {
    const ParamIndex wave = context_.own(slot(), id);
    if (wave != kNoParam && choice_text(context_, wave) == "Cycle") return true;
  }
  return false;
}

juce::String OscillatorPanel::name_text() const {
  const auto& types = slot().spec.types;
  if (type_ <= 0) return "Off";
  const std::string_view type = types[static_cast<std::size_t>(type_)]->id;
  if (type == "wavetable") {
    return table_name();
  }
  const TypeMenus* const menus = menus_of(type);
  if (menus == nullptr || menus->name == nullptr) {
    return utf8(types[static_cast<std::size_t>(type_)]->name);
  }
  const juce::String text = choice_text(context_, context_.own(slot(), menus->name));
  if (type != "fm") return text;
  const juce::String words =
      text + " on " + choice_text(context_, context_.own(slot(), "modulator_wave")).toLowerCase();
  return plays_table() ? words.replace("Cycle", table_name()).replace("cycle", table_name())
                       : words;
}

std::vector<MenuItem> OscillatorPanel::table_items() {
  std::vector<MenuItem> items;
  const std::string now = context_.patch().wavetables[static_cast<std::size_t>(number_)].name;
  for (const std::string& table : model().wavetables()) {
    items.push_back({.text = utf8(table), .ticked = table == now, .action = [this, table] {
                       model().choose_wavetable(number_, table);
                     }});
  }
  return items;
}

std::vector<MenuItem> OscillatorPanel::name_items() {
  if (type_ <= 0) return {{.text = "Choose a type first", .enabled = false}};
  const std::string_view type = slot().spec.types[static_cast<std::size_t>(type_)]->id;
  if (type == "wavetable") return table_items();
  const TypeMenus* const menus = menus_of(type);
  if (menus == nullptr || menus->name == nullptr) return choice_items(context_, type_menu_.param);
  std::vector<MenuItem> items = choice_items(context_, context_.own(slot(), menus->name));
  if (type == "fm") {
    items.push_back({.separator = true});
    items.push_back({.text = "Table of Cycle", .enabled = plays_table(), .sub = table_items()});
  }
  return items;
}

void OscillatorPanel::step_name(int by) {
  const std::vector<MenuItem> items = name_items();
  if (items.empty() || !items.front().enabled) return;
  // Of FM the waves, not the tables below them.
  const auto line =
      std::find_if(items.begin(), items.end(), [](const MenuItem& item) { return item.separator; });
  const auto count = static_cast<int>(line - items.begin());
  int now = 0;
  for (int i = 0; i < count; ++i) {
    if (items[static_cast<std::size_t>(i)].ticked) now = i;
  }
  items[static_cast<std::size_t>((now + by + count) % count)].action();
}

std::vector<MenuItem> OscillatorPanel::more_items() {
  std::vector<MenuItem> items = slot_items(context_, slot());
  items.push_back({.separator = true});
  const auto toggle = [&](const juce::String& text, ParamIndex param) {
    if (param == kNoParam) return;
    items.push_back({.text = text, .ticked = model().value(param) > 0.5f, .action = [this, param] {
                       toggle_param(context_, param);
                     }});
  };
  toggle("Free running", common("free_running"));
  items.push_back({.text = "Detune range", .sub = choice_items(context_, common("detune_range"))});
  toggle("Interpolate", context_.own(slot(), "interpolate"));
  for (const char* id : {"sub_shape", "sub_octave", "mode_a", "mode_b"}) {
    const ParamIndex param = context_.own(slot(), id);
    if (param == kNoParam) continue;
    items.push_back(
        {.text = utf8(model().table()[param].spec.name), .sub = choice_items(context_, param)});
  }
  add_remap_items(items);
  items.push_back({.separator = true});
  extra_.add_item(items, slot());
  items.push_back({.text = "Mute the others", .action = [this] {
                     model().edit("Solo", [this](Patch& patch) {
                       for (int i = 0; i < kPatchOscillators; ++i) {
                         if (i == number_) continue;
                         patch.values[context_.slot(SlotKind::kOscillator, i).type_param] = 0.0f;
                       }
                     });
                   }});
  return items;
}

bool OscillatorPanel::is_remapped() const {
  const ParamIndex mode = context_.own(slot(), "warp_mode");
  return mode != kNoParam && choice_text(context_, mode) == "Remap";
}

void OscillatorPanel::follow_remap() {
  draws_remap_ = draws_remap_ && is_remapped();
  if (remap_.isVisible() == draws_remap_) return;
  remap_.setVisible(draws_remap_);
  display_.setVisible(!draws_remap_);
  repaint();
}

void OscillatorPanel::add_remap_items(std::vector<MenuItem>& items) {
  if (!is_remapped()) return;
  MenuItem points{.text = "Points of the remap"};
  for (const int count : kRemapPoints) {
    points.sub.push_back({.text = juce::String(count),
                          .ticked = remap_.points() == count,
                          .action = [this, count] { remap_.set_points(count); }});
  }
  items.push_back({.separator = true});
  items.push_back({.text = "Draw the remap", .ticked = draws_remap_, .action = [this] {
                     draws_remap_ = !draws_remap_;
                     follow_remap();
                   }});
  items.push_back(std::move(points));
  items.push_back({.text = "Remap as it came", .enabled = remap_.points() > 0, .action = [this] {
                     model().edit("Reset remap", [this](Patch& patch) {
                       patch.remaps[static_cast<std::size_t>(number_)].clear();
                     });
                   }});
}

void OscillatorPanel::follow_type() {
  const int type = context_.type_of(slot());
  if (type == type_) return;
  type_ = type;
  extra_.close();  // its knobs are of the old type
  const ModuleSpec* const spec = slot().spec.types[static_cast<std::size_t>(std::max(0, type))];
  int shown = 0;
  for (std::size_t i = 0; i < spec->params.size() && shown < kKnobs; ++i) {
    if (spec->params[i].unit == Unit::kChoice || spec->params[i].unit == Unit::kSwitch) continue;
    knobs_[static_cast<std::size_t>(shown++)]->set_param(context_.own(slot(), static_cast<int>(i)),
                                                         utf8(spec->params[i].name));
  }
  for (; shown < kKnobs; ++shown) knobs_[static_cast<std::size_t>(shown)]->set_param(kNoParam, "");
  const TypeMenus* const menus = menus_of(spec->id);
  for (std::size_t i = 0; i < 2; ++i) {
    menu_params_[i] = menus != nullptr && menus->below[i] != nullptr
                          ? context_.own(slot(), menus->below[i])
                          : kNoParam;
    menus_[i]->setVisible(menu_params_[i] != kNoParam);
  }
  menus_[2]->setVisible(type > 0);
  for (auto& knob : mix_) knob->set_bypassed(type <= 0);
  lay_out_menus();
  repaint();
}

void OscillatorPanel::lay_out_menus() {
  for (auto& menu : menus_) menu->tick();
  const int most = context_.scale < 1.0f ? 108 : 120;  // the position grows beside it
  name_.place_caption(52, 41, std::min(most, name_.natural_width()));
  lay_out_captions({menus_[0].get(), menus_[1].get(), menus_[2].get()}, 12, 131 + more(), 4, 240);
}

void OscillatorPanel::tick() {
  follow_type();
  follow_remap();
  Panel::tick();
  juce::String now;
  if (const ParamIndex position = context_.own(slot(), "position"); position != kNoParam) {
    const ParamSpec& spec = model().table()[position].spec;
    const auto frame = static_cast<int>(
        std::lround(x_to_real(spec, juce::jlimit(0.0f, 1.0f, model().live_x(position)))));
    now = juce::String(frame) + " / 256";
  }
  if (now == place_) return;
  place_ = now;
  repaint(kPlace);
}

void OscillatorPanel::paint(juce::Graphics& g) {
  Panel::paint(g);
  draw_title(g, "Osc " + juce::String(number_ + 1), {36, 8, 48, 20});
  draw_divider(g, 8.0f, static_cast<float>(280 + more()), 248.0f);
  fill_round(g, BoxF(8, 348, 248, 36).translated(0.0f, static_cast<float>(more())), kDisplayRadius,
             kInset);
  if (draws_remap_) fill_round(g, display_.getBounds().toFloat(), kDisplayRadius, kInset);
}

void OscillatorPanel::paintOverChildren(juce::Graphics& g) {
  if (place_.isEmpty()) return;
  draw_text(g, place_, font(Face::kMonoMedium, 11.0f), kText2, kPlace.toFloat(), Align::kRight);
}

}  // namespace kiln::gui
