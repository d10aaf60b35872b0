// The audio side: a block's events from host, document and learnt controllers, and its sound.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <utility>

#include "kiln/engine/instrument.h"
#include "kiln/live/live_instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr int kNoteOff = 0x80;
constexpr int kNoteOn = 0x90;
constexpr int kController = 0xb0;
constexpr int kProgramChange = 0xc0;
constexpr int kBankLsb = cc::kBank + cc::kFirstLsb;

Event delivery_event(int frame, PatchSwap* swap) noexcept {
  Event event;
  event.frame = frame;
  event.type = EventType::kPatchSwap;
  event.swap = swap;
  return event;
}

bool ends_notes(const MidiMessage& message) noexcept {
  return message.kind() == kController && message.data1 >= cc::kFirstModeMessage &&
         message.data1 != cc::kResetControllers && message.data1 != cc::kLocalControl;
}

float block_peak(const float* samples, int frames) noexcept {
  float peak = 0.0f;
  for (int i = 0; i < frames; ++i) peak = std::max(peak, std::fabs(samples[i]));
  return peak;
}

}  // namespace

void LiveInstrument::retire(std::unique_ptr<Delivery> delivery) noexcept {
  delivery->next = waiting_;
  waiting_ = delivery.release();
  while (waiting_ != nullptr) {
    Delivery* const done = waiting_;
    Delivery* const next = done->next;  // once pushed, it may be gone
    if (!retired_.push(done)) return;
    waiting_ = next;
  }
}

// Sends every value that is not what the engine has: `compiled`, or what changed since the last
// look. Values of a patch whose part has not come yet wait for it.
void LiveInstrument::follow_document(const std::vector<float>* compiled) noexcept {
  const bool load_pending = loads_.load(std::memory_order_acquire) != loads_taken_;
  const std::vector<ChangeReader::Change>& changes = reader_.poll();
  const auto forget_points = [&]() noexcept {
    for (const ParamIndex param : pointed_) point_[param] = kNoPoint;
    pointed_.clear();
  };
  if (compiled != nullptr) {
    forget_points();
    for (int i = 0; i < table_.size(); ++i) {
      const auto param = static_cast<ParamIndex>(i);
      const float real = document_.value(param);
      if (real == (*compiled)[param] || table_[param].spec.structural()) continue;
      events_.add(parameter_event(0, param, real));
    }
    return;
  }
  for (const ChangeReader::Change& change : changes) {
    if (load_pending && change.origin == Origin::kPreset) continue;
    if (table_[change.param].spec.structural()) continue;
    // The engine had it at the point's own frame; once more would start its smoothing anew.
    if (change.origin == Origin::kHost && change.real == point_[change.param]) continue;
    events_.add(parameter_event(0, change.param, change.real));
  }
  forget_points();
}

void LiveInstrument::take_delivery(int frame, std::unique_ptr<Delivery> delivery) noexcept {
  loads_taken_ = delivery->loads;
  events_.add(delivery_event(frame, delivery->swap.release()));
  retire(std::move(delivery));
}

void LiveInstrument::begin_block() noexcept {
  const RealtimeScope realtime;
  events_.clear();
  began_ = std::chrono::steady_clock::now();
  for (MidiMessage message; played_.pop(message);) take_midi(0, message);
  if (strike_again_.exchange(false, std::memory_order_relaxed)) strike_keys();
  learn_.begin_block();
  if (SessionChange* const change = session_change_.exchange(nullptr, std::memory_order_acq_rel)) {
    synth_.change(change->performance, change->pitch);
    retired_changes_.push(change);  // one a block at most, freed faster than it could fill
  }
  std::unique_ptr<Delivery> delivery(delivery_.exchange(nullptr, std::memory_order_acq_rel));
  if (delivery == nullptr) {
    follow_document(nullptr);
    return;
  }
  loads_taken_ = delivery->loads;
  follow_document(&delivery->values);
  take_delivery(0, std::move(delivery));
}

void LiveInstrument::transport(int frame, const Transport& transport) noexcept {
  const RealtimeScope realtime;
  events_.add(transport_event(frame, transport));
}

void LiveInstrument::parameter(int frame, ParamIndex param, float x) noexcept {
  const RealtimeScope realtime;
  const float before = document_.value(param);
  set_host_x(param, x);
  const float real = document_.value(param);
  if (real == before || !events_.add(parameter_event(frame, param, real))) return;
  if (point_[param] != point_[param]) pointed_.push_back(param);
  point_[param] = real;
}

// Bank select and program change; true if the message was one of them.
bool LiveInstrument::take_program_message(const MidiMessage& message) noexcept {
  const auto channel = static_cast<std::size_t>(message.channel());
  if (message.kind() == kController && message.data1 == cc::kBank) {
    bank_msb_[channel] = message.data2;
    return true;
  }
  if (message.kind() == kController && message.data1 == kBankLsb) {
    bank_lsb_[channel] = message.data2;
    return true;
  }
  if (message.kind() != kProgramChange) return false;
  // Instruments that know one byte of the bank send it as either.
  const int bank = bank_msb_[channel] > 0 ? bank_msb_[channel] : bank_lsb_[channel];
  wanted_program_.store(bank * 128 + message.data1, std::memory_order_release);
  return true;
}

void LiveInstrument::follow_keys(const MidiMessage& message) noexcept {
  std::array<uint8_t, 128>& keys = down_[static_cast<std::size_t>(message.channel())];
  const int kind = message.kind();
  int count = down_count_.load(std::memory_order_relaxed);
  if (kind == kNoteOn || kind == kNoteOff) {
    uint8_t& key = keys[message.data1 & 0x7f];
    const uint8_t now = kind == kNoteOn ? message.data2 : 0;
    count += (now > 0 ? 1 : 0) - (key > 0 ? 1 : 0);
    key = now;
  } else if (ends_notes(message)) {
    count -=
        static_cast<int>(std::count_if(keys.begin(), keys.end(), [](auto v) { return v > 0; }));
    keys = {};
  }
  down_count_.store(count, std::memory_order_relaxed);
}

void LiveInstrument::forget_keys() noexcept {
  down_ = {};
  down_count_.store(0, std::memory_order_relaxed);
}

void LiveInstrument::strike_keys() noexcept {
  for (uint8_t channel = 0; channel < 16; ++channel) {
    for (uint8_t key = 0; key < 128; ++key) {
      const uint8_t velocity = down_[channel][key];
      if (velocity == 0) continue;
      take_midi(0, {static_cast<uint8_t>(kNoteOff | channel), key, 64});
      take_midi(0, {static_cast<uint8_t>(kNoteOn | channel), key, velocity});
    }
  }
}

void LiveInstrument::midi(int frame, const MidiMessage& message) noexcept {
  heard_.fetch_add(1, std::memory_order_relaxed);
  if (message.kind() <= kNoteOn) follow_keys(message);
  take_midi(frame, message);
}

void LiveInstrument::take_midi(int frame, const MidiMessage& message) noexcept {
  const RealtimeScope realtime;
  constexpr int kFirstMacro = 20;
  midi_count_.fetch_add(1, std::memory_order_relaxed);
  if (take_program_message(message)) return;
  if (fade_.bypassed() && message.kind() == kNoteOn && message.data2 > 0) return;
  if (message.kind() == kNoteOn && message.data2 > 0) {
    const uint32_t count = strike_count_.load(std::memory_order_relaxed);
    strikes_[count % kStrikes].store(message.data2, std::memory_order_relaxed);
    strike_count_.store(count + 1, std::memory_order_release);
  }
  if (message.kind() == kController) {
    const int number = message.data1;
    if (ends_notes(message)) follow_keys(message);  // whoever sent it
    const bool plays = number == cc::kWheel || number == cc::kBreath || number == cc::kExpression ||
                       number >= cc::kEndOfLsbs;
    if (learn_.follow(message, frame, document_, events_) && !plays) return;
    if (number >= kFirstMacro && number < kFirstMacro + kMacroCount) {
      // The engine moves the macro; the document hears of it.
      const SlotInfo& slot = table_.slot(SlotKind::kMacro, number - kFirstMacro);
      const float percent = 100.0f * (static_cast<float>(message.data2) * (1.0f / 127.0f));
      document_.set_value(slot.first_common, percent, Origin::kMidiLearn);
    }
  }
  events_.add(midi_event(frame, message));
}

void LiveInstrument::render(float* left, float* right, int frames) noexcept {
  const RealtimeScope realtime;
  const bool bypassed = bypass();
  if (bypassed != fade_.bypassed()) fade_.set(bypassed);
  if (bypassed && fade_.silent() && !synth_.asleep()) {
    constexpr uint8_t kAllSoundOffOnFirst = 0xb0;
    for (uint8_t channel = 0; channel < 16; ++channel) {
      events_.add(midi_event(
          0, {static_cast<uint8_t>(kAllSoundOffOnFirst | channel), cc::kAllSoundOff, 0}));
    }
  }
  synth_.process(events_, left, right, frames);
  fade_.process(left, right, frames);
  tail_.store(synth_.tail_seconds(), std::memory_order_relaxed);
  meters_.add(0, block_peak(left, frames));
  meters_.add(1, block_peak(right, frames));
  meters_.set_notes(synth_.sounding_notes());
  if (watched_.load(std::memory_order_relaxed)) {
    synth_.view(views_.back());
    views_.publish();
  }
  measure_load(frames);
}

// Clocks are read, not waited for: on the systems Kiln runs on this takes no lock.
void LiveInstrument::measure_load(int frames) noexcept {
  if (frames <= 0) return;
  constexpr double kSeconds = 0.3;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_;
  const double lasts = frames / synth_.host_rate();
  const auto before = double{load_.load(std::memory_order_relaxed)};
  const double share = std::min(1.0, lasts / kSeconds);
  load_.store(static_cast<float>(before + share * (took.count() / lasts - before)),
              std::memory_order_relaxed);
}

void LiveInstrument::reset() noexcept {
  forget_keys();
  synth_.reset();
}

void LiveInstrument::prepare_offline_block() { upkeep(); }

// The bounce hears the new program from the message's own frame.
void LiveInstrument::offline_program(int frame, int channel, int program) {
  const auto index = static_cast<std::size_t>(channel & 15);
  const int bank = bank_msb_[index] > 0 ? bank_msb_[index] : bank_lsb_[index];
  if (!load_program(bank, program)) return;
  std::unique_ptr<Delivery> delivery(delivery_.exchange(nullptr, std::memory_order_acq_rel));
  if (delivery == nullptr) return;
  reader_.poll();  // its values are the part's
  take_delivery(frame, std::move(delivery));
}

}  // namespace kiln
