// Golden stages of the effects, each alone: noise, moving knobs, then a tail of 60 s.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <span>
#include <string>

#include "kiln/base/realtime.h"
#include "kiln/effects/effect_rig.h"
#include "tests/golden/stages.h"
#include "tests/support/digest.h"
#include "tests/support/patches.h"

namespace kiln::test {
namespace {

constexpr int kRate = 48000;
constexpr int kTailSeconds = 60;
constexpr std::size_t kChunk = 480;

// Twice: as the knobs are at first, and with knobs thrown to random places while noise goes in.
std::string effect(const ModuleSpec& spec, int mode) {
  Digest digest;
  for (int pass = 0; pass < 2; ++pass) {
    Draw draw(static_cast<std::uint32_t>(900 + 10 * mode + pass));
    EffectRig rig(spec.id, {{spec.params[0].id, static_cast<float>(mode)}}, kRate, 8);
    rig.set(spec.params[0].id, static_cast<float>(mode));
    rig.playing = true;
    Stereo chunk(kChunk);
    const int seconds = pass == 0 ? kTailSeconds : kTailSeconds / 4;
    const int chunks = seconds * kRate / static_cast<int>(kChunk);
    for (int n = 0; n < chunks; ++n) {
      const RealtimeScope realtime;
      if (n % 20 == 0 && n < 100 && pass == 1) {
        for (const ParamSpec& p : spec.params) {
          if (!p.structural()) rig.set(p.id, random_real(p, draw));
        }
      }
      for (std::size_t i = 0; i < kChunk; ++i) {
        chunk.left[i] = n < 100 ? 0.5f * (draw.unit() - 0.5f) : 0.0f;
        chunk.right[i] = n < 100 ? 0.5f * (draw.unit() - 0.5f) : 0.0f;
      }
      rig.process(chunk, n % 2 == 0 ? 0 : static_cast<std::uint32_t>(n));
      if (n < 100 || n % 16 == 0) {
        digest.add(chunk.left);
        digest.add(chunk.right);
      }
    }
  }
  return digest.text();
}

}  // namespace

void add_effect_stages(std::vector<Stage>& stages) {
  for (const EffectModule& module : effect_modules()) {
    if (module.render == nullptr) continue;
    const ModuleSpec& spec = *module.spec;
    const bool modes = spec.params[0].structural();
    const int last = modes ? static_cast<int>(spec.params[0].max) : 0;
    for (int mode = 0; mode <= last; ++mode) {
      std::string name = std::string("effect/") + spec.id;
      if (last > 0) name += "/" + std::to_string(mode);
      stages.push_back({name, [&spec, mode] { return effect(spec, mode); }});
    }
  }
}

}  // namespace kiln::test
