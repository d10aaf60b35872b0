// The one door between the processor and its window.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace juce {
class AudioProcessorEditor;
}

namespace kiln {

class Processor;

// [message thread] The processor outlives the editor.
std::unique_ptr<juce::AudioProcessorEditor> create_editor(Processor& processor);

}  // namespace kiln
