// Patches and players drawn at random: whatever a person could set, and more.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "tests/support/patches.h"
#include "tests/support/song.h"

namespace kiln::test {

// How often each kind of thing was drawn: "osc.fm", "filter.comb", "source.wheel", "fx.delay" …
using Coverage = std::map<std::string, int>;

// Every kind that there is, with 0.
Coverage empty_coverage();

// A patch that should be heard: its first oscillator sounds, its envelope opens soon.
Patch random_patch(Draw& draw, Coverage& coverage);

// A patch of `frames` frames with notes and whatever else a player and a host may send.
Song random_song(Draw& draw, int frames, Coverage& coverage);

// What must hold of every output.
struct Health {
  bool finite = true;
  bool normal = true;  // no subnormal number
  float peak = 0.0f;
};
Health health_of(const Audio& audio);

}  // namespace kiln::test
