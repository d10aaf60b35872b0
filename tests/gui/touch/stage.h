// An editor on a sounding instrument, without a display: for tests of the window.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kiln/gui/editor.h"
#include "kiln/plugin/editor_model.h"
#include "kiln/plugin/processor.h"

namespace kiln::test {

// Keeps what the editor writes away from the player's own folder.
struct OwnFolder {
  OwnFolder() {
    path = std::filesystem::temp_directory_path() /
           ("kiln_gui_test_" + std::to_string(juce::Time::getHighResolutionTicks()));
    std::filesystem::create_directories(path);
    std::ofstream(path / "editor.txt") << "hinted\n";  // not a first start
    setenv("KILN_USER_DATA", path.c_str(), 1);
  }
  ~OwnFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

class Stage {
 public:
  static constexpr int kBlock = 256;

  Stage() {
    processor.setRateAndBufferSizeDetails(48000.0, kBlock);
    processor.prepareToPlay(48000.0, kBlock);
    play(0.05);
  }

  void play(double seconds) {
    juce::AudioBuffer<float> buffer(2, kBlock);
    juce::MidiBuffer midi;
    for (int i = 0; i < static_cast<int>(seconds * 48000.0 / kBlock) + 1; ++i) {
      processor.instrument().upkeep();
      processor.processBlock(buffer, midi);
    }
  }
  void look(int frames = 3) {
    for (int i = 0; i < frames; ++i) editor.look();
  }
  // Its place in the list; −1: none of that name.
  int preset(const std::string& name) const {
    const auto& presets = model.presets();
    for (std::size_t i = 0; i < presets.size(); ++i) {
      if (presets[i].name == name) return static_cast<int>(i);
    }
    return -1;
  }
  // Presets come while the library is read aside.
  void load(const std::string& name) {
    constexpr int kMostWaits = 2000;
    for (int wait = 0; wait < kMostWaits && preset(name) < 0; ++wait) {
      juce::Thread::sleep(10);
      model.poll();
    }
    if (!model.load_preset(preset(name))) std::abort();  // the preset is not in the bank
    play(0.05);
    look();
  }
  void add_route(Source source, const char* target, float depth) {
    model.edit("Add route", [&](Patch& patch) {
      patch.routes.push_back(
          {.source = source,
           .target = {RouteTarget::Kind::kParameter, *model.table().find(target)},
           .depth = depth});
    });
    look();
  }
  // Keys that are down.
  int held() {
    play(0.05);
    const gui::Live& live = model.poll();
    int count = 0;
    for (int i = 0; i < live.note_count; ++i) {
      count += live.notes[static_cast<std::size_t>(i)].held ? 1 : 0;
    }
    return count;
  }
  void set(const char* id, float real) {
    const ParamIndex param = *model.table().find(id);
    model.begin_gesture(param);
    model.set_value(param, real);
    model.end_gesture(param);
    look();
  }
  float value(const char* id) const { return model.value(*model.table().find(id)); }

  // Every component in sight, parents before children.
  std::vector<juce::Component*> visible() {
    std::vector<juce::Component*> all;
    collect(editor, all);
    return all;
  }
  // The first of a kind with that title.
  template <class Kind = juce::Component>
  Kind* find(const juce::String& title) {
    for (juce::Component* const component : visible()) {
      if (component->getTitle() != title) continue;
      if (auto* const found = dynamic_cast<Kind*>(component)) return found;
    }
    return nullptr;
  }

  static gui::Frame& frame_of(gui::Editor& editor) {
    for (juce::Component* const child : editor.getChildren()) {
      if (auto* const frame = dynamic_cast<gui::Frame*>(child)) return *frame;
    }
    std::abort();  // an editor is made with its frame
  }
  gui::Frame& frame() { return frame_of(editor); }

  OwnFolder folder;
  Processor processor;
  EditorModel model{processor};
  gui::Editor editor{model};

 private:
  static void collect(juce::Component& parent, std::vector<juce::Component*>& all) {
    for (juce::Component* const child : parent.getChildren()) {
      if (!child->isVisible()) continue;
      all.push_back(child);
      collect(*child, all);
    }
  }
};

inline juce::KeyPress key(int code, int modifiers = 0) {
  return {code, juce::ModifierKeys(modifiers), 0};
}

// A press, a way and a release, as the mouse gives them. Positions are the component's own.
class Hand {
 public:
  explicit Hand(juce::Component& component, juce::ModifierKeys keys = {})
      : component_(component), keys_(keys) {}

  // From here on, as a hand may in the middle of a drag.
  void hold(juce::ModifierKeys keys) { keys_ = keys; }
  void press(juce::Point<float> at) {
    from_ = at;
    component_.mouseDown(event(at, false));
  }
  void hover(juce::Point<float> at) {
    component_.mouseEnter(event(at, false));
    component_.mouseMove(event(at, false));
  }
  void move(juce::Point<float> to) { component_.mouseDrag(event(to, true)); }
  void release(juce::Point<float> at) { component_.mouseUp(event(at, at != from_)); }
  void drag(juce::Point<float> from, juce::Point<float> to, int steps = 6) {
    press(from);
    for (int i = 1; i <= steps; ++i) {
      move(from + (to - from) * (static_cast<float>(i) / static_cast<float>(steps)));
    }
    release(to);
  }
  void wheel(const juce::MouseWheelDetails& details) {
    component_.mouseWheelMove(event({}, false), details);
  }
  void double_click(juce::Point<float> at) {
    from_ = at;
    component_.mouseDoubleClick(event(at, false, 2));
  }

 private:
  juce::MouseEvent event(juce::Point<float> at, bool dragged, int clicks = 1) const {
    const juce::Time now = juce::Time::getCurrentTime();
    return {juce::Desktop::getInstance().getMainMouseSource(),
            at,
            keys_.withFlags(juce::ModifierKeys::leftButtonModifier),
            1.0f,
            0.0f,
            0.0f,
            0.0f,
            0.0f,
            &component_,
            &component_,
            now,
            from_,
            now,
            clicks,
            dragged};
  }

  juce::Component& component_;
  juce::ModifierKeys keys_;
  juce::Point<float> from_;
};

}  // namespace kiln::test
