// Turns a host's block into timed events and back into its buffers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/processor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "kiln/engine/instrument.h"
#include "kiln/plugin/automation_points.h"
#include "kiln/plugin/create_editor.h"

namespace kiln {
namespace {

constexpr int kHostUpdatesPerSecond = 30;
constexpr int kQuietUpdates = 30;  // after which nobody looks until a value moves
constexpr int kProgramStatus = 0xc0;

juce::String juce_text(const std::string& text) {
  return juce::String::fromUTF8(text.c_str(), static_cast<int>(text.size()));
}

}  // namespace

Processor::Processor()
    : AudioProcessor(BusesProperties().withOutput("Output", juce::AudioChannelSet::stereo(), true)),
      instrument_(SharedLibrary::get(), JucePlugin_VersionString),
      by_param_(static_cast<std::size_t>(instrument_table().size()), nullptr),
      changes_(instrument_.document().values(), Origin::kHost),
      registration_(instrument_) {
  const ParamTable& table = instrument_table();
  juce::AudioProcessorParameterGroup tree;
  juce::AudioProcessorParameterGroup* group = nullptr;
  int slot = -1;
  for (const ParamIndex param : table.host_params()) {
    if (table[param].slot != slot) {
      slot = table[param].slot;
      const SlotSpec& spec = table.slots()[static_cast<std::size_t>(slot)].spec;
      auto fresh = std::make_unique<juce::AudioProcessorParameterGroup>(
          juce_text(spec.id), juce_text(spec.name), " - ");
      group = fresh.get();
      tree.addChild(std::move(fresh));
    }
    auto host = std::make_unique<HostParameter>(instrument_, table, param);
    by_param_[param] = host.get();
    group->addChild(std::move(host));
  }
  auto bypass = std::make_unique<BypassParameter>(instrument_);
  bypass_ = bypass.get();
  tree.addChild(std::move(bypass));
  setParameterTree(std::move(tree));
  instrument_.load_settings();
  instrument_.load_default();
  changes_.poll();  // a host asks for the values by itself
  instrument_.on_change([this] { triggerAsyncUpdate(); });
}

Processor::~Processor() {
  instrument_.on_change({});
  cancelPendingUpdate();
  stopTimer();
}

void Processor::handleAsyncUpdate() {
  quiet_updates_ = 0;
  if (!isTimerRunning()) {
    timerCallback();
    startTimerHz(kHostUpdatesPerSecond);
  }
}

HostParameter* Processor::host_parameter(ParamIndex param) const { return by_param_[param]; }

void Processor::begin_gesture(ParamIndex param) {
  instrument_.document().begin_gesture(param);
  if (HostParameter* const host = host_parameter(param)) host->beginChangeGesture();
}

void Processor::set_from_editor(ParamIndex param, float real) {
  instrument_.document().set_value(param, real, Origin::kGui);
  if (HostParameter* const host = host_parameter(param)) {
    host->sendValueChangedMessageToListeners(host->getValue());
  }
}

void Processor::end_gesture(ParamIndex param) {
  if (HostParameter* const host = host_parameter(param)) host->endChangeGesture();
  instrument_.document().end_gesture(param);
}

// Tells the host what it did not do itself: learnt controllers, presets, undo.
void Processor::timerCallback() {
  int told = 0;
  const int ended = restores_ended_.load();
  const std::vector<ChangeReader::Change>& changes = changes_.poll();
  const bool restored = restores_begun_.load() != restores_seen_;
  restores_seen_ = ended;
  for (const ChangeReader::Change& change : changes) {
    HostParameter* const host = host_parameter(change.param);
    // What the host has just restored is no edit of its project.
    if (host == nullptr || (restored && change.origin == Origin::kPreset)) continue;
    const bool learnt = change.origin == Origin::kMidiLearn;
    if (learnt) host->beginChangeGesture();
    host->sendValueChangedMessageToListeners(host->getValue());
    if (learnt) host->endChangeGesture();
    ++told;
  }
  if (changes.empty() && ++quiet_updates_ > kQuietUpdates) stopTimer();
  if (told > 0) updateHostDisplay(ChangeDetails().withProgramChanged(true));
}

const juce::String Processor::getName() const { return JucePlugin_Name; }
double Processor::getTailLengthSeconds() const { return instrument_.tail_seconds(); }

bool Processor::isBusesLayoutSupported(const BusesLayout& layout) const {
  const juce::AudioChannelSet output = layout.getMainOutputChannelSet();
  return layout.inputBuses.isEmpty() && layout.outputBuses.size() == 1 &&
         (output == juce::AudioChannelSet::stereo() || output == juce::AudioChannelSet::mono());
}

// Wrappers hold the callback lock while they process, so that none of it runs meanwhile.
void Processor::prepareToPlay(double rate, int) {
  const juce::ScopedLock lock(getCallbackLock());
  instrument_.prepare({.host_rate = rate, .offline = isNonRealtime(), .limit = limit_});
  setLatencySamples(instrument_.latency_frames());
}

void Processor::reset() {
  const juce::ScopedLock lock(getCallbackLock());
  instrument_.reset();
}

void Processor::setNonRealtime(bool offline) noexcept {
  AudioProcessor::setNonRealtime(offline);
  instrument_.set_offline(offline);
}

void Processor::read_transport() noexcept {
  juce::AudioPlayHead* const host = getPlayHead();
  if (host == nullptr) return;
  const auto position = host->getPosition();
  if (!position.hasValue()) return;
  transport_.playing = position->getIsPlaying();
  host_plays_.store(transport_.playing, std::memory_order_relaxed);
  if (const auto bpm = position->getBpm(); bpm.hasValue()) transport_.beats_per_minute = *bpm;
  if (const auto signature = position->getTimeSignature(); signature.hasValue()) {
    transport_.numerator = static_cast<uint8_t>(std::clamp(signature->numerator, 1, 255));
    transport_.denominator = static_cast<uint8_t>(std::clamp(signature->denominator, 1, 128));
  }
  if (const auto beats = position->getPpqPosition(); beats.hasValue()) {
    transport_.beat_position = *beats;
  } else if (const auto seconds = position->getTimeInSeconds(); seconds.hasValue()) {
    transport_.beat_position = *seconds * transport_.beats_per_minute / 60.0;
  }
  instrument_.transport(0, transport_);
}

void Processor::add_automation(int from, int to) noexcept {
  for (const AutomationPoint& point : automation_points) {
    if (point.frame >= from && point.frame < to) {
      instrument_.parameter(point.frame - from, point.param, point.x);
    }
  }
}

void Processor::processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) {
  const int frames = buffer.getNumSamples();
  const bool offline = isNonRealtime();
  auto event = midi.cbegin();
  int from = 0;
  do {  // once for a block of no frames: its events act
    const int count = std::min(frames - from, kMostFrames);
    const bool last = from + count >= frames;
    if (offline) instrument_.prepare_offline_block();
    instrument_.begin_block();
    if (from == 0) read_transport();
    add_automation(from, last ? std::max(frames, 1) : from + count);
    for (; event != midi.cend(); ++event) {
      const juce::MidiMessageMetadata message = *event;
      if (!last && message.samplePosition >= from + count) break;
      if (message.numBytes < 1 || message.numBytes > 3 || message.data[0] < 0x80) continue;
      const MidiMessage raw = {
          message.data[0], static_cast<uint8_t>(message.numBytes > 1 ? message.data[1] & 0x7f : 0),
          static_cast<uint8_t>(message.numBytes > 2 ? message.data[2] & 0x7f : 0)};
      if (raw.status >= 0xf0) continue;
      const int frame = message.samplePosition - from;
      if (offline && raw.kind() == kProgramStatus) {
        instrument_.offline_program(std::clamp(frame, 0, count), raw.channel(), raw.data1);
      } else {
        instrument_.midi(frame, raw);
      }
    }
    render(buffer, from, count);
    from += count;
  } while (from < frames);
  midi.clear();
}

void Processor::render(juce::AudioBuffer<float>& buffer, int from, int frames) noexcept {
  const int channels = buffer.getNumChannels();
  if (channels >= 2) {
    instrument_.render(buffer.getWritePointer(0, from), buffer.getWritePointer(1, from), frames);
    for (int c = 2; c < channels; ++c) buffer.clear(c, from, frames);
    return;
  }
  std::array<float, kMostFrames>& right = other_channel_;
  if (channels == 0) {  // events act, nobody hears
    instrument_.render(right.data(), right.data(), frames);
    return;
  }
  float* const left = buffer.getWritePointer(0, from);
  instrument_.render(left, right.data(), frames);
  for (int i = 0; i < frames; ++i) left[i] = 0.5f * (left[i] + right[static_cast<std::size_t>(i)]);
}

juce::AudioProcessorEditor* Processor::createEditor() { return create_editor(*this).release(); }

const juce::String Processor::getProgramName(int) {
  return juce_text(instrument_.document().patch().meta.name);
}

void Processor::getStateInformation(juce::MemoryBlock& state) {
  const std::string text = instrument_.state();
  state.replaceAll(text.data(), text.size());
}

void Processor::setStateInformation(const void* data, int bytes) {
  if (data == nullptr || bytes <= 0) return;
  const auto size = static_cast<std::size_t>(bytes);
  restores_begun_.fetch_add(1);
  instrument_.set_state(std::string_view(static_cast<const char*>(data), size));
  restores_ended_.fetch_add(1);
  triggerAsyncUpdate();  // also where nothing differs: what comes next is no part of it
}

}  // namespace kiln

juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter() { return new kiln::Processor; }
