// Takes pictures of the editor's pages on the sounding engine, without a display.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kiln_gui_shot FOLDER PRESET [SCALE ...] [folded]: one PNG for each page and scale (per cent).
#include <juce_audio_processors/juce_audio_processors.h>

#include <iostream>
#include <string>

#include "kiln/gui/editor.h"
#include "kiln/plugin/editor_model.h"
#include "kiln/plugin/processor.h"

namespace {

using namespace kiln;

constexpr int kBlock = 256;

void play(Processor& processor, double seconds) {
  juce::AudioBuffer<float> buffer(2, kBlock);
  juce::MidiBuffer midi;
  for (int i = 0; i < static_cast<int>(seconds * 48000.0 / kBlock); ++i) {
    processor.instrument().upkeep();
    processor.processBlock(buffer, midi);
    midi.clear();
  }
}

bool keep(juce::Component& component, const juce::File& file) {
  const juce::Image picture = component.createComponentSnapshot(component.getLocalBounds());
  file.deleteFile();
  juce::FileOutputStream stream(file);
  return stream.openedOk() && juce::PNGImageFormat().writeImageToStream(picture, stream);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: kiln_gui_shot FOLDER PRESET [SCALE ...] [folded]\n";
    return 2;
  }
  const juce::ScopedJuceInitialiser_GUI juce;
  Processor processor;
  processor.setRateAndBufferSizeDetails(48000.0, kBlock);
  processor.prepareToPlay(48000.0, kBlock);
  EditorModel model(processor);
  for (std::size_t i = 0; i < model.presets().size(); ++i) {
    if (model.presets()[i].name == argv[2]) model.load_preset(static_cast<int>(i));
  }
  play(processor, 0.1);
  for (const int key : {48, 55, 62}) model.note_on(key, 0.72f);
  model.wheel(0.32f);
  play(processor, 2.6);
  gui::Editor editor(model);
  const juce::File folder = juce::File::getCurrentWorkingDirectory().getChildFile(argv[1]);
  folder.createDirectory();
  const std::pair<gui::Page, const char*> pages[] = {{gui::Page::kVoice, "voice"},
                                                     {gui::Page::kEffects, "effects"},
                                                     {gui::Page::kMatrix, "matrix"},
                                                     {gui::Page::kPlay, "play"},
                                                     {gui::Page::kPresets, "presets"}};
  std::vector<int> scales;
  for (int i = 3; i < argc; ++i) {
    if (std::string(argv[i]) == "folded") {
      editor.fold_keys(true);
    } else {
      scales.push_back(std::stoi(argv[i]));
    }
  }
  if (scales.empty()) scales = {100};
  for (const int scale : scales) {
    editor.set_scale_percent(scale);
    for (const auto& [page, name] : pages) {
      editor.show(page);
      for (int i = 0; i < 4; ++i) editor.look();
      const juce::String suffix = scale == 100 ? juce::String() : "@" + juce::String(scale);
      if (!keep(editor, folder.getChildFile(name + suffix + ".png"))) return 1;
    }
  }
  return 0;
}
