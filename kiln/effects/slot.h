// An effect slot: one effect with its mix, bypass, sleep on silence and guard against faults.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "kiln/dsp/presence.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/module.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// What a slot is told at every control point; `effect` is passed on (its `jump` is the slot's own
// affair).
struct EffectSlotUpdate {
  EffectUpdate effect;
  bool on = true;
  float mix = 1.0f;  // 0…1, smoothed and modulated
};

class EffectSlot {
 public:
  static constexpr int kMostParams = 32;
  static constexpr double kBypassSeconds = 0.02;
  static constexpr double kMuteSeconds = 0.1;  // after a fault
  static constexpr float kSilence = 1e-6f;     // -120 dBFS
  static constexpr float kFault = 15.848932f;  // +24 dBFS
  // An output below -120 dBFS for longer than any line is long: nothing comes any more, whatever
  // tail_seconds() says.
  static constexpr double kQuietSeconds = 8.5;
  static constexpr double kMeterFallSeconds = 1.0;
  static constexpr double kInputFallSeconds = 0.25;

  EffectSlot() = default;
  ~EffectSlot();
  EffectSlot(const EffectSlot&) = delete;
  EffectSlot& operator=(const EffectSlot&) = delete;

  // [main-thread] Makes the effect and its memory. `setup.structure` is not kept. `wet_only`:
  // nothing of the input passes, whatever the mix, not even bypassed or asleep.
  void prepare(const EffectModule& module, const EffectSetup& setup, bool wet_only = false);

  // [audio-thread] At every control point, asleep or not.
  void update(const EffectSlotUpdate& update) noexcept;
  // [audio-thread] In place, inside one control period.
  void render(const EffectRender& render) noexcept;
  // [audio-thread] Silence, as after prepare; constant time.
  void reset() noexcept;

  // [audio-thread] 0 while asleep.
  double tail_seconds() noexcept;
  bool sleeping() const { return !awake_; }
  // What meters show: the highest output, which falls 20 dB in kMeterFallSeconds, and how many dB
  // a compressor takes.
  float level() const { return level_; }
  // The highest input, which falls 20 dB in kInputFallSeconds; 0 while asleep.
  float input_level() const { return input_level_; }
  // Phases in cycles; −1: asleep, or nothing sweeps.
  std::array<float, 2> sweep_phases() const;
  float reduction_db() const;
  // Times the guard has muted the effect since prepare.
  uint32_t faults() const { return faults_; }
  const EffectModule* module() const { return module_; }
  // An edit takes the effect out, brings it in or moves it elsewhere: absent, its input passes.
  Presence& presence() { return presence_; }
  const Presence& presence() const { return presence_; }

 private:
  struct Free {
    void operator()(std::byte* p) const { ::operator delete (p, std::align_val_t{64}); }
  };

  void release() noexcept;
  bool rings() const { return module_->mix_law == MixLaw::kOverlay; }
  void fall_asleep() noexcept;
  void wake() noexcept;
  void pass_asleep(int k, float& left, float& right) noexcept;
  // Both return how many frames were done.
  int render_asleep(const EffectRender& render) noexcept;
  int render_awake(const EffectRender& render) noexcept;

  const EffectModule* module_ = nullptr;
  std::unique_ptr<std::byte[], Free> storage_;
  void* object_ = nullptr;
  double period_seconds_ = 1.0 / 6000.0;
  float inverse_frames_ = 1.0f / 16.0f;

  bool wet_only_ = false;
  bool first_ = true;  // no update since prepare or reset
  bool awake_ = false;
  double bypass_ = 1.0;  // 1: on, 0: off, moves in kBypassSeconds
  double alive_ = 1.0;   // back from 0 after a fault
  Presence presence_;
  double muted_ = 0.0;      // seconds left
  double silent_in_ = 0.0;  // seconds
  double silent_out_ = 0.0;
  float peak_in_ = 0.0f;  // of this period
  float peak_out_ = 0.0f;
  float level_ = 0.0f;
  float level_fall_ = 1.0f;  // a control period
  float input_level_ = 0.0f;
  float input_fall_ = 1.0f;  // a control period
  uint32_t faults_ = 0;
  BlockRamp<float> gate_, dry_, wet_;
  std::array<float, kMostParams> params_{};
  EffectUpdate pending_;  // of this control point, for waking inside the period
};

}  // namespace kiln
