// The whole instrument behind one class: timed events in, stereo out.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time. Events act on their exact frame (notes) or at the next control point (all else). Control
// points are 8 host frames apart, counted from the start of an epoch; an epoch starts at prepare,
// at reset, and at the first note after the engine slept. The same patches, seed and timed events
// from the start of an epoch give the same samples however the host cuts its blocks.
//
// Threads: functions say which may call them. All that crosses is in messages.h.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/base/spsc_queue.h"
#include "kiln/engine/clock.h"
#include "kiln/engine/messages.h"
#include "kiln/engine/output_guard.h"
#include "kiln/engine/part.h"
#include "kiln/midi/event.h"
#include "kiln/voices/performance.h"
#include "kiln/voices/tuning.h"

namespace kiln {

struct SynthSettings {
  double host_rate = 48000.0;  // Hz, 1 … 768 000; others are clamped
  std::uint64_t seed = 0;
  int quality = 0;                       // 1, 2, 4; 0: each patch's own
  bool limit = false;                    // limit the output whatever the patches' guards say
  PerformanceSettings performance = {};  // MPE and ranges; curves come from the patch
  Tuning tuning = Tuning::equal();
  WavetableFinder find_wavetable = {};
  const SoundTaps* taps = nullptr;  // of the present sound's effects; null: nobody looks
};

class Synth {
 public:
  Synth();
  ~Synth();
  Synth(const Synth&) = delete;
  Synth& operator=(const Synth&) = delete;

  // [main-thread] While no process() runs. Makes the part of `patch`; everything before is gone.
  // Returns what one should know: refused routes, missing wavetables.
  std::vector<std::string> prepare(const SynthSettings& settings, const Patch& patch);
  // [main-thread] Compiles a patch for this engine, to be sent or put into an event list.
  std::unique_ptr<PatchSwap> make_swap(const Patch& patch, bool keeps_voices,
                                       std::vector<std::string>& messages) const;
  // [main-thread] Acts at the start of a coming block. False: the inbox is full, try again.
  bool send(std::unique_ptr<PatchSwap> swap);
  // [main-thread] Frees what came back and returns the notices since the last call.
  std::vector<Notice> collect();

  // [any-thread but audio] What swaps made from now on take slides for; prepare() sets it, too.
  void set_slide_mode(SlideMode mode) noexcept {
    slide_mode_.store(mode, std::memory_order_relaxed);
  }

  // [audio-thread] Writes `frames` frames to both channels. Events are sorted, their swaps are
  // taken over. 0 frames: events act, nothing is written.
  void process(EventList& events, float* left, float* right, int frames) noexcept KILN_REALTIME;
  // [audio-thread] Other session settings from now on, and the pitch of each key for new notes.
  void change(const PerformanceSettings& performance,
              const std::array<float, 128>& pitch) noexcept KILN_REALTIME;
  // [audio-thread] Silence at once; controllers and parameters stay.
  void reset() noexcept;

  // [any-thread] Host frames from an event to its sound; one number for every patch and quality.
  int latency_frames() const noexcept { return kDecimatorLatency; }
  double host_rate() const noexcept { return settings_.host_rate; }
  // [audio-thread] What a window shows of the present sound, between two process() calls.
  void view(VoiceView& view) const noexcept;
  // [audio-thread] Infinite for a freeze.
  double tail_seconds() noexcept;
  bool asleep() const noexcept { return asleep_; }
  int sounding_notes() const noexcept;

 private:
  static constexpr int kRingingParts = 5;  // the present one and four that ring out
  static constexpr int kMostParts = 8;     // and those that fade to make room
  static constexpr int kMidiChannels = 16;

  PerformanceSettings performance_settings(const Part& part) const noexcept;
  void take_inbox() noexcept;
  void swap_in(PatchSwap* swap) noexcept;
  void begin_preset(PatchSwap* swap) noexcept;
  void drop_part(int number) noexcept;
  void make_room_for_note() noexcept;
  void begin_edit(PatchSwap* swap) noexcept;
  void finish_edit() noexcept;
  void set_parameter(ParamIndex param, float real) noexcept;
  void tell_pedals(Part& part) noexcept;
  void tell_faults() noexcept;
  void retire(PatchSwap* swap) noexcept;
  void hand_back() noexcept;
  void handle(const Event& event) noexcept;
  void handle_midi(const MidiMessage& message) noexcept;
  void handle_controller(const Meaning& meaning) noexcept;
  void begin_epoch() noexcept;
  void run(float* left, float* right, int frames) noexcept;  // no event inside
  void control_point() noexcept;
  void apply_output_gain(float* left, float* right, float* peaks, int frames) noexcept;
  PartContext context() const noexcept;
  Part& current() noexcept { return *parts_[0]->part; }

  SynthSettings settings_;
  std::atomic<SlideMode> slide_mode_{SlideMode::kRelative};
  Tuning tuning_;
  Performance performance_;
  SongClock clock_;
  std::array<PatchSwap*, kMostParts> parts_ = {};  // [0] is the present one; then newest first
  int part_count_ = 0;
  PatchSwap* edit_ = nullptr;  // of the present part: waits until what it takes away has faded
  SpscQueue<PatchSwap*> inbox_{kInboxSize};
  SpscQueue<Notice> outbox_{kOutboxSize};
  PatchSwap* retired_ = nullptr;  // wait for room in the outbox

  bool asleep_ = true;
  bool notes_began_ = false;  // in the frame that is being handled
  bool performance_changed_ = false;
  bool relocked_ = false;
  int grid_ = 0;  // host frames into the control period
  std::uint64_t epoch_frames_ = 0;
  std::uint32_t note_number_ = 0;
  float volume_ = 1.0f, pan_ = 0.0f;  // CC 7, 10
  std::array<float, 2> gain_from_ = {1.0f, 1.0f}, gain_to_ = {1.0f, 1.0f};
  std::array<float, 2> gain_target_ = {1.0f, 1.0f};
  OutputGuard guard_;
  std::uint32_t output_faults_ = 0;  // told already
};

}  // namespace kiln
