// Gestures on one parameter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/param_edit.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/style/paint.h"
#include "kiln/parameters/tempo.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

// "attack" goes with "sync" and "attack_division", "rate" with "rate_sync" and "rate_division".
TempoPair pair_of(const ParamTable& table, ParamIndex param) {
  const std::string& id = table[param].id;
  const auto division = table.find(id + "_division");
  if (!division) return {};
  auto sync = table.find(id + "_sync");
  if (!sync) sync = table.find(id.substr(0, id.rfind('.')) + ".sync");
  return sync ? TempoPair{*sync, *division} : TempoPair{};
}

}  // namespace

ParamEdit::ParamEdit(Context& context, ParamIndex param) : context_(context), param_(kNoParam) {
  set(param);
}

void ParamEdit::set(ParamIndex param) {
  if (dragging()) end();
  param_ = param;
  pair_ = valid() ? pair_of(context_.model.table(), param) : TempoPair{};
}

std::vector<ParamIndex> ParamEdit::all() const {
  if (!valid()) return {};
  if (!has_pair()) return {param_};
  return {param_, pair_.sync, pair_.division};
}

bool ParamEdit::synced() const { return has_pair() && context_.model.value(pair_.sync) > 0.5f; }

void ParamEdit::toggle_sync() {
  if (!has_pair()) return;
  const ParamSpec& free = context_.model.table()[param_].spec;
  const bool is_rate = free.unit == Unit::kHertz;
  Model& model = context_.model;
  const bool to_tempo = !synced();
  const float free_value = model.value(param_);
  const float beats = context_.live().beats_per_second;
  const auto division = static_cast<int>(model.value(pair_.division));
  const auto set_one = [&](ParamIndex param, float real) {
    model.begin_gesture(param);
    model.set_value(param, real);
  };
  set_one(pair_.sync, to_tempo ? 1.0f : 0.0f);
  if (to_tempo) {
    const float seconds = is_rate ? 1.0f / std::max(free_value, 1e-4f) : free_value;
    set_one(pair_.division, static_cast<float>(nearest_division(seconds * beats)));
  } else {
    const float seconds = static_cast<float>(division_beats(division)) / beats;
    set_one(param_, clamp_real(free, is_rate ? 1.0f / seconds : seconds));
  }
  model.end_gesture(to_tempo ? pair_.division : param_);
  model.end_gesture(pair_.sync);
}

float ParamEdit::x() const { return real_to_x(spec(), real()); }

juce::String ParamEdit::text() const {
  if (!valid()) return {};
  return utf8(display_text(spec(), real()));
}

bool ParamEdit::bipolar() const {
  const ParamSpec& s = spec();
  return s.min < 0.0f && s.max > 0.0f && std::isfinite(s.min) && s.curve != Curve::kLevel;
}

void ParamEdit::begin() {
  if (!valid() || dragging()) return;
  open_ = param();
  context_.model.begin_gesture(open_);
}

void ParamEdit::drag_to(float x) {
  if (valid()) context_.model.set_value(param(), x_to_real(spec(), std::clamp(x, 0.0f, 1.0f)));
}

void ParamEdit::set_real(float real) {
  if (valid()) context_.model.set_value(param(), clamp_real(spec(), real));
}

void ParamEdit::end() {
  if (!dragging()) return;
  context_.model.end_gesture(open_);
  open_ = kNoParam;
}

void ParamEdit::wheel(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  const float steps = wheel_steps(wheel);
  if (steps != 0.0f) move(steps * (e.mods.isShiftDown() ? 0.1f : 1.0f));
}

void ParamEdit::move(float steps) {
  if (!valid()) return;
  const bool alone = !dragging();
  if (alone) begin();
  if (spec().curve == Curve::kStep) {
    set_real(real() + (steps > 0.0f ? std::ceil(steps * 0.999f) : std::floor(steps * 0.999f)));
  } else {
    drag_to(x() + 0.01f * steps);
  }
  if (alone) end();
}

void ParamEdit::reset() {
  if (!valid()) return;
  begin();
  set_real(spec().initial);
  end();
}

bool ParamEdit::type_in(const juce::String& text) {
  if (!valid()) return false;
  const std::string typed = text.trim().toStdString();
  // A note value means the tempo, a time or rate does not.
  const bool to_tempo = has_pair() && division_index(typed.c_str()) >= 0;
  const ParamSpec& meant = context_.model.table()[to_tempo ? pair_.division : param_].spec;
  ParsedValue parsed = parse_value(meant, typed);
  if (!parsed.ok) return false;
  if (const auto hertz = note_hertz(typed); hertz && meant.unit == Unit::kHertz) {
    // Which C key 60 is, the player says.
    const int octaves = 4 - context_.model.preferences().middle_c;
    parsed = checked_value(meant, std::ldexp(*hertz, octaves));
  }
  const bool switches = to_tempo != synced();
  if (switches) {
    context_.model.begin_step(context_.param_name(param_));
    toggle_sync();
  }
  begin();
  set_real(parsed.real);
  end();
  if (switches) context_.model.end_step();
  return true;
}

bool ParamEdit::key(const juce::KeyPress& key, juce::Component& at,
                    const std::function<void()>& enter_value,
                    const std::function<std::vector<MenuItem>()>& more) {
  if (key == juce::KeyPress::returnKey) {
    enter_value();
    return true;
  }
  if (is_menu_key(key)) {
    show_menu(at, enter_value, more ? more() : std::vector<MenuItem>{});
    return true;
  }
  return move_by(key);
}

bool ParamEdit::move_by(const juce::KeyPress& key) {
  if (!valid()) return false;
  const float size = key.getModifiers().isShiftDown() ? 0.1f : 1.0f;
  const int code = key.getKeyCode();
  if (code == juce::KeyPress::upKey || code == juce::KeyPress::rightKey) {
    move(size);
  } else if (code == juce::KeyPress::downKey || code == juce::KeyPress::leftKey) {
    move(-size);
  } else if (code == juce::KeyPress::pageUpKey) {
    move(10.0f);
  } else if (code == juce::KeyPress::pageDownKey) {
    move(-10.0f);
  } else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::endKey) {
    begin();
    set_real(code == juce::KeyPress::homeKey ? spec().min : spec().max);
    end();
  } else if (code == juce::KeyPress::deleteKey) {
    reset();
  } else if (code == juce::KeyPress::escapeKey && context_.model.learning() == param()) {
    context_.model.learn(param());  // a second time ends it
  } else {
    return false;
  }
  return true;
}

MenuItem ParamEdit::modulation_menu() {
  const ParamIndex to = target();
  std::vector<MenuItem> items;
  for (const int number : context_.routes_of(to)) {
    const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
    MenuItem item;
    item.text = utf8(context_.source_name(route.source)) + "  " +
                utf8(context_.depth_words(route, route.depth));
    item.sub = {{.text = route.enabled ? "Switch off" : "Switch on",
                 .action =
                     [this, number] {
                       context_.change_route(number, "Switch route",
                                             [](Route& r) { r.enabled = !r.enabled; });
                     }},
                {.text = "Turn round",
                 .action =
                     [this, number] {
                       context_.change_route(number, "Turn route round",
                                             [](Route& r) { r.depth = -r.depth; });
                     }},
                {.text = "Remove", .action = [this, number] { context_.remove_route(number); }}};
    items.push_back(std::move(item));
  }
  MenuItem add{.text = "Add"};
  for (int i = 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    add.sub.push_back({.text = utf8(context_.source_name(source)), .action = [this, source, to] {
                         context_.add_route(source, to, context_.model.table()[to].spec.drop_depth);
                       }});
  }
  if (!items.empty()) items.push_back({.separator = true});
  items.push_back(std::move(add));
  return {.text = "Modulations",
          .hint = juce::String(static_cast<int>(context_.routes_of(to).size())),
          .enabled = context_.model.table()[to].spec.modulatable(),
          .sub = std::move(items)};
}

void ParamEdit::show_menu(juce::Component& at, std::function<void()> enter_value,
                          std::vector<MenuItem> more) {
  if (!valid()) return;
  const ParamIndex p = param();
  const int controller = context_.model.controller_of(p);
  std::vector<MenuItem> items = {
      {.text = "MIDI learn",
       .hint = controller >= 0 ? "CC " + juce::String(controller) : juce::String(),
       .enabled = !spec().structural(),
       .action = [this, p] { context_.model.learn(p); }},
      {.text = "Clear MIDI",
       .enabled = controller >= 0,
       .action = [this, p] { context_.model.forget(p); }},
      modulation_menu(),
      {.text = "Enter value", .hint = "Enter", .action = std::move(enter_value)},
      {.text = "Reset", .hint = "Del", .action = [this] { reset(); }}};
  if (has_pair()) {
    items.push_back(
        {.text = "Follow the tempo", .ticked = synced(), .action = [this] { toggle_sync(); }});
  }
  if (!more.empty()) items.push_back({.separator = true});
  for (MenuItem& item : more) items.push_back(std::move(item));
  show_popup(at, std::move(items));
}

juce::String ParamEdit::spoken() const {
  if (!valid()) return {};
  juce::String words = text();
  const std::vector<int>& routes = context_.routes_of(target());
  if (routes.empty()) return words;
  words << ", " << static_cast<int>(routes.size())
        << (routes.size() == 1 ? " modulation: " : " modulations: ");
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Route& route = context_.patch().routes[static_cast<std::size_t>(routes[i])];
    words << (i > 0 ? ", " : "") << utf8(context_.source_name(route.source)) << " "
          << utf8(context_.depth_words(route, route.depth));
  }
  return words;
}

}  // namespace kiln::gui
