// The sends: what leaves the slots of the chain, summed, through slot S, back behind the chain.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// As on a mixing desk: a send takes what leaves its slot, after mix and bypass, so that a bypassed
// slot sends what passes it. A slot without an effect is no channel and sends nothing. No effect
// has latency, hence what comes back is in time with the chain.
#include <algorithm>

#include "kiln/engine/part.h"

namespace kiln {

// Decided at control points, not by what a host's block holds: even adding silence would turn −0
// into +0.
void Part::update_sends() noexcept {
  sending_ = returning_ = false;
  const EffectSlot* const target = effects_[kSendSlot].get();
  if (target == nullptr) return;
  for (std::size_t i = 0; i < kEffectCount; ++i) {
    float level = 0.0f;
    if (effects_[i] != nullptr) {  // an effect that leaves or comes in takes its send with it
      const auto param = static_cast<ParamIndex>(effect_at_[i].common + effect::kSend);
      level = global_value(param) * effects_[i]->presence().gain();
    }
    sends_[i].to(level, jump_effects_, structure_.inverse_frames);
    sending_ = sending_ || sends_[i].start != 0.0f || sends_[i].target != 0.0f;
  }
  returning_ = sending_ || !target->sleeping();
}

void Part::send(std::size_t effect, int begin, int end) noexcept {
  const BlockRamp<float>& level = sends_[effect];
  if (level.start == 0.0f && level.target == 0.0f) return;
  for (int k = begin; k < end; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const float gain = level.at(k);
    send_bus_.left[at] += gain * effects_bus_.left[at];
    send_bus_.right[at] += gain * effects_bus_.right[at];
  }
}

void Part::return_sends(int begin, int end, const SoundTaps* taps) noexcept {
  float* const left = send_bus_.left.data() + begin;
  float* const right = send_bus_.right.data() + begin;
  effects_[kSendSlot]->render(
      {.begin = begin, .frames = end - begin, .left = left, .right = right});
  hear(taps, kSendSlot, left, right, end - begin);
  for (int i = 0; i < end - begin; ++i) {
    const auto at = static_cast<std::size_t>(begin + i);
    effects_bus_.left[at] += left[i];
    effects_bus_.right[at] += right[i];
  }
  std::fill(left, left + (end - begin), 0.0f);
  std::fill(right, right + (end - begin), 0.0f);
}

}  // namespace kiln
