// A JACK client of its own with one input port; libjack is loaded when it is there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/standalone/jack_midi.h"

#if JUCE_LINUX && JUCE_JACK && __has_include(<jack/midiport.h>)
#include <dlfcn.h>
#include <jack/jack.h>
#include <jack/midiport.h>
#define KILN_JACK_MIDI 1
#endif

namespace kiln {

#if KILN_JACK_MIDI
namespace {

constexpr const char* kClientName = "Kiln MIDI";
constexpr int kMostBytes = 3;  // of a channel message

// What is used of libjack.
struct Library {
  void* handle = dlopen("libjack.so.0", RTLD_NOW | RTLD_LOCAL);
  bool missing = false;
  decltype(&jack_client_open) client_open = find<decltype(&jack_client_open)>("jack_client_open");
  decltype(&jack_client_close) client_close =
      find<decltype(&jack_client_close)>("jack_client_close");
  decltype(&jack_port_register) port_register =
      find<decltype(&jack_port_register)>("jack_port_register");
  decltype(&jack_port_get_buffer) port_get_buffer =
      find<decltype(&jack_port_get_buffer)>("jack_port_get_buffer");
  decltype(&jack_set_process_callback) set_process_callback =
      find<decltype(&jack_set_process_callback)>("jack_set_process_callback");
  decltype(&jack_activate) activate = find<decltype(&jack_activate)>("jack_activate");
  decltype(&jack_get_sample_rate) get_sample_rate =
      find<decltype(&jack_get_sample_rate)>("jack_get_sample_rate");
  decltype(&jack_midi_get_event_count) event_count =
      find<decltype(&jack_midi_get_event_count)>("jack_midi_get_event_count");
  decltype(&jack_midi_event_get) event_get =
      find<decltype(&jack_midi_event_get)>("jack_midi_event_get");

  template <class Function>
  Function find(const char* name) {
    auto* const found = handle != nullptr ? dlsym(handle, name) : nullptr;
    missing = missing || found == nullptr;
    return reinterpret_cast<Function>(found);
  }
};

class JackMidiPort final : public JackMidi {
 public:
  JackMidiPort(const Library& jack, jack_client_t* client, juce::MidiMessageCollector& midi)
      : jack_(jack), client_(client), midi_(midi), rate_(jack.get_sample_rate(client)) {
    port_ = jack_.port_register(client_, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    jack_.set_process_callback(client_, &JackMidiPort::process, this);
    jack_.activate(client_);
  }
  ~JackMidiPort() override { jack_.client_close(client_); }

 private:
  // On JACK's thread, which may wait for the collector as JUCE's own MIDI threads do.
  static int process(jack_nframes_t frames, void* self) {
    static_cast<JackMidiPort*>(self)->read(frames);
    return 0;
  }
  void read(jack_nframes_t frames) {
    if (port_ == nullptr) return;
    void* const buffer = jack_.port_get_buffer(port_, frames);
    const double now = juce::Time::getMillisecondCounterHiRes() * 0.001;
    const jack_nframes_t count = jack_.event_count(buffer);
    for (jack_nframes_t i = 0; i < count; ++i) {
      jack_midi_event_t event;
      if (jack_.event_get(&event, buffer, i) != 0) continue;
      if (event.size == 0 || event.size > kMostBytes || event.buffer[0] < 0x80) continue;
      juce::MidiMessage message(event.buffer, static_cast<int>(event.size));
      message.setTimeStamp(now + event.time / rate_);
      midi_.addMessageToQueue(message);
    }
  }

  const Library& jack_;
  jack_client_t* const client_;
  juce::MidiMessageCollector& midi_;
  const double rate_;
  jack_port_t* port_ = nullptr;
};

}  // namespace

std::unique_ptr<JackMidi> JackMidi::open(juce::MidiMessageCollector& midi) {
  static const Library jack;
  if (jack.missing) return nullptr;
  jack_client_t* const client = jack.client_open(kClientName, JackNoStartServer, nullptr);
  if (client == nullptr) return nullptr;
  return std::make_unique<JackMidiPort>(jack, client, midi);
}
#else
std::unique_ptr<JackMidi> JackMidi::open(juce::MidiMessageCollector&) { return nullptr; }
#endif

}  // namespace kiln
