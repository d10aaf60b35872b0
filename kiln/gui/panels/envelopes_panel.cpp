// The envelopes: four tabs, one display, six knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "kiln/gui/panels/modulators_panel.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr const char* kStageIds[] = {"delay", "attack", "hold", "decay", "sustain", "release"};
constexpr const char* kEnvelopeNames[] = {"Amp", "Env 2", "Env 3", "Env 4"};

Source envelope_source(int number) {
  return static_cast<Source>(static_cast<int>(Source::kEnv1) + number);
}

}  // namespace

EnvelopesPanel::EnvelopesPanel(Context& context)
    : Panel(context, "Envelopes"),
      display_(context),
      trigger_(context, Menu::Look::kCaption, "Envelope trigger",
               [this] { return param("trigger"); }),
      more_(context, Icon::kDots, "Envelope more", 14.0f),
      extra_(context, *this) {
  for (int i = 0; i < kEnvelopeCount; ++i) {
    tabs_.push_back(
        std::make_unique<ModulatorTab>(context, envelope_source(i), kEnvelopeNames[i], false));
    place(*this, *tabs_.back(), {8 + 96 * i, 8, 96, 28});
    tabs_.back()->on_click = [this, i] { choose_number(i); };
  }
  place(*this, display_, {8, 44, 384, 112});
  set_growing(224, {&display_});
  addAndMakeVisible(trigger_);
  place(*this, more_, {370, 48, 18, 18});
  trigger_.on_resize = [this] {
    const int width = trigger_.natural_width();
    trigger_.place_caption(370 - width, 48, width);
  };
  more_.on_click = [this] { show_popup(more_, more_items()); };
  choose_number(1);
}

ParamIndex EnvelopesPanel::param(const char* id) const {
  return context_.common(SlotKind::kEnvelope, number_, id);
}

bool EnvelopesPanel::keyPressed(const juce::KeyPress& key) {
  return copy_key(context_, context_.slot(SlotKind::kEnvelope, number_), key);
}

void EnvelopesPanel::choose_number(int number) {
  number_ = number;
  extra_.close();
  for (int i = 0; i < kEnvelopeCount; ++i) {
    tabs_[static_cast<std::size_t>(i)]->set_chosen(i == number);
  }
  display_.set_number(number);
  knobs_.clear();
  KnobStyle style;
  style.accent = source_colour(envelope_source(number));
  int column = 0;
  for (const char* id : kStageIds) {
    knobs_.push_back(std::make_unique<Knob>(context_, param(id), with_capital(id), style));
    place(*this, *knobs_.back(), {8 + 64 * column++, 159 + more(), 64, 57});
  }
  trigger_.tick();
  trigger_.on_resize();
  repaint();
}

std::vector<MenuItem> EnvelopesPanel::more_items() {
  const auto toggle = [this](const char* text, ParamIndex p) {
    return MenuItem{.text = text, .ticked = model().value(p) > 0.5f, .action = [this, p] {
                      toggle_param(context_, p);
                    }};
  };
  std::vector<MenuItem> items = slot_items(context_, context_.slot(SlotKind::kEnvelope, number_));
  items.push_back({.separator = true});
  items.push_back({.text = "Loop", .sub = choice_items(context_, param("loop"))});
  items.push_back(toggle("Follow the tempo", param("sync")));
  items.push_back(toggle("Hard attack", param("hard")));
  MenuItem velocity{.text = "Velocity",
                    .hint = utf8(display_text(model().table()[param("velocity")].spec,
                                              model().value(param("velocity"))))};
  for (const float percent : {-100.0f, -50.0f, 0.0f, 25.0f, 50.0f, 75.0f, 100.0f}) {
    const ParamIndex p = param("velocity");
    velocity.sub.push_back({.text = utf8(display_text(model().table()[p].spec, percent)),
                            .ticked = model().value(p) == percent,
                            .action = [this, p, percent] { choose(context_, p, percent); }});
  }
  items.push_back(std::move(velocity));
  extra_.add_item(items, context_.slot(SlotKind::kEnvelope, number_));
  return items;
}

void EnvelopesPanel::tick() {
  Panel::tick();
  juce::StringArray now;
  for (const char* id : {"attack", "decay", "sustain", "release"}) {
    ParamEdit edit(context_, param(id));
    now.add(edit.text());
  }
  if (now == readings_) return;
  readings_ = now;
  repaint(8, 44, 290, 24);
}

void EnvelopesPanel::paintOverChildren(juce::Graphics& g) {
  if (is_coarse(g)) return;  // the knobs have them, too
  constexpr const char* kLetters[] = {"A", "D", "S", "R"};
  constexpr float kLeft = 18.0f, kLetterGap = 5.0f, kGap = 14.0f;
  float wide = 0.0f;
  for (int i = 0; i < readings_.size(); ++i) {
    wide += text_width(g, kLetters[i], label_font()) + kLetterGap +
            text_width(g, readings_[i], value_font()) + kGap;
  }
  const float share =
      std::min(1.0f, (static_cast<float>(trigger_.getX()) - kLeft) / std::max(1.0f, wide));
  float left = kLeft;
  for (int i = 0; i < readings_.size(); ++i) {
    const float letter = text_width(g, kLetters[i], label_font());
    draw_text(g, kLetters[i], label_font(), kText3, {left, 49, letter + 1.0f, 18});
    left += letter + share * kLetterGap;
    const float value = text_width(g, readings_[i], value_font());
    draw_text(g, readings_[i], value_font(), kText1, {left, 49, share * value + 1.0f, 18});
    left += share * (value + kGap);
  }
}

}  // namespace kiln::gui
