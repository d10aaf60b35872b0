// Golden stages of what is computed before any sound: functions, tables and filter designs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <complex>

#include "kiln/base/math.h"
#include "kiln/dsp/blep.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/halfband.h"
#include "kiln/dsp/limiter.h"
#include "kiln/dsp/matched_biquad.h"
#include "kiln/dsp/single_cycle.h"
#include "kiln/dsp/wavetable.h"
#include "kiln/engine/instrument.h"
#include "tests/golden/stages.h"
#include "tests/support/digest.h"
#include "tests/support/patches.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr int kSweep = 20000;

std::string math_of_doubles() {
  Digest digest;
  for (int i = 0; i < kSweep; ++i) {
    const double x = -20.0 + 40.0 * i / kSweep;
    const double above = 1e-3 + 50.0 * i / kSweep;
    for (const double y :
         {math::exp(x), math::exp2(x), math::expm1(x), math::log(above), math::log2(above),
          math::pow(above, 0.37), math::sin(x), math::cos(x), math::tan(x), math::sin_pi(x),
          math::tanh(x), math::sinh(x), math::atan(x), math::atan2(x, 3.0), math::bessel_i0(x)}) {
      digest.add_value(y);
    }
  }
  return digest.text();
}

std::string math_of_floats() {
  Digest digest;
  for (int i = 0; i < kSweep; ++i) {
    const float x = -8.0f + 16.0f * static_cast<float>(i) / kSweep;
    const float above = 1e-3f + 50.0f * static_cast<float>(i) / kSweep;
    const float angle = 0.49f * static_cast<float>(i) / kSweep;
    for (const float y : {math::exp2(x), math::log2(above), math::pow(above, 0.37f),
                          math::sin_cycles(x), math::cos_cycles(x), math::tan_pi(angle),
                          math::tanh(x), math::tanh_rational(x), math::exp(x), math::log(above)}) {
      digest.add_value(y);
    }
  }
  return digest.text();
}

// Every law of every parameter, as knobs and modulation see it.
std::string parameter_laws() {
  Digest digest;
  for (const ParamInfo& info : instrument_table().params()) {
    for (int i = 0; i <= 16; ++i) {
      const float x = static_cast<float>(i) / 16.0f;
      digest.add_value(x_to_real(info.spec, x));
      digest.add_value(x_to_engine(info.spec, x));
      digest.add_value(real_to_x(info.spec, x_to_real(info.spec, x)));
    }
  }
  return digest.text();
}

template <int kZeros>
std::string blep() {
  Digest digest;
  for (const auto& rows : BlepTable<kZeros>::get().residual) digest.add(rows);
  return digest.text();
}

std::string fourier() {
  std::vector<double> noise(4096);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    noise[i] = random_bipolar(random_bits(1, static_cast<std::uint32_t>(i)));
  }
  const std::vector<std::complex<double>> bins = real_spectrum(noise);
  Digest digest;
  digest.add(bins);
  digest.add(real_signal(bins));
  return digest.text();
}

std::string mip_tables(int quality) {
  const auto table = test_wavetable();
  table->prepare_all(quality);
  const auto floats = static_cast<std::size_t>(mip_levels(mip_spacing(quality)) * kLevelStride);
  Digest digest;
  for (int frame = 0; frame < table->frames(); ++frame) {
    digest.add(std::span(table->levels(frame, quality), floats));
  }
  return digest.text();
}

std::string biquads() {
  Digest digest;
  for (const MatchedShape shape :
       {MatchedShape::kLowPass, MatchedShape::kHighPass, MatchedShape::kPeak,
        MatchedShape::kLowShelf, MatchedShape::kHighShelf}) {
    for (int i = 0; i < 200; ++i) {
      const double hz = 20.0 * math::exp2(i / 20.0);
      const MatchedBiquad b = MatchedBiquad::from(shape, hz, 0.3 + 0.05 * i, 0.2 * i - 20.0, 96000);
      digest.add_value(b);
    }
  }
  return digest.text();
}

std::string decimator(int factor) {
  Decimator decimator;
  decimator.prepare(factor);
  Draw draw(3);
  std::vector<float> noise(static_cast<std::size_t>(4800 * factor));
  for (std::size_t i = 0; i < noise.size() / 2; ++i) noise[i] = draw.unit() - 0.5f;
  decimator.process(noise.data(), static_cast<int>(noise.size()), noise.data());
  noise.resize(4800);
  Digest digest;
  digest.add(noise);
  return digest.text();
}

std::string limiter() {
  Limiter limiter;
  limiter.prepare(48000.0, -0.3f);
  Draw draw(4);
  std::vector<float> left(48000), right(48000);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const float size = i / 4800 % 2 == 0 ? 3.0f : 0.5f;
    left[i] = size * (draw.unit() - 0.5f);
    right[i] = size * (draw.unit() - 0.5f);
  }
  limiter.process(left.data(), right.data(), static_cast<int>(left.size()));
  Digest digest;
  digest.add(left);
  digest.add(right);
  return digest.text();
}

}  // namespace

void add_table_stages(std::vector<Stage>& stages) {
  stages.push_back({"table/math/double", math_of_doubles});
  stages.push_back({"table/math/float", math_of_floats});
  stages.push_back({"table/parameter_laws", parameter_laws});
  stages.push_back({"table/fourier", fourier});
  stages.push_back({"table/blep/1x", blep<16>});
  stages.push_back({"table/blep/2x_4x", blep<8>});
  stages.push_back({"table/biquads", biquads});
  for (const int quality : {1, 2, 4}) {
    const std::string name = std::to_string(quality) + "x";
    stages.push_back({"table/mips/" + name, [quality] { return mip_tables(quality); }});
    stages.push_back({"decimator/" + name, [quality] { return decimator(quality); }});
  }
  stages.push_back({"limiter", limiter});
}

}  // namespace kiln::test
