// Plays patches made of text through the whole instrument and prints the rows of the sound table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sound/rig.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <stdexcept>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/parameters/text.h"

namespace kiln::sound {
namespace {

constexpr std::size_t kMostTakes = 64;  // kept for a second use

std::deque<std::pair<std::string, Take>>& takes() {
  static std::deque<std::pair<std::string, Take>> all;
  return all;
}

std::string with_unit(const std::string& number, const Goal& goal) {
  return goal.unit[0] == '\0' ? number : number + " " + goal.unit;
}

std::string number(double value, const Goal& goal) {
  std::string text = fmt::format("{:.{}f}", value, goal.decimals);
  if (text.find_first_not_of("-0.") == std::string::npos && text[0] == '-') text.erase(0, 1);
  return with_unit(text, goal);
}

std::string goal_text(const Goal& goal) {
  const bool low = goal.at_least > -1e29, high = goal.at_most < 1e29;
  if (low && high && goal.at_least == -goal.at_most) {
    return with_unit(fmt::format("±{:g}", goal.at_most), goal);
  }
  if (low && high) {
    return with_unit(fmt::format("{:g} … {:g}", goal.at_least, goal.at_most), goal);
  }
  if (low) return with_unit(fmt::format("≥ {:g}", goal.at_least), goal);
  return high ? with_unit(fmt::format("≤ {:g}", goal.at_most), goal) : "–";
}

bool meets(double value, const Goal& goal) {
  return value >= goal.at_least && value <= goal.at_most;  // false for NaN
}

void print_row(std::string_view row, std::string_view signal, double value, const Goal& goal,
               std::string_view remark) {
  fmt::print("SOUND {} | {} | {} | {}{}\n", row, signal, number(value, goal), goal_text(goal),
             remark);
  std::fflush(stdout);
}

}  // namespace

std::span<const float> Take::cut(std::span<const float> all, double from, double to) const {
  const auto size = static_cast<double>(all.size());
  const auto begin = static_cast<std::size_t>(std::min(from * rate + 0.5, size));
  const auto end = static_cast<std::size_t>(std::min(to * rate + 0.5, size));
  return all.subspan(begin, end - begin);
}

double note_hz(double note) { return 440.0 * math::pow(2.0, (note - 69.0) / 12.0); }

Sound::Sound() : patch_(make_patch(instrument_table())) {
  set("osc1.random_phase", 0.0);
  set("amp.velocity", 0.0);
}

ParamIndex Sound::find(std::string_view id) const {
  const auto index = instrument_table().find(id);
  if (!index) throw std::invalid_argument("no parameter " + std::string(id));
  return *index;
}

Sound& Sound::set(std::string_view id, std::string_view text) {
  const ParsedValue value = parse_value(instrument_table()[find(id)].spec, text);
  if (!value.ok) throw std::invalid_argument(std::string(id) + ": " + value.error);
  return set(id, double{value.real});
}

Sound& Sound::set(std::string_view id, double real) {
  const ParamIndex index = find(id);
  patch_.values[index] = clamp_real(instrument_table()[index].spec, static_cast<float>(real));
  key_ += fmt::format("{}={};", id, real);
  return *this;
}

Sound& Sound::route(std::string_view source, std::string_view target, double depth) {
  const auto from = find_source(source);
  if (!from) throw std::invalid_argument("no source " + std::string(source));
  Route route;
  route.source = *from;
  route.target = {.kind = RouteTarget::Kind::kParameter, .param = find(target), .route = 0};
  route.depth = static_cast<float>(depth);
  patch_.routes.push_back(route);
  key_ += fmt::format("{}>{}:{};", source, target, depth);
  return *this;
}

Sound& Sound::midi(double at, MidiMessage message) {
  events_.push_back({at, midi_event(0, message)});
  key_ += fmt::format("@{}m{},{},{};", at, message.status, message.data1, message.data2);
  return *this;
}

Sound& Sound::note(int key, double from, double to, int velocity, int channel) {
  const auto k = static_cast<std::uint8_t>(key);
  midi(from, {static_cast<std::uint8_t>(0x90 | channel), k, static_cast<std::uint8_t>(velocity)});
  return midi(to, {static_cast<std::uint8_t>(0x80 | channel), k, 64});
}

Sound& Sound::move(double at, std::string_view id, double real) {
  events_.push_back({at, parameter_event(0, find(id), static_cast<float>(real))});
  key_ += fmt::format("@{}p{}={};", at, id, real);
  return *this;
}

Sound& Sound::at_rate(double hz) {
  rate_ = hz;
  return *this;
}

Sound& Sound::quality(int factor) {
  quality_ = factor;
  return *this;
}

Sound& Sound::blocks(std::vector<int> frames) {
  blocks_ = std::move(frames);
  return *this;
}

Take Sound::play(double seconds) const {
  std::string key = key_ + fmt::format("{},{},{}", rate_, quality_, seconds);
  for (const int block : blocks_) key += fmt::format(",{}", block);
  for (const auto& [known, take] : takes()) {
    if (known == key) return take;
  }

  std::vector<Timed> timed;
  for (const Pending& p : events_)
    timed.push_back({static_cast<long>(p.at * rate_ + 0.5), p.event});
  std::stable_sort(timed.begin(), timed.end(),
                   [](const Timed& a, const Timed& b) { return a.frame < b.frame; });
  Synth synth;
  SynthSettings settings;
  settings.host_rate = rate_;
  settings.quality = quality_;
  for (const std::string& message : synth.prepare(settings, patch_)) ADD_FAILURE() << message;
  Take take;
  take.rate = rate_;
  const auto frames = static_cast<long>(seconds * rate_ + 0.5);
  take.left.resize(static_cast<std::size_t>(frames));
  take.right.resize(static_cast<std::size_t>(frames));
  EventList events;
  auto next = timed.begin();
  std::size_t block = 0;
  for (long at = 0; at < frames;) {
    const long count = std::min<long>(blocks_[block++ % blocks_.size()], frames - at);
    events.clear();
    for (; next != timed.end() && next->frame < at + count; ++next) {
      Event event = next->event;
      event.frame = static_cast<int>(next->frame - at);
      events.add(event);
    }
    synth.process(events, take.left.data() + at, take.right.data() + at, static_cast<int>(count));
    at += count;
  }
  for (const Notice& notice : synth.collect()) {
    if (notice.kind != Notice::Kind::kRetired) ADD_FAILURE() << "a voice or effect was muted";
  }
  takes().emplace_back(std::move(key), take);
  if (takes().size() > kMostTakes) takes().pop_front();
  return take;
}

void report(std::string_view row, std::string_view signal, double value, const Goal& goal) {
  const bool met = meets(value, goal);
  print_row(row, signal, value, goal, met ? "" : " MISSED");
  EXPECT_TRUE(met) << row << ", " << signal << ": " << number(value, goal) << " where "
                   << goal_text(goal) << " is the goal";
}

void report_value(std::string_view row, std::string_view signal, double value, const Goal& shown) {
  print_row(row, signal, value, {.unit = shown.unit, .decimals = shown.decimals}, "");
}

}  // namespace kiln::sound
