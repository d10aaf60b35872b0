// Golden stages of envelopes and LFOs: their values at control points and frame by frame.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "kiln/base/realtime.h"
#include "kiln/envelopes/dahdsr.h"
#include "kiln/lfos/lfo.h"
#include "tests/golden/stages.h"
#include "tests/support/digest.h"
#include "tests/support/patches.h"

namespace kiln::test {
namespace {

constexpr int kPeriod = 16;  // engine frames
constexpr double kRate = 96000.0;

// Every lane with its own knobs; keys go down one after the other and up again.
std::string envelope(envelope::Loop loop, envelope::Trigger trigger) {
  EnvelopeGroup group;
  group.prepare(
      {.engine_rate = kRate, .control_frames = kPeriod, .trigger = trigger, .loop = loop});
  Draw draw(11);
  Lanes params[envelope::kParamCount];
  for (int p = 0; p < envelope::kParamCount; ++p) {
    const ParamSpec& spec = kEnvelopeParams[p];
    for (int lane = 0; lane < kLanes; ++lane) {
      params[p][lane] = x_to_engine(spec, 0.6f * draw.unit());
    }
  }
  Digest digest;
  auto block = std::make_unique<LaneBlock>();
  for (int period = 0; period < 12000; ++period) {
    const RealtimeScope realtime;
    group.begin_period(kAllLanes, params, 2.0);
    if (period % 100 == 0) {
      const int lane = period / 100 % kLanes;
      const bool again = period >= 100 * kLanes;
      group.start(lane, period % kPeriod, again, false, 0.7f, params, 2.0);
    }
    if (period % 100 == 60) group.release(period / 100 % kLanes, period % 7, params, 2.0);
    group.render(0, kPeriod, kAllLanes, *block);
    digest.add(std::span(&block->frame[0], kPeriod));
    digest.add_value(group.value());
  }
  return digest.text();
}

std::string lfo_of(int kind, lfo::Trigger trigger) {
  const LfoModule& module = lfo_modules()[static_cast<std::size_t>(kind)];
  Draw draw(static_cast<std::uint32_t>(20 + kind));
  Lanes common[lfo::kCommonCount];
  float common_real[lfo::kCommonCount];
  for (int p = 0; p < lfo::kCommonCount; ++p) {
    const ParamSpec& spec = kLfoCommon[p];
    common_real[p] = spec.initial;
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool vary = !spec.structural() && spec.curve != Curve::kStep;
      common[p][lane] =
          vary ? x_to_engine(spec, 0.3f * draw.unit()) : real_to_engine(spec, spec.initial);
    }
  }
  for (int lane = 0; lane < kLanes; lane += 2) common[lfo::kRateSync][lane] = 0.0f;
  common_real[lfo::kTrigger] = static_cast<float>(trigger);
  std::vector<float> own_real = {0.0f};
  std::vector<Lanes> own(module.spec->params.size() + 1);
  own_real.resize(own.size());
  for (std::size_t p = 0; p < module.spec->params.size(); ++p) {
    own_real[p] = module.spec->params[p].initial;
    own[p] = Lanes::filled(real_to_engine(module.spec->params[p], own_real[p]));
  }
  LfoGroup group;
  group.prepare(kind, {.engine_rate = kRate,
                       .control_frames = kPeriod,
                       .common = common_real,
                       .structure = own_real.data()});
  Digest digest;
  const Lanes note = Lanes::filled(67.0f);
  LfoClock clock{.beats_per_second = 2.1, .playing = true};
  for (int lane = 0; lane < kLanes; ++lane) {
    group.start(lane, lane % kPeriod, 77u + static_cast<std::uint32_t>(lane), common, clock,
                own.data(), 67.0f);
  }
  for (int period = 0; period < 20000; ++period) {
    const RealtimeScope realtime;
    clock.epoch_frames += kPeriod;
    clock.beat_position = static_cast<double>(clock.epoch_frames) * 2.1 / kRate;
    group.advance(kAllLanes, common, own.data(), note, clock);
    digest.add_value(group.value());
    digest.add_value(group.right());
  }
  return digest.text();
}

}  // namespace

void add_modulator_stages(std::vector<Stage>& stages) {
  using envelope::Loop;
  using envelope::Trigger;
  stages.push_back({"envelope/plain", [] { return envelope(Loop::kOff, Trigger::kRetrigger); }});
  stages.push_back({"envelope/looped", [] { return envelope(Loop::kAll, Trigger::kFromZero); }});
  for (int kind = 0; kind < static_cast<int>(lfo_modules().size()); ++kind) {
    const std::string name =
        std::string("lfo/") + lfo_modules()[static_cast<std::size_t>(kind)].spec->id;
    stages.push_back(
        {name + "/retrigger", [kind] { return lfo_of(kind, lfo::Trigger::kRetrigger); }});
    stages.push_back({name + "/song", [kind] { return lfo_of(kind, lfo::Trigger::kSong); }});
  }
}

}  // namespace kiln::test
