// The signal path of sixteen voices.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/group.h"

#include <algorithm>
#include <utility>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr float kFaultLimit = 15.8489f;  // +24 dBFS

}  // namespace

void VoiceGroup::prepare(const VoiceStructure& structure) {
  structure_ = &structure;
  const auto params = static_cast<std::size_t>(structure.param_count);
  base_x_ = AlignedArray<Lanes>(params);
  values_ = AlignedArray<Lanes>(params);
  moved_ = AlignedArray<std::uint8_t>(structure.table.slots().size());
  slot_of_ = AlignedArray<std::uint8_t>(params);
  parts_of_ = AlignedArray<std::uint8_t>(params);
  for (std::size_t i = 0; i < params; ++i) {
    slot_of_[static_cast<int>(i)] =
        static_cast<std::uint8_t>(structure.table[static_cast<ParamIndex>(i)].slot);
    parts_of_[static_cast<int>(i)] = kAllParts;
  }
  for (int i = 0; i < kOscillatorCount; ++i) {
    const SlotInfo& slot = structure.table.slot(SlotKind::kOscillator, i);
    for (int p = slot.first_common; p < slot.end; ++p) {
      parts_of_[p] = oscillator_parts(p - slot.first_common);
    }
  }
  for (int i = 0; i < kFilterCount; ++i) {
    const SlotInfo& slot = structure.table.slot(SlotKind::kFilter, i);
    for (int p = slot.first_common; p < slot.end; ++p) {
      parts_of_[p] = filter_parts(p - slot.first_common);
    }
  }
  parts_of_[structure.noise_params + noise_layer::kLevel] = kImagePart;
  parts_of_[structure.noise_params + noise_layer::kColour] = kTypePart;
  sources_ = AlignedArray<Lanes>(kSourceCount);
  sources_[static_cast<int>(Source::kConstant)] = Lanes::filled(1.0f);
  blocks_ = AlignedArray<LaneBlock>(kBlockCount);
  plan_state_.begin(structure.plan);
  for (std::size_t i = 0; i < kEnvelopeCount; ++i) {
    envelopes_[i].prepare(structure.envelopes[i].setup);
  }
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    if (structure.lfos[i].used) lfos_[i].prepare(structure.lfos[i].kind, structure.lfos[i].setup);
  }
  for (std::size_t i = 0; i < kOscillatorCount; ++i) {
    oscillators_[i].prepare(structure, structure.oscillators[i]);
    const osc::CrossSource cross = structure.oscillators[i].cross;
    if (cross == osc::CrossSource::kFilter1) filter_out_[0] = AlignedArray<LaneBlock>(2);
    if (cross == osc::CrossSource::kFilter2) filter_out_[1] = AlignedArray<LaneBlock>(2);
  }
  noise_.prepare(structure, structure.noise);
  noise_values_ = AlignedArray<Lanes>(osc::kCommonCount + structure.noise.own_values.size());
  for (int i = 0; i < osc::kCommonCount; ++i) {
    const ParamSpec& spec = kOscillatorCommon[i];
    noise_values_[i] = Lanes::filled(real_to_engine(spec, spec.initial));
  }
  for (std::size_t i = 0; i < structure.noise.own_values.size(); ++i) {
    const ParamSpec& spec = structure.noise.module->spec->params[i];
    noise_values_[osc::kCommonCount + static_cast<int>(i)] =
        Lanes::filled(real_to_engine(spec, structure.noise.own_values[i]));
  }
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    filters_[i].prepare(structure, structure.filters[i]);
  }
  stereo_ = structure.always_stereo;
}

void VoiceGroup::set_value_moved(ParamIndex param) noexcept {
  moved_[slot_of_[param]] |= parts_of_[param];
}

void VoiceGroup::rest_on_base(ParamIndex param) noexcept {
  const ParamSpec& spec = structure_->table[param].spec;
  for (int i = 0; i < kLanes; ++i) values_[param][i] = x_to_engine(spec, base_x_[param][i]);
  set_value_moved(param);
}

std::uint8_t VoiceGroup::slot_moved(ParamIndex param) const noexcept {
  return moved_[slot_of_[param]];
}

void VoiceGroup::set_base(ParamIndex param, float x, float engine_value, LaneMask lanes) noexcept {
  const bool modulated = structure_->plan.is_target(param);
  for (const int i : lanes_of(lanes)) {
    base_x_[param][i] = x;
    if (!modulated) values_[param][i] = engine_value;
  }
  set_value_moved(param);
}

void VoiceGroup::set_stereo() noexcept {
  if (stereo_) return;
  stereo_ = true;
  for (FilterSlot& filter : filters_) filter.widen();
  feedback_state_[1] = feedback_state_[0];
}

void VoiceGroup::fade(int lane, int frames) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  fading_ |= lane_bit(lane);
  voice.fade_frame = 0;
  voice.fade_frames = std::max(1, frames);
}

void VoiceGroup::kill(int lane) noexcept {
  const LaneMask bit = lane_bit(lane);
  if ((sounding_ & bit) == 0) return;
  sounding_ &= ~bit;
  fading_ &= ~bit;
  starting_ &= ~bit;
  restarting_ &= ~bit;
  finished_ |= bit;
  for (EnvelopeGroup& envelope : envelopes_) envelope.kill(lane);
}

LaneMask VoiceGroup::take_finished() noexcept {
  const LaneMask done = finished_;
  finished_ = 0;
  return done;
}

Lanes VoiceGroup::levels() const {
  const Lanes& envelope = envelopes_[0].value();
  Lanes levels;
  for (int i = 0; i < kLanes; ++i) levels[i] = envelope[i] * gain_left_to_[i];
  for (const int i : lanes_of(fading_)) levels[i] *= voices_[static_cast<std::size_t>(i)].fade;
  return levels;
}

void VoiceGroup::begin_notes(const GroupContext& context) noexcept {
  const LaneMask lanes = starting_ | restarting_;
  if (lanes != 0) evaluate(lanes, false, context);
  if (retuning_ != 0) retune();
}

// A note acts on its exact frame, so the pitch turns here; all else that follows the key does so at
// a control point.
void VoiceGroup::retune() noexcept {
  const LaneMask lanes = std::exchange(retuning_, LaneMask{0}) & sounding_;
  pitch_moved_ = true;
  update_pitch(lanes);
  SlotControl control{.lanes = lanes,
                      .new_period = false,
                      .values = values_.data(),
                      .sources = sources_.data(),
                      .depths = plan_state_.depth.data(),
                      .pitch = &pitch_,
                      .pitch_moved = true};
  for (OscillatorSlot& slot : oscillators_) slot.retune(control);
}

void VoiceGroup::control(const GroupContext& context) noexcept {
  if (sounding_ == 0) {
    // Whatever moves meanwhile, look again.
    if (!all_moved_) std::fill(moved_.begin(), moved_.end(), std::uint8_t{kAllParts});
    all_moved_ = true;
    return;
  }
  const LaneMask silent = envelopes_[0].finished() & ~(starting_ | restarting_);
  const LaneMask done = (silent | muted_) & sounding_;
  muted_ = 0;
  for (const int lane : lanes_of(done)) kill(lane);
  for (int lane = 0; fading_ != 0 && lane < kLanes; ++lane) {
    const Voice& voice = voices_[static_cast<std::size_t>(lane)];
    if (has_lane(fading_, lane) && voice.fade_frame >= voice.fade_frames) kill(lane);
  }
  if (sounding_ == 0) return;
  current_ = 1 - current_;
  for (OscillatorSlot& slot : oscillators_) slot.flip();
  noise_.flip();
  advance_voices(context);
  if (new_slots_ != 0) begin_new_slots(context);
  evaluate(sounding_, true, context);
  if (retuning_ != 0) retune();
}

void VoiceGroup::update_slots(LaneMask lanes, bool new_period) noexcept {
  SlotControl control{.lanes = lanes,
                      .starting = starting_,
                      .new_period = new_period,
                      .values = values_.data(),
                      .sources = sources_.data(),
                      .depths = plan_state_.depth.data(),
                      .pitch = &pitch_,
                      .pitch_moved = pitch_moved_};
  for (std::size_t i = 0; i < kOscillatorCount; ++i) {
    const OscillatorStructure& slot = structure_->oscillators[i];
    control.moved = slot_moved(slot.common);
    if (slot.lane_pitch.number != kNoRoute) control.moved |= kPitchPart;
    if (slot.lane_level.number != kNoRoute || slot.lane_pan.number != kNoRoute) {
      control.moved |= kImagePart;
    }
    oscillators_[i].control(control);
  }
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    const FilterStructure& slot = structure_->filters[i];
    control.moved = slot_moved(slot.common);
    if (slot.fm_route.number != kNoRoute) control.moved = kAllParts;
    filters_[i].control(control);
  }
  if (structure_->noise_on) {
    control.moved = slot_moved(structure_->noise_params);
    if (control.moved != 0 || starting_ != 0) {
      noise_values_[osc::kLevel] = values_[structure_->noise_params + noise_layer::kLevel];
      noise_values_[osc::kCommonCount] = values_[structure_->noise_params + noise_layer::kColour];
    }
    control.values = noise_values_.data();
    noise_.control(control);
  }
  const Lanes& feedback = values_[structure_->routing_params + routing::kFeedback];
  if (structure_->feedback_possible) {
    retarget(feedback_, feedback_to_, feedback, structure_->inverse_frames, lanes, starting_);
  }
}

void VoiceGroup::update_amplitude(LaneMask lanes, bool new_period) noexcept {
  if (!new_period && (starting_ | restarting_) == 0) return;
  const bool moved = slot_moved(structure_->voice_params) != 0 || (starting_ | restarting_) != 0;
  if (!moved && !gains_moving_) return;
  const Lanes& pan = values_[structure_->voice_params + voice::kPan];
  const Lanes& level = values_[structure_->voice_params + voice::kLevel];
  Lanes gain, left, right;
  bool centred = true;
  for (int i = 0; i < kLanes; ++i) {
    gain[i] = level[i] * voices_[static_cast<std::size_t>(i)].level;
    centred = centred && (pan[i] == 0.0f || !has_lane(sounding_, i));
  }
  pan_gains(pan, gain, lanes, left, right);
  const float step = structure_->inverse_frames;
  if (new_period) gains_moving_ = false;
  gains_moving_ |= retarget(gain_left_, gain_left_to_, left, step, lanes, starting_);
  gains_moving_ |= retarget(gain_right_, gain_right_to_, right, step, lanes, starting_);
  centred_ = centred && (centred_ || !gains_moving_);
}

VoiceGroup::Filled VoiceGroup::render_voices(const Span& span) noexcept {
  render_oscillators(span);
  const Filled filled = mix_oscillators(span);
  render_filters(span, filled);
  render_level(span);
  return filled;
}

LaneMask VoiceGroup::render_lanes(int begin, int end, const Lanes& gain, LaneBus& out) noexcept {
  const Span span{begin, end, sounding_};
  const Filled filled = render_voices(span);
  out.stereo = stereo_ || !centred_;
  const Lanes unity = Lanes::filled(1.0f);
  LaneMask faults = 0;
  for (int channel = 0; channel < (out.stereo ? 2 : 1); ++channel) {
    const bool right = channel == 1;
    LaneBlock& block = right ? out.right : out.left;
    AmplifyLanes work{.span = span,
                      .level = &blocks_[kLevel],
                      .gain = right ? &gain_right_ : &gain_left_,
                      .in = &blocks_[right && stereo_ ? kOutRight : kOutLeft],
                      .after = &unity,
                      .out = &block};
    if (filled.bus[3]) {
      faults |= amplify_lanes(work, kFaultLimit);
      work.others = &block;
    }
    work.in = right && stereo_ ? filtered_right_ : filtered_left_;
    work.after = &gain;
    faults |= amplify_lanes(work, kFaultLimit);
  }
  return faults;
}

LaneMask VoiceGroup::render(int begin, int end, Bus& effects, Bus& out) noexcept {
  if (sounding_ == 0) return 0;
  const Span span{begin, end, sounding_};
  const Filled filled = render_voices(span);
  Amplify work{.span = span,
               .level = &blocks_[kLevel],
               .left_gain = &gain_left_,
               .right_gain = &gain_right_,
               .centred = centred_,
               .left = filtered_left_,
               .right = filtered_right_,
               .out_left = effects.left.data(),
               .out_right = effects.right.data()};
  LaneMask faults = amplify(work, kFaultLimit);
  if (filled.bus[3]) {
    work.left = &blocks_[kOutLeft];
    work.right = stereo_ ? &blocks_[kOutRight] : nullptr;
    work.out_left = out.left.data();
    work.out_right = out.right.data();
    faults |= amplify(work, kFaultLimit);
  }
  return faults;
}

void VoiceGroup::render_level(const Span& span) noexcept {
  LaneBlock& level = blocks_[kLevel];
  envelopes_[0].render(span.begin, span.end, span.lanes, level);
  for (const int lane : lanes_of(fading_)) {
    Voice& voice = voices_[static_cast<std::size_t>(lane)];
    const float step = 0.5f / static_cast<float>(voice.fade_frames);
    for (int k = span.begin; k < span.end; ++k) {
      // A raised cosine from 1 to 0, then silence to the control point that frees the lane.
      const int at = std::min(voice.fade_frame, voice.fade_frames);
      voice.fade = 0.5f + 0.5f * math::cos_cycles(static_cast<float>(at) * step);
      level[k][lane] *= at >= voice.fade_frames ? 0.0f : voice.fade;
      ++voice.fade_frame;
    }
  }
}

}  // namespace kiln
