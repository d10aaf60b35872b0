// Iterative radix-2 FFT (Cooley & Tukey 1965), decimation in time with bit-reversed input.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/fft.h"

#include <numbers>
#include <stdexcept>
#include <utility>

#include "kiln/base/math.h"

namespace kiln {
namespace {

using Complex = std::complex<double>;

// std::complex's operator* checks for NaN through a library call; this one is four multiplications.
Complex multiply(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

Complex unit_phasor(double turns) {
  const double angle = 2.0 * std::numbers::pi * turns;
  return {math::cos(angle), math::sin(angle)};
}

void reverse_bits(std::span<Complex> data) {
  const size_t n = data.size();
  for (size_t i = 1, j = 0; i < n; ++i) {
    size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(data[i], data[j]);
  }
}

}  // namespace

Fft::Fft(int size) : size_(size) {
  if (size < 1 || size > kMaxSize || (size & (size - 1)) != 0) {
    throw std::invalid_argument("the FFT size must be a power of two up to 2^20");
  }
  twiddles_.resize(static_cast<size_t>(size / 2));
  for (int k = 0; k < size / 2; ++k) {
    twiddles_[static_cast<size_t>(k)] = unit_phasor(-static_cast<double>(k) / size);
  }
}

void Fft::transform(std::span<Complex> data, double sign) const {
  if (data.size() != static_cast<size_t>(size_)) {
    throw std::invalid_argument("the data must have the size of the FFT");
  }
  reverse_bits(data);
  const size_t n = data.size();
  for (size_t half = 1; half < n; half *= 2) {
    const size_t stride = n / (2 * half);
    for (size_t start = 0; start < n; start += 2 * half) {
      for (size_t k = 0; k < half; ++k) {
        const Complex w = twiddles_[k * stride];
        const Complex upper = data[start + k];
        const Complex lower = multiply(data[start + k + half], {w.real(), sign * w.imag()});
        data[start + k] = upper + lower;
        data[start + k + half] = upper - lower;
      }
    }
  }
}

void Fft::forward(std::span<Complex> data) const { transform(data, 1.0); }

void Fft::inverse(std::span<Complex> data) const {
  transform(data, -1.0);
  const double scale = 1.0 / size_;
  for (Complex& value : data) value *= scale;
}

// Both real transforms pack even samples into the real and odd samples into the imaginary part of
// a transform of half the size (Press et al., Numerical Recipes, 12.3).
RealFft::RealFft(int size) : half_(size / 2), phasors_(static_cast<size_t>(size / 2 + 1)) {
  for (size_t k = 0; k < phasors_.size(); ++k) {
    phasors_[k] = unit_phasor(static_cast<double>(k) / size);
  }
}

std::vector<Complex> RealFft::forward(std::span<const double> signal) const {
  const size_t half = static_cast<size_t>(half_.size());
  if (signal.size() != 2 * half) {
    throw std::invalid_argument("the signal must have the size of the FFT");
  }
  std::vector<Complex> packed(half);
  for (size_t i = 0; i < half; ++i) packed[i] = {signal[2 * i], signal[2 * i + 1]};
  half_.forward(packed);

  std::vector<Complex> bins(half + 1);
  for (size_t k = 0; k <= half; ++k) {
    const Complex here = packed[k % half];
    const Complex mirror = std::conj(packed[(half - k) % half]);
    const Complex even = 0.5 * (here + mirror);
    const Complex odd = multiply({0.0, -0.5}, here - mirror);
    bins[k] = even + multiply(std::conj(phasors_[k]), odd);
  }
  return bins;
}

std::vector<double> RealFft::inverse(std::span<const Complex> bins) const {
  const size_t half = static_cast<size_t>(half_.size());
  if (bins.size() != half + 1) {
    throw std::invalid_argument("the bins must be those of the FFT's size");
  }
  std::vector<Complex> packed(half);
  for (size_t k = 0; k < half; ++k) {
    const Complex here = bins[k];
    const Complex mirror = std::conj(bins[half - k]);
    const Complex even = 0.5 * (here + mirror);
    const Complex odd = multiply(0.5 * (here - mirror), phasors_[k]);
    packed[k] = even + multiply({0.0, 1.0}, odd);
  }
  half_.inverse(packed);
  std::vector<double> signal(2 * half);
  for (size_t i = 0; i < half; ++i) {
    signal[2 * i] = packed[i].real();
    signal[2 * i + 1] = packed[i].imag();
  }
  return signal;
}

std::vector<Complex> real_spectrum(std::span<const double> signal) {
  return RealFft(static_cast<int>(signal.size())).forward(signal);
}

std::vector<double> real_signal(std::span<const Complex> bins) {
  return RealFft(2 * (static_cast<int>(bins.size()) - 1)).inverse(bins);
}

}  // namespace kiln
