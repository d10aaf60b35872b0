// A small language for writing songs in code: bars and beats in, a Standard MIDI File out.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "kiln/midi/smf_write.h"

namespace kiln {

// The beat (quarter note from 0) at which a bar (from 1) of 4/4 begins.
constexpr double bar(int number) { return 4.0 * (number - 1); }

class Score {
 public:
  struct BendPoint {
    double beat;  // after the start of the line
    double semitones;
  };
  struct PressurePoint {
    double beat;
    int value;  // 0…127
  };

  explicit Score(const std::string& title) : song_(960) {
    song_.text(0, 0, SmfTextKind::kTrackName, title);
    for (int channel = 0; channel < 16; ++channel) {
      tracks_[static_cast<std::size_t>(channel)] = -1;
    }
  }

  void name(int channel, const std::string& text) {
    tracks_[static_cast<std::size_t>(channel)] = song_.add_track(text);
  }
  void tempo(double beat, double bpm) { song_.tempo(song_.beat(beat), bpm); }
  void time_signature(double beat, int numerator, int denominator) {
    song_.signature(song_.beat(beat), numerator, denominator);
  }
  void marker(double beat, const std::string& text) {
    song_.text(0, song_.beat(beat), SmfTextKind::kMarker, text);
  }

  void note(int channel, double beat, double length, int key, int velocity) {
    const int64_t from = song_.beat(std::max(0.0, beat));
    const int64_t to = song_.beat(std::max(0.0, beat + length));
    song_.note(track(channel), channel, std::clamp(key, 0, 127), std::clamp(velocity, 1, 127), from,
               std::max<int64_t>(1, to - from));
  }
  void control(int channel, double beat, int number, int value) {
    song_.controller(track(channel), channel, number, std::clamp(value, 0, 127),
                     song_.beat(std::max(0.0, beat)));
  }
  void program(int channel, double beat, int number) {
    song_.program(track(channel), channel, number, song_.beat(beat));
  }
  // A controller on a straight line, a value every sixteenth or where it changes.
  void sweep(int channel, int number, double from, double to, int first, int last) {
    const int points = std::max(2, static_cast<int>((to - from) * 8.0));
    int before = -1;
    for (int i = 0; i <= points; ++i) {
      const double t = static_cast<double>(i) / points;
      const int value = static_cast<int>(std::floor(first + t * (last - first) + 0.5));
      if (value != before) control(channel, from + t * (to - from), number, value);
      before = value;
    }
  }
  // Pitch wheel through points, in steps of 1/32 beat; `range` is the preset's bend range.
  void bend_line(int channel, double start, const std::vector<BendPoint>& points,
                 double range = 2.0) {
    line(points, [&](double beat, double semitones) {
      song_.bend(track(channel), channel, semitones / range, song_.beat(start + beat));
    });
  }
  void pressure_line(int channel, double start, const std::vector<PressurePoint>& points) {
    std::vector<BendPoint> values;
    for (const PressurePoint& p : points) values.push_back({p.beat, double(p.value)});
    line(values, [&](double beat, double value) {
      const int whole = std::clamp(static_cast<int>(std::floor(value + 0.5)), 0, 127);
      song_.pressure(track(channel), channel, whole, song_.beat(start + beat));
    });
  }

  // Says why on stderr if it cannot.
  bool write(const char* path) const {
    const std::vector<uint8_t> bytes = song_.bytes();
    std::FILE* file = std::fopen(path, "wb");
    const bool opened = file != nullptr;
    bool ok = opened && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    if (opened) ok = std::fclose(file) == 0 && ok;
    if (!ok) std::fprintf(stderr, "%s: cannot write the song\n", path);
    return ok;
  }

 private:
  int track(int channel) {
    int& number = tracks_[static_cast<std::size_t>(channel)];
    if (number < 0) number = song_.add_track("Channel " + std::to_string(channel + 1));
    return number;
  }

  template <class F>
  static void line(const std::vector<BendPoint>& points, F put) {
    constexpr double kStep = 1.0 / 32.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      put(points[i].beat, points[i].semitones);
      if (i + 1 == points.size()) break;
      const double width = points[i + 1].beat - points[i].beat;
      if (points[i + 1].semitones == points[i].semitones) continue;
      for (double at = kStep; at < width; at += kStep) {
        const double t = at / width;
        const double smooth = t * t * (3.0 - 2.0 * t);
        put(points[i].beat + at,
            points[i].semitones + smooth * (points[i + 1].semitones - points[i].semitones));
      }
    }
  }

  SmfBuilder song_;
  std::array<int, 16> tracks_;
};

}  // namespace kiln
