// The analytic signal's magnitude, level crossings, and what an event adds above a sine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/transient.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln::analysis {
namespace {

// Zeros behind the signal keep its end away from its begin.
std::vector<double> analytic_magnitude(std::span<const float> signal) {
  const size_t n = std::bit_ceil(signal.size() + signal.size() / 8);
  if (n > static_cast<size_t>(Fft::kMaxSize)) throw MeasureError("the signal is too long");
  std::vector<std::complex<double>> data(n);
  std::copy(signal.begin(), signal.end(), data.begin());
  const Fft fft(static_cast<int>(n));
  fft.forward(data);
  for (size_t k = 1; k < n / 2; ++k) data[k] *= 2.0;
  std::fill(data.begin() + static_cast<long>(n / 2) + 1, data.end(), 0.0);
  fft.inverse(data);
  std::vector<double> out(signal.size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = std::sqrt(std::norm(data[i]));
  return out;
}

std::optional<double> crossing(const std::vector<double>& envelope, double level, int start,
                               int stop, bool rising) {
  for (int k = start; k < stop; ++k) {
    const double here = envelope[static_cast<size_t>(k)];
    if (rising ? here < level : here > level) continue;
    if (k == 0) return 0.0;
    const double before = envelope[static_cast<size_t>(k - 1)];
    return here == before ? k : k - 1 + (level - before) / (here - before);
  }
  return std::nullopt;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median_of(const std::vector<double>& envelope, int start, int stop) {
  return median({envelope.begin() + start, envelope.begin() + stop});
}

// Fourth-order Butterworth high pass (bilinear), forth and back: no phase.
void high_pass_both_ways(std::vector<double>& x, double frequency) {
  const double g = math::tan(math::kPi * frequency);
  for (int pass = 0; pass < 2; ++pass) {
    for (const double k : {2.0 * math::cos_pi(0.125), 2.0 * math::cos_pi(0.375)}) {
      const double a1 = 1.0 / (1.0 + g * (g + k));
      double ic1 = 0.0, ic2 = 0.0;
      for (double& v : x) {
        const double v3 = v - ic2;
        const double band = a1 * (ic1 + g * v3);
        const double low = ic2 + g * band;
        ic1 = 2.0 * band - ic1;
        ic2 = 2.0 * low - ic2;
        v = v - k * band - low;
      }
    }
    std::reverse(x.begin(), x.end());
  }
}

}  // namespace

EnvelopeTimes measure_envelope(std::span<const float> signal, double rate, int note_on,
                               int note_off) {
  const int size = static_cast<int>(signal.size());
  if (note_on < 0 || note_off <= note_on + 16 || note_off > size) {
    throw MeasureError("note on and note off must lie in the signal, in that order");
  }
  const std::vector<double> envelope = analytic_magnitude(signal);
  const auto ms = [rate](std::optional<double> a, std::optional<double> b) {
    return a && b ? std::optional((*b - *a) * 1000.0 / rate) : std::nullopt;
  };
  const int guard = static_cast<int>(0.002 * rate);
  const int stop = std::max(note_on + 1, note_off - guard);
  const int peak_at = static_cast<int>(
      std::max_element(envelope.begin() + note_on, envelope.begin() + stop) - envelope.begin());
  EnvelopeTimes out;
  out.sustain = median_of(envelope, note_on + static_cast<int>(0.8 * (stop - note_on)), stop);
  const bool flat = out.sustain > 0.98 * envelope[static_cast<size_t>(peak_at)];
  out.peak = flat ? out.sustain : envelope[static_cast<size_t>(peak_at)];
  const auto up = [&](double share) {
    return crossing(envelope, share * out.peak, note_on, stop, true);
  };
  out.attack_10_90_ms = ms(up(0.1), up(0.9));
  out.attack_total_ms = ms(static_cast<double>(note_on), up(0.995));
  if (!flat) {
    const auto down = [&](double share) {
      return crossing(envelope, out.sustain + share * (out.peak - out.sustain), peak_at, stop,
                      false);
    };
    out.decay_90_10_ms = ms(down(0.9), down(0.1));
  }
  const double at_off = median_of(envelope, note_off - std::max(8, guard), note_off);
  const auto fall = [&](double share) {
    return crossing(envelope, share * at_off, note_off, size, false);
  };
  out.release_90_10_ms = ms(fall(0.9), fall(0.1));
  out.release_to_minus60_ms = ms(static_cast<double>(note_off), fall(1e-3));
  return out;
}

Click measure_click(std::span<const float> signal, double rate, double f0, int steady_begin,
                    int steady_end, int event) {
  const int size = static_cast<int>(signal.size());
  if (steady_begin < 0 || steady_end <= steady_begin + 64 || steady_end > size - 2) {
    throw MeasureError("the steady part must lie in the signal");
  }
  const auto bend = [&](int i) {
    const size_t at = static_cast<size_t>(i);
    return std::abs(static_cast<double>(signal[at]) - 2.0 * signal[at + 1] + signal[at + 2]);
  };
  double steady = 0.0, power = 0.0;
  for (int i = steady_begin; i < steady_end; ++i) {
    steady = std::max(steady, bend(i));
    power += static_cast<double>(signal[static_cast<size_t>(i)]) * signal[static_cast<size_t>(i)];
  }
  power /= steady_end - steady_begin;
  if (steady <= 0.0 || power <= 0.0) throw MeasureError("the steady part is silent");

  std::vector<double> high(signal.begin(), signal.end());
  high_pass_both_ways(high, std::min(std::max(8.0 * f0, 4000.0) / rate, 0.4));
  const int frame = std::max(8, static_cast<int>(0.002 * rate));
  const int half = static_cast<int>(0.030 * rate);
  double largest = 0.0, burst = 0.0;
  for (int i = std::max(0, event - half); i < std::min(size - 2, event + half); ++i) {
    largest = std::max(largest, bend(i));
    double sum = 0.0;
    for (int j = std::max(0, i - frame / 2); j < std::min(size, i - frame / 2 + frame); ++j) {
      sum += high[static_cast<size_t>(j)] * high[static_cast<size_t>(j)];
    }
    burst = std::max(burst, sum / frame);
  }
  return {power_db(largest * largest / (steady * steady)), power_db(burst / power)};
}

}  // namespace kiln::analysis
