// Conversions between what players read (dB, notes, cents, seconds) and what the engine counts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

#include "kiln/base/math.h"

namespace kiln {

inline constexpr double kConcertA = 440.0;    // Hz of note 69
inline constexpr double kSilenceDb = -240.0;  // gain_to_db of anything quieter, 0 too

// 0 dB is gain 1; a factor of 2 is 6.02 dB.
inline double db_to_gain(double db) { return math::exp2(db * 0x1.542a5a12e1c5bp-3); }
inline float db_to_gain(float db) { return static_cast<float>(db_to_gain(double{db})); }

// Never below kSilenceDb; the sign of the gain does not count.
inline double gain_to_db(double gain) {
  const double size = std::fabs(gain);
  return size > 1e-12 ? 20.0 * math::log10(size) : kSilenceDb;
}
inline float gain_to_db(float gain) { return static_cast<float>(gain_to_db(double{gain})); }

inline double semitones_to_ratio(double semitones) { return math::exp2(semitones / 12.0); }
inline double cents_to_ratio(double cents) { return math::exp2(cents / 1200.0); }
inline double ratio_to_semitones(double ratio) { return 12.0 * math::log2(ratio); }
inline double ratio_to_cents(double ratio) { return 1200.0 * math::log2(ratio); }

// Equal temperament; note 69 is a4_hz, fractions of a note are allowed.
inline double note_to_hz(double note, double a4_hz = kConcertA) {
  return a4_hz * math::exp2((note - 69.0) / 12.0);
}
inline double hz_to_note(double hz, double a4_hz = kConcertA) {
  return 69.0 + 12.0 * math::log2(hz / a4_hz);
}

// To the nearest frame, halves upwards; negative times are frame 0.
inline int64_t seconds_to_frames(double seconds, double rate_hz) {
  const double frames = std::floor(seconds * rate_hz + 0.5);
  return frames > 0.0 ? static_cast<int64_t>(frames) : 0;
}
inline double frames_to_seconds(int64_t frames, double rate_hz) {
  return static_cast<double>(frames) / rate_hz;
}

}  // namespace kiln
