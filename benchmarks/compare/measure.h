// What one instrument costs: the same chords, blocks and clocks for each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "benchmarks/compare/instrument.h"

namespace kiln::compare {

// Name and value, in the order they are printed. Times are CPU time of the thread that plays, but
// for load_ms, which is what one waits for.
using Figures = std::vector<std::pair<std::string, double>>;

Figures measure(const Model& model);

}  // namespace kiln::compare
