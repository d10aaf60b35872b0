// Sixteen motions side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/network_motion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/network_motion.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// Lengths in double: a float has no room for the fraction of a long delay.
using Long = hn::CappedTag<double, 8>;
using LongVec = hn::Vec<Long>;
constexpr int kLongs = static_cast<int>(hn::MaxLanes(Long()));
using LongFloats = hn::Rebind<float, Long>;
using LongInts = hn::Rebind<int32_t, Long>;

HWY_INLINE LongVec load_long(const double* p) { return hn::Load(Long(), p); }
HWY_INLINE LongVec set_long(double x) { return hn::Set(Long(), x); }

// Sines of the lines' turns.
HWY_INLINE void find_waves(const NetworkMotion& m, float* waves) {
  for (int i = 0; i < kLanes; i += kLongs) {
    hn::Store(hn::DemoteTo(LongFloats(), load_long(&m.turn[i])), LongFloats(), waves + i);
  }
  for (int i = 0; i < kLanes; i += kVecLanes) store(sin_cycles(load(waves + i)), waves + i);
}

// Where the lines are at their turns, frames.
HWY_INLINE LongVec place(const NetworkMotion& m, const float* waves, int i) {
  const LongVec wave = hn::PromoteTo(Long(), hn::Load(LongFloats(), waves + i));
  const LongVec length = load_long(&m.length[i]) * set_long(m.size);
  const LongVec whole = m.settled ? hn::Floor(length) : length;
  return whole + set_long(m.swing) * (set_long(0.5) + set_long(0.5) * wave) + set_long(1.0);
}

void jump_motion(NetworkMotion& m) {
  HWY_ALIGN float waves[kLanes];
  find_waves(m, waves);
  for (int i = 0; i < kLanes; i += kLongs) {
    hn::Store(place(m, waves, i), Long(), &m.position[i]);
  }
}

void advance_motion(NetworkMotion& m, float inverse_frames, NetworkLines& lines) {
  HWY_ALIGN float waves[kLanes];
  for (int i = 0; i < kLanes; i += kLongs) {
    const LongVec turn = load_long(&m.turn[i]) + load_long(&m.speed[i]);
    hn::Store(turn - hn::Floor(turn), Long(), &m.turn[i]);
  }
  find_waves(m, waves);
  const LongVec zero = hn::Zero(Long());
  for (int i = 0; i < kLanes; i += kLongs) {
    const LongVec from = load_long(&m.position[i]);
    const LongVec to = place(m, waves, i);
    hn::Store(to, Long(), &m.position[i]);
    const LongVec base =
        hn::Max(hn::Floor(hn::Min(from, to)), set_long(NetworkMotion::kLeastDelay));
    const LongVec offset = hn::Max(from - base, zero);
    const LongVec step = hn::Max(to - base, zero) - offset;
    HWY_ALIGN int32_t whole[kLongs];
    hn::Store(hn::DemoteTo(LongInts(), base), LongInts(), whole);
    for (int n = 0; n < kLongs; ++n) {
      lines.base[static_cast<std::size_t>(i + n)] = static_cast<uint32_t>(whole[n]);
    }
    hn::Store(hn::DemoteTo(LongFloats(), offset), LongFloats(), &lines.offset[i]);
    hn::Store(hn::DemoteTo(LongFloats(), step), LongFloats(), &lines.offset_step[i]);
  }
  for (int i = 0; i < kLanes; i += kVecLanes) {
    store(load(&lines.offset_step[i]) * set(inverse_frames), &lines.offset_step[i]);
    store(snap(load(&lines.s1[i])), &lines.s1[i]);
    store(snap(load(&lines.s2[i])), &lines.s2[i]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(jump_motion);
HWY_EXPORT(advance_motion);

void NetworkMotion::jump() noexcept { KILN_DISPATCH(jump_motion, kAllLanes)(*this); }

void NetworkMotion::advance(float inverse_frames, NetworkLines& lines) noexcept {
  KILN_DISPATCH(advance_motion, kAllLanes)(*this, inverse_frames, lines);
}

}  // namespace kiln
#endif
