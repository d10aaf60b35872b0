// Pitch, unison, level and pan of an oscillator slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/oscillator_slot.h"

#include "kiln/base/math.h"
#include "kiln/base/phase.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

constexpr double kConcertHz = 440.0;

// The phase a free-running oscillator has reached: frames · increment, in 2^32 a cycle.
std::uint32_t running_phase(double increment, std::uint64_t frames) {
  const auto step = static_cast<std::uint64_t>(increment * 0x1p40);
  return static_cast<std::uint32_t>((step * frames) >> 8);
}

}  // namespace

std::uint8_t oscillator_parts(int param) {
  if (param >= osc::kCommonCount) return kTypePart;
  switch (static_cast<osc::Common>(param)) {
    case osc::kLevel:
    case osc::kPan:
    case osc::kSpread:
    case osc::kBlend:
      return kImagePart;
    case osc::kDetune:
    case osc::kOctave:
    case osc::kSemitone:
    case osc::kFine:
    case osc::kPitch:
      return kPitchPart;
    default:
      return kAllParts;
  }
}

void OscillatorSlot::prepare(const VoiceStructure& voice, const OscillatorStructure& structure) {
  voice_ = &voice;
  structure_ = &structure;
  if (structure.module == nullptr) return;
  const auto unison = static_cast<std::size_t>(structure.unison.count);
  state_ = AlignedBytes(structure.module->state_bytes);
  memory_ = AlignedArray<float>(structure.module->memory_floats(structure.setup));
  OscillatorSetup setup = structure.setup;
  setup.keep = &kept_;
  structure.module->prepare(state_.data(), setup, memory_.span());
  left_ = AlignedArray<LaneBlock>(2);
  right_ = AlignedArray<LaneBlock>(structure.stereo ? 2 : 0);
  sync_ = AlignedArray<LaneBlock>(structure.setup.needs_sync_out ? 2 : 0);
  ratios_ = AlignedArray<Lanes>(unison);
  increments_ = AlignedArray<Lanes>(unison);
  positions_ = AlignedArray<Lanes>(unison);
  unison_left_ = AlignedArray<Ramp>(unison);
  unison_right_ = AlignedArray<Ramp>(unison);
  unison_left_to_ = AlignedArray<Lanes>(unison);
  unison_right_to_ = AlignedArray<Lanes>(unison);
  image_left_ = AlignedArray<Lanes>(unison);
  image_right_ = AlignedArray<Lanes>(unison);
  for (int u = 0; u < structure.unison.count; ++u) {
    positions_[u] = Lanes::filled(structure.unison.position[static_cast<std::size_t>(u)]);
    ratios_[u] = Lanes::filled(1.0f);
  }
  concert_a_ = static_cast<float>(kConcertHz / voice.engine_rate);
}

void OscillatorSlot::start(int lane, std::uint32_t random_key,
                           std::uint64_t epoch_frames) noexcept {
  start_keys_[lane] = random_key;
  epoch_frames_ = epoch_frames;
}

void OscillatorSlot::begin(int lane, const SlotControl& control) noexcept {
  // Who listens to this slot's last period must not hear the lane's last voice.
  for (AlignedArray<LaneBlock>* blocks : {&left_, &right_, &sync_}) {
    if (!structure_->heard_later) break;
    for (LaneBlock& block : blocks->span()) {
      for (Lanes& frame : block.frame) frame[lane] = 0.0f;
    }
  }
  const std::uint32_t random_key = start_keys_[lane];
  const Lanes* common = control.values + structure_->common;
  const float phase = common[osc::kPhase][lane] * (1.0f / 360.0f);
  const float spread = common[osc::kRandomPhase][lane];
  std::array<std::uint32_t, kMaxUnison> phases;
  const int unison = structure_->unison.count;
  for (int u = 0; u < unison; ++u) {
    const auto bits = random_bits(random_key, static_cast<std::uint32_t>(u));
    const float cycles = phase + spread * random_unipolar(bits);
    phases[static_cast<std::size_t>(u)] = cycles_to_phase(cycles);
    if (structure_->free_running) {
      const double increment = double{increments_[u][lane]};
      phases[static_cast<std::size_t>(u)] += running_phase(increment, epoch_frames_);
    }
  }
  structure_->module->start(state_.data(),
                            {.lane = lane, .phases = phases.data(), .random_key = random_key});
}

Lanes OscillatorSlot::route_amount(const SlotRoute& route,
                                   const SlotControl& control) const noexcept {
  Lanes amount = {};
  if (route.number == kNoRoute) return amount;
  amount = control.depths[route.number];
  if (route.via == Source::kNone) return amount;
  const Lanes& via = control.sources[static_cast<int>(route.via)];
  for (int i = 0; i < kLanes; ++i) amount[i] *= via[i];
  return amount;
}

void OscillatorSlot::update_pitch(const SlotControl& control) noexcept {
  const Lanes* common = control.values + structure_->common;
  find_increment({.key = structure_->key_track ? control.pitch : nullptr,
                  .octave = &common[osc::kOctave],
                  .semitone = &common[osc::kSemitone],
                  .fine = &common[osc::kFine],
                  .pitch = &common[osc::kPitch]},
                 concert_a_, control.lanes, note_, increment_);
  const UnisonLayout& unison = structure_->unison;
  if (unison.count == 1) {
    increments_[0] = increment_;
    return;
  }
  if ((control.moved & kPitchPart) != 0 || control.starting != 0) {
    Lanes detune;
    Lanes extra = route_amount(structure_->lane_pitch, control);
    for (int i = 0; i < kLanes; ++i) {
      detune[i] = common[osc::kDetune][i] * structure_->detune_cents;
      extra[i] *= 100.0f * kPitchFullDepth;
    }
    unison_ratios(detune, extra, unison.detune_shape.data(), unison.position.data(), unison.count,
                  control.lanes, ratios_.data());
  }
  unison_increments(increment_, ratios_.data(), unison.count, control.lanes, increments_.data());
}

void OscillatorSlot::update_image(const SlotControl& control) noexcept {
  const Lanes* common = control.values + structure_->common;
  Lanes level = common[osc::kLevel];
  if (!presence_.whole()) {
    for (int i = 0; i < kLanes; ++i) level[i] *= presence_.gain();
  }
  pan_gains(common[osc::kPan], level, control.lanes, image_left_[0], image_right_[0]);
  const float step = voice_->inverse_frames;
  if (control.new_period) gains_moving_ = image_moving_ = false;
  gains_moving_ |=
      retarget(gain_left_, gain_left_to_, image_left_[0], step, control.lanes, control.starting);
  gains_moving_ |=
      retarget(gain_right_, gain_right_to_, image_right_[0], step, control.lanes, control.starting);
  const UnisonLayout& unison = structure_->unison;
  if (unison.count == 1) return;
  const UnisonImage image{.side = unison.side.data(),
                          .centre_gain = unison.centre_gain.data(),
                          .side_gain = unison.side_gain.data(),
                          .position = unison.position.data(),
                          .unison = unison.count};
  const Lanes no_blend = {};
  unison_gains(image, common[osc::kSpread], unison.has_sides ? common[osc::kBlend] : no_blend,
               route_amount(structure_->lane_pan, control),
               route_amount(structure_->lane_level, control), control.lanes, image_left_.data(),
               image_right_.data());
  for (int u = 0; u < unison.count; ++u) {
    image_moving_ |= retarget(unison_left_[u], unison_left_to_[u], image_left_[u], step,
                              control.lanes, control.starting);
    image_moving_ |= retarget(unison_right_[u], unison_right_to_[u], image_right_[u], step,
                              control.lanes, control.starting);
  }
}

void OscillatorSlot::control(const SlotControl& told) noexcept {
  if (!on()) return;
  SlotControl control = told;
  control.starting |= joining_ & control.lanes;
  joining_ &= ~control.lanes;
  const bool fresh = control.starting != 0;
  const bool fades =
      control.new_period && presence_.advance(1.0 / static_cast<double>(voice_->control_rate));
  const bool pitch_moves = control.pitch_moved || (control.moved & kPitchPart) != 0 || fresh;
  const bool type_moves = pitch_moves || (control.moved & kTypePart) != 0;
  if (pitch_moves) update_pitch(control);
  for (int lane = 0; fresh && lane < kLanes; ++lane) {
    if (has_lane(control.starting, lane)) begin(lane, control);
  }
  if ((control.moved & kImagePart) != 0 || fresh || fades || gains_moving_ || image_moving_) {
    update_image(control);
  }
  params_moving_ = control.moved != 0 || fresh;
  // One update after the last movement brings the type's ramps to rest.
  if (type_moves || type_moving_) type_moving_ = update_type(control) || type_moves;
}

bool OscillatorSlot::update_type(const SlotControl& control) noexcept {
  return structure_->module->update(
      state_.data(), {.lanes = control.lanes,
                      .starting = control.starting,
                      .inverse_frames = voice_->inverse_frames,
                      .params = control.values + structure_->own,
                      .increment = increments_.data(),
                      .note = &note_,
                      .position = positions_.data(),
                      .params_moved = (control.moved & kTypePart) != 0 || control.starting != 0});
}

void OscillatorSlot::retune(const SlotControl& control) noexcept {
  if (!on() || params_moving_) return;
  update_pitch(control);
  update_type(control);
  update_type(control);
  type_moving_ = true;
}

void OscillatorSlot::render(const Span& span, const LaneBlock* cross,
                            const LaneBlock* cross_sync) noexcept {
  structure_->module->render(state_.data(),
                             {.begin = span.begin,
                              .end = span.end,
                              .lanes = span.lanes,
                              .unison_left = unison_left_.data(),
                              .unison_right = unison_right_.data(),
                              .cross = cross,
                              .cross_sync = cross_sync,
                              .left = &left_[current_],
                              .right = structure_->stereo ? &right_[current_] : nullptr,
                              .sync_out = sync_.empty() ? nullptr : &sync_[current_]});
}

void OscillatorSlot::flip() noexcept { current_ = 1 - current_; }

bool OscillatorSlot::adopt(OscillatorSlot& other) noexcept {
  if (!on() || !other.on() || !same_oscillator(*structure_, *other.structure_)) return false;
  const VoiceStructure* voice = voice_;
  const OscillatorStructure* structure = structure_;
  std::swap(*this, other);
  voice_ = voice;
  structure_ = structure;
  return true;
}

}  // namespace kiln
