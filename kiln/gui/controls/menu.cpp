// Drop-downs and caption menus.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/menu.h"

#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/style/icons.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

// A slot of the chain is empty, where an oscillator or a filter is off.
juce::String choice_name(Context& context, ParamIndex param, float real) {
  const ParamTable& table = context.model.table();
  const SlotInfo& slot = table.slots()[table[param].slot];
  if (slot.spec.kind == SlotKind::kEffect && param == slot.type_param && real < 0.5f) return "None";
  return with_capital(utf8(display_text(table[param].spec, real)));
}

}  // namespace

juce::String with_capital(const juce::String& text) {
  return text.substring(0, 1).toUpperCase() + text.substring(1);
}

// Short words without a vowel are abbreviations, and so are some with one.
juce::String tag_word(const juce::String& tag) {
  static const juce::StringArray known{"edm", "idm", "lfo", "mpe"};
  const juce::String letters = tag.toLowerCase();
  const bool short_one = letters.length() <= 4 && letters.containsOnly("bcdfghjklmnpqrstvwxz");
  return short_one || known.contains(letters) ? letters.toUpperCase() : tag;
}

juce::String choice_text(Context& context, ParamIndex param) {
  return param == kNoParam ? juce::String()
                           : choice_name(context, param, context.model.value(param));
}

void choose(Context& context, ParamIndex param, float real) {
  context.model.begin_gesture(param);
  context.model.set_value(param, real);
  context.model.end_gesture(param);
}

std::vector<MenuItem> choice_items(Context& context, ParamIndex param) {
  std::vector<MenuItem> items;
  if (param == kNoParam) return items;
  const ParamSpec& spec = context.model.table()[param].spec;
  const float now = context.model.value(param);
  for (float real = spec.min; real <= spec.max; real += 1.0f) {
    items.push_back({.text = choice_name(context, param, real),
                     .ticked = real == now,
                     .action = [&context, param, real] { choose(context, param, real); }});
  }
  return items;
}

Menu::Menu(Context& context, Look look, const juce::String& title,
           std::function<juce::String()> text, std::function<std::vector<MenuItem>()> items)
    : Control(context),
      look_(look),
      text_(std::move(text)),
      items_(std::move(items)),
      shown_(text_()) {
  make_focusable();
  setTitle(title);
}

Menu::Menu(Context& context, Look look, const juce::String& title,
           std::function<ParamIndex()> param, const juce::String& prefix)
    : Menu(
          context, look, title,
          [&context, param, prefix] {
            const juce::String text = choice_text(context, param());
            return prefix.isEmpty() ? text : prefix + " " + text.toLowerCase();
          },
          [&context, param] { return choice_items(context, param()); }) {
  param_ = std::move(param);
}

std::vector<ParamIndex> Menu::params() const {
  if (others_) return others_();
  if (!param_ || param_() == kNoParam) return {};
  return {param_()};
}

juce::String Menu::getTooltip() {
  const juce::String own = Control::getTooltip();
  return own.isNotEmpty() || context_.scale > 0.99f ? own : getTitle() + "\n" + shown_;
}

void Menu::set_muted(bool muted) {
  if (muted == muted_) return;
  muted_ = muted;
  repaint();
}

void Menu::place_caption(int left, int top, int width) {
  setBounds(left, top - kReach, width, kCaptionHeight + 2 * kReach);
}

int Menu::natural_width() const {
  return static_cast<int>(std::ceil(text_width(shown_, readable(label_font())))) + 5 + 1 + 12 + 3;
}

void Menu::tick() {
  juce::String now = text_();
  if (now == shown_ && scale_ == context_.scale) return;
  shown_ = std::move(now);
  scale_ = context_.scale;
  on_resize();
  repaint();
}

void Menu::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  if (look_ == Look::kField) {
    g.setColour(hovered_ ? kHover : kRaised);
    g.fillRoundedRectangle(box, kButtonRadius);
    const bool narrow = box.getWidth() < 90.0f;
    BoxF words = box.withTrimmedLeft(10.0f).withTrimmedRight(narrow ? 20.0f : 26.0f);
    const juce::Colour colour = muted_ ? kText3 : kText1;
    if (name_.isNotEmpty()) {
      draw_pair(g, {name_, label_font(), kText3}, {shown_, control_font(), colour}, words);
    } else {
      draw_text(g, shown_, control_font(), colour, words);
    }
    const float size = narrow ? 14.0f : 16.0f;
    draw_icon(g, Icon::kDown, box.withLeft(box.getRight() - 6.0f - size).withWidth(size), colour,
              size);
    return;
  }
  if (hovered_) {
    g.setColour(kHover);
    g.fillRoundedRectangle(box.reduced(0.0f, static_cast<float>(kReach)), kRowRadius);
  }
  const juce::Colour colour = look_ == Look::kCaptionBright || hovered_ ? kText1 : kText2;
  const float right = box.getRight() - 3.0f;
  draw_text(g, shown_, label_font(), colour, box.withTrimmedLeft(5.0f).withRight(right - 12.0f));
  draw_icon(g, Icon::kDown, {right - 12.0f, box.getY(), 12.0f, box.getHeight()}, colour, 12.0f);
}

void Menu::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  repaint();
}

void Menu::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void Menu::open() { show_popup(*this, items_()); }

void Menu::mouseDown(const juce::MouseEvent&) { open(); }

void Menu::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  const float steps = wheel_steps(wheel);
  if (!param_ || steps == 0.0f) return;
  const ParamIndex param = param_();
  if (param == kNoParam) return;
  const float next = clamp_real(model().table()[param].spec, model().value(param) - steps);
  if (next != model().value(param)) choose(context_, param, next);
}

bool Menu::keyPressed(const juce::KeyPress& key) {
  if (key == juce::KeyPress::returnKey || key == juce::KeyPress::spaceKey) {
    open();
    return true;
  }
  if (!param_ || param_() == kNoParam) return false;
  const int step = key == juce::KeyPress::downKey ? 1 : key == juce::KeyPress::upKey ? -1 : 0;
  if (step == 0) return false;
  const ParamIndex param = param_();
  choose(context_, param,
         clamp_real(model().table()[param].spec, model().value(param) + static_cast<float>(step)));
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> Menu::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] { open(); });
  actions.addAction(juce::AccessibilityActionType::showMenu, [this] { open(); });
  return spoken_handler(*this, juce::AccessibilityRole::comboBox, text_, {}, std::move(actions));
}

float caption_share(const std::vector<Menu*>& menus, int gap, int room) {
  int total = 0, gaps = 0;
  for (const Menu* const menu : menus) {
    if (!menu->isVisible()) continue;
    total += menu->natural_width();
    gaps += gap;
  }
  const auto free = static_cast<float>(std::max(1, room - std::max(0, gaps - gap)));
  return std::min(1.0f, free / static_cast<float>(std::max(1, total)));
}

void lay_out_captions(const std::vector<Menu*>& menus, int left, int top, int gap, int room) {
  const float share = caption_share(menus, gap, room);
  for (Menu* const menu : menus) {
    if (!menu->isVisible()) continue;
    const auto width = static_cast<int>(share * static_cast<float>(menu->natural_width()));
    menu->place_caption(left, top, width);
    left += width + gap;
  }
}

}  // namespace kiln::gui
