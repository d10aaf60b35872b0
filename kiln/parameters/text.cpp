// Parameter values as text for eyes; parse_value() in text_parse.cpp reads all of it back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/text.h"

#include <charconv>
#include <cmath>

namespace kiln {
namespace {

std::string fixed_text(double value, int decimals) {
  char digits[64];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals);
  return std::string(digits, end.ptr);
}

// Magnitude with three significant digits, at most five decimals: 0.00780, 1.24, 12.0, 640.
std::string three_digits(double size) {
  if (size == 0.0) return "0";
  constexpr double kLimits[] = {99.95, 9.995, 0.9995, 0.09995, 0.009995};
  int decimals = 0;
  while (decimals < 5 && size < kLimits[decimals]) ++decimals;
  return fixed_text(size, decimals);
}

// Magnitude with up to `decimals` decimals, none where they are all zero.
std::string few_decimals(double size, int decimals) {
  const std::string text = fixed_text(size, decimals);
  const std::string whole = fixed_text(size, 0);
  return text.substr(0, whole.size()) == whole &&
                 text.find_first_not_of('0', whole.size() + 1) == std::string::npos
             ? whole
             : text;
}

bool is_zero(const std::string& digits) {
  return digits.find_first_of("123456789") == std::string::npos;
}

std::string magnitude_text(const ParamSpec& spec, double size, const char*& unit) {
  switch (spec.unit) {
    case Unit::kHertz:
      if (size < 999.5) return three_digits(size);
      unit = "kHz";
      return three_digits(size * 1e-3);
    case Unit::kSecond:
      if (size >= 0.9995) return three_digits(size);
      unit = "ms";
      return three_digits(size * 1e3);
    case Unit::kPercent:
    case Unit::kCent:
    case Unit::kDegree:
    case Unit::kDecibelPerOctave:
      return few_decimals(size, 1);
    case Unit::kDecibel:
      return fixed_text(size, 1);
    case Unit::kSemitone:
    case Unit::kRadian:
      return few_decimals(size, 2);
    default:
      return spec.curve == Curve::kStep ? fixed_text(size, 0) : three_digits(size);
  }
}

}  // namespace

const char* unit_text(Unit unit) {
  switch (unit) {
    case Unit::kPercent:
      return "%";
    case Unit::kDecibel:
      return "dB";
    case Unit::kHertz:
      return "Hz";
    case Unit::kSecond:
      return "s";
    case Unit::kSemitone:
      return "st";
    case Unit::kCent:
      return "ct";
    case Unit::kDegree:
      return "°";
    case Unit::kRadian:
      return "rad";
    case Unit::kPerSecond:
      return "/s";
    case Unit::kDecibelPerOctave:
      return "dB/oct";
    case Unit::kNone:
    case Unit::kRatio:
    case Unit::kCount:
    case Unit::kChoice:
    case Unit::kSwitch:
      break;
  }
  return "";
}

std::string display_text(const ParamSpec& spec, float real) {
  real = clamp_real(spec, real);
  if (spec.unit == Unit::kSwitch) return real >= 0.5f ? "on" : "off";
  if (!spec.choices.empty()) {
    const auto choice = static_cast<std::size_t>(real - spec.min);
    if (choice < spec.choices.size()) return spec.choices[choice];
  }
  const char* unit = unit_text(spec.unit);
  if (real == -INFINITY) return std::string("−∞ ") + unit;
  if (real == INFINITY) return std::string("∞ ") + unit;
  const double size = std::fabs(static_cast<double>(real));
  const std::string digits = magnitude_text(spec, size, unit);
  // Ranges with two sides show the side; a rounded zero has none.
  const char* sign = is_zero(digits) ? "" : real < 0.0f ? "−" : spec.min < 0.0f ? "+" : "";
  const char* gap = *unit == 0 || spec.unit == Unit::kDegree ? "" : " ";
  return sign + digits + gap + unit;
}

}  // namespace kiln
