// Feeds a synthesizer the events of each block.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/channel_player.h"

#include <algorithm>
#include <utility>

#include "kiln/base/units.h"
#include "kiln/engine/instrument.h"

namespace kiln::cli {
namespace {

constexpr std::size_t kUsualEvents = 1024;  // in a block

// Channel 1 plays the seed itself, as a plug-in does; the others must not draw the same numbers.
uint64_t channel_seed(uint64_t seed, int channel) {
  return seed + static_cast<uint64_t>(channel) * 0x9e3779b97f4a7c15u;
}

Event swap_event(int frame, PatchSwap* swap) noexcept {
  Event event;
  event.frame = frame;
  event.type = EventType::kPatchSwap;
  event.swap = swap;
  return event;
}

}  // namespace

ChannelPlayer::ChannelPlayer(const Song& song, const ChannelSound& sound,
                             const RenderSettings& settings, std::vector<std::string>& messages)
    : song_(song),
      sound_(sound),
      name_("channel " + std::to_string(sound.channel + 1)),
      gain_(static_cast<float>(db_to_gain(sound.level_db))),
      block_(settings.block),
      events_(kUsualEvents),
      event_capacity_(kUsualEvents) {
  SynthSettings synth;
  synth.host_rate = settings.rate;
  synth.seed = channel_seed(settings.seed, sound.channel);
  synth.quality = settings.quality;
  synth.find_wavetable = settings.find_wavetable;
  for (const std::string& message : synth_.prepare(synth, sound.patches.front())) {
    messages.push_back(name_ + ": " + message);
  }
}

void ChannelPlayer::collect(std::vector<std::string>& messages) {
  const auto tell_once = [&](const std::string& text) {
    const std::string message = name_ + ": " + text;
    if (std::find(messages.begin(), messages.end(), message) == messages.end()) {
      messages.push_back(message);
    }
  };
  for (const Notice& notice : synth_.collect()) {
    if (notice.kind == Notice::Kind::kVoiceFault) {
      tell_once("a voice was muted: its sound was no number or far too loud");
    } else if (notice.kind == Notice::Kind::kEffectFault) {
      tell_once(instrument_table().slot(SlotKind::kEffect, notice.number).spec.id +
                " was muted: its sound was no number or far too loud");
    } else if (notice.kind == Notice::Kind::kOutputFault) {
      tell_once("the output was muted: it was no number or above +24 dBFS");
    }
  }
}

void ChannelPlayer::prepare(int64_t begin, int64_t end, std::vector<std::string>& messages) {
  collect(messages);
  const auto frames = static_cast<std::size_t>(end - begin);
  left_.resize(frames);
  right_.resize(frames);

  swaps_.clear();
  next_waiting_ = 0;
  std::vector<std::string> notes;
  while (next_swap_ < sound_.swaps.size() && sound_.swaps[next_swap_].frame < end) {
    const ProgramSwap& swap = sound_.swaps[next_swap_++];
    swaps_.push_back({swap.frame, synth_.make_swap(sound_.patches[swap.patch], false, notes)});
  }
  for (const std::string& note : notes) messages.push_back(name_ + ": " + note);

  // The chunk's events bound those of any block in it.
  const std::vector<ChannelEvent>& all = song_.channels[static_cast<std::size_t>(sound_.channel)];
  std::size_t count = swaps_.size();
  for (std::size_t i = next_event_; i < all.size() && all[i].frame < end; ++i) ++count;
  for (std::size_t i = next_transport_;
       i < song_.transport.size() && song_.transport[i].frame < end; ++i) {
    ++count;
  }
  if (count > event_capacity_) {
    events_ = EventList(count);
    event_capacity_ = count;
  }
}

void ChannelPlayer::add_events(int64_t begin, int64_t end) noexcept {
  const auto at = [begin](int64_t frame) { return static_cast<int>(frame - begin); };
  events_.clear();
  while (next_transport_ < song_.transport.size() && song_.transport[next_transport_].frame < end) {
    const TransportPoint& point = song_.transport[next_transport_++];
    events_.add(transport_event(at(point.frame), point.transport));
  }
  while (next_waiting_ < swaps_.size() && swaps_[next_waiting_].frame < end) {
    WaitingSwap& waiting = swaps_[next_waiting_++];
    events_.add(swap_event(at(waiting.frame), waiting.swap.release()));
  }
  const std::vector<ChannelEvent>& all = song_.channels[static_cast<std::size_t>(sound_.channel)];
  while (next_event_ < all.size() && all[next_event_].frame < end) {
    const ChannelEvent& event = all[next_event_++];
    events_.add(midi_event(at(event.frame), event.message));
  }
}

void ChannelPlayer::render(int64_t begin, int64_t end) noexcept {
  for (int64_t from = begin; from < end; from += block_) {
    const int64_t to = std::min<int64_t>(from + block_, end);
    add_events(from, to);
    const int64_t offset = from - begin;
    synth_.process(events_, left_.data() + offset, right_.data() + offset,
                   static_cast<int>(to - from));
  }
}

}  // namespace kiln::cli
