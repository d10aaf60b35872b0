// One instance as a host or a window plays it: document, engine, session, without any plug-in
// format. SPDX-License-Identifier: GPL-3.0-or-later
//
// Editing changes the document; the engine follows. Values travel as timed events: the audio thread
// polls the document once a block. Structure travels as a compiled part: upkeep() makes one
// whenever the document's structure changed, on a thread that may wait, and the audio thread takes
// it at the start of a block and compares its values with the document's as they are by then.
//
// While the host renders offline, begin_block() does the upkeep itself, so that a bounce does not
// depend on how fast another thread is.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/base/triple_buffer.h"
#include "kiln/document/document.h"
#include "kiln/engine/synth.h"
#include "kiln/live/bypass_fade.h"
#include "kiln/live/learn_bridge.h"
#include "kiln/live/meters.h"
#include "kiln/live/session.h"
#include "kiln/live/shared_library.h"
#include "kiln/midi/event.h"

namespace kiln {

struct LiveSetup {
  double host_rate = 48000.0;  // Hz
  bool offline = false;        // the host renders faster or slower than time
  bool limit = false;          // output limiter, as the stand-alone program has it
};

class LiveInstrument {
 public:
  LiveInstrument(std::shared_ptr<SharedLibrary> library, std::string version);
  ~LiveInstrument();
  LiveInstrument(const LiveInstrument&) = delete;
  LiveInstrument& operator=(const LiveInstrument&) = delete;

  // ---- editing [any-thread but audio]
  Document& document() { return document_; }
  const Document& document() const { return document_; }
  SharedLibrary& library() { return *library_; }
  const std::shared_ptr<SharedLibrary>& shared_library() const { return library_; }
  LearnBridge& learn() { return learn_; }
  Meters& meters() { return meters_; }
  // A preset for new notes; held ones ring out in their own sound.
  void load(const Patch& patch);
  // The player's own first sound, if there is one: default.kiln of the user's data folder.
  void load_default();
  // Settings of the player for every new instance (MIDI learn, MPE, tuning): settings.toml there.
  void load_settings();
  std::string save_settings();  // what went wrong, or nothing
  // Devices whose settings the player has kept: their names, in order.
  std::vector<std::string> devices() const;
  std::string keep_device(const std::string& name);  // what went wrong, or nothing
  std::string use_device(const std::string& name);
  // The preset of a MIDI bank and program. False: there is none, or it cannot be read.
  bool load_program(int bank, int program);
  Session session();
  void set_session(const Session& session);
  // The same of the present session; what `change` leaves as it is goes on: MIDI learn, bypass.
  void edit_session(const std::function<void(Session&)>& change);
  void set_editor_size(int width, int height);
  // The project's state: every value, and the session. Consistent, whoever edits meanwhile.
  std::string state();
  Document::StateResult set_state(std::string_view text);
  // Compiles what changed and frees what is done with. Called every few milliseconds by Upkeep.
  void upkeep();
  // What one should know, since the last call: missing wavetables and muted faults, once a sound;
  // files and projects that could not be read, and what of them was not understood.
  // None while upkeep() is at work: it is never waited for.
  std::vector<std::string> take_messages();

  // ---- watching and playing from a window [message thread]
  // Watched sounds are copied once a block; one window at a time.
  void watch(bool on) noexcept { watched_.store(on, std::memory_order_relaxed); }
  // The newest copy; null if nothing came since the last call.
  const VoiceView* look() noexcept { return views_.update() ? &views_.front() : nullptr; }
  // What leaves the effects, while a window asks for it.
  SoundTaps& taps() noexcept { return taps_; }
  // `call` comes from the thread of upkeep() at most one of its rounds after something began that a
  // window shows: MIDI, a value, structure. It must not wait, nor use this instrument. Empty: none.
  void on_stir(std::function<void()> call);
  // The same for values alone; for the one who tells the host.
  void on_change(std::function<void()> call);
  // Velocities of the last strikes as they were played, 1…127, newest first; 0: none yet.
  static constexpr std::size_t kStrikes = 10;
  std::array<uint8_t, kStrikes> strikes() const noexcept;
  // Messages of the host that came so far; those of play() are known to who plays them.
  uint64_t heard() const noexcept { return heard_.load(std::memory_order_relaxed); }
  // Whole sounds that were loaded so far, or tried.
  uint64_t loads() const noexcept { return loads_.load(std::memory_order_relaxed); }
  // Acts at the start of the next block. Lost if a thousand wait already.
  void play(const MidiMessage& message) noexcept { played_.push(message); }
  // Keys the host holds down; those of play() are known to who plays them.
  int keys_down() const noexcept { return down_count_.load(std::memory_order_relaxed); }
  // The host's keys sound anew at the start of the next block, on their channels.
  void strike_again() noexcept { strike_again_.store(true, std::memory_order_relaxed); }
  // Share of a block's time that rendering it took, 0…1, over some 0.3 s.
  float load() const noexcept { return load_.load(std::memory_order_relaxed); }

  // ---- host
  // [main-thread] While no block runs. The sound begins anew.
  void prepare(const LiveSetup& setup);
  void set_offline(bool offline);  // [any-thread]
  // [any-thread] A host parameter as a knob position 0…1. A position that says what is there
  // already (hosts round) changes nothing, so that a saved value comes back to the bit.
  float host_x(ParamIndex param) const noexcept;
  void set_host_x(ParamIndex param, float x) noexcept;
  void set_bypass(bool on) noexcept { bypass_.store(on, std::memory_order_relaxed); }
  bool bypass() const noexcept { return bypass_.load(std::memory_order_relaxed); }
  int latency_frames() const noexcept { return synth_.latency_frames(); }
  double tail_seconds() const noexcept { return tail_.load(std::memory_order_relaxed); }

  // ---- one block [audio-thread], in this order
  void begin_block() noexcept KILN_REALTIME;
  void transport(int frame, const Transport& transport) noexcept KILN_REALTIME;
  void parameter(int frame, ParamIndex param, float x) noexcept KILN_REALTIME;
  void midi(int frame, const MidiMessage& message) noexcept KILN_REALTIME;
  void render(float* left, float* right, int frames) noexcept KILN_REALTIME;
  // Silence at once.
  void reset() noexcept;

  // Offline only: what upkeep() and program changes do, before and between a block's events.
  void prepare_offline_block();
  void offline_program(int frame, int channel, int program);

 private:
  // A compiled part on its way, with the values it was compiled with.
  struct Delivery {
    std::unique_ptr<PatchSwap> swap;
    std::vector<float> values;
    bool keeps_voices = true;
    uint64_t loads = 0;  // whole patches loaded before it was compiled
    Delivery* next = nullptr;
  };
  struct SessionChange {
    PerformanceSettings performance;
    std::array<float, 128> pitch = {};
  };
  static constexpr std::size_t kMostEvents = 16384;
  static constexpr std::size_t kRetiredRoom = 64;
  static constexpr int kNoProgram = -1;

  bool load_file(const std::filesystem::path& path);
  Document::StateResult restore(std::string_view state);
  // Under upkeep_mutex_.
  Patch patch_to_compile() const;
  std::unique_ptr<Delivery> compile(bool keeps_voices);
  void deliver(std::unique_ptr<Delivery> delivery);
  void free_retired();
  void tell(std::string message);
  void tell_once(std::string message);  // a sound
  void begin_sound();                   // another: what was told of the one before is over
  void tell_stir();
  SessionChange session_change();
  void take_session(const Session& session);  // but learnt knobs and bypass

  void take_delivery(int frame, std::unique_ptr<Delivery> delivery) noexcept;
  void follow_document(const std::vector<float>* compiled) noexcept;
  void retire(std::unique_ptr<Delivery> delivery) noexcept;
  void measure_load(int frames) noexcept;
  bool take_program_message(const MidiMessage& message) noexcept;
  void take_midi(int frame, const MidiMessage& message) noexcept;
  void follow_keys(const MidiMessage& message) noexcept;
  void forget_keys() noexcept;
  void strike_keys() noexcept;

  const ParamTable& table_;
  const std::shared_ptr<SharedLibrary> library_;
  Document document_;
  LearnBridge learn_;
  Meters meters_;
  Synth synth_;

  // Between the threads.
  std::atomic<Delivery*> delivery_{nullptr};  // the newest not taken yet
  std::atomic<SessionChange*> session_change_{nullptr};
  SpscQueue<Delivery*> retired_{kRetiredRoom};
  SpscQueue<SessionChange*> retired_changes_{kRetiredRoom};
  std::atomic<uint64_t> loads_{0};
  std::atomic<int> wanted_program_{kNoProgram};  // bank · 128 + program
  std::atomic<bool> bypass_{false};
  std::atomic<bool> offline_{false};
  std::atomic<double> tail_{0.0};

  mutable std::mutex upkeep_mutex_;  // compiling; never taken by a block that must be in time
  uint64_t compiled_version_ = 0;
  bool slides_changed_ = false;  // what routes take slides for
  bool compiled_offline_ = false;
  bool prepared_ = false;
  std::vector<std::string> messages_;
  std::set<std::string> told_;
  std::function<void()> stir_;
  uint64_t stir_seen_ = 0;
  std::function<void()> change_;
  uint64_t changes_seen_ = 0;

  std::mutex session_mutex_;
  Session session_;

  // To and from the window.
  std::atomic<bool> watched_{false};
  TripleBuffer<VoiceView> views_;
  SoundTaps taps_;
  SpscQueue<MidiMessage> played_{1024};
  std::atomic<uint64_t> midi_count_{0};                      // of all
  std::atomic<uint64_t> heard_{0};                           // of the host
  std::array<std::atomic<uint8_t>, kStrikes> strikes_ = {};  // a ring
  std::atomic<uint32_t> strike_count_{0};
  std::atomic<float> load_{0.0f};
  std::atomic<int> down_count_{0};
  std::atomic<bool> strike_again_{false};

  // Of the audio thread.
  EventList events_{kMostEvents};
  ChangeReader reader_;
  // What parameter() sent since the last look at the document: by parameter, and which ones.
  static constexpr float kNoPoint = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> point_;
  std::vector<ParamIndex> pointed_;
  Delivery* waiting_ = nullptr;  // done with, no room in retired_
  uint64_t loads_taken_ = 0;
  std::array<int, 16> bank_msb_ = {};
  std::array<int, 16> bank_lsb_ = {};
  std::array<std::array<uint8_t, 128>, 16> down_ = {};  // velocities of the host's keys; 0: up
  BypassFade fade_;
  std::chrono::steady_clock::time_point began_;  // this block
};

}  // namespace kiln
