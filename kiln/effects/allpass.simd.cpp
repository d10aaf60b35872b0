// All-passes in a row, frames side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/allpass.h"

#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/allpass.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/effects/frames-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// Whole vectors of frames, no more than the shortest line is long. Returns how many frames it did.
int run_row(const AllpassBlock* blocks, int count, const BlockRamp<float>& g, int begin, int frames,
            float* x) {
  int f = 0;
  for (; f + kVecLanes <= frames; f += kVecLanes) {
    const Vec gain = ramp_at(g, begin + f);
    Vec y = hn::LoadU(D(), x + f);
    for (int i = 0; i < count; ++i) {
      const Vec z = hn::LoadU(D(), blocks[i].from + f);
      const Vec v = y - gain * z;
      hn::StoreU(snap(v), D(), blocks[i].to + f);
      y = z + gain * v;
    }
    hn::StoreU(y, D(), x + f);
  }
  return f;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(run_row);

void Allpass::run(std::span<Allpass> row, const BlockRamp<float>& g, int begin, int frames,
                  float* x) noexcept {
  assert(row.size() <= kMostInRow && frames <= kLanes);
  const uint32_t length = static_cast<uint32_t>(frames);
  AllpassBlock blocks[kMostInRow];
  bool whole = true;
  for (std::size_t i = 0; i < row.size(); ++i) {
    blocks[i] = {row[i].line_.past(row[i].frames_, length), row[i].line_.room(length)};
    whole = whole && blocks[i].from != nullptr && blocks[i].to != nullptr;
  }
  int done = 0;
  if (whole) {
    // At 1x a control period has eight frames: half a vector of AVX-512.
    [[maybe_unused]] const LaneMask lanes = (LaneMask{1} << frames) - 1;
    done = KILN_DISPATCH(run_row, lanes)(blocks, static_cast<int>(row.size()), g, begin, frames, x);
    for (Allpass& a : row) a.line_.wrote(static_cast<uint32_t>(done));
  }
  for (; done < frames; ++done) {
    for (Allpass& a : row) x[done] = a.pass(x[done], g.at(begin + done), a.read());
  }
}

}  // namespace kiln
#endif
