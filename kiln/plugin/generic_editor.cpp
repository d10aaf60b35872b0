// A plain window with a row for every host parameter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <juce_audio_processors/juce_audio_processors.h>

#include "kiln/plugin/create_editor.h"
#include "kiln/plugin/processor.h"

namespace kiln {

std::unique_ptr<juce::AudioProcessorEditor> create_editor(Processor& processor) {
  auto editor = std::make_unique<juce::GenericAudioProcessorEditor>(processor);
  editor->setSize(640, 800);
  return editor;
}

}  // namespace kiln
