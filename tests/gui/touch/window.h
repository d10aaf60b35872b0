// A window that no system shows: what is in it can have the keyboard's focus.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/touch/stage.h"

namespace kiln::test {

class Window : public juce::Component {
 public:
  explicit Window(juce::Component& inside) {
    setBounds(inside.getLocalBounds());
    addAndMakeVisible(inside);
    setVisible(true);
    addToDesktop(0);
  }
  ~Window() override { removeFromDesktop(); }

  // As the keyboard sends it: to what has the focus, then to what is around it.
  bool type(const juce::KeyPress& key) { return getPeer()->handleKeyPress(key); }
  bool type(int code, int modifiers = 0) {
    return type(juce::KeyPress(code, juce::ModifierKeys(modifiers), 0));
  }

 private:
  class Peer : public juce::ComponentPeer {
   public:
    explicit Peer(juce::Component& window) : ComponentPeer(window, 0) {}
    void* getNativeHandle() const override { return nullptr; }
    void setVisible(bool) override {}
    void setTitle(const juce::String&) override {}
    void setBounds(const juce::Rectangle<int>&, bool) override {}
    juce::Rectangle<int> getBounds() const override { return component.getLocalBounds(); }
    juce::Point<float> localToGlobal(juce::Point<float> at) override { return at; }
    juce::Point<float> globalToLocal(juce::Point<float> at) override { return at; }
    void setMinimised(bool) override {}
    bool isMinimised() const override { return false; }
    void setFullScreen(bool) override {}
    bool isFullScreen() const override { return false; }
    void setIcon(const juce::Image&) override {}
    bool contains(juce::Point<int> at, bool) const override {
      return component.getLocalBounds().contains(at);
    }
    OptionalBorderSize getFrameSizeIfPresent() const override { return {}; }
    juce::BorderSize<int> getFrameSize() const override { return {}; }
    bool setAlwaysOnTop(bool) override { return true; }
    void toFront(bool) override {}
    void toBehind(ComponentPeer*) override {}
    bool isFocused() const override { return true; }
    void grabFocus() override {}
    void repaint(const juce::Rectangle<int>&) override {}
    void performAnyPendingRepaintsNow() override {}
    void setAlpha(float) override {}
    juce::StringArray getAvailableRenderingEngines() override { return {"none"}; }
    void textInputRequired(juce::Point<int>, juce::TextInputTarget&) override {}
  };
  juce::ComponentPeer* createNewPeer(int, void*) override { return new Peer(*this); }
};

}  // namespace kiln::test
