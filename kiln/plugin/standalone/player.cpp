// Opens devices, and goes on without them where there are none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/standalone/player.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "kiln/engine/instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr const char* kDeviceKey = "audio_device";
constexpr const char* kStateKey = "state";

juce::String from_utf8(const std::string& text) { return juce::String::fromUTF8(text.c_str()); }

}  // namespace

Player::Player(juce::PropertiesFile& settings)
    : settings_(settings), processor_(std::make_unique<Processor>()) {
  processor_->set_limiter(true);
  const juce::String state = settings_.getValue(kStateKey);
  if (state.isNotEmpty()) {
    const std::string text = state.toStdString();
    processor_->setStateInformation(text.data(), static_cast<int>(text.size()));
  }
  player_.setProcessor(processor_.get());
}

Player::~Player() {
  jack_midi_ = nullptr;
  devices_.removeChangeListener(this);
  devices_.removeMidiInputDeviceCallback({}, &player_);
  devices_.removeAudioCallback(&player_);
  devices_.closeAudioDevice();
  player_.setProcessor(nullptr);
}

juce::String Player::open(const StandaloneOptions& options) {
  const std::unique_ptr<juce::XmlElement> saved = settings_.getXmlValue(kDeviceKey);
  juce::String wrong = devices_.initialise(0, 2, saved.get(), true);
  if (options.device_type.isNotEmpty()) {
    bool known = false;
    for (const auto* type : devices_.getAvailableDeviceTypes()) {
      known = known || type->getTypeName() == options.device_type;
    }
    if (known) {
      wrong = {};
      devices_.setCurrentAudioDeviceType(options.device_type, true);
    } else {
      wrong = "There is no kind of audio device called " + options.device_type + ".";
    }
  }
  for (const juce::MidiDeviceInfo& input : juce::MidiInput::getAvailableDevices()) {
    if (saved == nullptr) devices_.setMidiInputDeviceEnabled(input.identifier, true);
  }
  devices_.addAudioCallback(&player_);
  devices_.addMidiInputDeviceCallback({}, &player_);
  devices_.addChangeListener(this);
  follow_inputs();
  if (devices_.getCurrentAudioDeviceType() == "JACK") jack_midi_ = JackMidi::open(midi());
  if (plays()) return wrong;
  if (wrong.isEmpty()) wrong = "No audio device could be opened.";
  return wrong + " Kiln runs without sound until you choose one.";
}

juce::String Player::load_preset(const juce::String& name) {
  const std::shared_ptr<const Library> library = processor_->instrument().library().library();
  std::string path = name.toStdString();
  if (!name.endsWith(".kiln")) {
    const Library::Found found = library->find(path);
    if (found.entry == nullptr) {
      const juce::String advice =
          found.nearest.empty() ? "" : "; did you mean " + from_utf8(found.nearest) + "?";
      return "There is no preset called " + name + advice;
    }
    path = found.entry->path.string();
  }
  const FileText file = read_file(path, kMaxPatchText);
  if (!file.ok) return from_utf8(file.error);
  const ReadResult read = read_patch(file.text, instrument_table(), path);
  if (!read.ok) return from_utf8(read.error);
  processor_->instrument().load(read.patch);
  return {};
}

void Player::changeListenerCallback(juce::ChangeBroadcaster*) {
  follow_inputs();
  save_settings();
}

// A device that begins to play is played as the player keeps it.
void Player::follow_inputs() {
  const std::vector<std::string> before = processor_->inputs();
  std::vector<std::string> now;
  for (const juce::MidiDeviceInfo& input : juce::MidiInput::getAvailableDevices()) {
    if (!devices_.isMidiInputDeviceEnabled(input.identifier)) continue;
    now.push_back(input.name.toStdString());
    const bool is_new = std::find(before.begin(), before.end(), now.back()) == before.end();
    if (is_new) processor_->instrument().use_device(now.back());
  }
  processor_->set_inputs(std::move(now));
}

void Player::save_settings() {
  if (const auto device = devices_.createStateXml()) settings_.setValue(kDeviceKey, device.get());
  settings_.setValue(kStateKey, from_utf8(processor_->instrument().state()));
  settings_.saveIfNeeded();
  processor_->instrument().save_settings();  // for new instances; without a folder: not
}

juce::String device_list() {
  juce::String text;
  juce::AudioDeviceManager devices;
  for (auto* const type : devices.getAvailableDeviceTypes()) {
    type->scanForDevices();
    text << "Audio, " << type->getTypeName() << ":\n";
    const juce::StringArray names = type->getDeviceNames(false);
    for (const juce::String& name : names) text << "  " << name << "\n";
    if (names.isEmpty()) text << "  none\n";
  }
  text << "MIDI:\n";
  const auto inputs = juce::MidiInput::getAvailableDevices();
  for (const juce::MidiDeviceInfo& input : inputs) text << "  " << input.name << "\n";
  if (inputs.isEmpty()) text << "  none\n";
  return text;
}

}  // namespace kiln
