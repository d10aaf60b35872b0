// The editor in a host's window: its size is remembered, its shape kept.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <juce_audio_processors/juce_audio_processors.h>

#include <algorithm>
#include <cmath>

#include "kiln/gui/editor.h"
#include "kiln/plugin/create_editor.h"
#include "kiln/plugin/editor_model.h"
#include "kiln/plugin/processor.h"

namespace kiln {
namespace {

// The largest scale that fits beside a title bar.
float most_of(juce::Rectangle<int> area) {
  constexpr int kTitleBar = 60;
  return std::min(static_cast<float>(area.getWidth()) / gui::kWidth,
                  static_cast<float>(area.getHeight() - kTitleBar) / gui::kHeight);
}

// Of all screens: the host may show its window on any.
float most_of_screens() {
  float most = 0.0f;
  for (const auto& display : juce::Desktop::getInstance().getDisplays().displays) {
    most = std::max(most, most_of(display.userArea));
  }
  return most > 0.0f ? std::clamp(most, 0.5f, 2.0f) : 2.0f;
}

// The largest size in steps of 25 % that leaves a third of the work area to the host; 100 % if that
// fits at all, else what fits.
int first_width(juce::Rectangle<int> area) {
  const float most = most_of(area);
  const float comfortable =
      std::floor(4.0f * 0.667f * static_cast<float>(area.getWidth()) / gui::kWidth) / 4.0f;
  const float scale = most < 1.0f ? most : std::min(most, std::max(1.0f, comfortable));
  return juce::roundToInt(gui::kWidth * std::clamp(scale, 0.5f, 2.0f));
}

class KilnEditor final : public juce::AudioProcessorEditor {
 public:
  explicit KilnEditor(Processor& processor)
      : AudioProcessorEditor(processor),
        instrument_(processor.instrument()),
        model_(processor),
        editor_(model_) {
    addAndMakeVisible(editor_);
    editor_.scale_chosen = [this](int percent) {
      setSize(gui::kWidth * percent / 100, gui::kHeight * percent / 100);
    };
    editor_.most_scale = [] { return static_cast<int>(100.0f * most_of_screens()); };
    setResizable(true, false);
    setResizeLimits(gui::kWidth / 2, gui::kHeight / 2, gui::kWidth * 2, gui::kHeight * 2);
    getConstrainer()->setFixedAspectRatio(static_cast<double>(gui::kWidth) / gui::kHeight);
    const Session session = instrument_.session();
    int width = session.editor_width;
    const auto* const display = juce::Desktop::getInstance().getDisplays().getPrimaryDisplay();
    if (width <= 0) width = display != nullptr ? first_width(display->userArea) : gui::kWidth;
    // Where 100 % does not fit, what one looks at comes before the keys, until the player says.
    if (display != nullptr && !model_.preferences().keys_by_hand) {
      editor_.fold_keys(most_of(display->userArea) < 1.0f);
    }
    const auto most = static_cast<int>(gui::kWidth * most_of_screens());
    width = juce::jlimit(gui::kWidth / 2, most, width);
    setSize(width, width * gui::kHeight / gui::kWidth);
    ready_ = true;
  }

  void resized() override {
    editor_.setBounds(getLocalBounds());
    if (ready_) instrument_.set_editor_size(getWidth(), getHeight());
  }
  void paint(juce::Graphics&) override {}

 private:
  LiveInstrument& instrument_;
  EditorModel model_;
  gui::Editor editor_;
  bool ready_ = false;
};

}  // namespace

std::shared_ptr<PresetShelf> Processor::shelf() {
  if (shelf_ == nullptr) shelf_ = PresetShelf::get(instrument_.shared_library());
  return shelf_;
}

std::unique_ptr<juce::AudioProcessorEditor> create_editor(Processor& processor) {
  return std::make_unique<KilnEditor>(processor);
}

}  // namespace kiln
