// One parameter of the table as a host sees it: id, name, text, steps; its value is the document's.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <memory>

#include "kiln/live/live_instrument.h"
#include "kiln/parameters/table.h"

namespace kiln {

class HostParameter final : public juce::AudioProcessorParameterWithID {
 public:
  HostParameter(LiveInstrument& instrument, const ParamTable& table, ParamIndex param);

  ParamIndex param() const noexcept { return param_; }

  // [any-thread] Knob positions 0…1.
  float getValue() const override;
  void setValue(float x) override;
  float getDefaultValue() const override;
  juce::String getText(float x, int longest) const override;
  float getValueForText(const juce::String& text) const override;
  int getNumSteps() const override;
  bool isDiscrete() const override;
  bool isBoolean() const override;
  juce::StringArray getAllValueStrings() const override;

 private:
  LiveInstrument& instrument_;
  const ParamSpec& spec_;
  const ParamIndex param_;
};

// The host's bypass switch. Its value is the session's.
class BypassParameter final : public juce::AudioProcessorParameterWithID {
 public:
  explicit BypassParameter(LiveInstrument& instrument);

  float getValue() const override { return instrument_.bypass() ? 1.0f : 0.0f; }
  void setValue(float x) override { instrument_.set_bypass(x >= 0.5f); }
  float getDefaultValue() const override { return 0.0f; }
  juce::String getText(float x, int longest) const override;
  float getValueForText(const juce::String& text) const override;
  int getNumSteps() const override { return 2; }
  bool isDiscrete() const override { return true; }
  bool isBoolean() const override { return true; }

 private:
  LiveInstrument& instrument_;
};

}  // namespace kiln
