// Levels, bands, brightness and width of a sound.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>
#include <vector>

#include "kiln/dsp/analysis/spectrum.h"

namespace kiln::analysis {

double rms_db(std::span<const float> signal);   // dBFS: a full-scale sine is 0
double peak_db(std::span<const float> signal);  // of the largest sample; 1.0 is 0
bool all_finite(std::span<const float> signal);
int count_denormals(std::span<const float> signal);

// Third octaves from 31 Hz to 16 kHz.
inline constexpr int kThirdOctaves = 28;
double third_octave_hz(int band);
// dB per band, raised-cosine bands that overlap, so that a tone near an edge does not jump between
// bands when the resolution changes. Uses the first 2^n samples, n at most 20.
std::array<double, kThirdOctaves> measure_third_octaves(std::span<const float> signal, double rate);
// Largest difference over the bands that come within `floor_db` of the loudest.
double third_octave_spread_db(std::span<const std::array<double, kThirdOctaves>> rows,
                              double floor_db = -70.0);

// Mean frequency weighted by power.
double spectral_centroid_hz(std::span<const float> signal, double rate);

struct StereoImage {
  double correlation = 0.0;   // +1 mono, 0 independent, -1 opposite
  double balance_db = 0.0;    // left over right
  double mono_loss_db = 0.0;  // 0 if left = right, -3 if independent
  double side_to_mid_db = 0.0;
};
StereoImage measure_stereo(std::span<const float> left, std::span<const float> right);

// First frames of the loud stretches (|x| > threshold) that follow `gap` quiet frames.
std::vector<int> find_onsets(std::span<const float> signal, double threshold, int gap);

}  // namespace kiln::analysis
