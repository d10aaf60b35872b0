// The bar around the keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/keyboard_bar.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/wheel.h"

namespace kiln::gui {
namespace {

constexpr int kRow = 20;  // height of what stays in the folded bar
const KnobStyle kGlideKnob{.size = KnobSize::kSmall, .value_line = true};

}  // namespace

Wheel::Wheel(Context& context, bool bend)
    : SourceDrag(context, bend ? Source::kBend : Source::kWheel), bend_(bend) {
  setTitle(bend ? "Pitch wheel" : "Modulation wheel");
  more_items = [this](std::vector<MenuItem>& items) {
    if (bend_) items.push_back(range_item());
  };
}

MenuItem Wheel::range_item() {
  const float now = model().value(context_.common(SlotKind::kVoice, 0, "bend_up"));
  MenuItem range{.text = "Bend range"};
  for (const int st : {1, 2, 3, 5, 7, 12, 24, 48}) {
    range.sub.push_back({.text = juce::String(st) + " st",
                         .ticked = juce::roundToInt(now) == st,
                         .action = [this, st] { set_range(static_cast<float>(st)); }});
  }
  return range;
}

juce::String Wheel::text() const {
  if (!bend_) return juce::String(juce::roundToInt(100.0f * value_)) + " %";
  const float up = model().value(context_.common(SlotKind::kVoice, 0, "bend_up"));
  return utf8("±") + juce::String(juce::roundToInt(up)) + " st";
}

void Wheel::tick() {
  const float now = bend_ ? context_.live().bend : context_.live().wheel;
  if (!turning_) value_ = now;
  const juce::String words = text() + juce::String(juce::roundToInt(100.0f * value_));
  if (words == shown_text_) return;
  shown_text_ = words;
  repaint();
}

void Wheel::paint(juce::Graphics& g) {
  const BoxF bed(6.0f, 0.0f, 28.0f, 30.0f);
  g.setColour(kInset);
  g.fillRoundedRectangle(bed, 5.0f);
  const float place = bend_ ? 0.5f * value_ + 0.5f : value_;
  if (!bend_ && place > 0.01f) {
    g.setColour(kEmber7);
    g.fillRoundedRectangle(bed.getX() + 11.0f, 27.0f - 24.0f * place, 6.0f, 24.0f * place, 3.0f);
  }
  g.setColour(bend_ ? kText2 : kEmber);
  g.fillRoundedRectangle(bed.getX() + 4.0f, 25.0f - 24.0f * place, 20.0f, 4.0f, 2.0f);
  const juce::String name = bend_ ? "Pitch" : "Mod";
  if (line_height(g) > 14.0f) {  // room for one line
    const BoxF row(0, 32, 40, static_cast<float>(getHeight() - 32));
    const bool touched = hovered_ || turning_;
    draw_text(g, touched ? text() : name, touched ? value_font() : label_font(), kText1, row,
              Align::kCentre);
    return;
  }
  draw_text(g, name, label_font(), hovered_ ? kText1 : kText2, {0, 31, 40, 14}, Align::kCentre);
  const float wide = device_scale(g) < 0.99f ? 40.0f : 44.0f;
  draw_text(g, text(), value_font(), kText1, {20.0f - 0.5f * wide, 45, wide, 14}, Align::kCentre);
}

void Wheel::move_to(float y) {
  const float place = std::clamp((27.0f - y) / 24.0f, 0.0f, 1.0f);
  set(bend_ ? 2.0f * place - 1.0f : place);
}

void Wheel::set(float value) {
  value_ = std::clamp(value, bend_ ? -1.0f : 0.0f, 1.0f);
  if (bend_) {
    model().bend(value_);
  } else {
    model().wheel(value_);
  }
  repaint();
}

void Wheel::set_range(float semitones) {
  const float range = std::round(std::clamp(semitones, 0.0f, 48.0f));
  model().edit("Bend range", [&](Patch& p) {
    p.values[context_.common(SlotKind::kVoice, 0, "bend_up")] = range;
    p.values[context_.common(SlotKind::kVoice, 0, "bend_down")] = range;
  });
}

juce::String Wheel::spoken() {
  return juce::String(juce::roundToInt(100.0f * value_)) + " %" +
         (bend_ ? ", range " + text() : juce::String()) + ", " + SourceDrag::spoken();
}

bool Wheel::keyPressed(const juce::KeyPress& key) {
  const int code = key.getKeyCode();
  const int step = code == juce::KeyPress::upKey ? 1 : code == juce::KeyPress::downKey ? -1 : 0;
  if (step != 0) {
    set(value_ + 0.05f * static_cast<float>(step));
  } else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::deleteKey) {
    set(0.0f);
  } else if (code == juce::KeyPress::endKey) {
    set(1.0f);
  } else if (bend_ && (code == juce::KeyPress::pageUpKey || code == juce::KeyPress::pageDownKey)) {
    set_range(model().value(context_.common(SlotKind::kVoice, 0, "bend_up")) +
              (code == juce::KeyPress::pageUpKey ? 1.0f : -1.0f));
  } else {
    return SourceDrag::keyPressed(key);
  }
  return true;
}

void Wheel::mouseDown(const juce::MouseEvent& e) {
  turning_ = on_wheel(e.position) && !e.mods.isPopupMenu();
  ranging_ = bend_ && e.position.y > 45.0f;
  if (turning_) {
    move_to(e.position.y);
  } else {
    SourceDrag::mouseDown(e);
  }
}

void Wheel::mouseDrag(const juce::MouseEvent& e) {
  if (turning_) {
    move_to(e.position.y);
  } else if (!ranging_) {
    SourceDrag::mouseDrag(e);
  }
}

void Wheel::mouseUp(const juce::MouseEvent& e) {
  if (ranging_ && !turning_) {
    if (e.getDistanceFromDragStartY() != 0) {
      set_range(model().value(context_.common(SlotKind::kVoice, 0, "bend_up")) -
                static_cast<float>(e.getDistanceFromDragStartY()) / 6.0f);
    }
    ranging_ = false;
    return;
  }
  if (!turning_) {
    SourceDrag::mouseUp(e);
    return;
  }
  turning_ = false;
  if (bend_) {
    value_ = 0.0f;
    model().bend(0.0f);
  }
  repaint();
}

KeyboardBar::Octave::Octave(Context& context, Keys& keys)
    : Clickable(context, "Octave"), keys_(keys) {
  setTooltip("Octave of the keys on the screen");
}

void KeyboardBar::Octave::set(int octave) {
  octave_ = std::clamp(octave, -3, 4);
  keys_.set_octave(octave_);
  repaint();
}

juce::String KeyboardBar::Octave::text() const {
  const juce::String number = (octave_ > 0 ? "+" : "") + juce::String(octave_);
  return number.replace("-", utf8("−"));
}

std::unique_ptr<juce::AccessibilityHandler> KeyboardBar::Octave::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::slider, [this] { return text(); });
}

void KeyboardBar::Octave::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(hovered_ ? kRaised : kInset);
  g.fillRoundedRectangle(box, kButtonRadius);
  draw_pair(g, {"Octave", label_font(), kText3}, {text(), box_font(), kText1}, box.reduced(8, 0));
}

void KeyboardBar::Octave::mouseDown(const juce::MouseEvent&) { from_ = octave_; }

void KeyboardBar::Octave::mouseDrag(const juce::MouseEvent& e) {
  set(from_ + (e.getDistanceFromDragStartX() - e.getDistanceFromDragStartY()) / 12);
}

void KeyboardBar::Octave::mouseWheelMove(const juce::MouseEvent&,
                                         const juce::MouseWheelDetails& wheel) {
  set(octave_ + static_cast<int>(wheel_steps(wheel)));
}

bool KeyboardBar::Octave::keyPressed(const juce::KeyPress& key) {
  const int step = key == juce::KeyPress::upKey ? 1 : key == juce::KeyPress::downKey ? -1 : 0;
  if (step != 0) set(octave_ + step);
  return step != 0;
}

KeyboardBar::KeyboardBar(Context& context)
    : Control(context),
      bend_(context, true),
      wheel_(context, false),
      keys_(context),
      glide_(context, context.common(SlotKind::kVoice, 0, "glide"), "Glide", kGlideKnob),
      glide_value_(context, context.common(SlotKind::kVoice, 0, "glide"), "Glide",
                   ValueBox::Look::kField),
      mode_(
          context, "Mode", {"Poly", "Mono", "Legato"}, false,
          [this] {
            return static_cast<int>(model().value(context_.common(SlotKind::kVoice, 0, "mode")));
          },
          [this](int i) {
            choose(context_, context_.common(SlotKind::kVoice, 0, "mode"), static_cast<float>(i));
          }),
      tuning_(context),
      voices_(context, context.common(SlotKind::kVoice, 0, "polyphony"), "Voices",
              ValueBox::Look::kField),
      octave_(context, keys_),
      mpe_(context, StateButton::Look::kToggle, "MPE",
           [this] { return model().play_settings().mpe != PlaySettings::kOff; }),
      hold_(context, StateButton::Look::kToggle, "Hold", [this] { return keys_.hold(); }),
      fold_(context, Icon::kDown, "Fold the keyboard", 14.0f) {
  setTitle("Keyboard bar");
  setFocusContainerType(FocusContainerType::focusContainer);
  for (Control* const control :
       std::initializer_list<Control*>{&bend_, &wheel_, &keys_, &glide_, &mode_, &tuning_, &voices_,
                                       &octave_, &mpe_, &hold_, &fold_}) {
    addAndMakeVisible(control);
  }
  addChildComponent(glide_value_);
  mode_.set_params({context.common(SlotKind::kVoice, 0, "mode")});
  lay_out();
  fold_.on_click = [this] { on_fold(!folded_); };
  fold_.on_menu = [this] { show_popup(fold_, hidden_items()); };
  mpe_.setTooltip("MPE: each finger its own bend, slide and pressure. Right-click for the zone.");
  mpe_.on_click = [this] {
    change_play(context_, [](PlaySettings& play) {
      play.mpe = play.mpe == PlaySettings::kOff ? PlaySettings::kAuto : PlaySettings::kOff;
    });
  };
  mpe_.on_menu = [this] {
    std::vector<MenuItem> items = mpe_items(context_);
    items.push_back({.separator = true});
    items.push_back(kept_settings_item(context_, tuning_));  // a name needs a wide field
    show_popup(mpe_, std::move(items));
  };
  hold_.on_click = [this] { keys_.set_hold(!keys_.hold()); };
}

void KeyboardBar::set_folded(bool folded) {
  if (folded == folded_) return;
  folded_ = folded;
  lay_out();
  repaint();
}

void KeyboardBar::lay_out() {
  for (Control* const control : std::initializer_list<Control*>{&bend_, &wheel_, &keys_, &glide_,
                                                                &voices_, &octave_, &hold_}) {
    control->setVisible(!folded_);
  }
  glide_value_.setVisible(folded_);
  const juce::String what = folded_ ? "Show the keyboard" : "Fold the keyboard";
  fold_.setTitle(what);
  fold_.setTooltip(folded_ ? what + "\nRight-click: wheels, voices, octave, hold" : what);
  fold_.set_icon(folded_ ? Icon::kUp : Icon::kDown, kText2);
  if (folded_) {
    glide_value_.setBounds(752, 2, 88, kRow);
    mode_.setBounds(848, 2, 156, kRow);
    tuning_.setBounds(1012, 2, 156, kRow);
    mpe_.setBounds(1216, 2, 26, kRow);
    fold_.setBounds(1252, 2, 20, kRow);
    return;
  }
  bend_.setBounds(4, 8, 40, 59);
  wheel_.setBounds(44, 8, 40, 59);
  keys_.setBounds(92, 9, 756, 58);
  glide_.setBounds(860, 8, 52, 60);
  mode_.setBounds(920, 10, 156, 24);
  tuning_.setBounds(920, 42, 156, 24);
  voices_.setBounds(1084, 10, 84, 24);
  octave_.setBounds(1084, 42, 84, 24);
  mpe_.setBounds(1216, 10, 26, 24);
  hold_.setBounds(1216, 42, 26, 24);
  fold_.setBounds(1252, 10, 20, 24);
}

std::vector<MenuItem> KeyboardBar::hidden_items() {
  std::vector<MenuItem> items = {
      {.text = fold_.getTitle(), .action = [this] { on_fold(!folded_); }}};
  if (!folded_) return items;
  items.push_back({.separator = true});
  MenuItem wheel{.text = "Modulation wheel"};
  const int now = juce::roundToInt(100.0f * context_.live().wheel);
  for (const int percent : {0, 25, 50, 75, 100}) {
    wheel.sub.push_back(
        {.text = juce::String(percent) + " %", .ticked = percent == now, .action = [this, percent] {
           wheel_.set(0.01f * static_cast<float>(percent));
         }});
  }
  items.push_back(std::move(wheel));
  items.push_back(bend_.range_item());
  MenuItem octave{.text = "Octave"};
  for (int i = -3; i <= 4; ++i) {
    octave.sub.push_back({.text = (i > 0 ? "+" : "") + juce::String(i),
                          .ticked = i == keys_.octave(),
                          .action = [this, i] { octave_.set(i); }});
  }
  items.push_back(std::move(octave));
  const ParamIndex polyphony = context_.common(SlotKind::kVoice, 0, "polyphony");
  MenuItem voices{.text = "Voices"};
  for (const int count : {1, 2, 4, 8, 12, 16, 24, 32, 48, 64}) {
    const auto real = static_cast<float>(count);
    voices.sub.push_back(
        {.text = juce::String(count),
         .ticked = model().value(polyphony) == real,
         .action = [this, polyphony, real] { choose(context_, polyphony, real); }});
  }
  items.push_back(std::move(voices));
  items.push_back({.text = "Hold", .ticked = keys_.hold(), .action = [this] {
                     keys_.set_hold(!keys_.hold());
                   }});
  return items;
}

void KeyboardBar::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) {
    fold_.on_menu();
  } else if (juce::Component* const frame = getParentComponent()) {
    frame->grabKeyboardFocus();
  }
}

void KeyboardBar::paint(juce::Graphics& g) {
  g.fillAll(kPanel);
  g.setColour(kInset);
  const float left = is_coarse(g) ? 1178.0f : 1184.0f;
  const float top = folded_ ? 2.0f : 10.0f, height = folded_ ? kRow : 24.0f;
  g.fillRoundedRectangle(1176, top, 70, height, kButtonRadius);
  draw_text(g, "MPE", label_font(), kText3, {left, top, 1216.0f - left, height});
  if (folded_) return;
  g.setColour(kInset);
  g.fillRoundedRectangle(1176, 42, 70, 24, kButtonRadius);
  draw_text(g, "Hold", label_font(), kText3, {left, 42, 1216.0f - left, 24});
}

}  // namespace kiln::gui
