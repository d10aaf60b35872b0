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
  bright_ = low_before_ = Channels{};
  band_split_ = {};
  dc_ = {};
  tilt_state_ = {};
  high_cut_state_ = {};
  for (Curve& c : curves_) c = {.u = bias_.target};
}

void Distortion::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const auto gain = [](double db) { return db_to_gain(db); };
  const double drive = kept_drive_(p[kDrive], gain);
  const double automatic = kept_automatic_(drive, [this](double by) {
    return distortion_loudness(mode_, kDistortionReference) /
           distortion_loudness(mode_, kDistortionReference * by);
  });
  drive_.to(drive, jump, inverse_frames_);
  shape_.to(p[kShape], jump, inverse_frames_);
  bias_.to(kDistortionBiasRange * p[kBias], jump, inverse_frames_);
  low_cut_.update(p[kLowCut], rate_, jump, inverse_frames_);
  level_.to(1.0 + p[kAutoGain] * (automatic - 1.0), jump, inverse_frames_);
  output_.to(kept_output_(p[kOutput], gain), jump, inverse_frames_);
  tilt_.update(p[kTone], rate_, jump, inverse_frames_);
  high_cut_.update(p[kHighCut], rate_, jump, inverse_frames_);
  for (Curve& c : curves_) {
    c.stale = true;  // it may be another one now
    if (jump) c.u = bias_.target;
  }
  bright_ = tone::snapped(bright_);
  band_split_.snap();
  dc_.snap();
  tilt_state_.snap();
  high_cut_state_.snap();
}

void Distortion::enter(const EffectRender& r, Passing& passing) noexcept {
  const auto held = [](double u) {
    return u > kDistortionLimit ? kDistortionLimit
                                : (u < -kDistortionLimit ? -kDistortionLimit : u);
  };
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const auto n = static_cast<std::size_t>(i);
    bright_ = 1.5 * channels(r.left[i], r.right[i]) - 0.5 * bright_;
    const Channels low = band_split_.low(bright_, low_cut_.at(k));
    const Channels u = drive_.at(k) * (bright_ - low) + bias_.at(k);
    passing.low[n] = low;
    passing.curve[0][n] = held(u[0]);
    passing.curve[1][n] = held(u[1]);
  }
}

template <class C>
void Distortion::shape(const EffectRender& r, Passing& passing) noexcept {
  const bool moving = shape_.moving();
  for (std::size_t side = 0; side < 2; ++side) {
    C curve(shape_.at(r.begin));
    double rest = curve.value(bias_.at(r.begin));
    Curve c = curves_[side];
    for (int i = 0; i < r.frames; ++i) {
      const int k = r.begin + i;
      if (moving) curve = C(shape_.at(k));
      if (moving || bias_.moving()) rest = curve.value(bias_.at(k));
      double& through = passing.curve[side][static_cast<std::size_t>(i)];
      const double u = through;
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
      through = shaped - rest;
    }
    curves_[side] = c;
  }
}

void Distortion::leave(const EffectRender& r, const Passing& passing) noexcept {
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const auto n = static_cast<std::size_t>(i);
    const Channels shaped = channels(passing.curve[0][n], passing.curve[1][n]);
    const Channels driven = dc_.high(shaped, dc_coefficient_);
    const Channels whole = level_.at(k) * driven + 0.5 * (passing.low[n] + low_before_);
    low_before_ = passing.low[n];
    const Channels tilted = tilt_.run(tilt_state_, whole, k);
    const Channels out = output_.at(k) * high_cut_.run(high_cut_state_, tilted, k);
    r.left[i] = static_cast<float>(out[0]);
    r.right[i] = static_cast<float>(out[1]);
  }
}

void Distortion::shape_by_mode(const EffectRender& r, Passing& passing) noexcept {
  switch (mode_) {
    case kHard:
      return shape<distortion::HardCurve>(r, passing);
    case kTube:
      return shape<distortion::TubeCurve>(r, passing);
    case kDiode:
      return shape<distortion::DiodeCurve>(r, passing);
    case kFold:
      return shape<distortion::FoldCurve>(r, passing);
    case kRectify:
      return shape<distortion::RectifyCurve>(r, passing);
    case kSine:
      return shape<distortion::SineCurve>(r, passing);
    default:
      return shape<distortion::SoftCurve>(r, passing);
  }
}

void Distortion::transfer(const float* params, std::span<const float> in, std::span<float> out) {
  const int mode = static_cast<int>(params[kMode]);
  const double drive = db_to_gain(double{params[kDrive]});
  const double automatic = distortion_loudness(mode, kDistortionReference) /
                           distortion_loudness(mode, kDistortionReference * drive);
  const double level =
      (1.0 + double{params[kAutoGain]} * (automatic - 1.0)) * db_to_gain(double{params[kOutput]});
  const double bias = kDistortionBiasRange * double{params[kBias]};
  const auto draw = [&](const auto& curve) {
    const double rest = curve.value(bias);
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<float>(level * (curve.value(drive * double{in[i]} + bias) - rest));
    }
  };
  const double shape = double{params[kShape]};
  switch (mode) {
    case kHard:
      return draw(distortion::HardCurve(shape));
    case kTube:
      return draw(distortion::TubeCurve(shape));
    case kDiode:
      return draw(distortion::DiodeCurve(shape));
    case kFold:
      return draw(distortion::FoldCurve(shape));
    case kRectify:
      return draw(distortion::RectifyCurve(shape));
    case kSine:
      return draw(distortion::SineCurve(shape));
    default:
      return draw(distortion::SoftCurve(shape));
  }
}

// Filters go from frame to frame with both channels side by side; the curve knows no such order.
void Distortion::render(const EffectRender& r) noexcept {
  Passing passing;
  enter(r, passing);
  shape_by_mode(r, passing);
  leave(r, passing);
}

static_assert(Effect<Distortion>);

}  // namespace kiln
