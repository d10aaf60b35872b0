// Parameters and sound of the new_module effect.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/new_module.h"

#include <algorithm>
#include <iterator>

#include "kiln/base/math.h"
#include "kiln/parameters/tempo.h"

namespace kiln {
namespace {

constexpr const char* kNewModuleModes[] = {"together", "pan"};
static_assert(std::size(kNewModuleModes) == NewModule::kModeCount);

constexpr ParamSpec kNewModuleParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = NewModule::kModeCount - 1,
     .flags = kStructural,
     .choices = kNewModuleModes,
     .help = "Both sides swing together, or the sound swings between them"},
    {.id = "rate",
     .name = "Rate",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 0.05f,
     .max = 20,
     .initial = 5,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Swings per second when sync is off"},
    sync_switch("rate_sync", "Sync", false),
    division_choice("rate_division", "Rate", "1/8"),
    {.id = "depth",
     .name = "Depth",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 50,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "How far the level falls in each swing"},
};
static_assert(std::size(kNewModuleParams) == NewModule::kParamCount);

// Keeps this effect's random phase apart from that of others with the same key.
constexpr uint32_t kNewModuleSalt = 0x6e6d6f64u;

}  // namespace

const ModuleSpec NewModule::kSpec = {.id = "new_module",
                                     .name = "New module",
                                     .revision = 1,
                                     .params = kNewModuleParams,
                                     .help = "Swings the level"};

void NewModule::prepare(const EffectSetup& setup, std::span<float>) {
  inverse_frames_ = 1.0 / setup.control_frames;
  mode_ = static_cast<int>(setup.structure[kMode]);
  lfo_.prepare(setup.engine_rate, setup.control_frames);
}

void NewModule::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  lfo_.advance(update, double{p[kRate]}, p[kRateSync] >= 0.5f, p[kRateDivision], kNewModuleSalt);
  const double depth = std::clamp(double{p[kDepth]}, 0.0, 1.0);
  for (std::size_t side = 0; side < 2; ++side) {
    const double later = mode_ == kPan && side == 1 ? 0.5 : 0.0;
    const double swing = math::cos_pi(2.0 * (lfo_.next() - later));
    gain_[side].to(1.0 - 0.5 * depth * (1.0 - swing), update.jump, inverse_frames_);
  }
}

void NewModule::render(const EffectRender& r) noexcept {
  float* const bus[2] = {r.left, r.right};
  for (std::size_t side = 0; side < 2; ++side) {
    for (int i = 0; i < r.frames; ++i) {
      bus[side][i] *= static_cast<float>(gain_[side].at(r.begin + i));
    }
  }
}

static_assert(Effect<NewModule>);

}  // namespace kiln
