// Every oscillator type, in the frozen order of the choice "oscN.type": one line each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/analog.h"
#include "kiln/oscillators/fm.h"
#include "kiln/oscillators/module.h"
#include "kiln/oscillators/noise.h"
#include "kiln/oscillators/wavetable.h"

namespace kiln {
namespace {

// An empty slot: silence.
struct OffOscillator {
  static constexpr ModuleSpec kSpec = {.id = "off", .name = "Off", .help = "The slot is silent"};
  struct State {};
  struct Coefficients {
    bool unison = false;
  };

  static std::size_t memory_floats(const OscillatorSetup&) { return 0; }
  static bool stereo(const OscillatorSetup&) { return false; }
  static void prepare(State&, Coefficients& c, const OscillatorSetup& setup, std::span<float>) {
    c.unison = setup.unison > 1;
  }
  static void start(State&, Coefficients&, const OscillatorStart&) noexcept {}
  static void update(State&, Coefficients&, const OscillatorUpdate&) noexcept {}
  static void render(State&, Coefficients& c, const OscillatorRender& r) noexcept {
    for (int k = r.begin; k < r.end; ++k) {
      (*r.left)[k] = Lanes::filled(0.0f);
      if (c.unison) (*r.right)[k] = Lanes::filled(0.0f);
      if (r.sync_out != nullptr) (*r.sync_out)[k] = Lanes::filled(0.0f);
    }
  }
};

// clang-format off
constexpr OscillatorModule kModules[] = {
    make_oscillator_module<OffOscillator>(),
    make_oscillator_module<AnalogOscillator>(),
    make_oscillator_module<WavetableOscillator>(),
    make_oscillator_module<FmOscillator>(),
    make_oscillator_module<NoiseOscillator>(),
};
// clang-format on

}  // namespace

std::span<const OscillatorModule> oscillator_modules() { return kModules; }

}  // namespace kiln
