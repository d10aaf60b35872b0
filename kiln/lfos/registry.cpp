// Every kind of LFO, in the frozen order of the choice "lfoN.type": one line each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/chaos.h"
#include "kiln/lfos/module.h"
#include "kiln/lfos/random.h"
#include "kiln/lfos/shape.h"
#include "kiln/lfos/steps.h"

namespace kiln {
namespace {

// clang-format off
constexpr LfoModule kModules[] = {
    make_lfo_module<ShapeLfo>(),
    make_lfo_module<StepsLfo>(),
    make_lfo_module<RandomLfo>(),
    make_lfo_module<ChaosLfo>(),
};
// clang-format on

}  // namespace

std::span<const LfoModule> lfo_modules() { return kModules; }

}  // namespace kiln
