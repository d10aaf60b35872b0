// Runs a group of envelopes without an engine: for the tests and the benchmark of this folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "kiln/envelopes/dahdsr.h"

namespace kiln::envelope_test {

struct Rig {
  explicit Rig(double rate = 96000.0, int control_frames = 16) {
    setup.engine_rate = rate;
    setup.control_frames = control_frames;
    for (int p = 0; p < envelope::kParamCount; ++p) set(p, kEnvelopeParams[p].initial);
    prepare();
  }
  void prepare() { group.prepare(setup); }
  // A real value, on all lanes.
  void set(int param, float real) {
    params[param] = Lanes::filled(real_to_engine(kEnvelopeParams[param], real));
  }
  void set_curves(float percent) {
    for (int p : {envelope::kAttackCurve, envelope::kDecayCurve, envelope::kReleaseCurve}) {
      set(p, percent);
    }
  }

  struct Event {
    int frame;
    std::function<void(Rig&, int k)> act;
  };
  static Event on(int frame, int lane = 0, bool again = false, float velocity = -1.0f,
                  bool legato = false) {
    return {frame, [=](Rig& rig, int k) {
              rig.group.start(lane, k, again, legato, velocity, rig.params, rig.beats);
            }};
  }
  static Event off(int frame, int lane = 0) {
    return {frame, [=](Rig& rig, int k) { rig.group.release(lane, k, rig.params, rig.beats); }};
  }

  // Levels of all lanes, frame by frame. Cuts of the host: every `cut` frames, 0 for none.
  std::vector<Lanes> play(int frames, std::vector<Event> events, int cut = 0,
                          LaneMask lanes = kAllLanes) {
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.frame < b.frame; });
    std::vector<Lanes> levels;
    LaneBlock block;
    std::size_t next = 0;
    const int period = setup.control_frames;
    for (int begin = 0; begin < frames; begin += period) {
      if (each_period) each_period(*this, begin);
      group.begin_period(lanes, params, beats);
      control_values.push_back(group.value());
      for (int k = 0; k < period;) {
        while (next < events.size() && events[next].frame == begin + k) {
          events[next++].act(*this, k);
        }
        int end = period;
        if (next < events.size()) end = std::min(end, events[next].frame - begin);
        if (cut > 0) end = std::min(end, ((begin + k) / cut + 1) * cut - begin);
        group.render(k, end, lanes, block);
        for (; k < end; ++k) {
          levels.push_back(block[k]);
          if (finished_frame < 0 && (group.finished() & 1u) != 0 && k == end - 1 && begin + k > 0 &&
              next == events.size()) {
            finished_frame = begin + end;
          }
        }
      }
    }
    return levels;
  }

  EnvelopeSetup setup;
  Lanes params[envelope::kParamCount];
  double beats = 2.0;
  EnvelopeGroup group;
  std::function<void(Rig&, int frame)> each_period;
  std::vector<Lanes> control_values;  // value() at each control point
  int finished_frame = -1;            // where a rendered part ended with lane 0 finished
};

}  // namespace kiln::envelope_test
