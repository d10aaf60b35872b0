// Reads Standard MIDI Files, from any bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/smf.h"

#include <algorithm>
#include <cstdio>

namespace kiln {
namespace {

constexpr std::string_view kExportAgain = "export the file again";
constexpr std::size_t kMostWarnings = 20;
constexpr uint8_t kMeta = 0xff, kSysex = 0xf0, kEscape = 0xf7;
constexpr uint8_t kEndOfTrack = 0x2f, kSetTempo = 0x51, kTimeSignature = 0x58;
constexpr uint8_t kLastText = 9;

std::string hex(int byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(byte));
  return text;
}

class Reader {
 public:
  Reader(std::span<const uint8_t> bytes, std::string_view name, SmfResult& result)
      : bytes_(bytes), name_(name), result_(result), song_(result.song) {}

  void read() {
    if (!read_header()) return;
    int tracks = 0;
    while (result_.error.empty() && at_ < bytes_.size()) {
      if (!read_chunk(tracks)) break;
    }
    if (!result_.error.empty()) return;
    if (tracks < announced_) {
      fail(at_, "the file ends after " + std::to_string(tracks) + " of " +
                    std::to_string(announced_) + " tracks; it is cut short: export it again");
      return;
    }
    if (tracks > announced_) {
      warn(0, "there are " + std::to_string(tracks) + " tracks, " + std::to_string(announced_) +
                  " are announced; all are read");
    }
    song_.track_count = tracks;
    song_.tempo = TempoMap(division_, std::move(tempi_));
    const auto by_tick = [](const auto& a, const auto& b) { return a.tick < b.tick; };
    std::stable_sort(song_.messages.begin(), song_.messages.end(), by_tick);
    std::stable_sort(song_.signatures.begin(), song_.signatures.end(), by_tick);
    std::stable_sort(song_.texts.begin(), song_.texts.end(), by_tick);
    result_.ok = true;
  }

 private:
  bool fail(std::size_t offset, std::string_view reason) {
    result_.error = place(offset) + std::string(reason);
    return false;
  }
  void warn(std::size_t offset, std::string_view reason) {
    if (result_.warnings.size() < kMostWarnings) {
      result_.warnings.push_back(place(offset) + std::string(reason));
    }
  }
  std::string place(std::size_t offset) const {
    return std::string(name_) + ", byte " + std::to_string(offset) + ": ";
  }

  uint32_t big_endian(std::size_t offset, int count) const {
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | bytes_[offset + static_cast<unsigned>(i)];
    return value;
  }
  bool has_name(std::size_t offset, std::string_view chunk) const {
    return bytes_.size() - offset >= chunk.size() &&
           std::equal(chunk.begin(), chunk.end(), bytes_.begin() + static_cast<long>(offset),
                      [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
  }

  bool read_header() {
    constexpr std::size_t kHeaderBytes = 14;
    if (bytes_.size() > kMaxSmfBytes) {
      return fail(0, "the file is larger than 16 MiB; is it a MIDI file?");
    }
    if (!has_name(0, "MThd")) {
      if (has_name(0, "RIFF")) {
        return fail(0, "this is a RIFF file; save it as a Standard MIDI File (.mid)");
      }
      return fail(0, bytes_.size() < 4 ? "the file is cut short in its header; export it again"
                                       : "this is not a MIDI file: it does not begin with MThd");
    }
    if (bytes_.size() < kHeaderBytes) {
      return fail(bytes_.size(), "the file is cut short in its header; export it again");
    }
    const uint32_t length = big_endian(4, 4);
    if (length < 6) return fail(4, "the header says it is shorter than 6 bytes; export it again");
    if (length > bytes_.size() - 8) {
      return fail(4, "the header says it has " + std::to_string(length) +
                         " bytes, the file ends before; export it again");
    }
    song_.type = static_cast<int>(big_endian(8, 2));
    if (song_.type == 2) {
      return fail(8,
                  "type 2 (independent patterns) has no one order of play; "
                  "save the song as type 0 or 1");
    }
    if (song_.type > 2) {
      return fail(8, "type " + std::to_string(song_.type) + " is unknown; save it as type 0 or 1");
    }
    announced_ = static_cast<int>(big_endian(10, 2));
    if (announced_ == 0) return fail(10, "the file says it has no tracks; export it again");
    at_ = 8 + length;
    return read_division();
  }

  bool read_division() {
    const uint32_t division = big_endian(12, 2);
    if ((division & 0x8000) == 0) {
      if (division == 0) return fail(12, "a quarter note has 0 ticks; export the file again");
      division_ = {.ticks_per_quarter = static_cast<int>(division)};
      return true;
    }
    division_ = {.ticks_per_quarter = 0,
                 .film_rate = 256 - static_cast<int>(division >> 8),
                 .ticks_per_film_frame = static_cast<int>(division & 0xff)};
    const int rate = division_.film_rate;
    if ((rate != 24 && rate != 25 && rate != 29 && rate != 30) ||
        division_.ticks_per_film_frame == 0) {
      return fail(12, "the time code has " + std::to_string(rate) + " frames per second and " +
                          std::to_string(division_.ticks_per_film_frame) +
                          " ticks per frame; save the file with ticks per quarter note");
    }
    return true;
  }

  // False when there is nothing more to read.
  bool read_chunk(int& tracks) {
    if (bytes_.size() - at_ < 8) {
      if (tracks >= announced_) {
        warn(at_, "bytes after the last track; they are ignored");
        return false;
      }
      return fail(at_, "the file ends in a chunk's header; it is cut short: export it again");
    }
    const uint32_t length = big_endian(at_ + 4, 4);
    const bool track = has_name(at_, "MTrk");
    if (length > bytes_.size() - at_ - 8) {
      if (!track && tracks >= announced_) {
        warn(at_, "bytes after the last track; they are ignored");
        return false;
      }
      return fail(at_ + 4, "a chunk says it has " + std::to_string(length) + " bytes, but only " +
                               std::to_string(bytes_.size() - at_ - 8) +
                               " follow; the file is cut short: export it again");
    }
    at_ += 8;
    const std::size_t end = at_ + length;
    if (track) {
      if (!read_track(tracks, end)) return false;
      ++tracks;
    }
    at_ = end;
    return true;
  }

  bool read_track(int track, std::size_t end) {
    int64_t tick = 0;
    int running = 0;
    while (at_ < end) {
      uint32_t delta = 0;
      if (!read_number(end, "a delta time", delta)) return false;
      tick = std::min(tick + delta, kMaxTicks);
      song_.end_tick = std::max(song_.end_tick, tick);
      if (at_ == end) return fail(at_, "the track ends after a delta time; export the file again");
      const uint8_t status = bytes_[at_];
      if (status == kMeta) {
        bool last = false;
        if (!read_meta(track, tick, end, last)) return false;
        if (last) return true;
      } else if (status == kSysex || status == kEscape) {
        ++at_;
        uint32_t length = 0;
        if (!read_length(end, "system exclusive data", length)) return false;
        at_ += length;
      } else if (!read_message(track, tick, end, running)) {
        return false;
      }
    }
    warn(end, "track " + std::to_string(track + 1) + " has no end-of-track event");
    return true;
  }

  bool read_message(int track, int64_t tick, std::size_t end, int& running) {
    const std::size_t start = at_;
    if (bytes_[at_] >= 0x80) {
      running = bytes_[at_++];
      if (running >= 0xf0) {
        return fail(start,
                    "status " + hex(running) + " does not belong in a file; export it again");
      }
    } else if (running == 0) {
      return fail(start, "data byte " + hex(bytes_[at_]) + " where a status byte must stand; " +
                             std::string(kExportAgain));
    }
    const int kind = running & 0xf0;
    const std::size_t count = kind == 0xc0 || kind == 0xd0 ? 1 : 2;
    if (end - at_ < count) {
      return fail(at_, "the track ends inside a message; export the file again");
    }
    MidiMessage message{static_cast<uint8_t>(running), bytes_[at_],
                        count == 2 ? bytes_[at_ + 1] : uint8_t{0}};
    for (std::size_t i = 0; i < count; ++i) {
      if (bytes_[at_ + i] < 0x80) continue;
      return fail(at_ + i, "status byte " + hex(bytes_[at_ + i]) +
                               " where a data byte must stand; export the file again");
    }
    at_ += count;
    song_.messages.push_back({.tick = tick, .track = track, .midi = message});
    return true;
  }

  bool read_meta(int track, int64_t tick, std::size_t end, bool& last) {
    const std::size_t start = at_;
    ++at_;
    if (at_ == end) return fail(at_, "the track ends inside a meta event; export the file again");
    const uint8_t kind = bytes_[at_++];
    uint32_t length = 0;
    if (!read_length(end, "a meta event", length)) return false;
    const std::span<const uint8_t> data = bytes_.subspan(at_, length);
    at_ += length;
    const auto too_short = [&](std::size_t least, std::string_view what) {
      if (data.size() >= least) return false;
      warn(start, std::string(what) + " is too short; it is ignored");
      return true;
    };
    if (kind >= 1 && kind <= kLastText) {
      song_.texts.push_back({.tick = tick,
                             .track = track,
                             .kind = static_cast<SmfTextKind>(kind),
                             .text = std::string(data.begin(), data.end())});
    } else if (kind == kEndOfTrack) {
      last = true;
    } else if (kind == kSetTempo) {
      if (too_short(3, "a tempo")) return true;
      const uint32_t tempo =
          static_cast<uint32_t>(data[0]) << 16 | static_cast<uint32_t>(data[1]) << 8 | data[2];
      if (tempo == 0) {
        warn(start, "a quarter note of 0 microseconds; the tempo stays as it was");
      } else {
        tempi_.push_back({.tick = tick, .microseconds_per_quarter = tempo});
      }
    } else if (kind == kTimeSignature) {
      if (too_short(2, "a time signature")) return true;
      if (data[0] == 0 || data[1] > 7) {
        warn(start, "time signature " + std::to_string(data[0]) + "/2^" + std::to_string(data[1]) +
                        " means nothing; it is ignored");
      } else {
        song_.signatures.push_back({.tick = tick,
                                    .numerator = data[0],
                                    .denominator = static_cast<uint8_t>(1u << data[1])});
      }
    }
    return true;
  }

  // A number of up to four bytes of seven bits.
  bool read_number(std::size_t end, const char* what, uint32_t& value) {
    const std::size_t start = at_;
    value = 0;
    for (int i = 0; i < 4; ++i) {
      if (at_ == end) {
        return fail(at_, std::string("the track ends inside ") + what + "; export the file again");
      }
      const uint8_t byte = bytes_[at_++];
      value = value << 7 | (byte & 0x7f);
      if (byte < 0x80) return true;
    }
    return fail(start, std::string(what) + " has more than four bytes; export the file again");
  }

  bool read_length(std::size_t end, const char* what, uint32_t& length) {
    const std::size_t start = at_;
    if (!read_number(end, "a length", length)) return false;
    if (length <= end - at_) return true;
    return fail(start, std::string(what) + " of " + std::to_string(length) +
                           " bytes, but the track has only " + std::to_string(end - at_) +
                           " more; export the file again");
  }

  std::span<const uint8_t> bytes_;
  std::string_view name_;
  SmfResult& result_;
  Smf& song_;
  std::size_t at_ = 0;
  int announced_ = 0;
  TickDivision division_;
  std::vector<TempoChange> tempi_;
};

}  // namespace

std::string Smf::name() const {
  for (const SmfText& text : texts) {
    if (text.kind == SmfTextKind::kTrackName && text.track == 0) return text.text;
  }
  return {};
}

SmfResult read_smf(std::span<const uint8_t> bytes, std::string_view name) {
  SmfResult result;
  Reader(bytes, name, result).read();
  if (!result.ok) result.song = {};
  return result;
}

}  // namespace kiln
