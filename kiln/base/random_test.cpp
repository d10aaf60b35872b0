// The random numbers must look random: along the counter, across keys, bit by bit, and as a sound.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr int kCount = 1 << 16;

double correlation(uint32_t key_a, uint32_t key_b, uint32_t shift) {
  double sum = 0.0;
  for (uint32_t i = 0; i < kCount; ++i) {
    sum += static_cast<double>(random_bipolar(random_bits(key_a, i))) *
           static_cast<double>(random_bipolar(random_bits(key_b, i + shift)));
  }
  return sum / kCount * 3.0;  // 1 for equal streams
}

// Five standard deviations of a mean over kCount independent numbers of variance 1.
const double kFiveSigma = 5.0 / std::sqrt(static_cast<double>(kCount));

TEST(RandomTest, MeanAndVarianceAreThoseOfAUniformNumber) {
  for (uint32_t key = 0; key < 32; ++key) {
    double sum = 0.0;
    double squares = 0.0;
    for (uint32_t i = 0; i < kCount; ++i) {
      const double x = random_bipolar(random_bits(key, i));
      sum += x;
      squares += x * x;
    }
    EXPECT_NEAR(sum / kCount, 0.0, kFiveSigma * std::sqrt(1.0 / 3.0)) << "mean of key " << key;
    EXPECT_NEAR(squares / kCount, 1.0 / 3.0, kFiveSigma * std::sqrt(4.0 / 45.0))
        << "variance of key " << key;
  }
}

TEST(RandomTest, RangesAreHalfOpen) {
  EXPECT_EQ(random_unipolar(0), 0.0f);
  EXPECT_EQ(random_unipolar(0xffffffffu), 1.0f - 0x1p-24f);
  EXPECT_EQ(random_bipolar(0x80000000u), -1.0f);
  EXPECT_EQ(random_bipolar(0x7fffffffu), 1.0f - 0x1p-23f);
  EXPECT_EQ(random_bipolar(0), 0.0f);
}

TEST(RandomTest, NeighbouringKeysAndCountersAreNotCorrelated) {
  for (uint32_t key = 0; key < 8; ++key) {
    for (uint32_t apart : {1u, 2u, 16u, 0x80000000u, 0x9e3779b9u}) {
      for (int shift = -2; shift <= 2; ++shift) {
        EXPECT_NEAR(correlation(key, key + apart, static_cast<uint32_t>(shift)), 0.0, kFiveSigma)
            << "keys " << key << " and " << key + apart << ", shifted by " << shift;
      }
    }
    for (uint32_t shift : {1u, 2u, 3u, 4u, 8u, 16u, 1024u}) {
      EXPECT_NEAR(correlation(key, key, shift), 0.0, kFiveSigma)
          << "key " << key << " against itself " << shift << " later";
    }
  }
}

// Streams of two keys must not be one stream read from another place.
TEST(RandomTest, NoKeyContinuesItsNeighbour) {
  int shared = 0;
  std::set<uint32_t> first;
  for (uint32_t i = 0; i < 4096; ++i) first.insert(random_bits(5, i));
  for (uint32_t i = 0; i < 4096; ++i) shared += static_cast<int>(first.count(random_bits(6, i)));
  EXPECT_LE(shared, 2) << "4096 numbers of keys 5 and 6 have that many in common";
}

TEST(RandomTest, EveryInputBitTurnsHalfOfTheOutputBits) {
  for (int bit = 0; bit < 64; ++bit) {
    double turned = 0.0;
    for (uint32_t i = 0; i < 4096; ++i) {
      const uint32_t key = mix_bits(i);
      const uint32_t other_key = bit < 32 ? key ^ (1u << bit) : key;
      const uint32_t other_counter = bit < 32 ? i : i ^ (1u << (bit - 32));
      turned += __builtin_popcount(random_bits(key, i) ^ random_bits(other_key, other_counter));
    }
    EXPECT_NEAR(turned / 4096 / 32, 0.5, 0.01)
        << "bit " << bit % 32 << " of the " << (bit < 32 ? "key" : "counter");
  }
}

// Power in 16 equal bands, averaged over frames of 256 by direct transforms: each within 0.5 dB.
TEST(RandomTest, SpectrumIsFlat) {
  constexpr int kFrame = 256;
  constexpr int kFrames = 200;
  std::vector<double> band(16, 0.0);
  for (uint32_t frame = 0; frame < kFrames; ++frame) {
    for (int bin = 1; bin < kFrame / 2; ++bin) {
      double re = 0.0;
      double im = 0.0;
      for (int n = 0; n < kFrame; ++n) {
        const double x = random_bipolar(random_bits(99, frame * kFrame + static_cast<uint32_t>(n)));
        const float at = static_cast<float>((bin * n) % kFrame) / kFrame;
        re += x * static_cast<double>(math::cos_cycles(at));
        im += x * static_cast<double>(math::sin_cycles(at));
      }
      band[static_cast<size_t>(bin / 8)] += (re * re + im * im) / (bin < 8 ? 7 : 8);
    }
  }
  for (size_t i = 0; i < band.size(); ++i) {
    const double db = 10.0 * std::log10(band[i] / (kFrames * kFrame / 3.0));
    EXPECT_NEAR(db, 0.0, 0.6) << "band " << i << " of 16";
  }
}

TEST(RandomTest, KeysOfSmallNumbersAreAllDifferent) {
  std::set<uint32_t> keys;
  int made = 0;
  for (uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32, uint64_t{77}}) {
    for (uint32_t note = 0; note < 64; ++note) {
      for (uint32_t module = 0; module < 64; ++module, ++made) {
        keys.insert(random_key(seed, note, module));
      }
    }
  }
  // Of 16384 numbers out of 2^32, 0.03 pairs meet by chance.
  EXPECT_GE(static_cast<int>(keys.size()), made - 1);
}

TEST(RandomTest, BitsAreFrozen) {
  EXPECT_EQ(random_bits(0, 0), 0u);
  EXPECT_EQ(random_bits(1, 2), 3510182084u);
  EXPECT_EQ(random_key(1, 2, 3), 3754710448u);
}

}  // namespace
}  // namespace kiln
