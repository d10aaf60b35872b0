// Writes Standard MIDI Files byte by byte.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/smf_write.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

namespace kiln {
namespace {

constexpr int64_t kMaxDelta = (int64_t{1} << 28) - 1;
constexpr uint8_t kMetaStatus = 0xff;
constexpr uint8_t kTempoMeta = 0x51, kSignatureMeta = 0x58, kEndMeta = 0x2f, kTextMeta = 0x01;
constexpr int kTypeOfTempo = 0, kTypeOfSignature = 1, kTypeOfText = 2, kTypeOfMessage = 3;

using Bytes = std::vector<uint8_t>;

void put(Bytes& bytes, uint32_t value, int count) {
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<uint8_t>(value >> 8 * i));
}

void put_number(Bytes& bytes, uint32_t value) {
  for (int shift = 21; shift > 0; shift -= 7) {
    if (value >> shift != 0) bytes.push_back(static_cast<uint8_t>(0x80 | (value >> shift & 0x7f)));
  }
  bytes.push_back(static_cast<uint8_t>(value & 0x7f));
}

void put_meta(Bytes& bytes, uint8_t kind, std::string_view data) {
  bytes.push_back(kMetaStatus);
  bytes.push_back(kind);
  put_number(bytes, static_cast<uint32_t>(data.size()));
  bytes.insert(bytes.end(), data.begin(), data.end());
}

// One event of a track, before its delta time is known.
struct Item {
  int64_t tick = 0;
  int order = 0;  // on one tick
  Bytes bytes;
};

Bytes tempo_bytes(uint32_t microseconds) {
  Bytes bytes{kMetaStatus, kTempoMeta, 3};
  put(bytes, microseconds, 3);
  return bytes;
}

Bytes signature_bytes(const SmfSignature& signature) {
  const auto power = static_cast<uint8_t>(std::countr_zero(signature.denominator));
  return {kMetaStatus, kSignatureMeta, 4, signature.numerator, power, 24, 8};
}

Bytes message_bytes(const MidiMessage& midi) {
  Bytes bytes{midi.status, midi.data1};
  if (midi.kind() != 0xc0 && midi.kind() != 0xd0) bytes.push_back(midi.data2);
  return bytes;
}

std::vector<Item> items_of_track(const Smf& song, int track) {
  std::vector<Item> items;
  if (track == 0) {
    for (const TempoChange& change : song.tempo.changes()) {
      items.push_back({change.tick, kTypeOfTempo, tempo_bytes(change.microseconds_per_quarter)});
    }
    for (const SmfSignature& signature : song.signatures) {
      items.push_back({signature.tick, kTypeOfSignature, signature_bytes(signature)});
    }
  }
  for (const SmfText& text : song.texts) {
    if (text.track != track) continue;
    Bytes bytes;
    put_meta(bytes, static_cast<uint8_t>(text.kind), text.text);
    items.push_back({text.tick, kTypeOfText, std::move(bytes)});
  }
  for (const SmfMessage& message : song.messages) {
    if (message.track == track) {
      items.push_back({message.tick, kTypeOfMessage, message_bytes(message.midi)});
    }
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
  });
  return items;
}

// Longer pauses than a delta time can say are bridged by empty texts.
void put_delta(Bytes& bytes, int64_t& now, int64_t tick) {
  while (tick - now > kMaxDelta) {
    put_number(bytes, static_cast<uint32_t>(kMaxDelta));
    put_meta(bytes, kTextMeta, "");
    now += kMaxDelta;
  }
  put_number(bytes, static_cast<uint32_t>(std::max<int64_t>(tick - now, 0)));
  now = std::max(now, tick);
}

uint8_t seven_bits(int value) { return static_cast<uint8_t>(std::clamp(value, 0, 127)); }

MidiMessage message_of(int kind, int channel, int data1, int data2 = 0) {
  return {static_cast<uint8_t>(kind | std::clamp(channel, 0, 15)), seven_bits(data1),
          seven_bits(data2)};
}

}  // namespace

Bytes write_smf(const Smf& song) {
  const int tracks = std::max(song.track_count, 1);
  Bytes bytes{'M', 'T', 'h', 'd'};
  put(bytes, 6, 4);
  put(bytes, song.type == 0 && tracks == 1 ? 0 : 1, 2);
  put(bytes, static_cast<uint32_t>(tracks), 2);
  const TickDivision& division = song.tempo.division();
  put(bytes,
      division.ticks_per_quarter > 0
          ? static_cast<uint32_t>(division.ticks_per_quarter)
          : static_cast<uint32_t>((256 - division.film_rate) << 8 | division.ticks_per_film_frame),
      2);
  for (int track = 0; track < tracks; ++track) {
    Bytes body;
    int64_t now = 0;
    for (const Item& item : items_of_track(song, track)) {
      put_delta(body, now, item.tick);
      body.insert(body.end(), item.bytes.begin(), item.bytes.end());
    }
    put_delta(body, now, song.end_tick);
    put_meta(body, kEndMeta, "");
    bytes.insert(bytes.end(), {'M', 'T', 'r', 'k'});
    put(bytes, static_cast<uint32_t>(body.size()), 4);
    bytes.insert(bytes.end(), body.begin(), body.end());
  }
  return bytes;
}

SmfBuilder::SmfBuilder(int ticks_per_quarter)
    : ticks_per_quarter_(std::clamp(ticks_per_quarter, 1, 32767)) {
  song_.track_count = 1;
}

int64_t SmfBuilder::beat(double quarters) const {
  return static_cast<int64_t>(std::floor(quarters * ticks_per_quarter_ + 0.5));
}

void SmfBuilder::tempo(int64_t tick, double beats_per_minute) {
  const double microseconds = std::floor(60e6 / beats_per_minute + 0.5);
  tempi_.push_back({.tick = tick,
                    .microseconds_per_quarter =
                        static_cast<uint32_t>(std::clamp(microseconds, 1.0, 16777215.0))});
}

void SmfBuilder::signature(int64_t tick, int numerator, int denominator) {
  const auto power = std::bit_floor(static_cast<unsigned>(std::clamp(denominator, 1, 128)));
  song_.signatures.push_back({.tick = tick,
                              .numerator = static_cast<uint8_t>(std::clamp(numerator, 1, 255)),
                              .denominator = static_cast<uint8_t>(power)});
}

int SmfBuilder::add_track(std::string_view name) {
  const int track = song_.track_count++;
  text(track, 0, SmfTextKind::kTrackName, name);
  return track;
}

void SmfBuilder::text(int track, int64_t tick, SmfTextKind kind, std::string_view text) {
  song_.texts.push_back({.tick = tick, .track = track, .kind = kind, .text = std::string(text)});
  end(tick);
}

void SmfBuilder::message(int track, int64_t tick, MidiMessage message) {
  song_.messages.push_back({.tick = tick, .track = track, .midi = message});
  end(tick);
}

void SmfBuilder::note(int track, int channel, int key, int velocity, int64_t tick, int64_t ticks) {
  message(track, tick, message_of(0x90, channel, key, std::max(velocity, 1)));
  message(track, tick + std::max<int64_t>(ticks, 1), message_of(0x80, channel, key, 64));
}

void SmfBuilder::controller(int track, int channel, int number, int value, int64_t tick) {
  message(track, tick, message_of(0xb0, channel, number, value));
}

void SmfBuilder::program(int track, int channel, int number, int64_t tick) {
  message(track, tick, message_of(0xc0, channel, number));
}

void SmfBuilder::bend(int track, int channel, double amount, int64_t tick) {
  const double steps = amount * (amount < 0.0 ? 8192.0 : 8191.0);
  const int value = 8192 + static_cast<int>(std::floor(std::clamp(steps, -8192.0, 8191.0) + 0.5));
  message(track, tick, message_of(0xe0, channel, value & 0x7f, value >> 7));
}

void SmfBuilder::pressure(int track, int channel, int value, int64_t tick) {
  message(track, tick, message_of(0xd0, channel, value));
}

void SmfBuilder::end(int64_t tick) { song_.end_tick = std::max(song_.end_tick, tick); }

Smf SmfBuilder::song() const {
  Smf song = song_;
  song.tempo = TempoMap({.ticks_per_quarter = ticks_per_quarter_}, tempi_);
  // On one tick a note ends before another begins, and controllers come between.
  const auto rank = [](const SmfMessage& message) {
    return message.midi.kind() == 0x80 ? 0 : message.midi.kind() == 0x90 ? 2 : 1;
  };
  std::stable_sort(song.messages.begin(), song.messages.end(),
                   [&](const SmfMessage& a, const SmfMessage& b) {
                     if (a.tick != b.tick) return a.tick < b.tick;
                     return a.track != b.track ? a.track < b.track : rank(a) < rank(b);
                   });
  const auto by_tick = [](const auto& a, const auto& b) { return a.tick < b.tick; };
  std::stable_sort(song.signatures.begin(), song.signatures.end(), by_tick);
  std::stable_sort(song.texts.begin(), song.texts.end(), [](const SmfText& a, const SmfText& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.track < b.track;
  });
  return song;
}

}  // namespace kiln
