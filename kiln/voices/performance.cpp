// Reads the player's messages: notes, controllers and what they set.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/performance.h"

#include <algorithm>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr int kMaxBendCents = 9600;
constexpr float kDefaultReleaseVelocity = 64.0f / 127.0f;

float unit(int raw) { return static_cast<float>(raw) * (1.0f / 127.0f); }

double lines_at(std::span<const VelocityPoint> points, double x) {
  double from_x = 0.0, from_y = 0.0;
  for (std::size_t i = 0; i <= points.size(); ++i) {
    double to_x = 1.0, to_y = 1.0;
    if (i < points.size()) {
      to_x = static_cast<double>(points[i].played);
      to_y = std::clamp(static_cast<double>(points[i].heard), 0.0, 1.0);
      if (!(to_x > from_x && to_x < 1.0)) continue;
    }
    if (x <= to_x) return from_y + (to_y - from_y) * (x - from_x) / (to_x - from_x);
    from_x = to_x;
    from_y = to_y;
  }
  return from_y;
}

// Half-way 0.5 or 2 at γ = ±0.5.
double power_of(float gamma) {
  return math::exp2(-2.0 * std::clamp(static_cast<double>(gamma), -1.0, 1.0));
}

void fill_curve(std::array<float, 128>& table, float gamma, std::span<const VelocityPoint> points) {
  const double power = power_of(gamma);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double played = static_cast<double>(i) / 127.0;
    const double x = points.empty() ? played : lines_at(points, played);
    table[i] = static_cast<float>(math::pow(x, power));
  }
}

}  // namespace

float touch_bend(float gamma, float x) noexcept {
  return static_cast<float>(math::pow(static_cast<double>(x), power_of(gamma)));
}

float through_points(std::span<const VelocityPoint> points, float played) noexcept {
  return static_cast<float>(lines_at(points, static_cast<double>(played)));
}

void Performance::prepare(const PerformanceSettings& settings) noexcept {
  *this = Performance();
  settings_ = settings;
  pedal_ = settings.pedal;
  rebuild_curves();
  for (int channel = 0; channel < kChannels; ++channel) {
    auto& controllers = channel_of(channel).controllers;
    controllers[cc::kVolume] = 127;
    controllers[cc::kBalance] = controllers[cc::kPan] = controllers[cc::kSlide] = cc::kCentre;
    reset_channel(channel);
  }
  default_zones();
}

void Performance::change(const PerformanceSettings& settings) noexcept {
  const PerformanceSettings old = settings_;
  settings_ = settings;
  if (old.velocity_curve != settings.velocity_curve ||
      old.pressure_curve != settings.pressure_curve ||
      old.fixed_velocity != settings.fixed_velocity ||
      old.velocity_points != settings.velocity_points ||
      old.velocity_point_count != settings.velocity_point_count) {
    rebuild_curves();
  }
  if (old.mpe != settings.mpe) default_zones();
  if (old.pedal != settings.pedal) pedal_ = settings.pedal;
  if (old.mpe_note_bend_range != settings.mpe_note_bend_range) {
    for (Zone& zone : zones_) zone.note_bend_range = kNotSet;
  }
  if (old.mpe_zone_bend_range != settings.mpe_zone_bend_range) {
    for (Zone& zone : zones_) zone.zone_bend_range = kNotSet;
  }
}

void Performance::new_preset(float bend_up, float bend_down) noexcept {
  settings_.bend_up = bend_up;
  settings_.bend_down = bend_down;
  for (Channel& channel : channels_) channel.bend_range = kNotSet;
}

void Performance::rebuild_curves() noexcept {
  const int count = std::clamp(settings_.velocity_point_count, 0, kMostVelocityPoints);
  fill_curve(velocities_, settings_.velocity_curve,
             std::span(settings_.velocity_points).first(static_cast<std::size_t>(count)));
  fill_curve(pressures_, settings_.pressure_curve, {});
  if (settings_.fixed_velocity > 0) {
    velocities_.fill(unit(std::min(settings_.fixed_velocity, 127)));
  }
}

void Performance::rest_expression(Channel& channel) noexcept {
  channel.bend = 0;
  channel.pressure = 0;
  channel.controllers[cc::kSlide] = cc::kCentre;
}

// RP-015 names what is reset: volume, pan and sounds (70 … 79) are not. On a member channel the
// slide is an expression of notes and rests at its middle.
void Performance::reset_channel(int channel) noexcept {
  Channel& state = channel_of(channel);
  auto& controllers = state.controllers;
  for (const int number :
       {cc::kWheel, cc::kBreath, cc::kWheel + 32, cc::kBreath + 32, cc::kExpression + 32}) {
    controllers[static_cast<std::size_t>(number)] = 0;
  }
  controllers[cc::kExpression] = 127;
  state.lsb_seen &= ~(1u << cc::kExpression);  // 127 alone is all of it
  std::fill_n(controllers.begin() + cc::kSustainPedal, 4, uint8_t{0});
  const uint8_t slide = controllers[cc::kSlide];
  rest_expression(state);
  if (!is_member(channel)) controllers[cc::kSlide] = slide;
  state.key_pressure.fill(0);
  state.rpn_msb = state.rpn_lsb = rpn::kNull;
}

void Performance::reset_controllers(int channel) noexcept {
  for (int i = 0; i < kChannels; ++i) {
    if (channel < 0 || i == channel) reset_channel(i);
  }
  breath_ = sustain_ = 0.0f;
  expression_ = 1.0f;
}

Meaning Performance::interpret(const MidiMessage& message) noexcept {
  const int channel = message.channel();
  const int first = message.data1 & 0x7f;
  const int second = message.data2 & 0x7f;
  Channel& state = channel_of(channel);
  switch (message.kind()) {
    case 0x80:
      return note_off(channel, first, second);
    case 0x90:
      return second > 0 ? note_on(channel, first, second) : note_off(channel, first, -1);
    case 0xa0:
      state.key_pressure[static_cast<std::size_t>(first)] = static_cast<uint8_t>(second);
      return {};
    case 0xb0:
      return control(channel, first, second);
    case 0xc0:
      return {.kind = Meaning::Kind::kProgramChange,
              .channel = reach(channel),
              .number = first,
              .value = unit(first),
              .raw = first};
    case 0xd0:
      state.pressure = static_cast<uint8_t>(first);
      return {};
    case 0xe0:
      state.bend = (second << 7 | first) - 8192;
      if (state.bend != 0 && state.keys_down.any()) {
        bent_channels_ = static_cast<uint16_t>(bent_channels_ | 1u << channel);
      }
      return {};
    default:
      return {};  // system messages and stray data bytes
  }
}

Meaning Performance::note_on(int channel, int key, int velocity) noexcept {
  Channel& state = channel_of(channel);
  state.keys_down.set(static_cast<std::size_t>(key));
  state.key_pressure[static_cast<std::size_t>(key)] = 0;  // that of an earlier note
  return {.kind = Meaning::Kind::kNoteOn,
          .channel = channel,
          .number = key,
          .value = velocities_[static_cast<std::size_t>(velocity)],
          .raw = velocity};
}

Meaning Performance::note_off(int channel, int key, int velocity) noexcept {
  channel_of(channel).keys_down.reset(static_cast<std::size_t>(key));
  return {.kind = Meaning::Kind::kNoteOff,
          .channel = channel,
          .number = key,
          .value = velocity < 0 ? kDefaultReleaseVelocity : unit(velocity),
          .raw = velocity < 0 ? cc::kCentre : velocity};
}

// A pedal that rests at 127 sends a low value first when it is pressed. A low value before any key
// is down says nothing: sequencers send one to begin with.
int Performance::upright_pedal(int raw) noexcept {
  if (pedal_ == PedalPolarity::kDetect) {
    const bool high = raw >= cc::kCentre;
    const bool playing = std::any_of(channels_.begin(), channels_.end(),
                                     [](const Channel& c) { return c.keys_down.any(); });
    if (high) pedal_ = PedalPolarity::kNormal;
    if (!high && playing) pedal_ = PedalPolarity::kInverted;
  }
  return pedal_ == PedalPolarity::kInverted ? 127 - raw : raw;
}

Meaning Performance::control(int channel, int number, int raw) noexcept {
  if (number >= cc::kAllSoundOff) return mode_message(channel, number);
  if (number == cc::kSustainPedal) raw = upright_pedal(raw);
  Channel& state = channel_of(channel);
  state.controllers[static_cast<std::size_t>(number)] = static_cast<uint8_t>(raw);
  switch (number) {
    case cc::kRpnMsb:
      state.rpn_msb = static_cast<uint8_t>(raw);
      return {};
    case cc::kRpnLsb:
      state.rpn_lsb = static_cast<uint8_t>(raw);
      return {};
    case cc::kNrpnMsb:
    case cc::kNrpnLsb:
      state.rpn_msb = state.rpn_lsb = kNonRegistered;
      return {};
    case cc::kDataEntry:
    case cc::kDataEntryLsb:
    case cc::kDataIncrement:
    case cc::kDataDecrement:
      if (state.rpn_msb != rpn::kNull || state.rpn_lsb != rpn::kNull) {
        return data_entry(channel, number, raw);
      }
      break;
    default:
      break;
  }
  if (number < cc::kFirstLsb) {
    state.msb_seen |= 1u << number;
    state.controllers[static_cast<std::size_t>(number + cc::kFirstLsb)] = 0;
  } else if (number < cc::kEndOfLsbs && (state.msb_seen >> (number - cc::kFirstLsb) & 1u) != 0) {
    number -= cc::kFirstLsb;
    state.lsb_seen |= 1u << number;
    raw = state.controllers[static_cast<std::size_t>(number)];
  }
  const float value = paired(state, number);
  if (number == cc::kBreath) breath_ = value;
  if (number == cc::kExpression) expression_ = value;
  if (number == cc::kSustainPedal) sustain_ = value;
  const auto kind = number == cc::kSustainPedal     ? Meaning::Kind::kSustain
                    : number == cc::kSostenutoPedal ? Meaning::Kind::kSostenuto
                                                    : Meaning::Kind::kController;
  return {.kind = kind, .channel = reach(channel), .number = number, .value = value, .raw = raw};
}

Meaning Performance::mode_message(int channel, int number) noexcept {
  const int wide = reach(channel);
  Meaning meaning{.channel = wide, .number = number};
  if (number == cc::kLocalControl) return {};
  if (number == cc::kResetControllers) {
    meaning.kind = Meaning::Kind::kResetControllers;
    reset_controllers(wide);
    return meaning;
  }
  // 124 … 127 (omni, mono, poly) end notes too; what they set is the patch's.
  meaning.kind =
      number == cc::kAllSoundOff ? Meaning::Kind::kAllSoundOff : Meaning::Kind::kAllNotesOff;
  for (int i = 0; i < kChannels; ++i) {
    if (wide < 0 || i == channel) channel_of(i).keys_down.reset();
  }
  return meaning;
}

Meaning Performance::data_entry(int channel, int number, int raw) noexcept {
  Channel& state = channel_of(channel);
  if (state.rpn_msb != 0) return {};
  const bool msb = number == cc::kDataEntry;
  const bool lsb = number == cc::kDataEntryLsb;
  const int step = number == cc::kDataIncrement ? 1 : -1;
  switch (state.rpn_lsb) {
    case rpn::kBendRange: {  // semitones and cents
      int& cents = const_cast<int&>(bend_range_of(channel));
      if (cents == kNotSet) {
        cents = static_cast<int>(100.0f * bend_range_in_semitones(channel, true));
      }
      cents = std::clamp(msb   ? 100 * raw
                         : lsb ? cents / 100 * 100 + std::min(raw, 99)
                               : cents + step,
                         0, kMaxBendCents);
      break;
    }
    case rpn::kFineTuning: {  // 14 bits
      const int value = state.fine_tuning + 8192;
      state.fine_tuning = std::clamp(msb   ? raw << 7
                                     : lsb ? (value & ~0x7f) | raw
                                           : value + step,
                                     0, 16383) -
                          8192;
      break;
    }
    case rpn::kCoarseTuning:
      if (!lsb) {
        state.coarse_tuning =
            std::clamp(msb ? raw - cc::kCentre : state.coarse_tuning + step, -cc::kCentre, 63);
      }
      break;
    case rpn::kMpeZone:
      if (msb && configure_zone(channel, raw)) {
        return {.kind = Meaning::Kind::kAllNotesOff, .channel = -1};
      }
      break;
    default:
      break;
  }
  return {};
}

}  // namespace kiln
