// Sums, libebur128 and SHA-256 over the same samples.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/loudness.h"

#include <ebur128.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <new>
#include <vector>

#include "kiln/base/math.h"

namespace kiln::cli {
namespace {

constexpr double kNothing = -INFINITY;

double decibels(double gain) { return gain > 0.0 ? 20.0 * math::log10(gain) : kNothing; }

}  // namespace

struct LoudnessMeter::State {
  ebur128_state* loudness = nullptr;
  EVP_MD_CTX* digest = nullptr;
  int64_t samples = 0;
  double peak = 0.0;
  double squares = 0.0;
  std::vector<unsigned char> bytes = {};

  ~State() {
    if (loudness != nullptr) ebur128_destroy(&loudness);
    EVP_MD_CTX_free(digest);
  }
};

LoudnessMeter::LoudnessMeter(int rate) : state_(std::make_unique<State>()) {
  state_->loudness =
      ebur128_init(2, static_cast<unsigned long>(rate), EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
  state_->digest = EVP_MD_CTX_new();
  if (state_->loudness == nullptr || state_->digest == nullptr ||
      EVP_DigestInit_ex(state_->digest, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
}

LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(std::span<const float> interleaved) {
  State& state = *state_;
  state.bytes.resize(interleaved.size() * sizeof(float));
  for (std::size_t i = 0; i < interleaved.size(); ++i) {
    const auto sample = static_cast<double>(interleaved[i]);
    state.peak = std::max(state.peak, std::fabs(sample));
    state.squares += sample * sample;
    const auto bits = std::bit_cast<uint32_t>(interleaved[i]);
    for (std::size_t b = 0; b < 4; ++b) {
      state.bytes[4 * i + b] = static_cast<unsigned char>(bits >> (8 * b));
    }
  }
  state.samples += static_cast<int64_t>(interleaved.size());
  EVP_DigestUpdate(state.digest, state.bytes.data(), state.bytes.size());
  ebur128_add_frames_float(state.loudness, interleaved.data(), interleaved.size() / 2);
}

Loudness LoudnessMeter::finish() {
  State& state = *state_;
  Loudness result;
  result.frames = state.samples / 2;
  result.peak_dbfs = decibels(state.peak);
  result.rms_dbfs = state.samples > 0
                        ? decibels(std::sqrt(state.squares / static_cast<double>(state.samples)))
                        : kNothing;
  if (ebur128_loudness_global(state.loudness, &result.lufs) != EBUR128_SUCCESS) {
    result.lufs = kNothing;
  }
  double true_peak = state.peak;  // never below the samples themselves
  for (unsigned channel = 0; channel < 2; ++channel) {
    double peak = 0.0;
    if (ebur128_true_peak(state.loudness, channel, &peak) == EBUR128_SUCCESS) {
      true_peak = std::max(true_peak, peak);
    }
  }
  result.true_peak_dbtp = decibels(true_peak);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned size = 0;
  EVP_DigestFinal_ex(state.digest, digest.data(), &size);
  for (unsigned i = 0; i < size; ++i) result.sha256 += fmt::format("{:02x}", digest[i]);
  return result;
}

}  // namespace kiln::cli
