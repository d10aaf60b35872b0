// The Shape kind: a drawn cycle of points and bent lines.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The drawing is compiled into 512 cells a cycle. A cell is a straight line with at most one
// vertical jump in it, held at its exact place: squares and steps stay sharp however slow the LFO
// runs. Smooth parts are within 3e-5 of the drawing (a full cycle bent by the largest curve; a
// sine: 2e-5), corners are cut by at most one cell.
#pragma once

#include "kiln/lfos/module.h"

namespace kiln {

struct ShapeLfo {
  static constexpr ModuleSpec kSpec = {
      .id = "shape", .name = "Shape", .help = "A drawn shape, or one of the library"};
  static constexpr int kLengthParam = -1;

  static constexpr int kCellBits = 9;
  static constexpr int kCells = 1 << kCellBits;

  // At t = 0…1 within a cell the value is start + rise·t, plus jump from t = split on.
  struct Cell {
    float start = 0.0f;
    float rise = 0.0f;
    float split = 2.0f;  // 2: no jump in this cell
    float jump = 0.0f;
  };
  struct State {
    alignas(64) Cell cells[kCells];
  };

  static void prepare(State& state, const LfoKindSetup& setup);
  static void start(State&, const LfoKindStart&) noexcept {}
  static void read(State& state, const LfoKindRead& read) noexcept;
};

// The drawing as it is meant, for compiling it and for showing it: y 0…1 at x 0…1. Where points
// stand above each other, `from_left` asks for the lower end of the jump in x.
double shape_at(std::span<const LfoPoint> points, double x, bool from_left = false);

}  // namespace kiln
