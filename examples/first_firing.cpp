// Writes "First Firing", Kiln's demo song, as a Standard MIDI File: kiln_song OUT.mid
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 48 bars, 4/4, 100 BPM, D minor, the last third in E minor. Each section below is one function;
// positions are bars from 1 and beats from 0. Presets of the channels are in first_firing.toml.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "examples/score.h"

namespace kiln {
namespace {

constexpr int kPad = 0, kBass = 1, kPluck = 2, kSuper = 3, kLead = 4, kKeys = 5, kBell = 6,
              kKick = 7, kSnare = 8, kHats = 9, kEffects = 10, kBrass = 11, kSolo = 12,
              kStrings = 13;
constexpr int kWheel = 1, kHeat = 20;
constexpr int kMacro1 = 20, kMacro3 = 22;

using Chord = std::vector<int>;

// C4 = 60.
const Chord kDm9 = {50, 53, 57, 60, 64};
const Chord kBbMaj9 = {46, 53, 57, 60, 62};
const Chord kFAdd9 = {41, 48, 55, 57, 60};
const Chord kCAdd9 = {40, 48, 55, 60, 62};
const Chord kGm9 = {43, 53, 58, 62, 69};
const Chord kC13Sus = {48, 53, 58, 62, 69};
const Chord kFMaj9 = {41, 52, 57, 60, 67};
const Chord kA7Flat13 = {45, 55, 61, 65, 70};
const Chord kA7Sus = {45, 52, 55, 62, 64};
const Chord kB7 = {47, 54, 57, 63, 66};

Chord up(const Chord& chord, int semitones) {
  Chord out = chord;
  for (int& key : out) key += semitones;
  return out;
}

void play(Score& score, int channel, double beat, double length, const Chord& chord, int velocity,
          double strum = 0.0) {
  double at = beat;
  for (const int key : chord) {
    score.note(channel, at, length - (at - beat), key, velocity);
    at += strum;
  }
}

struct Step {
  double beat;  // from the start of the phrase
  double length;
  int key;
  int velocity;
};

void phrase(Score& score, int channel, double start, const std::vector<Step>& steps, int transpose,
            double stretch = 1.0) {
  for (const Step& step : steps) {
    score.note(channel, start + stretch * step.beat, stretch * step.length, step.key + transpose,
               step.velocity);
  }
}

// The hook, A5 F5 G5 D5, and its answer.
const std::vector<Step> kHook = {
    {0.0, 1.4, 81, 92}, {1.5, 0.9, 77, 84}, {2.5, 1.4, 79, 90}, {4.0, 3.0, 74, 96}};
const std::vector<Step> kAnswer = {{0.0, 0.45, 74, 84},
                                   {0.5, 0.45, 77, 88},
                                   {1.0, 0.9, 79, 94},
                                   {2.0, 0.45, 81, 98},
                                   {2.5, 1.4, 84, 104}};

void door(Score& score) {
  const std::array<Chord, 4> chords = {kDm9, kBbMaj9, kFAdd9, kCAdd9};
  for (int i = 0; i < 4; ++i) {
    play(score, kPad, bar(1 + 2 * i), 7.9, chords[static_cast<std::size_t>(i)], 74 + 3 * i, 0.03);
  }
  score.sweep(kPad, kHeat, bar(1), bar(9), 13, 76);
  score.note(kEffects, bar(1), 32.0, 60, 70);
  phrase(score, kBell, bar(3), kHook, 0);
  phrase(score, kBell, bar(7), kHook, 0);
}

// Roots with an octave jump before each change.
void bass_line(Score& score, int first_bar, int bars, const std::vector<int>& roots, int velocity) {
  const int per_root = bars / static_cast<int>(roots.size());
  for (int i = 0; i < bars; ++i) {
    const int root = roots[static_cast<std::size_t>(i / per_root)];
    const double start = bar(first_bar + i);
    score.note(kBass, start, 1.4, root, velocity);
    score.note(kBass, start + 1.5, 0.4, root, velocity - 14);
    score.note(kBass, start + 2.0, 0.9, root, velocity - 6);
    const bool change = (i + 1) % per_root == 0;
    score.note(kBass, start + 3.0, 0.45, change ? root + 12 : root, velocity - 8);
    score.note(kBass, start + 3.5, 0.45, change ? root + 12 : root + 7, velocity - 10);
  }
}

// Sixteenths of the chord tones in groups of 3 + 3 + 2.
void pluck_bar(Score& score, double start, const Chord& chord, int lift) {
  for (int i = 0; i < 16; ++i) {
    const int in_half = i % 8;
    const bool accent = in_half == 0 || in_half == 3 || in_half == 6;
    const int tone = (i * 3 + i / 8) % static_cast<int>(chord.size());
    const int octave = accent ? 12 : (i % 4 == 2 ? 24 : 12);
    const int velocity = (accent ? 98 : 58) + (i * 7 + lift) % 13;
    score.note(kPluck, start + 0.25 * i, 0.2, chord[static_cast<std::size_t>(tone)] + octave,
               velocity);
  }
}

void hands(Score& score) {
  const std::array<Chord, 4> chords = {kDm9, kBbMaj9, kFAdd9, kCAdd9};
  for (int i = 0; i < 8; ++i) {
    pluck_bar(score, bar(9 + i), chords[static_cast<std::size_t>(i / 2)], i);
    if (i % 2 == 0) {
      play(score, kPad, bar(9 + i), 7.8, chords[static_cast<std::size_t>(i / 2)], 62);
    }
    score.note(kKick, bar(9 + i), 0.5, 33, 108);
    score.note(kKick, bar(9 + i) + 2.0, 0.5, 33, 102);
  }
  score.sweep(kPluck, kMacro3, bar(9), bar(17), 10, 92);  // Open
  bass_line(score, 9, 8, {26, 34, 29, 28}, 96);
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 8; ++k) {
      score.note(kHats, bar(13 + i) + 0.5 * k, 0.1, 60, k % 2 == 1 ? 88 : 56 + 5 * (k % 3));
    }
  }
  score.note(kEffects, bar(9), 16.0, 60, 54);
}

void drum_bar(Score& score, double start, int number, bool fill, int kick_key) {
  score.note(kKick, start, 0.5, kick_key, 116);
  score.note(kKick, start + 1.75, 0.4, kick_key, 88);
  score.note(kKick, start + 2.5, 0.5, kick_key, 108);
  if (number % 2 == 1) score.note(kKick, start + 3.75, 0.3, kick_key, 80);
  score.note(kSnare, start + 1.0, 0.4, 60, 110);
  score.note(kSnare, start + 3.0, 0.4, 60, 114);
  score.note(kSnare, start + 2.25, 0.2, 60, 38);
  score.note(kSnare, start + 3.75, 0.2, 60, number % 2 == 0 ? 34 : 46);
  if (fill) {
    for (int k = 0; k < 4; ++k) score.note(kSnare, start + 3.0 + 0.25 * k, 0.2, 60, 72 + 14 * k);
  }
  for (int k = 0; k < 16; ++k) {
    const bool off = k % 4 == 2;
    const int velocity = off ? 100 : 44 + (k * 11 + number * 5) % 22;
    score.note(kHats, start + 0.25 * k, off ? 0.3 : 0.1, 60, velocity);
  }
}

void firing(Score& score) {
  const std::array<Chord, 4> chords = {kDm9, kBbMaj9, kFAdd9, kCAdd9};
  for (int i = 0; i < 8; ++i) {
    const Chord& chord = chords[static_cast<std::size_t>(i / 2)];
    drum_bar(score, bar(17 + i), i, i == 7, 33);
    play(score, kSuper, bar(17 + i), 3.9, up({chord.begin() + 1, chord.end()}, 0), 84 + i);
    pluck_bar(score, bar(17 + i), chord, i + 3);
  }
  bass_line(score, 17, 8, {26, 34, 29, 28}, 104);
  phrase(score, kLead, bar(17), kHook, 12);
  phrase(score, kLead, bar(20), kAnswer, 0);
  score.bend_line(kLead, bar(20) + 2.5, {{0.0, -2.0}, {0.35, 0.0}});
  phrase(score, kLead, bar(21), kHook, 12);
  phrase(score, kLead, bar(24), kAnswer, 5);
  score.bend_line(kLead, bar(24) + 2.5, {{0.0, -2.0}, {0.3, 0.0}, {1.0, 0.0}, {1.3, 2.0}});
  score.bend_line(kLead, bar(25) - 0.05, {{0.0, 0.0}});
  for (const int at : {17, 21}) {
    score.sweep(kLead, kWheel, bar(at) + 4.0, bar(at) + 6.5, 0, 92);
    score.control(kLead, bar(at) + 7.5, kWheel, 0);
  }
}

// The solo: bends up to 7 st, pressure swells, vibrato by the wheel.
void solo(Score& score) {
  const double start = bar(25);
  const std::vector<Step> line = {{0.5, 1.9, 74, 70},  {2.5, 1.2, 77, 78},  {4.0, 3.2, 81, 88},
                                  {8.0, 0.9, 79, 76},  {9.0, 0.9, 77, 74},  {10.0, 2.8, 74, 84},
                                  {13.0, 0.9, 72, 72}, {14.0, 1.8, 74, 78}, {16.5, 2.4, 76, 84},
                                  {19.0, 0.9, 79, 82}, {20.0, 3.4, 84, 98}, {24.0, 1.4, 82, 86},
                                  {25.5, 1.4, 81, 84}, {27.0, 0.9, 79, 80}, {28.0, 3.6, 77, 92}};
  phrase(score, kSolo, start, line, 0);
  const auto bend = [&](double at, const std::vector<Score::BendPoint>& points) {
    score.bend_line(kSolo, start + at, points, 7.0);
  };
  bend(0.5, {{0.0, -2.0}, {0.4, 0.0}});
  bend(4.0, {{0.0, -4.0}, {0.7, 0.0}, {2.4, 0.0}, {2.9, -2.0}});
  bend(8.0, {{0.0, 0.0}});
  bend(10.0, {{0.0, 0.0}, {0.6, 0.0}, {1.0, 3.0}, {1.8, 3.0}, {2.3, 0.0}});
  bend(16.5, {{0.0, -5.0}, {0.8, 0.0}});
  bend(20.0, {{0.0, -7.0}, {1.1, 0.0}, {2.6, 0.0}, {3.2, -5.0}});
  bend(24.0, {{0.0, 0.0}});
  bend(28.0, {{0.0, 2.0}, {0.5, 0.0}, {2.6, 0.0}, {3.5, -7.0}});
  for (const double at : {4.0, 10.0, 20.0, 28.0}) {
    score.pressure_line(kSolo, start + at, {{0.0, 20}, {1.2, 104}, {2.6, 60}, {3.1, 8}});
    score.sweep(kSolo, kWheel, start + at + 0.8, start + at + 2.2, 0, 84);
    score.control(kSolo, start + at + 3.4, kWheel, 0);
  }
}

void cooling(Score& score) {
  score.tempo(bar(25), 100.0);
  for (int i = 0; i < 8; ++i) score.tempo(bar(25) + 2.0 * i, 100.0 - 1.0 * i);  // 100 → 92 …
  for (int i = 0; i <= 8; ++i) score.tempo(bar(29) + 2.0 * i, 92.0 + 1.0 * i);  // … → 100
  const std::array<Chord, 4> chords = {kGm9, kC13Sus, kFMaj9, kA7Flat13};
  for (int i = 0; i < 4; ++i) {
    const Chord& chord = chords[static_cast<std::size_t>(i)];
    const double start = bar(25 + 2 * i);
    play(score, kKeys, start, 3.4, chord, 66, 0.04);
    play(score, kKeys, start + 3.5, 0.9, {chord.begin() + 2, chord.end()}, 52);
    play(score, kKeys, start + 4.5, 2.8, {chord.begin() + 1, chord.end()}, 72, 0.03);
    play(score, kKeys, start + 7.5, 0.4, {chord.begin() + 3, chord.end()}, 48);
    score.control(kKeys, start, 64, 127);
    score.control(kKeys, start + 7.9, 64, 0);
    play(score, kStrings, start, 7.9, {chord.begin(), chord.begin() + 4}, 48 + 8 * i);
    score.note(kBass, start, 3.5, chord[0] < 40 ? chord[0] : chord[0] - 12, 80);
    score.note(kBass, start + 4.0, 3.2, chord[0] < 40 ? chord[0] : chord[0] - 12, 70);
  }
  solo(score);
}

void draw(Score& score) {
  score.program(kEffects, bar(33) - 0.1, 36);           // Door of the Kiln
  score.control(kEffects, bar(33) - 0.05, kMacro1, 0);  // Length 2/1
  score.note(kEffects, bar(33), 6.9, 57, 100);
  play(score, kKeys, bar(33), 3.8, kA7Sus, 70, 0.05);
  play(score, kStrings, bar(33), 3.9, kA7Sus, 74);
  play(score, kKeys, bar(34), 2.8, kB7, 82, 0.05);
  play(score, kStrings, bar(34), 2.9, kB7, 88);
  for (int k = 0; k < 12; ++k) {
    score.note(kSnare, bar(34) + 0.25 * k, 0.2, 60, 40 + 6 * k);
  }
  // One beat of silence on 34.4.
}

void glow(Score& score) {
  const std::array<Chord, 4> chords = {up(kDm9, 2), up(kBbMaj9, 2), up(kFAdd9, 2), up(kCAdd9, 2)};
  const std::array<int, 4> roots = {28, 36, 31, 30};  // E1 C2 G1 F♯1
  score.program(kBass, bar(35) - 0.2, 4);             // Vitrify
  score.program(kEffects, bar(35) - 0.2, 37);         // Crackle Veil again
  score.note(kEffects, bar(35), 46.0, 60, 50);
  score.control(kBass, bar(35), kMacro1, 20);
  score.sweep(kBass, kMacro1, bar(39), bar(43), 20, 112);  // Wobble
  for (int i = 0; i < 12; ++i) {
    const Chord& chord = chords[static_cast<std::size_t>(i % 4)];
    const double start = bar(35 + i);
    const bool last = i == 11;
    if (!last) {
      drum_bar(score, start, i, i == 3 || i == 7, 35);
      pluck_bar(score, start, chord, i);
    } else {
      score.note(kKick, start, 0.5, 35, 120);
      score.note(kSnare, start + 1.0, 0.4, 60, 116);
      score.note(kKick, start + 2.0, 0.4, 35, 118);
    }
    const double length = last ? 2.0 : 3.9;  // bar 46 stops dead
    play(score, kSuper, start, length, {chord.begin() + 1, chord.end()}, 96 + i % 4);
    play(score, kStrings, start, length, {chord.begin(), chord.begin() + 4}, 84);
    const int root = roots[static_cast<std::size_t>(i % 4)];
    if (last) {
      score.note(kBass, start, 2.0, root, 112);
    } else {
      score.note(kBass, start, 1.9, root, 112);
      score.note(kBass, start + 2.0, 1.2, root, 104);
      score.note(kBass, start + 3.25, 0.6, root + (i % 4 == 3 ? 0 : 12), 98);
    }
    const Chord stab = {chord[1] + 12, chord[2] + 12, chord[3] + 12};
    if (!last) {
      play(score, kBrass, start + 1.5, 0.35, stab, 96);
      play(score, kBrass, start + 2.75, 0.6, stab, 108);
    } else {
      play(score, kBrass, start, 2.0, stab, 118);
    }
    if (i % 4 == 0) {
      phrase(score, kLead, start, kHook, 2);
      phrase(score, kBell, start, kHook, 14);
    }
    if (i % 4 == 3 && !last) {
      phrase(score, kLead, start, kAnswer, 2);
      score.bend_line(kLead, start + 2.5, {{0.0, -2.0}, {0.3, 0.0}});
    }
  }
  for (const int at : {35, 39, 43}) {
    score.sweep(kLead, kWheel, bar(at) + 4.2, bar(at) + 6.5, 0, 100);
    score.control(kLead, bar(at) + 7.6, kWheel, 0);
  }
}

void ash(Score& score) {
  play(score, kPad, bar(47), 8.0, up(kDm9, 2), 70, 0.05);
  score.sweep(kPad, kHeat, bar(47), bar(49), 76, 0);
  phrase(score, kBell, bar(47), kHook, 2, 1.4);
  score.note(kEffects, bar(47), 9.5, 60, 62);
}

Score first_firing() {
  Score score("First Firing");
  score.tempo(0.0, 100.0);
  score.time_signature(0.0, 4, 4);
  const std::array<const char*, 14> names = {
      "Slow Glaze",   "Kiln Floor", "Spark Pluck",    "Supernova",   "First Light",
      "Porcelain EP", "Glaze Bell", "Kick",           "Snare",       "Hats",
      "Effects",      "Copper Red", "Whistling Vent", "Warm Vespers"};
  for (int i = 0; i < 14; ++i) score.name(i, names[static_cast<std::size_t>(i)]);
  for (const auto& [at, text] :
       {std::pair{1, "Door"}, std::pair{9, "Hands"}, std::pair{17, "Firing"},
        std::pair{25, "Cooling"}, std::pair{33, "Draw"}, std::pair{35, "Glow"},
        std::pair{47, "Ash"}}) {
    score.marker(bar(at), text);
  }
  door(score);
  hands(score);
  firing(score);
  cooling(score);
  draw(score);
  glow(score);
  ash(score);
  return score;
}

}  // namespace
}  // namespace kiln

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: kiln_song OUT.mid\n");
    return 2;
  }
  return kiln::first_firing().write(argv[1]) ? 0 : 1;
}
