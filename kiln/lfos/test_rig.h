// Runs a group of LFOs without an engine: for the tests and the benchmark of this folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

#include "kiln/lfos/lfo.h"

namespace kiln::lfo_test {

inline int kind_index(std::string_view id) {
  int index = 0;
  while (lfo_modules()[static_cast<std::size_t>(index)].spec->id != id) ++index;
  return index;
}

struct Rig {
  explicit Rig(std::string_view id = "shape", double rate = 96000.0, int control_frames = 16)
      : kind(kind_index(id)), note(Lanes::filled(60.0f)) {
    setup.engine_rate = rate;
    setup.control_frames = control_frames;
    const LfoModule& module = lfo_modules()[static_cast<std::size_t>(kind)];
    for (int p = 0; p < lfo::kCommonCount; ++p) {
      common_real[p] = kLfoCommon[p].initial;
      set(p, kLfoCommon[p].initial);
    }
    set(lfo::kRateSync, 0.0f);
    for (const ParamSpec& spec : module.spec->params) {
      own_real.push_back(spec.initial);
      own.push_back(Lanes::filled(real_to_engine(spec, spec.initial)));
    }
    own_real.push_back(0.0f);  // never empty
    own.push_back({});
  }
  void set(int param, float real) {
    common_real[param] = real;
    common[param] = Lanes::filled(real_to_engine(kLfoCommon[param], real));
  }
  void set_own(int param, float real) {
    const auto p = static_cast<std::size_t>(param);
    const LfoModule& module = lfo_modules()[static_cast<std::size_t>(kind)];
    own_real[p] = real;
    own[p] = Lanes::filled(real_to_engine(module.spec->params[p], real));
  }
  void prepare() {
    setup.common = common_real;
    setup.structure = own_real.data();
    setup.drawing = &drawing;
    group.prepare(kind, setup);
    frame = 0;
  }
  LfoClock clock() const {
    const double beats =
        first_beat + static_cast<double>(frame) * beats_per_second / setup.engine_rate;
    return {.beats_per_second = beats_per_second,
            .beat_position = beats,
            .playing = playing,
            .relocked = relocked,
            .epoch_frames = frame};
  }
  void start(int lane, int k = 0, std::uint32_t key = 0) {
    group.start(lane, k, key, common, clock(), own.data(), note[lane]);
  }
  // On to the next control point.
  void advance(LaneMask lanes = kAllLanes) {
    frame += static_cast<std::uint64_t>(setup.control_frames);
    group.advance(lanes, common, own.data(), note, clock());
    relocked = false;
  }
  // value() of a lane at this control point and the following ones.
  std::vector<float> play(int points, int lane = 0, LaneMask lanes = kAllLanes) {
    std::vector<float> values = {group.value()[lane]};
    while (static_cast<int>(values.size()) < points) {
      advance(lanes);
      values.push_back(group.value()[lane]);
    }
    return values;
  }
  void jump_to(double beat) {
    first_beat =
        beat - static_cast<double>(frame + static_cast<std::uint64_t>(setup.control_frames)) *
                   beats_per_second / setup.engine_rate;
    relocked = true;
  }

  int kind;
  LfoSetup setup;
  LfoDrawing drawing;
  float common_real[lfo::kCommonCount];
  std::vector<float> own_real;
  Lanes common[lfo::kCommonCount];
  std::vector<Lanes> own;
  Lanes note;
  LfoGroup group;
  double beats_per_second = 2.0;
  double first_beat = 0.0;
  bool playing = true, relocked = false;
  std::uint64_t frame = 0;
};

}  // namespace kiln::lfo_test
