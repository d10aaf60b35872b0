// The words in which *.simd.cpp kernels are written: vectors over the lanes of a voice group.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// HOW TO WRITE A KERNEL: one file `<module>.simd.cpp`, compiled once per SIMD target:
//
//   // One idea line.
//   // SPDX-License-Identifier: GPL-3.0-or-later
//   #include "kiln/filters/svf.h"                          // Lanes and plain types only
//
//   #undef HWY_TARGET_INCLUDE
//   #define HWY_TARGET_INCLUDE "kiln/filters/svf.simd.cpp"  // this file, rooted
//   #include "hwy/foreach_target.h"                        // before kernel-inl.h; keep this order
//   #include "kiln/simd/kernel-inl.h"
//   #include "kiln/simd/fast_math-inl.h"                   // only where exp2, tanh ... are used
//
//   HWY_BEFORE_NAMESPACE();
//   namespace kiln {
//   namespace HWY_NAMESPACE {
//   namespace {                                            // no clash with other files' kernels
//
//   void render(SvfState& state, const SvfInput& in, LaneMask lanes, LaneBlock& out) {
//     for (const int offset : ActiveVectors(lanes)) {      // lanes [offset, offset + kVecLanes)
//       Vec s1 = load(&state.s1[offset]);                  // state lives in locals
//       const RampVec cutoff = load_ramp(in.cutoff, offset);
//       for (int k = in.begin; k < in.end; ++k) {
//         s1 = s1 + cutoff.at(k) * (load(&in.audio[k][offset]) - s1);
//         store(s1, &out[k][offset]);
//       }
//       store(snap(s1), &state.s1[offset]);                // see DESIGN on where to snap
//     }
//   }
//
//   }  // namespace
//   }  // namespace HWY_NAMESPACE
//   }  // namespace kiln
//   HWY_AFTER_NAMESPACE();
//
//   #if HWY_ONCE                                           // once, not per target
//   namespace kiln {
//   HWY_EXPORT(render);                                    // not for templates: export wrappers
//   void Svf::render(...) noexcept { KILN_DISPATCH(render, lanes)(...); }
//   }  // namespace kiln
//   #endif
//
// Types that cross the dispatch (arguments of exported functions) and tables of constants come from
// headers: this file is read once per target, so a struct between the namespaces is another type
// for each target, and outside of them it is a redefinition. The build with one static target does
// not notice; try the other too: -DHWY_DISABLED_TARGETS="(HWY_SSSE3|HWY_AVX3_DL)" without -march.
//
// Rules: never MulAdd, Approximate*, SumOfLanes, IfNegativeThenElse, hwy/contrib (they differ
// between targets); sums over lanes through store and sum_lanes; clamp before to_int. Lambdas that
// use vectors need HWY_ATTR before their body, `[&](int offset) HWY_ATTR { ... }`; ActiveVectors
// needs none. Vec has a fixed size on every target Kiln compiles, so structs may hold it.
// Functions called per frame: `HWY_INLINE`. Local arrays that are loaded whole: `HWY_ALIGN`.
// Reading tables: table_read-inl.h. Running a test on each target: targets.h.

#include <cstdint>

#include "hwy/highway.h"
#include "kiln/base/fp_guard.h"
#include "kiln/base/random.h"
#include "kiln/simd/dispatch.h"
#include "kiln/simd/lanes.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_SIMD_KERNEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_SIMD_KERNEL_INL_H_
#undef KILN_SIMD_KERNEL_INL_H_
#else
#define KILN_SIMD_KERNEL_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_HAVE_SCALABLE
#error "Kiln needs targets with vectors of a known size (NEON, not SVE or RVV)"
#endif

using D = hn::CappedTag<float, kLanes>;
using DI = hn::RebindToSigned<D>;
using DU = hn::RebindToUnsigned<D>;
using Vec = hn::Vec<D>;
using IntVec = hn::Vec<DI>;
using UintVec = hn::Vec<DU>;
using Mask = hn::Mask<D>;

// Lanes in one vector: 4 (SSE4, NEON), 8 (AVX2), 16 (AVX-512), 1 (scalar); it divides kLanes.
inline constexpr int kVecLanes = static_cast<int>(hn::MaxLanes(D()));
static_assert(kLanes % kVecLanes == 0);

// ---- Memory. load and store want &lanes[offset], offset a multiple of kVecLanes.

HWY_INLINE Vec load(const float* p) { return hn::Load(D(), p); }
HWY_INLINE UintVec load(const uint32_t* p) { return hn::Load(DU(), p); }
HWY_INLINE IntVec load(const int32_t* p) { return hn::Load(DI(), p); }
HWY_INLINE void store(Vec x, float* p) { hn::Store(x, D(), p); }
HWY_INLINE void store(UintVec x, uint32_t* p) { hn::Store(x, DU(), p); }
HWY_INLINE void store(IntVec x, int32_t* p) { hn::Store(x, DI(), p); }

HWY_INLINE Vec set(float x) { return hn::Set(D(), x); }
HWY_INLINE Vec zero() { return hn::Zero(D()); }
HWY_INLINE UintVec set_uint(uint32_t x) { return hn::Set(DU(), x); }
HWY_INLINE IntVec set_int(int32_t x) { return hn::Set(DI(), x); }

// ---- Words for what has no operator. + - * / < <= > >= == and, on integers, & | ^ are Highway's.

HWY_INLINE Vec select(Mask mask, Vec yes, Vec no) { return hn::IfThenElse(mask, yes, no); }
HWY_INLINE Vec select_or_zero(Mask mask, Vec yes) { return hn::IfThenElseZero(mask, yes); }
HWY_INLINE UintVec select(hn::Mask<DU> mask, UintVec yes, UintVec no) {
  return hn::IfThenElse(mask, yes, no);
}

// A bit for each lane of the vector, its first lowest: << offset for the group's mask.
HWY_INLINE LaneMask mask_bits(Mask mask) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(D(), mask, bytes);
  return bytes[0] | (static_cast<LaneMask>(bytes[1]) << 8);
}

// Not for NaN: targets differ there.
HWY_INLINE Vec min_(Vec a, Vec b) { return hn::Min(a, b); }
HWY_INLINE Vec max_(Vec a, Vec b) { return hn::Max(a, b); }
HWY_INLINE Vec clamp(Vec x, Vec lo, Vec hi) { return hn::Min(hn::Max(x, lo), hi); }
HWY_INLINE Vec clamp(Vec x, float lo, float hi) { return clamp(x, set(lo), set(hi)); }

HWY_INLINE Vec abs(Vec x) { return hn::Abs(x); }
HWY_INLINE Vec negate(Vec x) { return hn::Neg(x); }
HWY_INLINE Vec copy_sign(Vec magnitude, Vec sign) { return hn::CopySign(magnitude, sign); }
HWY_INLINE Vec sqrt(Vec x) { return hn::Sqrt(x); }  // correctly rounded everywhere
HWY_INLINE Vec floor(Vec x) { return hn::Floor(x); }
HWY_INLINE Vec fraction(Vec x) { return x - hn::Floor(x); }  // [0, 1]; 1 only for tiny x < 0
HWY_INLINE Vec lerp(Vec a, Vec b, Vec t) { return a + t * (b - a); }

// To the nearest whole number, ties to even; |x| <= 2^22. Its scalar twin is math::round_even.
HWY_INLINE Vec round(Vec x) {
  const Vec magic = set(0x1.8p23f);
  return (x + magic) - magic;
}

// Towards zero, from -2^31 to below 2^31: clamp x first. Highway's own conversion saturates, which
// on x86 takes four instructions more.
HWY_INLINE IntVec to_int(Vec x) {
#if HWY_TARGET == HWY_AVX3
  return IntVec{_mm512_cvttps_epi32(x.raw)};
#elif HWY_TARGET == HWY_AVX2
  return IntVec{_mm256_cvttps_epi32(x.raw)};
#elif HWY_TARGET == HWY_SSE4
  return IntVec{_mm_cvttps_epi32(x.raw)};
#else
  return hn::ConvertTo(DI(), x);
#endif
}
HWY_INLINE Vec to_float(IntVec x) { return hn::ConvertTo(D(), x); }
HWY_INLINE IntVec as_int(UintVec x) { return hn::BitCast(DI(), x); }
HWY_INLINE UintVec as_uint(IntVec x) { return hn::BitCast(DU(), x); }

template <int kBits, class V>
HWY_INLINE V shift_left(V x) {
  return hn::ShiftLeft<kBits>(x);
}
template <int kBits, class V>  // of the sign for IntVec, of zeros for UintVec
HWY_INLINE V shift_right(V x) {
  return hn::ShiftRight<kBits>(x);
}

// Recursive states die to +0 below 1e-15 (-300 dB), so that no target's way with denormals shows.
HWY_INLINE Vec snap(Vec x) { return hn::IfThenZeroElse(hn::Abs(x) < set(1e-15f), x); }

// ---- Which lanes sound.

// Does [offset, offset + kVecLanes) hold a sounding lane?
HWY_INLINE bool active(LaneMask lanes, int offset) {
  constexpr LaneMask kOneVector = kAllLanes >> (kLanes - kVecLanes);
  return ((lanes >> offset) & kOneVector) != 0;
}

// Calls f(offset) for each vector with a sounding lane. The lambda needs HWY_ATTR.
template <class F>
HWY_INLINE void for_each_active_vector(LaneMask lanes, F f) {
  for (int offset = 0; offset < kLanes; offset += kVecLanes) {
    if (active(lanes, offset)) f(offset);
  }
}

// The same as a range: `for (const int offset : ActiveVectors(lanes))`.
class ActiveVectors {
 public:
  class Iterator {
   public:
    HWY_INLINE Iterator(LaneMask lanes, int offset) : lanes_(lanes), offset_(offset) { skip(); }
    HWY_INLINE int operator*() const { return offset_; }
    HWY_INLINE Iterator& operator++() {
      offset_ += kVecLanes;
      skip();
      return *this;
    }
    HWY_INLINE bool operator!=(const Iterator& other) const { return offset_ != other.offset_; }

   private:
    HWY_INLINE void skip() {
      while (offset_ < kLanes && !active(lanes_, offset_)) offset_ += kVecLanes;
    }
    LaneMask lanes_;
    int offset_;
  };

  HWY_INLINE explicit ActiveVectors(LaneMask lanes) : lanes_(lanes) {}
  HWY_INLINE Iterator begin() const { return Iterator(lanes_, 0); }
  HWY_INLINE Iterator end() const { return Iterator(lanes_, kLanes); }

 private:
  LaneMask lanes_;
};

// All ones where the lane sounds.
HWY_INLINE Mask lane_select_mask(LaneMask lanes, int offset) {
  alignas(64) static constexpr uint32_t kBit[kLanes] = {
      1u << 0, 1u << 1, 1u << 2,  1u << 3,  1u << 4,  1u << 5,  1u << 6,  1u << 7,
      1u << 8, 1u << 9, 1u << 10, 1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15};
  return hn::RebindMask(D(), hn::TestBit(set_uint(lanes >> offset), load(kBit)));
}

// ---- Ramps.

struct RampVec {
  Vec start;
  Vec step;
  HWY_INLINE Vec at(int k) const { return start + set(static_cast<float>(k)) * step; }
};

// The numbers of a vector of frames, from k on: for the few kernels whose vectors are not of lanes.
HWY_INLINE Vec frames_from(int k) {
  alignas(64) static constexpr float kFrames[kLanes] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                        8, 9, 10, 11, 12, 13, 14, 15};
  return set(static_cast<float>(k)) + load(kFrames);
}

HWY_INLINE RampVec load_ramp(const Ramp& ramp, int offset) {
  return {load(&ramp.start[offset]), load(&ramp.step[offset])};
}

// ---- Phase: one cycle is 2^32. Scalar twins in kiln/base/phase.h.

// [0, 1) in steps of 2^-24; exact.
HWY_INLINE Vec phase_to_cycles(UintVec phase) {
  return to_float(as_int(hn::ShiftRight<8>(phase))) * set(0x1p-24f);
}

// [-0.5, 0.5) in steps of 2^-24; exact.
HWY_INLINE Vec phase_to_signed_cycles(UintVec phase) {
  return to_float(hn::ShiftRight<8>(as_int(phase))) * set(0x1p-24f);
}

// |cycles| < 2^22; whole cycles fall away.
HWY_INLINE UintVec cycles_to_phase(Vec cycles) {
  const Vec bounded = clamp(cycles, -0x1p22f, 0x1p22f);
  const Vec scaled = (bounded - round(bounded)) * set(0x1p32f);
  return as_uint(to_int(min_(scaled, set(0x1.fffffep30f))));
}

// ---- Random numbers, bit for bit those of kiln/base/random.h.

HWY_INLINE UintVec mix_bits(UintVec x) {
  x = x ^ hn::ShiftRight<16>(x);
  x = x * set_uint(0x7feb352du);
  x = x ^ hn::ShiftRight<15>(x);
  x = x * set_uint(0x846ca68bu);
  return x ^ hn::ShiftRight<16>(x);
}
HWY_INLINE UintVec random_bits(UintVec key, UintVec counter) {
  return mix_bits(mix_bits(counter + key) ^ (key * set_uint(0x9e3779b9u)));
}
HWY_INLINE Vec random_unipolar(UintVec bits) { return phase_to_cycles(bits); }
HWY_INLINE Vec random_bipolar(UintVec bits) {
  return to_float(hn::ShiftRight<8>(as_int(bits))) * set(0x1p-23f);
}

}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
