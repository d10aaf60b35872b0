// The processor never waits in a block, whatever it plays and whatever is changed meanwhile.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The realtime sanitizer (./run test --rtsan) ends the program at the first call that may wait:
// allocations, locks, sleeps, files, system calls. Other builds cannot see one and skip the test;
// the binary as it ships is under a guard of its own (tests/host/guarded_test.cpp).
// KILN_PLANT=slow sleeps in a block.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/engine/instrument.h"
#include "kiln/plugin/processor.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "tests/host/rig.h"

#if defined(__has_feature)
#if __has_feature(realtime_sanitizer)
#define KILN_WATCHED_REALTIME 1
#endif
#endif

namespace kiln::host {
namespace {

namespace fs = std::filesystem;

constexpr int kRealtimeBlock = 256;
constexpr int kBlocksAPreset = 120;
constexpr int kFloodNotes = 1000;

void one_block(Processor& processor, juce::AudioBuffer<float>& buffer,
               juce::MidiBuffer& midi) noexcept KILN_REALTIME {
  processor.processBlock(buffer, midi);
}

std::vector<Patch> factory_patches() {
  std::vector<Patch> patches;
  for (const auto& entry : fs::recursive_directory_iterator(KILN_SOURCE_DIR "/presets/factory")) {
    if (entry.path().extension() != ".kiln") continue;
    const FileText file = read_file(entry.path(), kMaxPatchText);
    ReadResult read = read_patch(file.text, instrument_table(), entry.path().string());
    EXPECT_TRUE(file.ok && read.ok) << entry.path();
    patches.push_back(std::move(read.patch));
  }
  return patches;
}

// Notes of one block: a few, or a flood; program changes, which load presets on another thread.
juce::MidiBuffer notes_of(int block, std::mt19937& random) {
  juce::MidiBuffer midi;
  const int count = block % 40 == 20 ? kFloodNotes : 8;
  for (int i = 0; i < count; ++i) {
    const int frame = i % kRealtimeBlock;
    const int key = 24 + static_cast<int>(random() % 80);
    const int channel = 1 + static_cast<int>(random() % 3);
    midi.addEvent(i % 2 == 0 ? juce::MidiMessage::noteOn(channel, key, 0.8f)
                             : juce::MidiMessage::noteOff(channel, key),
                  frame);
    midi.addEvent(juce::MidiMessage::controllerEvent(channel, static_cast<int>(random() % 120),
                                                     static_cast<int>(random() % 128)),
                  frame);
    midi.addEvent(juce::MidiMessage::pitchWheel(channel, static_cast<int>(random() % 16384)),
                  frame);
  }
  if (block % 60 == 59) midi.addEvent(juce::MidiMessage::programChange(1, block % 16), 0);
  return midi;
}

TEST(ProcessorRealtimeTest, EveryPresetPlaysWithAutomationAndFloodsWhilePresetsChange) {
#ifndef KILN_WATCHED_REALTIME
  GTEST_SKIP() << "only the realtime sanitizer sees what waits";
#endif
  const std::vector<Patch> patches = factory_patches();
  ASSERT_GE(patches.size(), 20u);
  const Instance instance = make_plain();
  auto& processor = dynamic_cast<Processor&>(*instance);
  prepare(processor, 48000.0, kRealtimeBlock);
  PlayHead head;
  processor.setPlayHead(&head);
  juce::AudioPlayHead::PositionInfo info;
  info.setIsPlaying(true);
  info.setBpm(123.0);
  std::mt19937 random(3);
  juce::AudioBuffer<float> buffer(2, kRealtimeBlock);
  const auto& parameters = processor.getParameters();
  float peak = 0.0f;
  for (const Patch& patch : patches) {
    processor.instrument().load(patch);
    for (int block = 0; block < kBlocksAPreset; ++block) {
      juce::MidiBuffer midi = notes_of(block, random);
      for (int i = 0; i < 16; ++i) {
        const auto at = static_cast<int>(random() % static_cast<unsigned>(parameters.size() - 1));
        parameters[at]->setValue(static_cast<float>(random() % 1000) / 999.0f);
      }
      info.setPpqPosition(0.01 * block);
      head.position = info;
      one_block(processor, buffer, midi);
      peak = std::max(peak, buffer.getMagnitude(0, kRealtimeBlock));
    }
  }
  processor.setPlayHead(nullptr);
  EXPECT_GT(peak, 0.01f) << "nothing sounded";
}

}  // namespace
}  // namespace kiln::host
