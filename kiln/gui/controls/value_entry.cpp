// The field deletes itself when it is left.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/value_entry.h"

#include "kiln/gui/style/paint.h"

namespace kiln::gui {
namespace {

class Entry : public juce::TextEditor {
 public:
  Entry(const juce::String& text, std::function<bool(const juce::String&)> take)
      : take_(std::move(take)) {
    setFont(box_font());
    setJustification(juce::Justification::centred);
    setBorder(juce::BorderSize<int>(0));
    setIndents(2, 0);
    setText(text, false);
    setTitle("Value");
    onReturnKey = [this] {
      if (take_(getText())) {
        close();
      } else {
        applyColourToAllText(kError);
        selectAll();
      }
    };
    onEscapeKey = [this] { close(); };
    onFocusLost = [this] { close(); };
  }

  void paintOverChildren(juce::Graphics& g) override {
    g.setColour(kEmber);
    g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.75f), 4.0f, 1.5f);
  }

 private:
  void close() {
    if (closing_) return;
    closing_ = true;
    juce::Component* const parent = getParentComponent();
    juce::MessageManager::callAsync(
        [self = SafePointer<Entry>(this)] { delete self.getComponent(); });
    setVisible(false);
    if (parent != nullptr && parent->getWantsKeyboardFocus()) parent->grabKeyboardFocus();
  }

  std::function<bool(const juce::String&)> take_;
  bool closing_ = false;
};

}  // namespace

void open_entry(juce::Component& parent, juce::Rectangle<int> box, const juce::String& text,
                std::function<bool(const juce::String&)> take) {
  auto* const entry = new Entry(text, std::move(take));
  entry->setBounds(box);
  parent.addAndMakeVisible(entry);
  entry->selectAll();
  entry->grabKeyboardFocus();
}

}  // namespace kiln::gui
