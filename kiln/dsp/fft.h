// A small power-of-two FFT in double precision, for tables, designs and measurements.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace kiln {

// Radix-2 transform of one size. It allocates when it is made and costs n log n multiplications
// when it runs: never on the audio path. The result is the same bits on every machine, because
// the twiddle factors come from kiln::math and every sum has one order.
class Fft {
 public:
  static constexpr int kMaxSize = 1 << 20;

  // `size` is a power of two in 1…kMaxSize; anything else throws std::invalid_argument.
  explicit Fft(int size);

  int size() const { return size_; }

  // In place: X[k] = Σ x[n] e^(-2πi kn/N). `data` holds exactly size() values.
  void forward(std::span<std::complex<double>> data) const;

  // In place: the exact undoing of forward(), so it divides by N.
  void inverse(std::span<std::complex<double>> data) const;

 private:
  void transform(std::span<std::complex<double>> data, double sign) const;

  int size_;
  std::vector<std::complex<double>> twiddles_;  // e^(-2πi k/N), k < N/2
};

// The same for real signals of `size` = 2…2^20 samples and their bins 0…size/2.
class RealFft {
 public:
  explicit RealFft(int size);

  int size() const { return 2 * half_.size(); }
  int bins() const { return half_.size() + 1; }

  std::vector<std::complex<double>> forward(std::span<const double> signal) const;
  std::vector<double> inverse(std::span<const std::complex<double>> bins) const;

 private:
  Fft half_;
  std::vector<std::complex<double>> phasors_;  // e^(2πi k/N), k <= N/2
};

// One-off transforms of a signal whose length is a power of two, and back from bins 0…N/2.
std::vector<std::complex<double>> real_spectrum(std::span<const double> signal);
std::vector<double> real_signal(std::span<const std::complex<double>> bins);

}  // namespace kiln
