// The chain of the distortion: band split, curve, gain, tone.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// First-order antiderivative anti-aliasing: y = (F(u) − F(u')) / (u − u'), with F the integral of
// the curve and u' the input one frame before (J. Parker, V. Zavalishin & E. Le Bivic, "Reducing
// the aliasing of nonlinear waveshaping using continuous-time convolution", DAFx-16). It delays by
// half an engine frame; the undriven low band is averaged over two frames to stay in line. What
// both lose in treble, cos(ω/2), is given to the input, to 0.3 dB at 20 kHz of 96 kHz, by 1.5 / (1
// + z⁻¹/2): after the curve it would lift the aliases too. All curves have slope 1 at the origin,
// so that Drive alone sets how far they are entered.
#include "kiln/effects/distortion.h"

#include <cmath>
#include <iterator>

#include "kiln/base/units.h"
#include "kiln/effects/distortion_curves.h"

namespace kiln {
namespace {

constexpr const char* kDistortionModes[] = {"soft", "hard",    "tube", "diode",
                                            "fold", "rectify", "sine"};

constexpr ParamSpec kDistortionParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Distortion::kModeCount - 1,
     .flags = kStructural,
     .choices = kDistortionModes,
     .help = "Curve that distorts"},
    {.id = "drive",
     .name = "Drive",
     .unit = Unit::kDecibel,
     .max = 48,
     .initial = 12,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Gain into the curve"},
    {.id = "shape",
     .name = "Shape",
     .unit = Unit::kPercent,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Knee, asymmetry or depth of folding, by mode"},
    {.id = "bias",
     .name = "Bias",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Shifts the signal on the curve: even harmonics"},
    {.id = "low_cut",
     .name = "Low cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 2000,
     .initial = 20,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Only what lies above is driven; what lies below stays clean"},
    {.id = "tone",
     .name = "Tone",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Tilt after the curve: darker to the left, brighter to the right"},
    {.id = "high_cut",
     .name = "High cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 1000,
     .max = 20480,
     .initial = 20480,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Low-pass after the curve, 12 dB an octave; off at the top"},
    {.id = "auto_gain",
     .name = "Auto gain",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Takes back the loudness that Drive adds"},
    {.id = "output",
     .name = "Output",
     .unit = Unit::kDecibel,
     .min = -24,
     .max = 24,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Level after all"},
};
static_assert(std::size(kDistortionParams) == Distortion::kParamCount);

// How loud a mode is for a sine of peak u, roughly; the law behind Auto gain.
double distortion_loudness(int mode, double u) {
  return mode == Distortion::kDiode ? 0.5 * distortion::DiodeCurve::asinh(u / 0.5)
                                    : distortion::Algebraic::value(u, 1.0);
}

// Auto gain holds the loudness of a sine of this peak (-9 dBFS).
constexpr double kDistortionReference = 0.355;
constexpr double kDistortionBiasRange = 1.5;
// 1e5 at 48 dB of drive would leave the range where sin and the antiderivatives are exact.
constexpr double kDistortionLimit = 1e5;

}  // namespace

const ModuleSpec Distortion::kSpec = {.id = "distortion",
                                      .name = "Distortion",
                                      .revision = 1,
                                      .params = kDistortionParams,
                                      .help = "Saturates, clips, folds or rectifies"};

void Distortion::prepare(const EffectSetup& setup, std::span<float>) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  mode_ = static_cast<int>(setup.structure[kMode]);
  dc_coefficient_ = tone::one_pole(5.0, rate_);
  distortion::LogCosh::shared();  // built here, not where sound is made
  reset();
}

void Distortion::reset() noexcept {
  for (Channel& c : channels_) {
    c = Channel{};
    c.u = bias_.target;
  }
}

void Distortion::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const double drive = db_to_gain(double{p[kDrive]});
  const double automatic = distortion_loudness(mode_, kDistortionReference) /
                           distortion_loudness(mode_, kDistortionReference * drive);
  drive_.to(drive, jump, inverse_frames_);
  shape_.to(p[kShape], jump, inverse_frames_);
  bias_.to(kDistortionBiasRange * p[kBias], jump, inverse_frames_);
  low_cut_.to(tone::one_pole(p[kLowCut], rate_), jump, inverse_frames_);
  level_.to(1.0 + p[kAutoGain] * (automatic - 1.0), jump, inverse_frames_);
  output_.to(db_to_gain(double{p[kOutput]}), jump, inverse_frames_);
  tilt_.update(p[kTone], rate_, jump, inverse_frames_);
  high_cut_.update(p[kHighCut], rate_, jump, inverse_frames_);
  for (Channel& c : channels_) {
    c.stale = true;  // the curve may have changed
    if (jump) c.u = bias_.target;
    c.bright = tone::snapped(c.bright);
    c.low_cut.snap();
    c.dc.snap();
    c.tilt.snap();
    c.high_cut.snap();
  }
}

template <class C>
void Distortion::run(const EffectRender& render) noexcept {
  const bool moving = shape_.moving();
  C curve(shape_.at(render.begin));
  double rest = curve.value(bias_.at(render.begin));
  float* const bus[2] = {render.left, render.right};
  for (int i = 0; i < render.frames; ++i) {
    const int k = render.begin + i;
    const double bias = bias_.at(k);
    if (moving) curve = C(shape_.at(k));
    if (moving || bias_.moving()) rest = curve.value(bias);
    const double drive = drive_.at(k);
    const double low_cut = low_cut_.at(k);
    const double level = level_.at(k);
    const double output = output_.at(k);
    for (int side = 0; side < 2; ++side) {
      Channel& c = channels_[static_cast<std::size_t>(side)];
      const double x = c.bright = 1.5 * bus[side][i] - 0.5 * c.bright;
      const double low = c.low_cut.low(x, low_cut);
      double u = drive * (x - low) + bias;
      u = u > kDistortionLimit ? kDistortionLimit : (u < -kDistortionLimit ? -kDistortionLimit : u);
      const double du = u - c.u;
      double shaped;
      if (std::fabs(du) > 1e-5 * (1.0 + std::fabs(u))) {
        if (moving || c.stale) c.integral = curve.integral(c.u);
        const double integral = curve.integral(u);
        shaped = (integral - c.integral) / du;
        c.integral = integral;
        c.stale = false;
      } else {  // hardly a step, or a tail that fades: no antiderivative before it is asked for
        shaped = curve.value(0.5 * (u + c.u));
        c.stale = true;
      }
      c.u = u;
      const double driven = c.dc.high(shaped - rest, dc_coefficient_);
      const double whole = level * driven + 0.5 * (low + c.low_before);
      c.low_before = low;
      const double tilted = tilt_.run(c.tilt, whole, k);
      bus[side][i] = static_cast<float>(output * high_cut_.run(c.high_cut, tilted, k));
    }
  }
}

void Distortion::render(const EffectRender& r) noexcept {
  switch (mode_) {
    case kHard:
      run<distortion::HardCurve>(r);
      break;
    case kTube:
      run<distortion::TubeCurve>(r);
      break;
    case kDiode:
      run<distortion::DiodeCurve>(r);
      break;
    case kFold:
      run<distortion::FoldCurve>(r);
      break;
    case kRectify:
      run<distortion::RectifyCurve>(r);
      break;
    case kSine:
      run<distortion::SineCurve>(r);
      break;
    default:
      run<distortion::SoftCurve>(r);
      break;
  }
}

static_assert(Effect<Distortion>);

}  // namespace kiln
