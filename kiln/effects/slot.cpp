// Mixing, bypassing, sleeping and guarding of one effect.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A slot falls asleep at control points only, and wakes at the exact frame of the first input: both
// follow from the signal alone, so that the way a host cuts its blocks changes no bit.
#include "kiln/effects/slot.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>

#include "kiln/base/math.h"
#include "kiln/effects/slot_mix.h"

namespace kiln {

EffectSlot::~EffectSlot() { release(); }

void EffectSlot::release() noexcept {
  if (object_ != nullptr) module_->destroy(object_);
  object_ = nullptr;
  storage_.reset();
}

void EffectSlot::prepare(const EffectModule& module, const EffectSetup& setup, bool wet_only) {
  assert(setup.control_frames <= kMaxControlFrames);
  assert(module.spec->params.size() <= kMostParams);
  release();
  module_ = &module;
  wet_only_ = wet_only;
  period_seconds_ = setup.control_frames / setup.engine_rate;
  inverse_frames_ = 1.0f / static_cast<float>(setup.control_frames);
  constexpr double kOctaves20Db = -3.3219281;
  level_fall_ = math::exp2(static_cast<float>(kOctaves20Db * period_seconds_ / kMeterFallSeconds));
  input_fall_ = math::exp2(static_cast<float>(kOctaves20Db * period_seconds_ / kInputFallSeconds));
  faults_ = 0;
  if (module.render != nullptr) {
    const std::size_t floats = module.memory_floats(setup);
    const std::size_t bytes = module.object_bytes + floats * sizeof(float);
    storage_.reset(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64})));
    object_ = storage_.get();
    float* const memory = reinterpret_cast<float*>(storage_.get() + module.object_bytes);
    std::fill_n(memory, floats, 0.0f);
    module.prepare(object_, setup, std::span<float>(memory, floats));
  }
  reset();
}

void EffectSlot::reset() noexcept {
  if (object_ != nullptr) module_->reset(object_);
  first_ = true;
  awake_ = false;
  muted_ = 0.0;
  alive_ = 1.0;
  silent_in_ = silent_out_ = 0.0;
  peak_in_ = peak_out_ = level_ = input_level_ = 0.0f;
}

void EffectSlot::fall_asleep() noexcept {
  module_->reset(object_);
  awake_ = false;
}

void EffectSlot::wake() noexcept {
  EffectUpdate update = pending_;
  update.params = params_.data();
  update.jump = true;
  module_->update(object_, update);
  awake_ = true;
  silent_in_ = silent_out_ = 0.0;
}

void EffectSlot::update(const EffectSlotUpdate& u) noexcept {
  if (object_ == nullptr) return;
  std::copy_n(u.effect.params, module_->spec->params.size(), params_.begin());
  pending_ = u.effect;
  silent_in_ = peak_in_ < kSilence ? silent_in_ + period_seconds_ : 0.0;
  silent_out_ = peak_out_ < kSilence ? silent_out_ + period_seconds_ : 0.0;
  // Dry and wet rarely peak together: the larger of the two.
  const float out = awake_ ? std::max(dry_.target * peak_in_, wet_.target * peak_out_) : 0.0f;
  level_ = std::max(out, level_ * level_fall_);
  if (level_ < kSilence) level_ = 0.0f;
  input_level_ = std::max(awake_ ? peak_in_ : 0.0f, input_level_ * input_fall_);
  if (input_level_ < kSilence) input_level_ = 0.0f;
  peak_in_ = peak_out_ = 0.0f;

  const double fade = period_seconds_ / kBypassSeconds;
  const double wanted = u.on ? 1.0 : 0.0;
  const double before = bypass_;
  bypass_ += first_ ? wanted - bypass_ : std::clamp(wanted - bypass_, -fade, fade);
  if (muted_ > 0.0) {
    muted_ -= period_seconds_;
    alive_ = 0.0;
  } else {
    alive_ = std::min(1.0, alive_ + fade);
  }

  presence_.advance(period_seconds_);
  const float present = presence_.gain();
  const float mix = math::clamp(u.mix, 0.0f, 1.0f);
  const float on = static_cast<float>(bypass_) * present;
  const bool overlay = rings();
  const float dry = overlay ? std::min(1.0f, 2.0f - 2.0f * mix) : 1.0f - mix;
  const float wet = overlay ? std::min(1.0f, 2.0f * mix) : mix;
  // Bypassed, an overlay keeps its tail at full level and hears nothing new; the others go.
  gate_.to(overlay ? on : (on > 0.0f || before > 0.0 ? 1.0f : 0.0f), first_, inverse_frames_);
  if (!overlay) gate_.to(gate_.target, true, inverse_frames_);
  dry_.to(wet_only_ ? 0.0f : 1.0f + on * (dry - 1.0f), first_, inverse_frames_);
  wet_.to(wet * static_cast<float>(alive_) * (overlay ? present : on), first_, inverse_frames_);
  first_ = false;
  if (!awake_) return;

  const bool gone = !overlay && before == 0.0 && bypass_ == 0.0;
  const bool rung_out = silent_in_ > 0.0 && silent_in_ >= module_->tail_seconds(object_);
  const bool quiet = silent_in_ >= kQuietSeconds && silent_out_ >= kQuietSeconds;
  if (gone || rung_out || quiet) {
    fall_asleep();
    return;
  }
  EffectUpdate update = u.effect;
  update.params = params_.data();
  update.jump = false;
  module_->update(object_, update);
}

void EffectSlot::pass_asleep(int k, float& left, float& right) noexcept {
  const float dry = dry_.at(k);
  left *= dry;
  right *= dry;
}

int EffectSlot::render_asleep(const EffectRender& r) noexcept {
  const bool wakeful = !first_ && muted_ <= 0.0;  // bypassed, the gate is 0
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const float gate = gate_.at(k);
    const float loud = gate * std::max(std::fabs(r.left[i]), std::fabs(r.right[i]));
    if (wakeful && loud >= kSilence) {
      wake();
      return i;
    }
    pass_asleep(k, r.left[i], r.right[i]);
  }
  return r.frames;
}

int EffectSlot::render_awake(const EffectRender& r) noexcept {
  SlotBlock dry;
  peak_in_ = dry.enter(r, gate_, peak_in_);
  module_->render(object_, r);
  if (dry.leave(r, dry_, wet_, kFault, peak_out_)) return r.frames;
  // Frames up to the fault, then nothing of the effect. Written so that NaN fails.
  const auto sounds = [](float x) { return std::fabs(x) <= kFault; };
  int done = 0;
  for (; sounds(r.left[done]) && sounds(r.right[done]); ++done) {
    const int k = r.begin + done;
    r.left[done] = dry_.at(k) * dry.left[done] + wet_.at(k) * r.left[done];
    r.right[done] = dry_.at(k) * dry.right[done] + wet_.at(k) * r.right[done];
  }
  ++faults_;
  muted_ = kMuteSeconds;
  fall_asleep();
  std::copy(dry.left + done, dry.left + r.frames, r.left + done);
  std::copy(dry.right + done, dry.right + r.frames, r.right + done);
  return done;  // the rest of the period passes as if asleep
}

void EffectSlot::render(const EffectRender& r) noexcept {
  if (object_ == nullptr) return;
  EffectRender rest = r;
  while (rest.frames > 0) {
    const int done = awake_ ? render_awake(rest) : render_asleep(rest);
    rest.begin += done;
    rest.frames -= done;
    rest.left += done;
    rest.right += done;
  }
}

float EffectSlot::reduction_db() const {
  return awake_ && module_->reduction_db != nullptr ? module_->reduction_db(object_) : 0.0f;
}

std::array<float, 2> EffectSlot::sweep_phases() const {
  if (!awake_ || module_->sweep_phases == nullptr) return {-1.0f, -1.0f};
  return module_->sweep_phases(object_);
}

double EffectSlot::tail_seconds() noexcept { return awake_ ? module_->tail_seconds(object_) : 0.0; }

}  // namespace kiln
