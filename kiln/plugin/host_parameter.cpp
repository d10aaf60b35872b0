// Texts and steps of host parameters, from the parameter tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/host_parameter.h"

#include "kiln/parameters/text.h"

namespace kiln {
namespace {

constexpr int kVersionHint = 1;               // Audio Units sort by it
constexpr int kContinuousSteps = 0x7fffffff;  // as JUCE says "no steps"

juce::String shortened(const std::string& text, int longest) {
  const juce::String whole = juce::String::fromUTF8(text.c_str(), static_cast<int>(text.size()));
  return longest > 0 ? whole.substring(0, longest) : whole;
}

}  // namespace

HostParameter::HostParameter(LiveInstrument& instrument, const ParamTable& table, ParamIndex param)
    : AudioProcessorParameterWithID(juce::ParameterID(table[param].id, kVersionHint),
                                    juce::String::fromUTF8(table[param].name.c_str())),
      instrument_(instrument),
      spec_(table[param].spec),
      param_(param) {}

float HostParameter::getValue() const { return instrument_.host_x(param_); }
void HostParameter::setValue(float x) { instrument_.set_host_x(param_, x); }
float HostParameter::getDefaultValue() const { return real_to_x(spec_, spec_.initial); }

juce::String HostParameter::getText(float x, int longest) const {
  return shortened(display_text(spec_, clamp_real(spec_, x_to_real(spec_, x))), longest);
}

// What is no value leaves the parameter where it is.
float HostParameter::getValueForText(const juce::String& text) const {
  const ParsedValue parsed = parse_value(spec_, text.toStdString());
  return parsed.ok ? real_to_x(spec_, parsed.real) : getValue();
}

int HostParameter::getNumSteps() const {
  if (spec_.curve != Curve::kStep) return kContinuousSteps;
  return static_cast<int>(spec_.max - spec_.min) + 1;
}

bool HostParameter::isDiscrete() const { return spec_.curve == Curve::kStep; }
bool HostParameter::isBoolean() const { return spec_.unit == Unit::kSwitch; }

juce::StringArray HostParameter::getAllValueStrings() const {
  juce::StringArray texts;
  if (spec_.unit != Unit::kChoice) return texts;
  for (int i = 0; i < getNumSteps(); ++i) {
    texts.add(shortened(display_text(spec_, spec_.min + static_cast<float>(i)), 0));
  }
  return texts;
}

BypassParameter::BypassParameter(LiveInstrument& instrument)
    : AudioProcessorParameterWithID(juce::ParameterID("bypass", kVersionHint), "Bypass"),
      instrument_(instrument) {}

juce::String BypassParameter::getText(float x, int longest) const {
  return shortened(x >= 0.5f ? "on" : "off", longest);
}

float BypassParameter::getValueForText(const juce::String& text) const {
  const juce::String word = text.trim().toLowerCase();
  return word == "on" || word == "1" || word == "true" || word == "yes" ? 1.0f : 0.0f;
}

}  // namespace kiln
