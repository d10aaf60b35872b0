// Every effect type, in the frozen order of the choice "fxN.type".
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/chorus.h"
#include "kiln/effects/compressor.h"
#include "kiln/effects/delay.h"
#include "kiln/effects/distortion.h"
#include "kiln/effects/eq.h"
#include "kiln/effects/module.h"
#include "kiln/effects/reverb.h"

namespace kiln {
namespace {

constexpr ModuleSpec kEffectOffSpec = {.id = "off", .name = "Off", .help = "No effect"};

// No functions: a slot of this type is not called.
constexpr EffectModule effect_off() {
  EffectModule module;
  module.spec = &kEffectOffSpec;
  return module;
}

}  // namespace

std::span<const EffectModule> effect_modules() {
  // clang-format off
  static constexpr EffectModule kModules[] = {
      effect_off(),
      make_effect_module<Distortion>(),
      make_effect_module<Chorus>(),
      make_effect_module<Delay>(),
      make_effect_module<Reverb>(),
      make_effect_module<Equalizer>(),
      make_effect_module<Compressor>(),
  };
  // clang-format on
  return kModules;
}

}  // namespace kiln
