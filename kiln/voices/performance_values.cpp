// Zones of MPE, and what a voice reads of its channel.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>

#include "kiln/voices/performance.h"

namespace kiln {
namespace {

constexpr int kLowerManager = 0;
constexpr int kUpperManager = 15;
constexpr int kAllMembers = 15;
constexpr int kMembersOfBoth = 14;  // of two zones together

float unit_value(int raw) { return static_cast<float>(raw) * (1.0f / 127.0f); }

// Both ends are reached: 14 bits have one step more below the centre than above.
float bend_unit(int bend) {
  return bend < 0 ? static_cast<float>(bend) * (1.0f / 8192.0f)
                  : static_cast<float>(bend) * (1.0f / 8191.0f);
}

// 64 is the middle: 0, 0.5, 1 for 0, 64, 127.
float slide_unit(int raw) {
  return raw <= cc::kCentre ? static_cast<float>(raw) * (1.0f / 128.0f)
                            : 0.5f + static_cast<float>(raw - cc::kCentre) * (1.0f / 126.0f);
}

}  // namespace

// ---- Zones

void Performance::default_zones() noexcept {
  zones_ = {};
  if (settings_.mpe == MpeMode::kLower) zones_[0].members = kAllMembers;
  if (settings_.mpe == MpeMode::kUpper) zones_[1].members = kAllMembers;
  bent_channels_ = 0;
}

// A configuration message came on `manager`. Returns whether the zones are others now. The newer
// zone wins where two overlap.
bool Performance::configure_zone(int manager, int members) noexcept {
  if (settings_.mpe == MpeMode::kOff) return false;
  if (manager != kLowerManager && manager != kUpperManager) return false;
  const int zone = manager == kLowerManager ? 0 : 1;
  const std::array<Zone, 2> old = zones_;
  Zone& mine = zones_[static_cast<std::size_t>(zone)];
  Zone& other = zones_[static_cast<std::size_t>(1 - zone)];
  mine = {.members = std::min(members, kAllMembers)};
  if (mine.members > 0) {
    other.members = std::clamp(kMembersOfBoth - mine.members, 0, other.members);
  }
  if (mine.members == old[static_cast<std::size_t>(zone)].members &&
      other.members == old[static_cast<std::size_t>(1 - zone)].members) {
    return false;
  }
  for (int channel = 0; channel < kChannels; ++channel) {
    if (is_member(channel)) rest_expression(channel_of(channel));
  }
  return true;
}

int Performance::zone_managed_by(int channel) const noexcept {
  if (channel == kLowerManager && zones_[0].members > 0) return 0;
  if (channel == kUpperManager && zones_[1].members > 0) return 1;
  return -1;
}

int Performance::zone_with_member(int channel) const noexcept {
  if (channel > kLowerManager && channel <= kLowerManager + zones_[0].members) return 0;
  if (channel < kUpperManager && channel >= kUpperManager - zones_[1].members) return 1;
  return -1;
}

int Performance::manager_of(int channel) const noexcept {
  const int zone = zone_with_member(channel);
  return zone < 0 ? channel : zone == 0 ? kLowerManager : kUpperManager;
}

int Performance::reach(int channel) const noexcept {
  return zone_managed_by(channel) >= 0 ? -1 : channel;
}

bool Performance::mpe_active() const noexcept {
  return zones_[0].members > 0 || zones_[1].members > 0;
}

bool Performance::is_member(int channel) const noexcept { return zone_with_member(channel) >= 0; }

bool Performance::suggests_mpe() const noexcept {
  return settings_.mpe == MpeMode::kAuto && !mpe_active() && std::popcount(bent_channels_) > 1;
}

const int& Performance::bend_range_of(int channel) const noexcept {
  const int member_of = zone_with_member(channel);
  if (member_of >= 0) return zones_[static_cast<std::size_t>(member_of)].note_bend_range;
  const int manages = zone_managed_by(channel);
  if (manages >= 0) return zones_[static_cast<std::size_t>(manages)].zone_bend_range;
  return channel_of(channel).bend_range;
}

float Performance::bend_range_in_semitones(int channel, bool up) const noexcept {
  const int cents = bend_range_of(channel);
  if (cents != kNotSet) return static_cast<float>(cents) * 0.01f;
  if (is_member(channel)) return settings_.mpe_note_bend_range;
  if (zone_managed_by(channel) >= 0) return settings_.mpe_zone_bend_range;
  return up ? settings_.bend_up : settings_.bend_down;
}

// ---- What voices read

float Performance::paired(const Channel& channel, int number) const noexcept {
  const int coarse = channel.controllers[static_cast<std::size_t>(number)];
  if (number >= cc::kFirstLsb || (channel.lsb_seen >> number & 1u) == 0) return unit_value(coarse);
  const int fine = channel.controllers[static_cast<std::size_t>(number + cc::kFirstLsb)];
  return static_cast<float>(coarse << 7 | fine) * (1.0f / 16383.0f);
}

float Performance::pressure_of(int raw) const noexcept {
  return pressures_[static_cast<std::size_t>(raw)];
}

// A zone's slide moves its members from where they are.
int Performance::slide_raw(int channel) const noexcept {
  const int own = channel_of(channel).controllers[cc::kSlide];
  if (!is_member(channel)) return own;
  return std::clamp(own + channel_of(manager_of(channel)).controllers[cc::kSlide] - cc::kCentre, 0,
                    127);
}

ChannelValues Performance::values(int channel) const noexcept {
  const Channel& own = channel_of(channel);
  ChannelValues values;
  values.bend = bend_unit(own.bend);
  values.bend_semitones = values.bend * bend_range_in_semitones(channel, own.bend >= 0);
  values.pressure = pressure_of(own.pressure);
  if (is_member(channel)) {
    const Channel& manager = channel_of(manager_of(channel));
    const float zone_bend = bend_unit(manager.bend);
    values.bend_semitones += zone_bend * bend_range_in_semitones(manager_of(channel), true);
    values.bend = std::clamp(values.bend + zone_bend, -1.0f, 1.0f);
    values.pressure = std::max(values.pressure, pressure_of(manager.pressure));
  }
  values.wheel = controller(channel, cc::kWheel);
  values.slide = slide_unit(slide_raw(channel));
  return values;
}

float Performance::slide_value(float at_note_on, float now) const noexcept {
  if (settings_.slide_mode == SlideMode::kAbsolute) return now;
  return std::clamp(2.0f * (now - at_note_on), -1.0f, 1.0f);
}

float Performance::key_pressure(int channel, int key) const noexcept {
  return pressure_of(channel_of(channel).key_pressure[static_cast<std::size_t>(key & 127)]);
}

float Performance::controller(int channel, int number) const noexcept {
  number &= 127;
  if (number == cc::kSlide) return unit_value(slide_raw(channel));
  return paired(channel_of(manager_of(channel)), number);
}

float Performance::breath() const noexcept { return breath_; }
float Performance::expression() const noexcept { return expression_; }
float Performance::sustain_pedal() const noexcept { return sustain_; }
float Performance::pitch_rounding(int channel) const noexcept {
  return is_member(channel) ? std::clamp(settings_.pitch_rounding, 0.0f, 1.0f) : 0.0f;
}
float Performance::finger_seconds() const noexcept {
  return std::clamp(settings_.finger_smoothing, 0.0f, 100.0f) / 1000.0f;
}
float Performance::soft_pedal(int channel) const noexcept {
  return controller(channel, cc::kSoftPedal);
}

float Performance::tuning_semitones(int channel) const noexcept {
  const auto of = [](const Channel& state) {
    return static_cast<float>(state.coarse_tuning) +
           static_cast<float>(state.fine_tuning) * (1.0f / 8192.0f);
  };
  const float own = of(channel_of(channel));
  return is_member(channel) ? own + of(channel_of(manager_of(channel))) : own;
}

}  // namespace kiln
