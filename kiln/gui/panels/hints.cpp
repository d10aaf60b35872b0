// Five lines on a card in the middle.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/hints.h"

#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {
namespace {

struct Hint {
  const char* hand;
  const char* result;
};
constexpr Hint kHints[] = {
    {"Drag a grip to a knob", "makes a route; Alt-drag on the knob changes its depth"},
    {"Drag up or right", "turns a knob; with Shift finely; the wheel by one per cent"},
    {"Double-click", "on a knob resets it, on its name lets you type a value"},
    {"Right-click", "MIDI learn and all routes of a knob"},
    {"Ctrl+Z", "takes back any edit; Ctrl+F searches the presets"},
};
constexpr float kCardWidth = 560.0f, kCardHeight = 248.0f;
constexpr float kRow = 28.0f;

}  // namespace

Hints::Hints(Context& context) : Control(context), start_(context, "Start", true) {
  setTitle("The main gestures");
  setFocusContainerType(FocusContainerType::focusContainer);
  setWantsKeyboardFocus(true);
  addAndMakeVisible(start_);
  start_.on_click = [this] { close(); };
}

BoxF Hints::card() const {
  return getLocalBounds().toFloat().withSizeKeepingCentre(kCardWidth, kCardHeight);
}

void Hints::resized() {
  start_.setBounds(card().toNearestInt().removeFromBottom(44).removeFromRight(104).reduced(12, 8));
}

void Hints::paint(juce::Graphics& g) {
  g.fillAll(kBackground.withAlpha(0.7f));
  fill_round(g, card(), kPanelRadius, kRaised);
  BoxF row = card().reduced(20.0f, 14.0f).removeFromTop(kRow);
  draw_text(g, "Five gestures for everything", title_font(), kText1, row);
  for (const Hint& hint : kHints) {
    row.translate(0.0f, kRow);
    draw_text(g, hint.hand, font(Face::kSemiBold, 12.0f), kEmber, row.withWidth(160.0f));
    draw_text(g, hint.result, body_font(), kText1, row.withTrimmedLeft(164.0f));
  }
}

// The card closes after this call: it owns what called.
void Hints::close() {
  juce::MessageManager::callAsync([safe = juce::Component::SafePointer<Hints>(this)] {
    if (safe != nullptr) safe->on_close();
  });
}

void Hints::mouseDown(const juce::MouseEvent&) { close(); }

bool Hints::keyPressed(const juce::KeyPress& key) {
  const bool closes = key == juce::KeyPress::escapeKey || key == juce::KeyPress::returnKey;
  if (closes) close();
  return closes;
}

std::unique_ptr<juce::AccessibilityHandler> Hints::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::dialogWindow, []() -> juce::String {
    juce::StringArray words;
    for (const Hint& hint : kHints) words.add(juce::String(hint.hand) + " " + hint.result);
    return words.joinIntoString(". ");
  });
}

}  // namespace kiln::gui
