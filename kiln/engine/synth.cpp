// Cuts a block at events and control points and lets the parts play.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/synth.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/midi/controllers.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

constexpr double kLowestRate = 1.0;
constexpr double kDefaultRate = 48000.0;  // when a host says no number
constexpr double kHighestRate = 768000.0;
constexpr float kOutputGainSeconds = 0.02f;

// General MIDI: 40·log10(v/127) dB.
float volume_gain(float controller) { return controller * controller; }

}  // namespace

PatchSwap::PatchSwap() = default;
PatchSwap::~PatchSwap() = default;

Synth::Synth() = default;

Synth::~Synth() {
  for (int i = 0; i < part_count_; ++i) delete parts_[static_cast<std::size_t>(i)];
  delete edit_;
  PatchSwap* swap = nullptr;
  while (inbox_.pop(swap)) delete swap;
  while (retired_ != nullptr) delete std::exchange(retired_, retired_->next);
  collect();
}

std::vector<std::string> Synth::prepare(const SynthSettings& settings, const Patch& patch) {
  initialise_dispatch();
  for (int i = 0; i < part_count_; ++i) delete parts_[static_cast<std::size_t>(i)];
  part_count_ = 0;
  delete std::exchange(edit_, nullptr);
  settings_ = settings;
  const bool is_number = settings.host_rate == settings.host_rate;
  settings_.host_rate =
      std::clamp(is_number ? settings.host_rate : kDefaultRate, kLowestRate, kHighestRate);
  set_slide_mode(settings.performance.slide_mode);
  tuning_ = settings.tuning;
  clock_.prepare(settings_.host_rate);
  std::vector<std::string> messages;
  parts_[0] = make_swap(patch, false, messages).release();
  part_count_ = 1;
  performance_.prepare(performance_settings(current()));
  guard_.prepare(settings_.host_rate);
  output_faults_ = 0;
  volume_ = 1.0f;
  pan_ = 0.0f;
  gain_from_ = gain_to_ = gain_target_ = {1.0f, 1.0f};
  asleep_ = true;
  return messages;
}

// Ranges and curves come from the patch, all else from the session.
PerformanceSettings Synth::performance_settings(const Part& part) const noexcept {
  PerformanceSettings settings = settings_.performance;
  const PerformanceSettings& patch = part.performance_settings();
  settings.bend_up = patch.bend_up;
  settings.bend_down = patch.bend_down;
  settings.velocity_curve = patch.velocity_curve;
  settings.pressure_curve = patch.pressure_curve;
  return settings;
}

// A part that begins finds the sustain pedals where they are.
void Synth::tell_pedals(Part& part) noexcept {
  for (int channel = 0; channel < kMidiChannels; ++channel) {
    const float down = performance_.controller(channel, cc::kSustainPedal);
    if (down > 0.0f) part.sustain(channel, static_cast<int>(127.0f * down + 0.5f), context());
  }
}

void Synth::tell_faults() noexcept {
  for (int i = 0; i < part_count_; ++i) {
    const Part::Faults faults = parts_[static_cast<std::size_t>(i)]->part->take_faults();
    // Half of the outbox is kept for what must come back.
    if (outbox_.size() > kOutboxSize / 2) continue;
    if (faults.voice) outbox_.push(Notice{.kind = Notice::Kind::kVoiceFault});
    if (faults.effect >= 0) {
      outbox_.push(Notice{.kind = Notice::Kind::kEffectFault, .number = faults.effect});
    }
  }
  if (guard_.faults() != output_faults_ && outbox_.size() <= kOutboxSize / 2) {
    output_faults_ = guard_.faults();
    outbox_.push(Notice{.kind = Notice::Kind::kOutputFault});
  }
}

std::unique_ptr<PatchSwap> Synth::make_swap(const Patch& patch, bool keeps_voices,
                                            std::vector<std::string>& messages) const {
  auto swap = std::make_unique<PatchSwap>();
  swap->part =
      std::make_unique<Part>(patch,
                             PartSetup{.host_rate = settings_.host_rate,
                                       .seed = settings_.seed,
                                       .quality = settings_.quality,
                                       .slide_mode = slide_mode_.load(std::memory_order_relaxed),
                                       .find_wavetable = settings_.find_wavetable},
                             messages);
  swap->keeps_voices = keeps_voices;
  return swap;
}

bool Synth::send(std::unique_ptr<PatchSwap> swap) {
  if (!inbox_.push(swap.get())) return false;
  static_cast<void>(swap.release());
  return true;
}

std::vector<Notice> Synth::collect() {
  std::vector<Notice> notices;
  Notice notice;
  while (outbox_.pop(notice)) {
    if (notice.kind == Notice::Kind::kRetired) {
      delete notice.retired;
      notice.retired = nullptr;
    }
    notices.push_back(notice);
  }
  return notices;
}

PartContext Synth::context() const noexcept {
  return {.performance = &performance_,
          .performance_changed = performance_changed_,
          .tuning = &tuning_,
          .beats_per_second = clock_.beats_per_second(),
          .beat_position = clock_.beat_position(),
          .playing = clock_.playing(),
          .relocked = relocked_,
          .epoch_host_frames = epoch_frames_,
          .frame = grid_};
}

void Synth::retire(PatchSwap* swap) noexcept {
  swap->next = retired_;
  retired_ = swap;
  hand_back();
}

// What finds the outbox full waits here, however long nobody collects.
void Synth::hand_back() noexcept {
  while (retired_ != nullptr) {
    PatchSwap* const swap = retired_;
    PatchSwap* const next = swap->next;  // once pushed, it may be gone
    if (!outbox_.push({.kind = Notice::Kind::kRetired, .retired = swap})) return;
    retired_ = next;
  }
}

void Synth::swap_in(PatchSwap* swap) noexcept {
  if (!asleep_) swap->part->begin_epoch();
  if (edit_ != nullptr) retire(std::exchange(edit_, nullptr));  // the newer one holds its change
  if (swap->keeps_voices && swap->part->quality() == current().quality()) {
    begin_edit(swap);
  } else {
    current().forget_edit();
    begin_preset(swap);
  }
}

void Synth::begin_edit(PatchSwap* swap) noexcept {
  const bool seamless = current().prepare_edit(*swap->part);
  edit_ = swap;
  if (seamless || asleep_) finish_edit();
}

void Synth::finish_edit() noexcept {
  PatchSwap* const old = parts_[0];
  edit_->part->adopt(*old->part, asleep_);
  parts_[0] = std::exchange(edit_, nullptr);
  retire(old);
  performance_.change(performance_settings(current()));
}

void Synth::drop_part(int number) noexcept {
  PatchSwap* const part = parts_[static_cast<std::size_t>(number)];
  for (int i = number; i + 1 < part_count_; ++i) {
    parts_[static_cast<std::size_t>(i)] = parts_[static_cast<std::size_t>(i + 1)];
  }
  --part_count_;
  retire(part);
}

// The present patch's polyphony counts the notes that ring on from presets before, too. Released
// ones go first, then held ones of the oldest part; among its own the present part chooses itself.
void Synth::make_room_for_note() noexcept {
  const int polyphony = current().structure().allocation.polyphony;
  for (const bool held : {false, true}) {
    for (int i = part_count_ - 1; i > 0; --i) {
      Part& old = *parts_[static_cast<std::size_t>(i)]->part;
      while (sounding_notes() >= polyphony && old.steal_note(held, context())) {
      }
    }
  }
}

void Synth::begin_preset(PatchSwap* swap) noexcept {
  for (int i = 1; !swap->keeps_voices && i < part_count_; ++i) {
    parts_[static_cast<std::size_t>(i)]->part->leave_patch();
  }
  current().retire(swap->keeps_voices);
  if (current().silent()) drop_part(0);  // nobody has heard it
  if (part_count_ == kMostParts) drop_part(kMostParts - 1);
  for (int i = kRingingParts - 1; i < part_count_; ++i) {
    parts_[static_cast<std::size_t>(i)]->part->fade_out();
  }
  for (int i = part_count_; i > 0; --i) {
    parts_[static_cast<std::size_t>(i)] = parts_[static_cast<std::size_t>(i - 1)];
  }
  parts_[0] = swap;
  ++part_count_;
  if (!swap->keeps_voices) {
    const PerformanceSettings& bends = current().performance_settings();
    performance_.new_preset(bends.bend_up, bends.bend_down);
  }
  tell_pedals(current());
  performance_.change(performance_settings(current()));
}

void Synth::take_inbox() noexcept {
  PatchSwap* swap = nullptr;
  while (inbox_.pop(swap)) swap_in(swap);
}

void Synth::begin_epoch() noexcept {
  asleep_ = false;
  grid_ = 0;
  epoch_frames_ = 0;
  note_number_ = 0;
  clock_.begin_epoch();
  for (int i = 0; i < part_count_; ++i) parts_[static_cast<std::size_t>(i)]->part->begin_epoch();
  gain_from_ = gain_to_ = gain_target_;
  guard_.reset();
}

void Synth::set_parameter(ParamIndex param, float real) noexcept {
  current().set_parameter(param, real, asleep_);
  for (int i = 1; i < part_count_; ++i) {
    Part& old = *parts_[static_cast<std::size_t>(i)]->part;
    if (old.follows_knobs()) old.set_parameter(param, real, asleep_);
  }
  if (edit_ != nullptr) edit_->part->set_waiting_parameter(param, real);
}

void Synth::handle_controller(const Meaning& meaning) noexcept {
  constexpr int kFirstMacro = 20;
  if (meaning.number == cc::kVolume) volume_ = volume_gain(meaning.value);
  if (meaning.number == cc::kPan) pan_ = std::clamp((meaning.raw - 64) / 63.0f, -1.0f, 1.0f);
  if (meaning.number >= kFirstMacro && meaning.number < kFirstMacro + kMacroCount) {
    const SlotInfo& slot = instrument_table().slot(SlotKind::kMacro, meaning.number - kFirstMacro);
    set_parameter(slot.first_common, 100.0f * meaning.value);
  }
}

void Synth::handle_midi(const MidiMessage& message) noexcept {
  const Meaning meaning = performance_.interpret(message);
  const PartContext now = context();
  const auto for_all = [&](auto act) {
    for (int i = 0; i < part_count_; ++i) act(*parts_[static_cast<std::size_t>(i)]->part);
  };
  performance_changed_ = true;
  switch (meaning.kind) {
    case Meaning::Kind::kNothing:
    case Meaning::Kind::kProgramChange:  // prepared by the front end, comes as a swap
      break;
    case Meaning::Kind::kNoteOn: {
      const float pitch = tuning_.pitch[static_cast<std::size_t>(meaning.number)];
      if (pitch != pitch) break;  // the tuning has no pitch for this key
      if (asleep_) begin_epoch();
      if (part_count_ > 1) make_room_for_note();
      current().note_on(meaning, note_number_++, context());
      notes_began_ = true;
      break;
    }
    case Meaning::Kind::kNoteOff:
      for_all([&](Part& part) { part.note_off(meaning, now); });
      notes_began_ = true;  // mono and legato may return to another key
      break;
    case Meaning::Kind::kSustain:
      for_all([&](Part& part) { part.sustain(meaning.channel, meaning.raw, now); });
      break;
    case Meaning::Kind::kSostenuto:
      for_all([&](Part& part) { part.sostenuto(meaning.channel, meaning.raw >= 64, now); });
      break;
    case Meaning::Kind::kAllNotesOff:
      for_all([&](Part& part) { part.all_notes_off(meaning.channel, now); });
      break;
    case Meaning::Kind::kAllSoundOff:
      for_all([&](Part& part) { part.all_sound_off(now); });
      break;
    case Meaning::Kind::kResetControllers:
      for_all([&](Part& part) {
        part.sustain(meaning.channel, 0, now);
        part.sostenuto(meaning.channel, false, now);
      });
      break;
    case Meaning::Kind::kController:
      handle_controller(meaning);
      break;
  }
  const float expression = current().uses(Source::kExpression) ? 1.0f : performance_.expression();
  const float gain = volume_ * volume_gain(expression);
  gain_target_ = {gain, gain};
  if (pan_ != 0.0f) {
    constexpr float kSqrtTwo = 1.41421356f;
    gain_target_ = {gain * kSqrtTwo * math::cos_cycles((pan_ + 1.0f) * 0.125f),
                    gain * kSqrtTwo * math::sin_cycles((pan_ + 1.0f) * 0.125f)};
  }
}

void Synth::handle(const Event& event) noexcept {
  switch (event.type) {
    case EventType::kTransport:
      relocked_ = clock_.set(event.transport) || relocked_;
      break;
    case EventType::kPatchSwap:
      swap_in(static_cast<PatchSwap*>(event.swap));
      break;
    case EventType::kParameter:
      if (event.parameter.param < instrument_table().size()) {
        set_parameter(event.parameter.param, event.parameter.real);
      }
      break;
    case EventType::kController:
    case EventType::kNoteOff:
    case EventType::kNoteOn:
      handle_midi(event.midi);
      break;
  }
}

void Synth::control_point() noexcept {
  if (edit_ != nullptr && current().ready_for_edit()) finish_edit();
  const PartContext now = context();
  for (int i = 0; i < part_count_; ++i) parts_[static_cast<std::size_t>(i)]->part->control(now);
  const float step = static_cast<float>(kHostFramesPerControl) /
                     (kOutputGainSeconds * static_cast<float>(settings_.host_rate));
  for (std::size_t c = 0; c < 2; ++c) {
    gain_from_[c] = gain_to_[c];
    const float distance = gain_target_[c] - gain_to_[c];
    gain_to_[c] = std::fabs(distance) <= step ? gain_target_[c]
                                              : gain_to_[c] + (distance > 0.0f ? step : -step);
  }
  performance_changed_ = false;
  relocked_ = false;
  guard_.set_mode(settings_.limit ? master::Guard::kLimit : current().guard());
  tell_faults();
  for (int i = part_count_ - 1; i > 0; --i) {
    if (parts_[static_cast<std::size_t>(i)]->part->silent()) drop_part(i);
  }
  asleep_ = part_count_ == 1 && current().silent();
  if (asleep_ && edit_ != nullptr) finish_edit();
}

void Synth::apply_output_gain(float* left, float* right, float* peaks, int frames) noexcept {
  constexpr std::array<float, 2> kUnity = {1.0f, 1.0f};
  if (gain_from_ == kUnity && gain_to_ == kUnity) return;
  constexpr float kInverse = 1.0f / kHostFramesPerControl;
  const std::array<float, 2> step = {(gain_to_[0] - gain_from_[0]) * kInverse,
                                     (gain_to_[1] - gain_from_[1]) * kInverse};
  for (int i = 0; i < frames; ++i) {
    const auto k = static_cast<float>(grid_ + i);
    left[i] *= gain_from_[0] + k * step[0];
    right[i] *= gain_from_[1] + k * step[1];
    peaks[i] *= std::max(gain_to_[0], gain_to_[1]);
  }
}

void Synth::run(float* left, float* right, int frames) noexcept {
  int done = 0;
  while (done < frames && !asleep_) {
    if (grid_ == 0) {
      control_point();
      notes_began_ = false;
      if (asleep_) break;
    } else if (notes_began_) {
      for (int i = 0; i < part_count_; ++i) {
        parts_[static_cast<std::size_t>(i)]->part->begin_notes(context());
      }
      notes_began_ = false;
    }
    const int count = std::min(frames - done, kHostFramesPerControl - grid_);
    std::array<float, kHostFramesPerControl> peaks = {};
    for (int i = 0; i < part_count_; ++i) {
      parts_[static_cast<std::size_t>(i)]->part->render(grid_, count, left + done, right + done,
                                                        guard_.limits() ? peaks.data() : nullptr,
                                                        i == 0 ? settings_.taps : nullptr);
    }
    apply_output_gain(left + done, right + done, peaks.data(), count);
    guard_.process(peaks.data(), left + done, right + done, count);
    done += count;
    clock_.advance(count);
    epoch_frames_ += static_cast<std::uint64_t>(count);
    grid_ = (grid_ + count) % kHostFramesPerControl;
  }
  clock_.advance(frames - done);
}

void Synth::process(EventList& events, float* left, float* right, int frames) noexcept {
  const RealtimeScope realtime;
  if (part_count_ == 0) return;
  hand_back();
  take_inbox();
  events.sort(frames);
  std::fill(left, left + frames, 0.0f);
  std::fill(right, right + frames, 0.0f);
  int at = 0;
  for (const Event& event : events.events()) {
    if (event.frame > at) {
      run(left + at, right + at, event.frame - at);
      at = event.frame;
    }
    handle(event);
  }
  run(left + at, right + at, frames - at);
}

void Synth::change(const PerformanceSettings& performance,
                   const std::array<float, 128>& pitch) noexcept {
  settings_.performance = performance;
  tuning_.pitch = pitch;
  if (part_count_ > 0) performance_.change(performance_settings(current()));
}

void Synth::reset() noexcept {
  for (int i = 0; i < part_count_; ++i) parts_[static_cast<std::size_t>(i)]->part->reset();
  if (part_count_ > 0) tell_pedals(current());
  asleep_ = true;
  if (edit_ != nullptr) finish_edit();
}

void Synth::view(VoiceView& view) const noexcept {
  view = {};
  if (part_count_ == 0) return;
  for (int i = part_count_ - 1; i > 0; --i) {
    VoiceView older;
    parts_[static_cast<std::size_t>(i)]->part->view(older);
    for (int n = 0; n < older.note_count && view.note_count < VoiceView::kMostNotes; ++n) {
      view.notes[static_cast<std::size_t>(view.note_count++)] =
          older.notes[static_cast<std::size_t>(n)];
    }
  }
  parts_[0]->part->view(view);
  view.beats_per_second = static_cast<float>(clock_.beats_per_second());
}

double Synth::tail_seconds() noexcept {
  double longest = 0.0;
  for (int i = 0; i < part_count_; ++i) {
    longest = std::max(longest, parts_[static_cast<std::size_t>(i)]->part->tail_seconds());
  }
  return longest;
}

int Synth::sounding_notes() const noexcept {
  int notes = 0;
  for (int i = 0; i < part_count_; ++i) {
    notes += parts_[static_cast<std::size_t>(i)]->part->sounding_notes();
  }
  return notes;
}

}  // namespace kiln
