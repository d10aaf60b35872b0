// Writes the factory wavetables: make_wavetables FOLDER. Same files on every machine.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every table is a formula for the level and phase of harmonic h in a frame at time t = 0 … 1, or
// for the wave itself. Phases of neighbouring frames agree wherever both have a harmonic, so that
// a cross-fade goes through no hole. Frames are brought to the RMS of a saw that peaks at 1.
//
// Counts of frames are 4, 6, 16 or 18: with 3, 5, 15 or 17 steps, a knob of 1 … 256 meets every
// frame at a whole number.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/dsp/fft.h"
#include "kiln/presets/wavetable_file.h"

namespace {

using kiln::WavetableHarmonic;
using kiln::WavetableSpectrum;
namespace math = kiln::math;

constexpr int kHarmonics = 1023;

// Level and phase of harmonic h (whole) at time t. A negative level is half a cycle of phase.
using Formula = std::function<WavetableHarmonic(double h, double t)>;
// The wave at x cycles and time t.
using Wave = std::function<double(double x, double t)>;

struct Table {
  std::string name;
  std::vector<WavetableSpectrum> frames;
};

double random_of(uint32_t key, double h) {  // −1 … 1, fixed per harmonic
  return static_cast<double>(
      kiln::random_bipolar(kiln::random_bits(key, static_cast<uint32_t>(h))));
}

double mix(double a, double b, double t) { return a + (b - a) * t; }

// A bump of height 1 at `centre`, half as high `width` away.
double bump(double x, double centre, double width) {
  const double off = (x - centre) / width;
  return math::exp2(-off * off);
}

void normalise(WavetableSpectrum& spectrum) {
  double power = 0.0;
  for (WavetableHarmonic& harmonic : spectrum) {
    if (harmonic.level < 0.0) {
      harmonic.level = -harmonic.level;
      harmonic.phase += 0.5;
    }
    power += 0.5 * harmonic.level * harmonic.level;
  }
  const double gain = math::sqrt(1.0 / 3.0 / power);
  for (WavetableHarmonic& harmonic : spectrum) harmonic.level *= gain;
}

Table from_formula(std::string name, int frames, const Formula& formula) {
  Table table{std::move(name), {}};
  for (int f = 0; f < frames; ++f) {
    WavetableSpectrum spectrum;
    for (int h = 1; h <= kHarmonics; ++h) {
      spectrum.push_back(formula(h, static_cast<double>(f) / (frames - 1)));
    }
    normalise(spectrum);
    table.frames.push_back(std::move(spectrum));
  }
  return table;
}

Table from_wave(std::string name, int frames, const Wave& wave) {
  constexpr int kPoints = 8192;
  Table table{std::move(name), {}};
  for (int f = 0; f < frames; ++f) {
    std::vector<double> cycle;
    for (int n = 0; n < kPoints; ++n) {
      cycle.push_back(wave((n + 0.5) / kPoints, static_cast<double>(f) / (frames - 1)));
    }
    const auto bins = kiln::real_spectrum(cycle);
    WavetableSpectrum spectrum;
    for (size_t h = 1; h <= kHarmonics; ++h) {
      const double level = math::sqrt(std::norm(bins[h])) * 2.0 / kPoints;
      // Re(bin · e^(iθ)) as a sine; half a sample is 0.5 · h / kPoints cycles early.
      const double angle = math::atan2(bins[h].imag(), bins[h].real()) / math::kTwoPi;
      spectrum.push_back({level, angle + 0.25 - 0.5 * static_cast<double>(h) / kPoints});
    }
    normalise(spectrum);
    table.frames.push_back(std::move(spectrum));
  }
  return table;
}

double odd(double h) { return static_cast<int>(h) % 2 == 1 ? 1.0 : 0.0; }

// Level of a voice at f Hz: five formants on a glottal slope. `vowel` 0 … 4 runs A E I O U.
double voice(double hz, double vowel) {
  constexpr double kHz[5][4] = {{730, 1090, 2440, 3400},
                                {530, 1840, 2480, 3500},
                                {270, 2290, 3010, 3700},
                                {570, 840, 2410, 3300},
                                {300, 870, 2240, 3200}};
  constexpr double kLevel[5][4] = {{1, 0.6, 0.2, 0.1},
                                   {1, 0.5, 0.3, 0.12},
                                   {1, 0.35, 0.3, 0.15},
                                   {1, 0.5, 0.1, 0.05},
                                   {1, 0.25, 0.06, 0.03}};
  const int from = std::min(static_cast<int>(vowel), 3);
  const double t = vowel - from;
  double sum = 0.02;
  for (int f = 0; f < 4; ++f) {
    const double centre = kHz[from][f] * math::pow(kHz[from + 1][f] / kHz[from][f], t);
    const double off = (hz - centre) / (45.0 + 0.05 * centre);
    sum += mix(kLevel[from][f], kLevel[from + 1][f], t) / (1.0 + off * off);
  }
  return sum;
}

double quantised(double y, double levels) { return std::floor(y * levels + 0.5) / levels; }

std::vector<Table> factory() {
  std::vector<Table> tables;
  const auto formula = [&](const char* name, int frames, const Formula& f) {
    tables.push_back(from_formula(name, frames, f));
  };
  const auto wave = [&](const char* name, int frames, const Wave& w) {
    tables.push_back(from_wave(name, frames, w));
  };

  formula("Basic Shapes", 4, [](double h, double t) -> WavetableHarmonic {
    const int shape = static_cast<int>(3.0 * t + 0.5);
    if (shape == 0) return {h == 1.0 ? 1.0 : 0.0, 0.0};
    if (shape == 1) return {odd(h) / (h * h), static_cast<int>(h) % 4 == 3 ? 0.5 : 0.0};
    if (shape == 2) return {1.0 / h, 0.0};
    return {odd(h) / h, 0.0};
  });
  formula("Pulse Width", 16, [](double h, double t) -> WavetableHarmonic {
    return {math::sin_pi(h * mix(0.5, 0.03, t)) / h, 0.25};
  });
  formula("Harmonic Sweep", 18, [](double h, double t) -> WavetableHarmonic {
    return {(h == 1.0 ? 0.35 : 0.0) + bump(h, mix(1.0, 40.0, t * t), 1.2), 0.0};
  });
  formula("Ember Organ", 16, [](double h, double t) -> WavetableHarmonic {
    constexpr double kBars[9] = {1, 3, 2, 4, 6, 8, 10, 12, 16};
    for (int bar = 0; bar < 9; ++bar) {
      if (h != kBars[bar]) continue;
      const double drawn = std::clamp(9.0 * t + 1.0 - bar, 0.0, 1.0);
      return {drawn * (bar < 3 ? 1.0 : 0.7), 0.13 * bar};
    }
    return {};
  });
  formula("Glaze Bell", 16, [](double h, double t) -> WavetableHarmonic {
    // Clusters near 2, 5.4, 8.9, 13.3, 18.6 times the prime at 2, that ring off at their own rates.
    constexpr double kPartials[6] = {2.0, 5.4, 10.8, 17.8, 26.6, 37.2};
    double level = 0.0;
    for (int p = 0; p < 6; ++p) {
      level += bump(h, kPartials[p], 0.45) * math::exp2(-t * 0.9 * p * p) / (1.0 + 0.35 * p);
    }
    return {level, 0.5 * random_of(11, h)};
  });
  formula("Ember Vowels", 18, [](double h, double t) -> WavetableHarmonic {
    return {voice(110.0 * h, 4.0 * t) / math::sqrt(h), 0.18 * random_of(21, h)};
  });
  formula("Formant Sweep", 18, [](double h, double t) -> WavetableHarmonic {
    const double centre = math::exp2(mix(1.0, 6.0, t));
    return {0.25 / h + bump(math::log2(h), math::log2(centre), 0.35) / math::sqrt(h), 0.0};
  });
  wave("Bit Ash", 16, [](double x, double t) {
    return quantised(math::sin_pi(2.0 * x) + 0.3 * math::sin_pi(6.0 * x),
                     math::exp2(mix(5.0, 0.0, t)));
  });
  wave("Phase Forge", 18, [](double x, double t) {
    return math::sin_pi(2.0 * x + 7.0 / math::kPi * t * math::sin_pi(4.0 * x));
  });
  formula("Kiln Choir", 16, [](double h, double t) -> WavetableHarmonic {
    const double many = 0.7 + 0.3 * random_of(31, h + 2000.0 * std::floor(3.99 * t));
    return {many * voice(150.0 * h, mix(3.6, 0.2, t)) / math::sqrt(h), 0.5 * random_of(32, h)};
  });
  formula("Koto Decay", 18, [](double h, double t) -> WavetableHarmonic {
    const double picked = math::sin_pi(0.09 * h);
    return {picked / h * math::exp2(-8.0 * t * h * 0.12 - 0.0008 * t * h * h), 0.0};
  });
  formula("Copper Swell", 16, [](double h, double t) -> WavetableHarmonic {
    const double edge = mix(2.0, 40.0, t * t);
    const double body = 1.0 + 0.8 * bump(h, 5.0, 3.0);
    return {body / h / (1.0 + math::pow(h / edge, 3.0)), 0.0};
  });
  formula("Supernova Stack", 16, [](double h, double t) -> WavetableHarmonic {
    // Saws at 1, 2, 3, 4, 6 and 8 times the note enter one by one.
    constexpr int kRatios[6] = {1, 2, 3, 4, 6, 8};
    double level = 0.0;
    for (int s = 0; s < 6; ++s) {
      const double in = std::clamp(6.0 * t + 1.0 - s, 0.0, 1.0);
      if (static_cast<int>(h) % kRatios[s] == 0) level += in * kRatios[s] / h * 0.8;
    }
    return {level, 0.0};
  });
  formula("Odd and Even", 16, [](double h, double t) -> WavetableHarmonic {
    const double shown = odd(h) == 1.0 ? 1.0 - 0.93 * t : t;
    return {(h == 1.0 ? std::max(shown, 0.3) : shown) / h, 0.0};
  });
  formula("Ash Static", 18, [](double h, double t) -> WavetableHarmonic {
    const double a = random_of(41, h), b = random_of(42, h);
    const double level = std::fabs(mix(a, b, t)) + 0.05;
    return {h > 300.0 ? 0.0 : level / math::pow(h, 0.4), 0.5 * random_of(43, h)};
  });
  formula("Celadon", 18, [](double h, double t) -> WavetableHarmonic {
    const double body = odd(h) / (h * h);
    const double glass =
        0.09 * bump(h, mix(9.0, 23.0, t), 2.0) + 0.05 * bump(h, mix(41.0, 29.0, t), 2.5);
    return {body + t * (1.0 - 0.4 * t) * glass, static_cast<int>(h) % 4 == 3 ? 0.5 : 0.0};
  });
  wave("Hard Edge", 16, [](double x, double t) {
    const double turned = x * math::exp2(3.0 * t);
    const double y = turned - std::floor(turned);
    return (1.0 - 2.0 * y) * (1.0 - t * x);
  });
  formula("Reed Pipe", 16, [](double h, double t) -> WavetableHarmonic {
    const double even = mix(0.02, 0.9, t);
    const double bore = 1.0 + 1.5 * bump(h, mix(7.0, 12.0, t), 2.5);
    return {(odd(h) == 1.0 ? 1.0 : even) * bore / math::pow(h, mix(1.6, 1.1, t)), 0.0};
  });
  formula("Temple Metal", 18, [](double h, double t) -> WavetableHarmonic {
    const double ridge = math::cos_pi(0.618034 * h * (1.0 + 0.05 * t)) + 0.1 * random_of(51, h);
    return {(h > 160.0 ? 0.0 : std::max(ridge, 0.0)) / math::pow(h, 0.55), 0.5 * random_of(52, h)};
  });
  formula("Comb Fire", 18, [](double h, double t) -> WavetableHarmonic {
    // A saw with notches that draw together, as through a flanger.
    return {(0.08 + std::fabs(math::cos_pi(h * mix(0.04, 0.3, t)))) / h, 0.0};
  });
  formula("Low Embers", 6, [](double h, double t) -> WavetableHarmonic {
    return {h > 12.0 ? 0.0 : math::exp2(-mix(3.0, 0.8, t) * (h - 1.0)), 0.0};
  });
  return tables;
}

std::string file_name(std::string name) {
  for (char& c : name) {
    if (c == ' ') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name + ".kwt";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: make_wavetables FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  for (const Table& table : factory()) {
    const std::vector<uint8_t> bytes = kiln::write_wavetable(table.name, table.frames);
    std::ofstream file(folder / file_name(table.name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!file) {
      std::fprintf(stderr, "%s cannot be written\n", file_name(table.name).c_str());
      return 1;
    }
    std::printf("%-18s %3zu frames %6zu bytes\n", table.name.c_str(), table.frames.size(),
                bytes.size());
  }
  return 0;
}
