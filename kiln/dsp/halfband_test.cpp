// The decimator's response in dB, its delay in frames, and its indifference to block sizes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/halfband.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

double decibels(double power) { return 10.0 * math::log(power + 1e-40) / math::log(10.0); }

// Host-rate output for a sine of `frequency` cycles per host frame; decimated as a whole.
std::vector<float> decimated_sine(int factor, double frequency, int host_frames) {
  std::vector<float> in(static_cast<size_t>(host_frames * factor));
  for (size_t i = 0; i < in.size(); ++i) {
    double turns = frequency / factor * static_cast<double>(i);
    turns -= std::floor(turns);
    in[i] = static_cast<float>(math::sin(2.0 * std::numbers::pi * turns));
  }
  std::vector<float> out(static_cast<size_t>(host_frames));
  Decimator decimator;
  decimator.prepare(factor);
  decimator.process(in.data(), static_cast<int>(in.size()), out.data());
  return out;
}

// Mean power relative to a full-scale sine once the filter has settled, in dB.
double settled_gain_db(int factor, double frequency) {
  const std::vector<float> out = decimated_sine(factor, frequency, 4096);
  double sum = 0.0;
  for (size_t i = 200; i < out.size(); ++i) sum += static_cast<double>(out[i]) * out[i];
  return decibels(2.0 * sum / static_cast<double>(out.size() - 200));
}

// Gain from the impulse response, at engine frequency `hz` for a host at 44.1 kHz.
class ImpulseResponse {
 public:
  explicit ImpulseResponse(int factor) : rate_(44100.0 * factor) {
    std::vector<std::complex<double>> total(kSize);
    // The decimator varies in time with period `factor`: interleave the answers to impulses at
    // each phase, which gives the response before decimation.
    for (int phase = 0; phase < factor; ++phase) {
      std::vector<float> in(static_cast<size_t>(1024 * factor), 0.0f);
      in[static_cast<size_t>(factor - 1 - phase)] = 1.0f;
      std::vector<float> out(1024);
      Decimator decimator;
      decimator.prepare(factor);
      decimator.process(in.data(), static_cast<int>(in.size()), out.data());
      for (size_t i = 0; i < out.size(); ++i) {
        total[i * static_cast<size_t>(factor) + static_cast<size_t>(phase)] = out[i];
      }
    }
    Fft(kSize).forward(total);
    for (const auto& bin : total) power_.push_back(std::norm(bin));
  }

  double worst_db(double low_hz, double high_hz, double sign) const {
    double worst = -400.0;
    for (int k = 0; k <= kSize / 2; ++k) {
      const double hz = k * rate_ / kSize;
      if (hz >= low_hz && hz <= high_hz) {
        worst = std::max(worst, sign * decibels(power_[static_cast<size_t>(k)]));
      }
    }
    return worst;
  }

 private:
  static constexpr int kSize = 1 << 15;
  double rate_;
  std::vector<double> power_;
};

TEST(HalfbandTest, TwoTimesIsFlatToTwentyAndStopsFromTwentyFourKilohertz) {
  const ImpulseResponse response(2);
  const double ripple = std::max(response.worst_db(0, 20000, 1), response.worst_db(0, 20000, -1));
  const double stop = response.worst_db(24100, 44100, 1);
  RecordProperty("stop_band_db", std::to_string(stop));
  EXPECT_LT(ripple, 0.001) << "the pass-band moves by " << ripple << " dB";
  EXPECT_LT(stop, -110.0) << "what folds below 20 kHz is only " << stop << " dB down";
}

TEST(HalfbandTest, FourTimesIsFlatAndStopsWhatFoldsBelowTwentyKilohertz) {
  const ImpulseResponse response(4);
  const double ripple = std::max(response.worst_db(0, 20000, 1), response.worst_db(0, 20000, -1));
  double stop = -400.0;
  for (const double centre : {44100.0, 88200.0}) {
    stop = std::max(stop, response.worst_db(centre - 20000, centre + 20000, 1));
  }
  EXPECT_LT(ripple, 0.001) << "the pass-band moves by " << ripple << " dB";
  EXPECT_LT(stop, -110.0) << "what folds below 20 kHz is only " << stop << " dB down";
}

TEST(HalfbandTest, SinesFoldAsTheImpulseResponseSays) {
  EXPECT_NEAR(settled_gain_db(2, 97.0 / 3896), 0.0, 0.001);
  EXPECT_LT(settled_gain_db(2, 30000.0 / 44100), -108.0) << "30 kHz comes through at 2x";
  EXPECT_LT(settled_gain_db(4, 70000.0 / 44100), -108.0) << "70 kHz comes through at 4x";
}

TEST(HalfbandTest, EveryFactorDelaysByTheSameFrames) {
  for (const int factor : {1, 2, 4}) {
    const double frequency = 997.0 / 48000.0;
    const std::vector<float> out = decimated_sine(factor, frequency, 2000);
    double worst = 0.0;
    for (int i = 400; i < 2000; ++i) {
      const double want = math::sin(2.0 * std::numbers::pi * frequency * (i - kDecimatorLatency));
      worst = std::max(worst, std::abs(want - out[static_cast<size_t>(i)]));
    }
    EXPECT_LT(worst, 1e-5) << "at " << factor << "x the sine is not exactly " << kDecimatorLatency
                           << " host frames late";
  }
}

TEST(HalfbandTest, AnotherLatencyShiftsByWholeFrames) {
  std::vector<float> in(400, 0.0f);
  in[0] = 1.0f;
  std::vector<float> usual(100), later(100);
  Decimator decimator;
  decimator.prepare(4);
  decimator.process(in.data(), 400, usual.data());
  decimator.prepare(4, kDecimatorLatency + 3);
  EXPECT_EQ(decimator.latency_host_frames(), 47);
  decimator.process(in.data(), 400, later.data());
  for (size_t i = 0; i + 3 < usual.size(); ++i) EXPECT_EQ(usual[i], later[i + 3]);
}

TEST(HalfbandTest, AnyPartitionGivesTheSameBits) {
  for (const int factor : {1, 2, 4}) {
    std::vector<float> in(static_cast<size_t>(5000 * factor));
    uint32_t state = 1;
    for (float& v : in) {
      state = state * 1664525u + 1013904223u;
      v = static_cast<float>(static_cast<int32_t>(state)) * 0x1p-31f;
    }
    std::vector<float> whole(5000);
    Decimator reference;
    reference.prepare(factor);
    reference.process(in.data(), static_cast<int>(in.size()), whole.data());
    for (const int block : {1, 3, 17, 64, 65, 512}) {
      std::vector<float> cut(5000);
      Decimator decimator;
      decimator.prepare(factor);
      for (int at = 0; at < 5000; at += block) {
        const int frames = std::min(block, 5000 - at);
        decimator.process(in.data() + at * factor, frames * factor, cut.data() + at);
      }
      EXPECT_EQ(whole, cut) << "blocks of " << block << " change bits at " << factor << "x";
    }
  }
}

TEST(HalfbandTest, TwoChannelsAtOnceGiveTheBitsOfEachAlone) {
  constexpr int kFrames = 300;
  for (const int factor : {1, 2, 4}) {
    std::vector<float> in[2];
    uint32_t state = 7;
    for (std::vector<float>& channel : in) {
      channel.resize(static_cast<size_t>(kFrames * factor));
      for (float& v : channel) {
        state = state * 1664525u + 1013904223u;
        v = static_cast<float>(static_cast<int32_t>(state)) * 0x1p-31f;
      }
    }
    Decimator left, right;
    left.prepare(factor);
    right.prepare(factor);
    std::vector<float> out[2] = {std::vector<float>(kFrames), std::vector<float>(kFrames)};
    Decimator::process_pair(left, right, in[0].data(), in[1].data(), kFrames * factor,
                            out[0].data(), out[1].data());
    for (int c = 0; c < 2; ++c) {
      Decimator alone;
      alone.prepare(factor);
      std::vector<float> want(kFrames);
      alone.process(in[c].data(), kFrames * factor, want.data());
      EXPECT_EQ(out[c], want) << (c == 0 ? "left" : "right") << " differs at " << factor << "x";
    }
  }
}

TEST(HalfbandTest, ResetIsSilence) {
  std::vector<float> buffer(256, 1.0f);
  Decimator decimator;
  decimator.prepare(2);
  decimator.process(buffer.data(), 256, buffer.data());
  decimator.reset();
  std::fill(buffer.begin(), buffer.end(), 0.0f);
  decimator.process(buffer.data(), 256, buffer.data());
  for (int i = 0; i < 128; ++i) EXPECT_EQ(buffer[static_cast<size_t>(i)], 0.0f);
}

}  // namespace
}  // namespace kiln
