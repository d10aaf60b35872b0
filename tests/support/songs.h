// The songs that the proofs play.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "kiln/dsp/wavetable.h"
#include "tests/support/song.h"

namespace kiln::test {

// Everything that moves at once, in 3 s: three programs, chords, stealing, MPE, bends, pedals,
// tempo changes, a loop, synced LFOs and delays, unison, drift, noise, edits, routes to routes.
Song busy_song(int quality = 2, double host_rate = 48000.0);

// Short dry notes with rests: the engine falls asleep and begins new epochs.
Song sleepy_song();

// Eight cycles between a sine and something rough.
std::shared_ptr<const WavetableMips> test_wavetable();

// A patch with one plain oscillator and no effect: level 0 dB, fixed start phase.
Patch plain_patch();

}  // namespace kiln::test
