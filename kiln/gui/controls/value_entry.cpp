// The field deletes itself when it is left.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/value_entry.h"

#include <algorithm>

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
        refuse(true);
      }
    };
    onTextChange = [this] {
      if (refused_) refuse(false);
    };
    onEscapeKey = [this] { close(); };
    onFocusLost = [this] { close(false); };  // where it went it stays
  }

  void paintOverChildren(juce::Graphics& g) override {
    g.setColour(refused_ ? kError : kEmber);
    g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(0.75f), 4.0f, 1.5f);
  }

 private:
  // A selection would hide the colour.
  void refuse(bool refused) {
    refused_ = refused;
    applyColourToAllText(refused ? kError : kText1);
    if (refused) moveCaretToEnd();
    repaint();
  }

  void close(bool focus_back = true) {
    if (closing_) return;
    closing_ = true;
    juce::Component* const parent = getParentComponent();
    juce::MessageManager::callAsync(
        [self = SafePointer<Entry>(this)] { delete self.getComponent(); });
    setVisible(false);
    if (focus_back && parent != nullptr && parent->getWantsKeyboardFocus()) {
      parent->grabKeyboardFocus();
    }
  }

  std::function<bool(const juce::String&)> take_;
  bool closing_ = false;
  bool refused_ = false;
};

}  // namespace

void open_entry(juce::Component& parent, juce::Rectangle<int> box, const juce::String& text,
                std::function<bool(const juce::String&)> take) {
  auto* const entry = new Entry(text, std::move(take));
  const juce::Font face = readable(box_font(), window_scale(parent));
  const int high = std::max(box.getHeight(), juce::roundToInt(face.getHeight()));
  entry->setBounds(
      box.withSizeKeepingCentre(box.getWidth(), high).constrainedWithin(parent.getLocalBounds()));
  entry->applyFontToAllText(face);
  parent.addAndMakeVisible(entry);
  entry->selectAll();
  entry->grabKeyboardFocus();
}

void fit_field(juce::TextEditor& field, const juce::Font& design, float scale, int left) {
  const juce::Font face = readable(design, scale);
  if (field.getFont() == face) return;
  field.applyFontToAllText(face);
  field.setIndents(left, std::max(0, (field.getHeight() - juce::roundToInt(face.getHeight())) / 2));
}

}  // namespace kiln::gui
