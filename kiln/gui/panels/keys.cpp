// The keys: what sounds, with pressure, bend and slide; played with the mouse.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/panels/keyboard_bar.h"

namespace kiln::gui {
namespace {

constexpr float kKeyWidth = 21.0f;
constexpr float kKeyHeight = 58.0f;
constexpr float kBlackWidth = 13.0f;
constexpr float kBlackHeight = 0.6f * kKeyHeight;
constexpr int kWhiteSteps[] = {0, 2, 4, 5, 7, 9, 11};

bool is_black(int key) {
  const int step = key % 12;
  return step == 1 || step == 3 || step == 6 || step == 8 || step == 10;
}

bool same(const LiveNote& a, const LiveNote& b) {
  const auto near = [](float x, float y) { return std::fabs(x - y) < 0.02f; };
  return a.key == b.key && a.held == b.held && near(a.pressure, b.pressure) &&
         near(a.bend, b.bend) && near(a.slide, b.slide);
}

}  // namespace

Keys::Keys(Context& context) : Control(context) { setTitle("Keyboard"); }

// Without the window nothing could release them.
Keys::~Keys() {
  let_go();
  release_all();
}

BoxF Keys::box_of(int key) const {
  const int octave = (key - kLowest) / 12;
  const int step = (key - kLowest) % 12;
  int white = 0;
  for (int i = 0; i < 7; ++i) {
    if (kWhiteSteps[i] <= step) white = i;
  }
  const float x = static_cast<float>(7 * octave + white) * kKeyWidth;
  if (is_black(key)) return {x + kKeyWidth - 6.5f, 0.0f, kBlackWidth, kBlackHeight};
  return {x + 0.5f, 0.0f, kKeyWidth - 1.0f, kKeyHeight};
}

int Keys::key_at(Point p) const {
  int found = -1;
  for (int i = 0; i < kWhite * 12 / 7 + 2; ++i) {
    const int key = kLowest + i;
    if (!box_of(key).contains(p)) continue;
    if (is_black(key)) return key;
    found = key;
  }
  return found;
}

const LiveNote* Keys::sounding(int key) const {
  for (const LiveNote& note : shown_) {
    if (note.key == key && note.held) return &note;
  }
  return nullptr;
}

void Keys::tick() {
  const Live& live = context_.live();
  const std::span<const LiveNote> now(live.notes.data(), static_cast<std::size_t>(live.note_count));
  if (std::equal(now.begin(), now.end(), shown_.begin(), shown_.end(), same)) return;
  shown_.assign(now.begin(), now.end());
  repaint();
}

void Keys::paint(juce::Graphics& g) {
  for (const bool black : {false, true}) {
    for (int i = 0; i < 61; ++i) {
      const int key = kLowest + i;
      if (is_black(key) != black) continue;
      const BoxF box = box_of(key);
      const LiveNote* const note = sounding(key);
      if (black) {
        g.setColour(kPanel);
        g.fillRoundedRectangle(box.expanded(1.0f), 2.5f);
        g.setColour(note != nullptr ? kEmber7 : kBlackKey);
        g.fillRoundedRectangle(box, 2.0f);
      } else {
        g.setColour(note != nullptr ? kEmber : kWhiteKey);
        g.fillRoundedRectangle(box, 2.5f);
      }
      if (note != nullptr) {
        const float height = box.getHeight();
        g.setColour(kHot.withAlpha(0.55f));
        if (note->pressure > 0.02f) {
          g.fillRoundedRectangle(box.withTop(height * (1.0f - note->pressure)), 2.5f);
        }
        if (!black) {  // a tick shows bend sideways and slide in height
          const float slide = 0.5f * note->slide + 0.5f;
          const BoxF tick(box.getCentreX() - 1.0f + std::clamp(note->bend, -1.0f, 1.0f) * 6.0f,
                          height * (0.94f - 0.36f * slide) - 8.0f, 2.0f, 8.0f);
          g.setColour(kOnEmber);
          g.fillRoundedRectangle(tick, 1.0f);
        }
      }
      if (!black && key % 12 == 0 && !is_coarse(g)) {
        draw_text_at(g, context_.key_name(key), font(Face::kSemiBold, 11.0f),
                     note != nullptr ? kOnEmber : kKeyName, {box.getCentreX(), kKeyHeight - 6.0f},
                     Align::kCentre);
      }
    }
  }
}

void Keys::play(int key, float velocity) {
  if (key == played_) return;
  let_go();
  played_ = key;
  const int sounded = key + 12 * octave_;
  if (key < 0 || sounded < 0 || sounded > 127) return;
  if (hold_) {
    const auto found = std::find(held_.begin(), held_.end(), sounded);
    if (found != held_.end()) {
      model().note_off(sounded);
      held_.erase(found);
      return;
    }
    held_.push_back(sounded);
  } else {
    sounded_ = sounded;
  }
  model().note_on(sounded, velocity);
}

void Keys::set_hold(bool hold) {
  hold_ = hold;
  if (!hold) release_all();
}

void Keys::release_all() {
  for (const int key : held_) model().note_off(key);
  held_.clear();
}

void Keys::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  const int key = key_at(e.position);
  if (key < 0) return;
  // The nearer to the front of a key, the louder.
  const float height = box_of(key).getHeight();
  play(key, std::clamp(0.25f + 0.75f * e.position.y / height, 0.1f, 1.0f));
}

void Keys::mouseDrag(const juce::MouseEvent& e) {
  if (played_ < 0 || hold_) return;
  const int key = key_at(e.position);
  if (key >= 0) play(key, 0.8f);
}

std::unique_ptr<juce::AccessibilityHandler> Keys::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::image, [this]() -> juce::String {
    int held = 0;
    for (const LiveNote& note : shown_) held += note.held ? 1 : 0;
    return held == 1 ? juce::String("1 key held") : juce::String(held) + " keys held";
  });
}

void Keys::let_go() {
  if (sounded_ >= 0) model().note_off(sounded_);
  sounded_ = played_ = -1;
}

void Keys::mouseUp(const juce::MouseEvent&) { let_go(); }

void Keys::visibilityChanged() {
  if (!isVisible()) let_go();
}

}  // namespace kiln::gui
