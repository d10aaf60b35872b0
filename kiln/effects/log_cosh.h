// ln cosh and its slope tanh from a table: the curve of soft distortion, cheap in every frame.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Quintic Hermite pieces that join with two continuous derivatives. Antiderivative anti-aliasing
// takes the mean of slope() from differences of value(), so that the two must belong together, more
// than to tanh: slope() is the exact derivative of value() and stays within 2e-10 of tanh.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace kiln::distortion {

class LogCosh {
 public:
  LogCosh();
  // Built at the first call: [main-thread] for that one, [any-thread] after it.
  static const LogCosh& shared();

  double value(double u) const noexcept {
    const double a = std::fabs(u);
    if (a >= kEnd) return a - kLn2;
    const double x = a * kPerUnit;
    const std::size_t i = static_cast<std::size_t>(x);
    const double t = x - static_cast<double>(i);
    const Piece& c = pieces_[i];
    return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))));
  }
  double slope(double u) const noexcept {
    const double a = std::fabs(u);
    if (a >= kEnd) return u < 0.0 ? -1.0 : 1.0;
    const double x = a * kPerUnit;
    const std::size_t i = static_cast<std::size_t>(x);
    const double t = x - static_cast<double>(i);
    const Piece& c = pieces_[i];
    const double y =
        kPerUnit *
        (c[1] + t * (2.0 * c[2] + t * (3.0 * c[3] + t * (4.0 * c[4] + t * (5.0 * c[5])))));
    return u < 0.0 ? -y : y;
  }

 private:
  using Piece = std::array<double, 6>;  // a polynomial of the place inside it, 0 to 1
  static constexpr double kPerUnit = 16.0;
  static constexpr double kEnd = 16.0;  // from here on tanh is 1 to 3e-14
  static constexpr double kLn2 = 0x1.62e42fefa39efp-1;

  std::array<Piece, 256> pieces_;
};

}  // namespace kiln::distortion
