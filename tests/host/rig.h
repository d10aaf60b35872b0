// Makes instances as a host does, plays notes through them in blocks of any size.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// KILN_PLANT names a defect that every instance of the plain processor then has, so that one can
// see each test fail. KILN_LONG=1 runs the long versions of the rows.
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kiln::host {

using Instance = std::unique_ptr<juce::AudioProcessor>;

// The processor itself, without a format around it; with the planted defect, if any.
Instance make_plain();
// The built VST3 through JUCE's host. Null if it cannot be loaded; `error` says why.
Instance make_vst3(juce::String& error);
// The built VST2 through the tests' own host.
Instance make_vst2(juce::String& error);

bool planted(const char* defect);
bool run_long();
// Of this process, in bytes.
double resident_bytes();

struct TimedMessage {
  int frame = 0;
  juce::MidiMessage message;
};

// Notes over some two seconds at 48 kHz, at odd frames.
const std::vector<TimedMessage>& song();

// A host's position that a test writes as it likes.
class PlayHead final : public juce::AudioPlayHead {
 public:
  juce::Optional<PositionInfo> getPosition() const override { return position; }
  juce::Optional<PositionInfo> position;
};

struct Sound {
  std::vector<float> left, right;
  float peak() const;
  bool finite() const;  // no NaN, infinity or denormal number
};

// `frames` of the song in blocks as next_block says; every sample the plug-in does not write is
// NaN.
Sound play(juce::AudioProcessor& instance, const std::vector<TimedMessage>& messages, int frames,
           const std::function<int()>& next_block);
void prepare(juce::AudioProcessor& instance, double rate, int most_frames);

}  // namespace kiln::host
