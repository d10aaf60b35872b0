// An edit while voices sound: what fades out before it, what goes on, what fades in after it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/base/random.h"
#include "kiln/voices/group.h"

namespace kiln {
namespace {

// After the change of structure. Returns whether the slot is a new one in sounding voices.
bool settle(Presence& presence, bool goes_on, bool sounding) {
  if (!sounding) {
    presence.stay();
    presence.jump();
    return false;
  }
  if (goes_on) {
    presence.stay();
  } else {
    presence.enter();
  }
  return !goes_on;
}

std::uint32_t filter_key(const Voice& voice, std::size_t number) {
  return mix_bits(voice.random_key + kRandomFilter + static_cast<std::uint32_t>(number));
}

std::uint32_t lfo_key(const Voice& voice, int number) {
  return mix_bits(voice.random_key + kRandomLfo + static_cast<std::uint32_t>(number));
}

void aim(Presence& presence, bool leaves, bool sounding) {
  if (leaves) {
    presence.leave();
  } else {
    presence.stay();
  }
  if (!sounding) presence.jump();
}

}  // namespace

void VoiceGroup::prepare_edit(const VoiceEdit& edit) noexcept {
  const bool sounding = sounding_ != 0;
  for (std::size_t i = 0; i < kOscillatorCount; ++i) {
    aim(oscillators_[i].presence(), edit.oscillators[i], sounding);
  }
  aim(noise_.presence(), edit.noise, sounding);
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    aim(filters_[i].presence(), edit.filters[i], sounding);
  }
}

bool VoiceGroup::ready_for_edit(const VoiceEdit& edit) const noexcept {
  if (sounding_ == 0) return true;
  bool ready = !edit.noise || noise_.presence().gone();
  for (std::size_t i = 0; i < kOscillatorCount; ++i) {
    ready = ready && (!edit.oscillators[i] || oscillators_[i].presence().gone());
  }
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    ready = ready && (!edit.filters[i] || filters_[i].presence().gone());
  }
  return ready;
}

// Waves of new slots begin with the random numbers they would have had from the note's start.
void VoiceGroup::begin_new_slots(const GroupContext& context) noexcept {
  for (const int lane : lanes_of(sounding_)) {
    const std::uint32_t key = voices_[static_cast<std::size_t>(lane)].random_key;
    for (int i = 0; i < kOscillatorCount; ++i) {
      if ((new_slots_ >> i & 1) == 0) continue;
      oscillators_[static_cast<std::size_t>(i)].join(
          lane, mix_bits(key + kRandomOscillator + static_cast<std::uint32_t>(i)),
          context.epoch_frames);
    }
    if ((new_slots_ >> kNewNoise & 1) != 0) {
      noise_.join(lane, mix_bits(key + kRandomNoise), context.epoch_frames);
    }
  }
  new_slots_ = 0;
}

void VoiceGroup::adopt(VoiceGroup& other) noexcept {
  voices_ = other.voices_;
  sounding_ = other.sounding_;
  starting_ = other.starting_;
  restarting_ = other.restarting_;
  legato_ = other.legato_;
  retuning_ = other.retuning_;
  start_frame_ = other.start_frame_;
  finished_ = other.finished_;
  fading_ = other.fading_;
  following_ = other.following_;
  periods_ = other.periods_;
  muted_ = other.muted_;
  new_slots_ = other.new_slots_;
  std::swap(base_x_, other.base_x_);
  std::swap(values_, other.values_);
  std::swap(sources_, other.sources_);
  pitch_ = other.pitch_;
  pitch_aimed_ = other.pitch_aimed_;
  envelopes_ = other.envelopes_;
  for (std::size_t i = 0; i < kEnvelopeCount; ++i) {
    envelopes_[i].change(structure_->envelopes[i].setup);
  }
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    if (same_lfo(structure_->lfos[i], other.structure_->lfos[i])) {
      std::swap(lfos_[i], other.lfos_[i]);
    } else if (structure_->lfos[i].used && other.structure_->lfos[i].used) {
      lfos_[i].go_on_from(other.lfos_[i], sounding_, [&](int lane) {
        return lfo_key(voices_[static_cast<std::size_t>(lane)], static_cast<int>(i));
      });
    }
  }
  for (int i = 0; i < kOscillatorCount; ++i) {
    OscillatorSlot& slot = oscillators_[static_cast<std::size_t>(i)];
    const bool goes_on = slot.adopt(other.oscillators_[static_cast<std::size_t>(i)]);
    if (settle(slot.presence(), goes_on, sounding_ != 0) && slot.on()) new_slots_ |= 1u << i;
  }
  const bool noise_went_on = other.structure_->noise_on && noise_.adopt(other.noise_);
  if (settle(noise_.presence(), noise_went_on, sounding_ != 0) && structure_->noise_on) {
    new_slots_ |= 1u << kNewNoise;
  }
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    const bool goes_on = filters_[i].adopt(other.filters_[i]);
    if (!settle(filters_[i].presence(), goes_on, sounding_ != 0)) continue;
    for (int lane = 0; lane < kLanes; ++lane) {
      if (has_lane(sounding_, lane))
        filters_[i].join(lane, filter_key(voices_[static_cast<std::size_t>(lane)], i));
    }
  }
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    if (!filter_out_[i].empty() && !other.filter_out_[i].empty()) {
      std::swap(filter_out_[i], other.filter_out_[i]);
    }
  }
  current_ = other.current_;
  feedback_ = other.feedback_;
  feedback_to_ = other.feedback_to_;
  for (int c = 0; c < 2; ++c) feedback_state_[c] = other.feedback_state_[c];
  gain_left_ = other.gain_left_;
  gain_right_ = other.gain_right_;
  gain_left_to_ = other.gain_left_to_;
  gain_right_to_ = other.gain_right_to_;
  centred_ = other.centred_;
  gains_moving_ = true;
  std::fill(moved_.begin(), moved_.end(), std::uint8_t{kAllParts});
  if (other.stereo_) {
    stereo_ = true;
  } else if (stereo_) {  // the right channel goes on where the left one is
    stereo_ = false;
    set_stereo();
  }
}

}  // namespace kiln
