// Follows the state of the keys, so that chords and repeats come right.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/standalone/computer_keys.h"

#include <algorithm>

namespace kiln {
namespace {

constexpr const char kKeys[] = "awsedftgyhujkolp;";  // from C upwards, in semitones
constexpr int kKeyCount = sizeof(kKeys) - 1;
constexpr float kVelocity = 0.8f;

bool types_text(juce::Component* where) {
  return dynamic_cast<juce::TextEditor*>(where) != nullptr ||
         dynamic_cast<juce::TextEditor*>(juce::Component::getCurrentlyFocusedComponent()) !=
             nullptr;
}

}  // namespace

void ComputerKeys::send(int key, bool on) {
  auto message =
      on ? juce::MidiMessage::noteOn(1, key, kVelocity) : juce::MidiMessage::noteOff(1, key);
  message.setTimeStamp(juce::Time::getMillisecondCounterHiRes() * 0.001);
  midi_.addMessageToQueue(message);
  down_.set(static_cast<std::size_t>(key), on);
}

void ComputerKeys::release_all() {
  for (std::size_t key = 0; key < down_.size(); ++key) {
    if (down_.test(key)) send(static_cast<int>(key), false);
  }
}

bool ComputerKeys::keyPressed(const juce::KeyPress& key, juce::Component* where) {
  if (types_text(where) || key.getModifiers().isAnyModifierKeyDown()) return false;
  const juce::juce_wchar letter =
      juce::CharacterFunctions::toLowerCase(static_cast<juce::juce_wchar>(key.getKeyCode()));
  if (letter == 'z' || letter == 'x') {
    release_all();
    octave_ = std::clamp(octave_ + (letter == 'x' ? 1 : -1), 0, 9);
    return true;
  }
  return letter < 128 && juce::String(kKeys).containsChar(letter);
}

bool ComputerKeys::keyStateChanged(bool, juce::Component* where) {
  if (types_text(where)) {
    release_all();
    return false;
  }
  bool changed = false;
  const bool plain = !juce::ModifierKeys::currentModifiers.isAnyModifierKeyDown();
  for (int i = 0; i < kKeyCount; ++i) {
    const int key = 12 * octave_ + i;
    if (key > 127) break;
    const bool is_down = plain && juce::KeyPress::isKeyCurrentlyDown(kKeys[i]);
    if (is_down == down_.test(static_cast<std::size_t>(key))) continue;
    send(key, is_down);
    changed = true;
  }
  return changed;
}

}  // namespace kiln
