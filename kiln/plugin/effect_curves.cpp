// Effects for displays: what an impulse, or a slow sine, becomes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/aligned.h"
#include "kiln/base/math.h"
#include "kiln/effects/module.h"
#include "kiln/plugin/display_curves.h"

namespace kiln {
namespace {

constexpr int kEffectFrames = 8;
constexpr double kEffectRate = 48000.0;
constexpr int kTestFrames = 8192;
constexpr int kSineFrames = 480;  // 100 Hz
constexpr float kStruck = 0.5f;

}  // namespace

void DisplayCurves::render_effect(int type, const Own& own, std::vector<float>& left,
                                  std::vector<float>& right) const {
  const EffectModule& module = effect_modules()[static_cast<std::size_t>(type)];
  const EffectSetup setup{
      .engine_rate = kEffectRate, .control_frames = kEffectFrames, .structure = own.real.data()};
  AlignedBytes object(module.object_bytes);
  AlignedArray<float> memory(module.memory_floats(setup));
  module.prepare(object.data(), setup, memory.span());
  const auto frames = static_cast<int>(left.size());
  double beats = 0.0;
  for (int at = 0; at + kEffectFrames <= frames; at += kEffectFrames) {
    module.update(object.data(), {.params = own.engine.data(),
                                  .jump = at == 0,
                                  .beats_per_second = 2.0,
                                  .beat_position = beats,
                                  .random_key = 1});
    beats += 2.0 * kEffectFrames / kEffectRate;
    module.render(object.data(), {.begin = 0,
                                  .frames = kEffectFrames,
                                  .left = &left[static_cast<std::size_t>(at)],
                                  .right = &right[static_cast<std::size_t>(at)]});
  }
  module.destroy(object.data());
}

bool DisplayCurves::effect_impulse(int effect, const Position& x, double seconds,
                                   std::span<float> left, std::span<float> right) {
  const Own own = own_values(table_.slot(SlotKind::kEffect, effect), x);
  if (own.type <= 0) return false;
  const auto frames =
      static_cast<std::size_t>(seconds * kEffectRate) / kEffectFrames * kEffectFrames;
  std::vector<float> l(frames), r(frames);
  l[0] = r[0] = kStruck;
  render_effect(own.type, own, l, r);
  const auto peaks = [&](const std::vector<float>& from, std::span<float> to) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      float most = 0.0f;
      for (std::size_t k = i * frames / to.size(); k < (i + 1) * frames / to.size(); ++k) {
        most = std::max(most, std::fabs(from[k]));
      }
      to[i] = most / kStruck;
    }
  };
  peaks(l, left);
  peaks(r, right);
  return true;
}

bool DisplayCurves::effect_response(int effect, const Position& x, std::span<const float> hz,
                                    std::span<float> db) {
  const Own own = own_values(table_.slot(SlotKind::kEffect, effect), x);
  if (own.type <= 0) return false;
  std::vector<float> l(kTestFrames), r(kTestFrames);
  l[0] = r[0] = 1e-3f;
  render_effect(own.type, own, l, r);
  to_decibels(l, kEffectRate, 0.0, 1.0, 1e-3, hz, db);
  return true;
}

bool DisplayCurves::effect_transfer(int effect, const Position& x, std::span<float> out) {
  const Own own = own_values(table_.slot(SlotKind::kEffect, effect), x);
  if (own.type <= 0) return false;
  std::vector<float> l(kSineFrames * 8), r;
  for (std::size_t i = 0; i < l.size(); ++i) {
    l[i] = -math::cos_cycles(static_cast<float>(i % kSineFrames) / kSineFrames);
  }
  r = l;
  const std::vector<float> sine = l;
  render_effect(own.type, own, l, r);
  // The rising half of the last cycle: −1 to 1.
  const std::size_t from = l.size() - kSineFrames;
  std::size_t at = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const float in = 2.0f * static_cast<float>(i) / static_cast<float>(out.size() - 1) - 1.0f;
    while (at + 2 < kSineFrames / 2 && sine[at + 1] < in) ++at;
    const float t = std::clamp((in - sine[at]) / (sine[at + 1] - sine[at]), 0.0f, 1.0f);
    out[i] = l[from + at] + t * (l[from + at + 1] - l[from + at]);
  }
  return true;
}

}  // namespace kiln
