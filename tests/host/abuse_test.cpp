// What hosts do to a plug-in, and what it must survive; the rows are measured and printed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <random>
#include <thread>

#include "tests/host/rig.h"

namespace kiln::host {
namespace {

constexpr double kRate = 48000.0;
constexpr int kSongFrames = 96000;
constexpr int kMostFrames = 16384;

// Of this thread: what else the machine does meanwhile does not count.
double processor_seconds() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::function<int()> always(int frames) {
  return [frames] { return frames; };
}

juce::MemoryBlock state_of(juce::AudioProcessor& instance) {
  juce::MemoryBlock state;
  instance.getStateInformation(state);
  return state;
}

void set_state(juce::AudioProcessor& instance, const void* data, std::size_t bytes) {
  instance.setStateInformation(data, static_cast<int>(bytes));
}

// All ways of making an instance: the processor alone, the VST3 and the VST2 through a host.
class HostTest : public testing::TestWithParam<const char*> {
 protected:
  Instance make() {
    if (std::string(GetParam()) == "plain") return make_plain();
    juce::String error;
    const bool vst3 = std::string(GetParam()) == "vst3";
    Instance instance = vst3 ? make_vst3(error) : make_vst2(error);
    EXPECT_NE(instance, nullptr) << error;
    return instance;
  }
  Sound song_in(const std::function<int()>& next_block) {
    const Instance instance = make();
    prepare(*instance, kRate, kMostFrames);
    return play(*instance, notes_, kSongFrames, next_block);
  }

  // JUCE's VST3 host moves a block's controllers to its start: there the song has notes alone.
  const std::vector<TimedMessage> notes_ = [] {
    std::vector<TimedMessage> list = song();
    if (std::string(GetParam()) == "vst3") {
      std::erase_if(list, [](const TimedMessage& at) { return !at.message.isNoteOnOrOff(); });
    }
    return list;
  }();
};

TEST_P(HostTest, BlocksOfAnySizeGiveTheSameBits) {
  const Sound whole = song_in(always(512));
  EXPECT_GT(whole.peak(), 0.01f);
  EXPECT_TRUE(whole.finite());
  for (const int size : {1, 2, 3, 10, 16, 17, 64, 256, 500, 1024, 1536, 2027, 4096, 8192, 16384}) {
    const Sound cut = song_in(always(size));
    EXPECT_TRUE(cut.left == whole.left && cut.right == whole.right) << "blocks of " << size;
  }
  std::mt19937 random(1);
  int calls = 0;
  const Sound cut = song_in([&] {
    if (++calls % 7 == 0) return 0;
    return random() % 5 == 0 ? 1 : static_cast<int>(random() % 2048);
  });
  EXPECT_TRUE(cut.left == whole.left && cut.right == whole.right) << "random blocks, some empty";
}

TEST_P(HostTest, TenThousandRandomBlocksGiveTheSameBits) {
  constexpr int kBlocks = 10000;
  std::mt19937 random(12);
  std::vector<int> blocks(kBlocks);
  for (int& frames : blocks) frames = random() % 5 == 0 ? 1 : static_cast<int>(random() % 2048);
  // The song over and over, a part of it a call, so that one comparison is not minutes of sound.
  const Instance cut = make(), whole = make();
  prepare(*cut, kRate, kMostFrames);
  prepare(*whole, kRate, kMostFrames);
  auto next = blocks.begin();
  while (next != blocks.end()) {
    int frames = 0;
    auto last = next;
    for (; last != blocks.end() && frames < kSongFrames; ++last) frames += *last;
    const Sound expected = play(*whole, notes_, frames, always(512));
    const Sound sound = play(*cut, notes_, frames, [&] { return *next++; });
    next = last;  // blocks of no frames at the end are not called for
    ASSERT_TRUE(sound.left == expected.left && sound.right == expected.right)
        << "before block " << next - blocks.begin();
    ASSERT_GT(sound.peak(), 0.01f);
  }
}

TEST_P(HostTest, SampleRatesChangeWhileItPlaysWithoutRelease) {
  constexpr int kRates = 14;
  const double rates[kRates] = {8000,  11025, 12345.678, 16000,  22050,  32000,  44100,
                                48000, 88200, 96000,     192000, 384000, 768000, 1234.5678};
  const Instance instance = make();
  for (int round = 0; round < 100; ++round) {
    prepare(*instance, rates[round * 5 % kRates], kMostFrames);  // each of them, up and down
    const Sound sound =
        play(*instance, {{3, juce::MidiMessage::noteOn(1, 60, 1.0f)}}, 2000, always(400));
    ASSERT_TRUE(sound.finite()) << "round " << round;
    ASSERT_LT(sound.peak(), 6.0f) << "round " << round;
  }
}

TEST_P(HostTest, AStateComesBackToTheByteInAFreshInstance) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> x(0.0f, 1.0f);
  const int rounds = run_long() ? 1000 : 20;
  const Instance first = make();
  prepare(*first, kRate, 512);
  for (int round = 0; round < rounds; ++round) {
    for (juce::AudioProcessorParameter* parameter : first->getParameters()) {
      parameter->setValue(x(random));
    }
    play(*first, {}, 64, always(64));
    const juce::MemoryBlock state = state_of(*first);
    const Instance other = make();
    set_state(*other, state.getData(), state.getSize());
    ASSERT_EQ(state_of(*other), state) << "round " << round;
  }
}

// The sound after each damaged state is the sound without it.
TEST_P(HostTest, DamagedStatesLeaveTheSoundAlone) {
  const Instance instance = make();
  prepare(*instance, kRate, 512);
  const juce::MemoryBlock good = state_of(*instance);
  std::mt19937 random(4);
  const std::size_t step = run_long() ? 1 : good.getSize() / 24 + 1;
  double slowest = 0.0;
  int count = 0;
  const auto give = [&](const juce::MemoryBlock& state) {
    const double start = processor_seconds();
    set_state(*instance, state.getData(), state.getSize());
    slowest = std::max(slowest, processor_seconds() - start);
    ++count;
  };
  give({});
  for (std::size_t cut = 0; cut < good.getSize(); cut += step) {
    give({good.getData(), cut});
    juce::MemoryBlock flipped = good;
    flipped[cut] = static_cast<char>(flipped[cut] ^ (1 << (random() % 8)));
    give(flipped);
    ASSERT_TRUE(play(*instance, {}, 64, always(64)).finite());
  }
  for (int i = 0; i < 3; ++i) {
    juce::MemoryBlock noise(1 << 20);
    for (std::size_t k = 0; k < noise.getSize(); ++k) noise[k] = static_cast<char>(random());
    give(noise);
  }
  std::string huge = "kiln = 1\nname = \"";
  huge.append(std::size_t{4} << 20, 'n');
  give({huge.data(), huge.size()});
  printf("%d damaged states, the slowest %.0f ms\n", count, 1000.0 * slowest);
  EXPECT_LT(slowest, 1.0);
  // What is no state at all changes nothing.
  set_state(*instance, good.getData(), good.getSize());
  for (const char* text : {"", "\x01", "kiln = 1\nname = \"cut", "[["}) {
    set_state(*instance, text, std::strlen(text));
    EXPECT_EQ(state_of(*instance), good) << text;
  }
}

TEST_P(HostTest, SurvivesEveryKindOfMidi) {
  const Instance instance = make();
  prepare(*instance, kRate, 512);
  std::mt19937 random(5);
  const auto block = [&](juce::MidiBuffer midi, int frames = 512) {
    juce::AudioBuffer<float> buffer(2, frames);
    buffer.clear();
    instance->processBlock(buffer, midi);
    Sound sound;
    sound.left.assign(buffer.getReadPointer(0), buffer.getReadPointer(0) + frames);
    EXPECT_TRUE(sound.finite());
    return sound.peak();
  };
  juce::MidiBuffer midi;
  for (int key = 0; key < 128; ++key) midi.addEvent(juce::MidiMessage::noteOff(1, key), 0);
  block(midi);
  midi.clear();
  for (int i = 0; i < 1000; ++i) midi.addEvent(juce::MidiMessage::noteOn(1, 60, 1.0f), i % 512);
  block(midi);
  midi.clear();
  for (int channel = 1; channel <= 16; ++channel) {
    for (int key = 0; key < 128; ++key) {
      midi.addEvent(juce::MidiMessage::noteOn(channel, key, 1.0f), key);
    }
  }
  block(midi);
  midi.clear();
  midi.addEvent(juce::MidiMessage::noteOn(1, 50, 1.0f), 511);  // a JUCE buffer sorts these
  midi.addEvent(juce::MidiMessage::noteOn(1, 51, 1.0f), 5000);
  midi.addEvent(juce::MidiMessage::noteOn(1, 52, 1.0f), -7);
  if (std::string(GetParam()) == "plain") block(midi);
  midi.clear();
  for (int i = 0; i < 10000; ++i) {
    midi.addEvent(juce::MidiMessage::controllerEvent(1 + i % 16, static_cast<int>(random() % 120),
                                                     static_cast<int>(random() % 128)),
                  i % 512);
  }
  block(midi);
  midi.clear();
  const std::vector<juce::uint8> data(1 << 15, 0x11);
  for (int i = 0; i < 32; ++i) {
    midi.addEvent(juce::MidiMessage::createSysExMessage(data.data(), static_cast<int>(data.size())),
                  i);
  }
  block(midi);
  midi.clear();
  for (int channel = 1; channel <= 16; ++channel) {
    midi.addEvent(juce::MidiMessage::controllerEvent(channel, 64, 0), 0);
    midi.addEvent(juce::MidiMessage::allSoundOff(channel), 1);
    midi.addEvent(juce::MidiMessage::allNotesOff(channel), 2);
  }
  block(midi);
  float peak = 1.0f;
  int blocks = 0;
  while (peak > 1e-4f && ++blocks < 1000) peak = block({});
  EXPECT_LT(peak, 1e-4f) << "notes sound on 10 s after all-notes-off";
}

TEST_P(HostTest, SurvivesEveryTransport) {
  const Instance instance = make();
  prepare(*instance, kRate, 512);
  PlayHead head;
  instance->setPlayHead(&head);
  std::mt19937 random(6);
  const double tempos[] = {0.0, -120.0, 1e6, 1e-30, std::nan(""), INFINITY, 120.0, 1.0};
  const double beats[] = {0.0, -1e9, 1e18, std::nan(""), -INFINITY, 17.25};
  for (int round = 0; round < 2000; ++round) {
    juce::AudioPlayHead::PositionInfo info;
    info.setIsPlaying(random() % 2 == 0);
    if (random() % 4 != 0) info.setBpm(tempos[random() % 8]);
    if (random() % 4 != 0) info.setPpqPosition(beats[random() % 6]);
    if (random() % 4 != 0) info.setTimeInSeconds(beats[random() % 6]);
    head.position = info;
    if (random() % 10 == 0) head.position = {};
    const Sound sound = play(*instance, {{0, juce::MidiMessage::noteOn(1, 60, 1.0f)}}, 65,
                             always(static_cast<int>(1 + random() % 65)));
    ASSERT_TRUE(sound.finite()) << "round " << round;
  }
  instance->setPlayHead(nullptr);
}

TEST_P(HostTest, ParametersAndStatesComeFromOtherThreadsWhileItPlays) {
  const Instance instance = make();
  prepare(*instance, kRate, 32);
  const juce::MemoryBlock state = state_of(*instance);
  std::atomic<bool> stop{false};
  const auto turn = [&](unsigned seed) {
    std::mt19937 random(seed);
    const auto& parameters = instance->getParameters();
    while (!stop) {
      const auto i = static_cast<int>(random() % static_cast<unsigned>(parameters.size() - 1));
      parameters[i]->setValue(static_cast<float>(random() % 1000) / 999.0f);
    }
  };
  std::thread first(turn, 7), second(turn, 8), restoring([&] {
    while (!stop) {
      if (std::string(GetParam()) == "plain")
        set_state(*instance, state.getData(), state.getSize());
      juce::MemoryBlock copy;
      if (std::string(GetParam()) == "plain") instance->getStateInformation(copy);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const auto start = std::chrono::steady_clock::now();
  const double seconds = run_long() ? 60.0 : 3.0;
  int blocks = 0;
  while (seconds_since(start) < seconds) {
    const Sound sound = play(*instance, song(), 4096, always(32));
    blocks += 128;
    if (!sound.finite()) {
      ADD_FAILURE() << "not a number after " << blocks << " blocks";
      break;
    }
  }
  stop = true;
  first.join(), second.join(), restoring.join();
  printf("%d blocks of 32\n", blocks);
}

TEST_P(HostTest, InstancesComeAndGoWithoutLeak) {
  for (int i = 0; i < 20; ++i) make();
  const int rounds = run_long() ? 1000 : 150;
  const double before = resident_bytes();
  for (int i = 0; i < rounds; ++i) {
    const Instance instance = make();
    if (i % 10 == 0) {
      prepare(*instance, kRate, 512);
      play(*instance, song(), 2048, always(512));
    }
  }
  const double grown = (resident_bytes() - before) / (1 << 20);
  printf("%d created and destroyed: %.1f MiB grown\n", rounds, grown);
  EXPECT_LT(grown, 16.0);
}

TEST_P(HostTest, ManyInstancesLiveAtOnce) {
  std::vector<Instance> all;
  const auto add = [&] {
    all.push_back(make());
    prepare(*all.back(), kRate, 512);
    ASSERT_GT(play(*all.back(), song(), 4096, always(512)).peak(), 0.001f);
  };
  for (int i = 0; i < 10; ++i) add();
  const double before = resident_bytes();
  const int more = run_long() ? 90 : 20;
  for (int i = 0; i < more; ++i) add();
  const double each = (resident_bytes() - before) / more / (1 << 20);
  printf("%d alive: %.1f MiB for another\n", 10 + more, each);
  EXPECT_LT(each, 15.0);
}

TEST_P(HostTest, TailsAndIdlingAreCheapTiming) {
  const Instance instance = make();
  prepare(*instance, kRate, 512);
  // One second after the other: ns a frame of its median block, so that neither what else runs on
  // the machine counts nor what this host does between two blocks.
  constexpr int kBlock = 512, kSeconds = 5;
  juce::AudioBuffer<float> buffer(2, kBlock);
  const auto costs = [&](const std::vector<juce::MidiMessage>& messages) {
    std::vector<double> seconds;
    for (int second = 0; second < kSeconds; ++second) {
      juce::MidiBuffer midi;
      for (const juce::MidiMessage& message : messages) midi.addEvent(message, 0);
      std::vector<double> blocks(static_cast<std::size_t>(kRate / kBlock));
      for (double& spent : blocks) {
        const auto start = std::chrono::steady_clock::now();
        instance->processBlock(buffer, midi);
        spent = seconds_since(start) / kBlock * 1e9;
        midi.clear();
      }
      std::nth_element(blocks.begin(), blocks.begin() + 40, blocks.end());
      seconds.push_back(blocks[40]);
    }
    return seconds;
  };
  std::vector<juce::MidiMessage> on, off;
  for (int key = 48; key < 64; key += 2) {
    on.push_back(juce::MidiMessage::noteOn(1, key, 1.0f));
    off.push_back(juce::MidiMessage::noteOff(1, key));
  }
  const double playing = std::ranges::max(costs(on));
  const double tail = std::ranges::max(costs(off));
  costs({});
  const double idle = std::ranges::min(costs({}));
  printf("ns a frame: playing %.1f, tail %.1f, idle %.1f with %d parameters\n", playing, tail, idle,
         instance->getParameters().size());
  EXPECT_LT(tail, 1.2 * playing);
  EXPECT_LT(idle, 40.0);
}

#ifdef KILN_VST2_FILE
#define KILN_FORMATS "plain", "vst3", "vst2"
#else
#define KILN_FORMATS "plain", "vst3"
#endif
INSTANTIATE_TEST_SUITE_P(Kiln, HostTest, testing::Values(KILN_FORMATS),
                         [](const auto& kind) { return std::string(kind.param); });

TEST(HostScanTest, AColdScanIsQuickTiming) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t worked = std::clock();
  juce::VST3PluginFormat format;
  juce::OwnedArray<juce::PluginDescription> found;
  format.findAllTypesForFile(found, KILN_VST3_BUNDLE);
  while (planted("scan") && std::clock() - worked < CLOCKS_PER_SEC / 5) {
  }
  const double processor_seconds = static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC;
  const double seconds = seconds_since(start);
  printf("scan %.0f ms, %.0f of them work\n", 1000.0 * seconds, 1000.0 * processor_seconds);
  ASSERT_EQ(found.size(), 1);
  EXPECT_TRUE(found[0]->isInstrument);
  EXPECT_EQ(found[0]->name, "Kiln");
  EXPECT_LT(processor_seconds, 0.1);
  EXPECT_LT(seconds, 0.5) << "the scan waits for something";
}

}  // namespace
}  // namespace kiln::host
