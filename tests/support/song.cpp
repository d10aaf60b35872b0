// Cuts a song into host blocks, as hosts do, and keeps what comes out.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/song.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "tests/support/digest.h"
#include "tests/support/patches.h"

namespace kiln::test {

void Song::midi(const Midi& m) {
  events.push_back({.frame = m.frame,
                    .event = midi_event(
                        0, {static_cast<std::uint8_t>(m.status), static_cast<std::uint8_t>(m.data1),
                            static_cast<std::uint8_t>(m.data2)})});
}

void Song::note(const Note& n) {
  midi({n.frame, 0x90 | n.channel, n.key, n.velocity});
  midi({n.frame + n.frames_long, 0x80 | n.channel, n.key, 64});
}

void Song::value(const Value& v) {
  events.push_back({.frame = v.frame, .event = parameter_event(0, param(v.id), v.real)});
}

void Song::swap(int frame, int patch, bool keeps_voices) {
  events.push_back({.frame = frame, .patch = patch, .keeps_voices = keeps_voices});
}

void Song::transport(const Place& p) {
  const Transport transport{
      .beat_position = p.beat, .beats_per_minute = p.bpm, .playing = p.playing};
  events.push_back({.frame = p.frame, .event = transport_event(0, transport)});
  anchors_.push_back({p.frame, transport});
}

void Song::sort() {
  std::stable_sort(events.begin(), events.end(),
                   [](const Timed& a, const Timed& b) { return a.frame < b.frame; });
}

bool Song::transport_at(int frame, Transport& transport) const {
  const Anchor* last = nullptr;
  for (const Anchor& anchor : anchors_) {
    if (anchor.frame <= frame) last = &anchor;
  }
  if (last == nullptr) return false;
  transport = last->transport;
  if (transport.playing) {
    transport.beat_position +=
        (frame - last->frame) / settings.host_rate * transport.beats_per_minute / 60.0;
  }
  return true;
}

float Audio::peak() const {
  float peak = 0.0f;
  for (const float x : left) peak = std::max(peak, std::fabs(x));
  for (const float x : right) peak = std::max(peak, std::fabs(x));
  return peak;
}

std::string Audio::digest() const {
  Digest digest;
  digest.add(left);
  digest.add(right);
  return digest.text();
}

Host host_with_blocks(int size) {
  Host host;
  host.next_block = [size] { return size; };
  return host;
}

Host host_with_random_blocks(std::uint32_t key) {
  auto draw = std::make_shared<Draw>(key);
  Host host;
  host.next_block = [draw] {
    const float kind = draw->unit();
    if (kind < 0.2f) return 1;
    if (kind < 0.25f) return 0;
    if (kind < 0.6f) return draw->between(1, 64);
    return draw->between(1, 2048);
  };
  return host;
}

namespace {

constexpr double kHostTicks = 8192.0;  // a beat, as a host rounds its position

// Programs of a song, ready before it begins. What was not reached is freed with the list.
class Swaps {
 public:
  Swaps(const Synth& synth, const Song& song) {
    for (const Song::Timed& timed : song.events) {
      if (timed.patch < 0) continue;
      std::vector<std::string> messages;
      swaps_.push_back(synth.make_swap(song.patches[static_cast<std::size_t>(timed.patch)],
                                       timed.keeps_voices, messages));
    }
  }
  Event next() {
    Event event;
    event.type = EventType::kPatchSwap;
    event.swap = swaps_[used_++].release();
    return event;
  }

 private:
  std::vector<std::unique_ptr<PatchSwap>> swaps_;
  std::size_t used_ = 0;
};

void play_silence(Synth& synth, const Host& host, int frames, EventList& list) {
  std::vector<float> left(16384), right(16384);
  for (int at = 0; at < frames;) {
    const int block = std::min({host.next_block(), frames - at, 16384});
    list.clear();
    synth.process(list, left.data(), right.data(), block);
    at += block;
  }
}

}  // namespace

Audio play_on(Synth& synth, const Song& song, const Host& host) {
  Swaps swaps(synth, song);
  EventList list;
  play_silence(synth, host, host.silent_frames, list);
  const auto size = static_cast<std::size_t>(song.frames);
  // What is not written stays as it is, and is seen.
  const float unwritten = std::bit_cast<float>(0x7fc01234u);
  Audio audio{std::vector<float>(size, unwritten), std::vector<float>(size, unwritten)};
  std::size_t next = 0;
  int calls = 0;
  for (int at = 0; at < song.frames;) {
    const int block = std::min(host.next_block(), song.frames - at);
    list.clear();
    Transport transport;
    if (host.repeats_transport && song.transport_at(at, transport)) {
      transport.beat_position = std::floor(transport.beat_position * kHostTicks + 0.5) / kHostTicks;
      list.add(transport_event(0, transport));
    }
    while (next < song.events.size() && song.events[next].frame < at + block) {
      const Song::Timed& timed = song.events[next++];
      Event event = timed.patch < 0 ? timed.event : swaps.next();
      event.frame = timed.frame - at;
      list.add(event);
    }
    synth.process(list, audio.left.data() + at, audio.right.data() + at, block);
    at += block;
    if (++calls % 64 == 0) synth.collect();
  }
  synth.collect();
  return audio;
}

Audio play(Synth& synth, const Song& song, const Host& host) {
  synth.prepare(song.settings, song.patches[0]);
  return play_on(synth, song, host);
}

Audio play(const Song& song, const Host& host) {
  Synth synth;
  return play(synth, song, host);
}

std::string difference(const Audio& expected, const Audio& got) {
  if (expected.left.size() != got.left.size()) return "the lengths differ";
  double worst = 0.0;
  long first = -1, count = 0;
  for (std::size_t i = 0; i < expected.left.size(); ++i) {
    for (const auto& [a, b] :
         {std::pair{expected.left[i], got.left[i]}, std::pair{expected.right[i], got.right[i]}}) {
      if (std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b)) continue;
      if (first < 0) first = static_cast<long>(i);
      ++count;
      worst = std::max(worst, std::fabs(static_cast<double>(a) - static_cast<double>(b)));
    }
  }
  if (first < 0) return "";
  return std::to_string(count) + " samples differ from frame " + std::to_string(first) +
         " on, by up to " + std::to_string(worst);
}

}  // namespace kiln::test
