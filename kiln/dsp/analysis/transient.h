// Envelope times and clicks of single notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "kiln/dsp/analysis/spectrum.h"

namespace kiln::analysis {

// Times in milliseconds; empty where the level is never crossed.
struct EnvelopeTimes {
  double peak = 0.0;  // amplitude; the sustain level where the envelope has no decay
  double sustain = 0.0;
  std::optional<double> attack_10_90_ms;
  std::optional<double> attack_total_ms;  // from the note on to 99.5 %
  std::optional<double> decay_90_10_ms;
  std::optional<double> release_90_10_ms;
  std::optional<double> release_to_minus60_ms;  // from the note off
};
// A steady tone of a few kHz, note on and off at these frames: the magnitude of its analytic
// signal is the envelope.
EnvelopeTimes measure_envelope(std::span<const float> signal, double rate, int note_on,
                               int note_off);

struct Click {
  double click_db = 0.0;      // largest second difference at the event over the steady tone's
  double hf_burst_dbc = 0.0;  // 2 ms RMS above 8·f0 (at least 4 kHz) over the steady RMS
};
// For sine patches: a saw's own edges would hide the click. Frames [steady_begin, steady_end) are
// undisturbed; the window of 60 ms lies around `event`.
Click measure_click(std::span<const float> signal, double rate, double f0, int steady_begin,
                    int steady_end, int event);

}  // namespace kiln::analysis
