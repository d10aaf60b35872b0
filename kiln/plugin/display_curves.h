// Curves for displays, out of the engine's own modules: waves, responses, patterns, echoes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kiln/base/aligned.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/wavetable.h"
#include "kiln/engine/wavetable_finder.h"
#include "kiln/filters/module.h"
#include "kiln/gui/model.h"
#include "kiln/oscillators/module.h"
#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

// Knob positions by parameter: base values, or with modulation. Asked on the message thread only.
class DisplayCurves {
 public:
  using Position = std::function<float(ParamIndex)>;
  DisplayCurves(const ParamTable& table, WavetableFinder finder);

  // `remap`: the slot's drawn phases.
  bool oscillator(int slot, const WavetableRef& ref, std::span<const float> remap,
                  const Position& x, std::span<const float> places, int points,
                  std::span<float> out);
  bool filter(int slot, const Position& x, std::span<const float> hz, std::span<float> db);
  void lfo(int number, const LfoDrawing& drawing, const Position& x, std::span<float> out);
  static float envelope_law(float curve_percent, float x);
  bool effect_transfer(int effect, const Position& x, std::span<float> out) const;
  bool effect_levels(int effect, const Position& x, std::span<const float> in_db,
                     std::span<float> out_db) const;
  bool effect_response(int effect, const Position& x, std::span<const float> hz,
                       std::span<float> db) const;
  int effect_sweep(int effect, const Position& x, const std::array<float, 2>& phases,
                   std::span<float, 16> seconds) const;
  gui::SweepShape effect_sweep_shape(int effect, const Position& x) const;
  std::vector<gui::EchoTap> effect_echoes(int effect, const Position& x, double seconds) const;
  void set_tempo(double beats_per_second) { beats_per_second_ = beats_per_second; }
  bool effect_impulse(int effect, const Position& x, double seconds, std::span<float> left,
                      std::span<float> right);

 private:
  struct Own {  // of the type a slot holds
    int type = 0;
    std::vector<float> real;    // for what is structural
    std::vector<float> engine;  // for what moves
  };
  // An oscillator type made ready: that takes longer than a cycle, and lasts while neither its
  // structure nor its table nor its drawn phases change.
  struct Ready {
    int type = 0;
    std::vector<float> structure = {};
    std::shared_ptr<const WavetableMips> table = {};
    std::vector<float> remap = {};
    std::vector<std::shared_ptr<const void>> keep = {};
    AlignedBytes state = {};
    AlignedArray<float> memory = {};
  };
  Own own_values(const SlotInfo& slot, const Position& x) const;
  void* ready(int slot, const Own& own, std::shared_ptr<const WavetableMips> table,
              std::span<const float> remap);
  // The values of a slot that holds this type; empty: it holds another.
  Own effect_values(int effect, const ModuleSpec& type, const Position& x) const;
  void render_effect(int type, const Own& own, double rate, std::vector<float>& left,
                     std::vector<float>& right) const;
  void to_decibels(const std::vector<float>& impulse, double rate, double dry, double wet,
                   double unit, std::span<const float> hz, std::span<float> db);

  const ParamTable& table_;
  WavetableFinder finder_;
  struct Table {
    WavetableRef ref;
    std::shared_ptr<const WavetableMips> mips;
  };
  std::array<Table, kPatchOscillators> tables_;
  std::array<Ready, kPatchOscillators> ready_;
  RealFft fft_, short_fft_;
  double beats_per_second_ = 2.0;
};

}  // namespace kiln
