// Runs modules aside from the sound: a cycle, an impulse, a pattern at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/display_curves.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "kiln/base/aligned.h"
#include "kiln/base/math.h"
#include "kiln/envelopes/segment.h"
#include "kiln/filters/common.h"
#include "kiln/lfos/lfo.h"

namespace kiln {
namespace {

constexpr int kQuality = 2;
constexpr int kPeriod = 8 * kQuality;  // engine frames
constexpr double kRate = 96000.0;
constexpr int kImpulse = 8192;       // engine frames of an impulse response
constexpr int kShortImpulse = 4096;  // of what has ended by its middle
constexpr int kFewFrames = 256;
constexpr float kEnded = 1e-6f;   // of the impulse: below what is drawn
constexpr float kQuiet = 1e-3f;   // an impulse that saturates nothing
constexpr double kLeast = 1e-6;   // −120 dB
constexpr int kRandomCycles = 8;  // of patterns that never repeat

}  // namespace

DisplayCurves::DisplayCurves(const ParamTable& table, WavetableFinder finder)
    : table_(table), finder_(std::move(finder)), fft_(kImpulse), short_fft_(kShortImpulse) {}

DisplayCurves::Own DisplayCurves::own_values(const SlotInfo& slot, const Position& x) const {
  Own own;
  const ParamSpec& type = table_[slot.type_param].spec;
  own.type = static_cast<int>(x_to_real(type, x(slot.type_param)));
  const auto t = static_cast<std::size_t>(own.type);
  const std::size_t count = slot.spec.types[t]->params.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto param = static_cast<ParamIndex>(slot.first_of_type[t] + i);
    const ParamSpec& spec = table_[param].spec;
    const float at = std::clamp(x(param), spec.x_min, spec.x_max);
    own.real.push_back(clamp_real(spec, x_to_real(spec, at)));
    own.engine.push_back(x_to_engine(spec, at));
  }
  return own;
}

void* DisplayCurves::ready(int slot, const Own& own, std::shared_ptr<const WavetableMips> table,
                           std::span<const float> remap) {
  Ready& ready = ready_[static_cast<std::size_t>(slot)];
  const OscillatorModule& module = oscillator_modules()[static_cast<std::size_t>(own.type)];
  std::vector<float> structure = own.real;
  for (std::size_t i = 0; i < structure.size(); ++i) {
    if (!module.spec->params[i].structural()) structure[i] = 0.0f;
  }
  if (ready.type == own.type && ready.table == table && ready.structure == structure &&
      std::equal(remap.begin(), remap.end(), ready.remap.begin(), ready.remap.end())) {
    return ready.state.data();
  }
  ready = {.type = own.type,
           .structure = std::move(structure),
           .table = std::move(table),
           .remap = {remap.begin(), remap.end()}};
  OscillatorSetup setup;
  setup.engine_rate = kRate;
  setup.quality = kQuality;
  setup.structure = own.real.data();
  setup.table = ready.table.get();
  setup.remap = ready.remap;
  setup.keep = &ready.keep;
  ready.state = AlignedBytes(module.state_bytes);
  ready.memory = AlignedArray<float>(module.memory_floats(setup));
  module.prepare(ready.state.data(), setup, ready.memory.span());
  return ready.state.data();
}

bool DisplayCurves::oscillator(int slot_number, const WavetableRef& ref,
                               std::span<const float> remap, const Position& x,
                               std::span<const float> places, int points, std::span<float> out) {
  const SlotInfo& slot = table_.slot(SlotKind::kOscillator, slot_number);
  const Own own = own_values(slot, x);
  if (own.type <= 0) return false;
  const OscillatorModule& module = oscillator_modules()[static_cast<std::size_t>(own.type)];
  const std::span<const ParamSpec> specs = module.spec->params;
  int position = -1;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (std::string_view(specs[i].id) == "position") position = static_cast<int>(i);
  }
  Table& table = tables_[static_cast<std::size_t>(slot_number)];
  const bool has_table = !ref.name.empty();
  if (has_table && !(table.ref == ref && table.mips)) table = {ref, finder_(ref)};
  void* const state = ready(slot_number, own, has_table ? table.mips : nullptr, remap);
  AlignedArray<LaneBlock> blocks(3);
  AlignedArray<Lanes> params(own.engine.size());
  const auto lanes_of = [](std::size_t count) {
    return count >= kLanes ? kAllLanes : (LaneMask{1} << count) - 1;
  };
  const auto frames = static_cast<std::size_t>(points);
  for (std::size_t first = 0; first < places.size(); first += kLanes) {
    const std::size_t count = std::min<std::size_t>(kLanes, places.size() - first);
    const LaneMask lanes = lanes_of(count);
    for (std::size_t i = 0; i < own.engine.size(); ++i) {
      params[static_cast<int>(i)] = Lanes::filled(own.engine[i]);
    }
    for (std::size_t lane = 0; lane < count && position >= 0; ++lane) {
      params[position][static_cast<int>(lane)] =
          x_to_engine(specs[static_cast<std::size_t>(position)], places[first + lane]);
    }
    const Lanes increment = Lanes::filled(1.0f / static_cast<float>(points));
    const Lanes note = Lanes::filled(60.0f);
    const Lanes centre = {};
    const std::uint32_t phase = 0;
    for (int lane = 0; lane < static_cast<int>(count); ++lane) {
      module.start(state, {.lane = lane, .phases = &phase, .random_key = 1});
    }
    LaneMask starting = lanes;
    // The first cycle lets filters settle, the second is shown.
    for (std::size_t at = 0; at < 2 * frames; at += kPeriod) {
      module.update(state, {.lanes = lanes,
                            .starting = starting,
                            .inverse_frames = 1.0f / kPeriod,
                            .params = params.data(),
                            .increment = &increment,
                            .note = &note,
                            .position = &centre});
      starting = 0;
      module.render(
          state,
          {.begin = 0, .end = kPeriod, .lanes = lanes, .left = &blocks[0], .right = &blocks[1]});
      for (std::size_t k = 0; k < kPeriod; ++k) {
        if (at + k < frames || at + k >= 2 * frames) continue;
        for (std::size_t lane = 0; lane < count; ++lane) {
          out[(first + lane) * frames + at + k - frames] =
              blocks[0][static_cast<int>(k)][static_cast<int>(lane)];
        }
      }
    }
  }
  // Tables differ in level; what is looked at is their shape.
  float most = 1e-4f;
  for (const float sample : out) most = std::max(most, std::fabs(sample));
  if (position >= 0 || most > 1.0f) {
    for (float& sample : out) sample /= most;
  }
  return true;
}

void DisplayCurves::to_decibels(const std::vector<float>& impulse, double rate, double dry,
                                double wet, double unit, std::span<const float> hz,
                                std::span<float> db) {
  const auto length = static_cast<double>(impulse.size());
  std::vector<double> signal(impulse.size());
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double left = 1.0 - static_cast<double>(i) / length;
    const double fade = std::min(1.0, 4.0 * left);  // what rings longer than we look
    signal[i] = wet * fade * static_cast<double>(impulse[i]) / unit;
  }
  signal[0] += dry;
  const bool is_short = impulse.size() == kShortImpulse;
  const std::vector<std::complex<double>> bins = (is_short ? short_fft_ : fft_).forward(signal);
  for (std::size_t i = 0; i < hz.size(); ++i) {
    const double at =
        std::min(static_cast<double>(hz[i]) * length / rate, static_cast<double>(bins.size() - 2));
    const auto bin = static_cast<std::size_t>(at);
    const double t = at - static_cast<double>(bin);
    const double size = (1.0 - t) * std::abs(bins[bin]) + t * std::abs(bins[bin + 1]);
    db[i] = static_cast<float>(20.0 * math::log10(std::max(size, kLeast)));
  }
}

bool DisplayCurves::filter(int slot_number, const Position& x, std::span<const float> hz,
                           std::span<float> db) {
  const SlotInfo& slot = table_.slot(SlotKind::kFilter, slot_number);
  const Own own = own_values(slot, x);
  if (own.type <= 0) return false;
  const auto common = [&](int which) {
    const auto param = static_cast<ParamIndex>(slot.first_common + which);
    return x_to_engine(table_[param].spec, x(param));
  };
  const FilterModule& module = filter_modules()[static_cast<std::size_t>(own.type)];
  const FilterSetup setup{.engine_rate = kRate, .structure = own.real.data()};
  AlignedBytes channel(module.channel_bytes);
  AlignedBytes coefficients(module.coefficient_bytes);
  AlignedArray<float> memory(module.memory_floats(setup));
  module.prepare(channel.data(), coefficients.data(), setup, memory.span());
  module.start(channel.data(), coefficients.data(), {.lane = 0, .random_key = 1});
  AlignedArray<Lanes> params(own.engine.size());
  for (std::size_t i = 0; i < own.engine.size(); ++i) {
    params[static_cast<int>(i)] = Lanes::filled(own.engine[i]);
  }
  const float cutoff = std::clamp(common(filter::kCutoff), 5.0f, static_cast<float>(0.45 * kRate));
  const Lanes cutoffs = Lanes::filled(cutoff);
  const Lanes resonances = Lanes::filled(common(filter::kResonance));
  const Lanes drives = Lanes::filled(common(filter::kDrive));
  AlignedArray<LaneBlock> block(1);
  std::vector<float> impulse(static_cast<std::size_t>(kImpulse));
  void* const channels[2] = {channel.data(), channel.data()};
  const bool delays = module.memory_floats(setup) > 0;  // an echo may come late
  int sounded = 0;                                      // the last frame that is not silent
  for (int at = 0; at < kImpulse && (delays || at < sounded + kFewFrames); at += kPeriod) {
    module.update(coefficients.data(), {.lanes = 1,
                                        .starting = at == 0 ? LaneMask{1} : LaneMask{0},
                                        .inverse_frames = 1.0f / kPeriod,
                                        .params = params.data(),
                                        .cutoff_hz = &cutoffs,
                                        .resonance = &resonances,
                                        .drive_db = &drives});
    block[0].clear();
    if (at == 0) block[0][0][0] = kQuiet;
    FilterRender render{.begin = 0, .end = kPeriod, .lanes = 1, .channels = 1};
    render.block[0] = &block[0];
    module.render(channels, coefficients.data(), render);
    for (int k = 0; k < kPeriod; ++k) {
      impulse[static_cast<std::size_t>(at + k)] = block[0][k][0];
      if (std::fabs(block[0][k][0]) > kEnded * kQuiet) sounded = at + k;
    }
  }
  // Short ones need no finer bins: they have no narrow peaks.
  if (2 * sounded < kShortImpulse) impulse.resize(kShortImpulse);
  const double mix = std::clamp(double{common(filter::kMix)}, 0.0, 1.0);
  to_decibels(impulse, kRate, 1.0 - mix, mix, kQuiet, hz, db);
  return true;
}

void DisplayCurves::lfo(int number, const LfoDrawing& drawing, const Position& x,
                        std::span<float> out) {
  const SlotInfo& slot = table_.slot(SlotKind::kLfo, number);
  const Own own = own_values(slot, x);
  const LfoModule& module = lfo_modules()[static_cast<std::size_t>(own.type)];
  AlignedBytes state(module.state_bytes);
  module.prepare(state.data(), {.structure = own.real.data(), .drawing = &drawing});
  module.start(state.data(), {.lane = 0, .random_key = 1});
  AlignedArray<Lanes> params(std::max<std::size_t>(1, own.engine.size()));
  for (std::size_t i = 0; i < own.engine.size(); ++i) {
    params[static_cast<int>(i)] = Lanes::filled(own.engine[i]);
  }
  const std::string_view kind = module.spec->id;
  double cycles = kind == "random" || kind == "chaos" ? kRandomCycles : 1;
  if (module.length_param >= 0) {
    cycles = std::max(1.0f, own.real[static_cast<std::size_t>(module.length_param)]);
  }
  const auto last = static_cast<double>(out.size() - 1);
  Lanes left = {}, right = {};
  const Lanes moved = Lanes::filled(static_cast<float>(std::min(0.5, cycles / last)));
  for (std::size_t i = 0; i < out.size(); ++i) {
    // The end belongs to the pattern, not to the next one.
    const double at = std::min(static_cast<double>(i) / last, 1.0 - 1e-6) * cycles;
    const double cycle = std::floor(at);
    const IntLanes cycle_lanes = IntLanes::filled(static_cast<std::uint32_t>(cycle));
    const IntLanes phase =
        IntLanes::filled(static_cast<std::uint32_t>((at - cycle) * 4294967295.0));
    module.read(state.data(), {.lanes = 1,
                               .jumped = i == 0 ? LaneMask{1} : LaneMask{0},
                               .params = params.data(),
                               .cycle = &cycle_lanes,
                               .phase = &phase,
                               .moved = &moved,
                               .wants_right = false,
                               .left = &left,
                               .right = &right});
    out[i] = std::clamp(left[0], -1.0f, 1.0f);
  }
}

float DisplayCurves::envelope_law(float curve_percent, float x) {
  const float k = 0.08f * curve_percent;
  if (std::fabs(k) < envelope::kNearLine) return x;
  const float base = 1.0f / (math::exp2(k * envelope::kLog2E) - 1.0f);
  return envelope::bent_line(k, base, x).value;
}

}  // namespace kiln
