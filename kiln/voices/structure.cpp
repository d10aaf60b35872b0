// Compiles a patch's values into the fixed structure of its voices.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/structure.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/lfos/module.h"

namespace kiln {
namespace {

const OscillatorModule* find_noise_type() {
  for (const OscillatorModule& module : oscillator_modules()) {
    if (std::string_view(module.spec->id) == "noise") return &module;
  }
  return nullptr;
}

// The real values of the parameters [first, first + count).
std::vector<float> slice(std::span<const float> values, ParamIndex first, std::size_t count) {
  const auto part = values.subspan(first, count);
  return {part.begin(), part.end()};
}

void compile_oscillator(const ParamTable& table, const VoiceInput& input, int number,
                        OscillatorStructure& out) {
  const SlotInfo& slot = table.slot(SlotKind::kOscillator, number);
  out.common = slot.first_common;
  const auto value = [&](int common) {
    return input.values[static_cast<std::size_t>(slot.first_common + common)];
  };
  const auto type = static_cast<std::size_t>(value(osc::kType));
  out.own = slot.first_of_type[type];
  out.unison = make_unison(static_cast<int>(value(osc::kUnison)));
  out.sends = make_sends(static_cast<osc::Send>(value(osc::kSend)));
  out.cross = static_cast<osc::CrossSource>(value(osc::kCrossSource));
  out.key_track = value(osc::kKeyTrack) > 0.5f;
  out.free_running = value(osc::kFreeRunning) > 0.5f;
  out.detune_cents = value(osc::kDetuneRange) > 0.5f ? 1200.0f : 100.0f;
  out.table = input.tables[static_cast<std::size_t>(number)];
  out.remap = input.remaps[static_cast<std::size_t>(number)];
  if (type == 0) return;
  out.module = &oscillator_modules()[type];
  out.own_values = slice(input.values, out.own, out.module->spec->params.size());
  out.setup = {.engine_rate = input.engine_rate,
               .quality = input.quality,
               .unison = out.unison.count,
               .structure = out.own_values.data(),
               .table = out.table.get(),
               .remap = out.remap,
               .has_cross = out.cross != osc::CrossSource::kOff,
               .cross_mode = static_cast<CrossMode>(value(osc::kCrossMode))};
  out.stereo = out.module->stereo(out.setup);
}

void compile_noise_layer(const VoiceInput& input, ParamIndex layer, OscillatorStructure& out) {
  // Its values live in an array of their own (VoiceGroup): common, then the type's.
  out.common = 0;
  out.own = osc::kCommonCount;
  const auto send = input.values[static_cast<std::size_t>(layer + noise_layer::kSend)];
  out.sends = make_sends(static_cast<osc::Send>(send));
  out.unison = make_unison(1);
  out.module = find_noise_type();
  if (out.module == nullptr) return;
  for (const ParamSpec& spec : out.module->spec->params) out.own_values.push_back(spec.initial);
  out.setup = {.engine_rate = input.engine_rate,
               .quality = input.quality,
               .structure = out.own_values.data()};
  out.stereo = out.module->stereo(out.setup);
}

void compile_filter(const ParamTable& table, const VoiceInput& input, int number,
                    FilterStructure& out) {
  const SlotInfo& slot = table.slot(SlotKind::kFilter, number);
  out.common = slot.first_common;
  const auto value = [&](int common) {
    return input.values[static_cast<std::size_t>(slot.first_common + common)];
  };
  const auto type = static_cast<std::size_t>(value(filter::kType));
  out.own = slot.first_of_type[type];
  out.fm_source = static_cast<int>(value(filter::kFmSource)) - 1;
  if (type == 0) return;
  out.module = &filter_modules()[type];
  out.own_values = slice(input.values, out.own, out.module->spec->params.size());
  out.setup = {.engine_rate = input.engine_rate, .structure = out.own_values.data()};
}

void compile_lfo(const ParamTable& table, const VoiceInput& input, const Plan& plan,
                 int control_frames, int number, LfoStructure& out) {
  const SlotInfo& slot = table.slot(SlotKind::kLfo, number);
  out.common = slot.first_common;
  out.common_values = slice(input.values, slot.first_common, lfo::kCommonCount);
  out.kind = static_cast<int>(out.common_values[lfo::kKind]);
  out.own = slot.first_of_type[static_cast<std::size_t>(out.kind)];
  const ModuleSpec& kind = *lfo_modules()[static_cast<std::size_t>(out.kind)].spec;
  out.own_values = slice(input.values, out.own, kind.params.size());
  out.drawing = input.drawings[static_cast<std::size_t>(number)];
  const auto trigger = static_cast<lfo::Trigger>(out.common_values[lfo::kTrigger]);
  out.global = out.common_values[lfo::kScope] > 0.5f || trigger == lfo::Trigger::kFree ||
               trigger == lfo::Trigger::kSong;
  const auto source = [&](Source first) {
    return static_cast<Source>(static_cast<int>(first) + number);
  };
  out.used = plan.uses(source(Source::kLfo1)) || plan.uses(source(Source::kLfo1Right));
  out.setup = {.engine_rate = input.engine_rate,
               .control_frames = control_frames,
               .common = out.common_values.data(),
               .structure = out.own_values.data(),
               .drawing = &out.drawing,
               .wants_right = plan.uses(source(Source::kLfo1Right))};
}

void compile_envelope(const ParamTable& table, const VoiceInput& input, const Plan& plan,
                      int control_frames, int number, EnvelopeStructure& out) {
  const SlotInfo& slot = table.slot(SlotKind::kEnvelope, number);
  out.common = slot.first_common;
  const auto value = [&](int param) {
    return input.values[static_cast<std::size_t>(slot.first_common + param)];
  };
  out.used = plan.uses(static_cast<Source>(static_cast<int>(Source::kEnv1) + number));
  out.setup = {.engine_rate = input.engine_rate,
               .control_frames = control_frames,
               .trigger = static_cast<envelope::Trigger>(value(envelope::kTrigger)),
               .loop = static_cast<envelope::Loop>(value(envelope::kLoop)),
               .hard = value(envelope::kHard) > 0.5f};
}

// The oscillator 0…2 that a cross source names, or −1.
int cross_oscillator(osc::CrossSource source) {
  const int number = static_cast<int>(source) - static_cast<int>(osc::CrossSource::kOsc1);
  return number >= 0 && number < kOscillatorCount ? number : -1;
}

// A slot comes after the slot it listens to; in a cycle the lowest goes first and hears the
// previous control period.
void order_oscillators(VoiceStructure& structure) {
  std::array<bool, kOscillatorCount> done = {};
  const auto is_done = [&](int i) { return i < 0 || done[static_cast<std::size_t>(i)]; };
  const auto source_of = [&](int i) {
    return cross_oscillator(structure.oscillators[static_cast<std::size_t>(i)].cross);
  };
  for (int& chosen : structure.order) {
    chosen = -1;
    for (int i = 0; i < kOscillatorCount && chosen < 0; ++i) {
      if (!is_done(i) && is_done(source_of(i))) chosen = i;
    }
    for (int i = 0; i < kOscillatorCount && chosen < 0; ++i) {
      if (!is_done(i)) chosen = i;
    }
    auto& slot = structure.oscillators[static_cast<std::size_t>(chosen)];
    slot.cross_delayed = !is_done(source_of(chosen)) || slot.cross == osc::CrossSource::kFilter1 ||
                         slot.cross == osc::CrossSource::kFilter2;
    done[static_cast<std::size_t>(chosen)] = true;
  }
  for (auto& listener : structure.oscillators) {
    const int from = cross_oscillator(listener.cross);
    if (from >= 0 && listener.cross_delayed) {
      structure.oscillators[static_cast<std::size_t>(from)].heard_later = true;
    }
    if (listener.module != nullptr && from >= 0 && listener.setup.cross_mode == CrossMode::kSync) {
      structure.oscillators[static_cast<std::size_t>(from)].setup.needs_sync_out = true;
    }
  }
}

void connect_direct_routes(VoiceStructure& structure) {
  for (const DirectRoute& route : structure.plan.direct_routes()) {
    const SlotRoute to{route.number, route.via};
    for (auto& slot : structure.oscillators) {
      if (route.param == slot.common + osc::kPitch) slot.lane_pitch = to;
      if (route.param == slot.common + osc::kLevel) slot.lane_level = to;
      if (route.param == slot.common + osc::kPan) slot.lane_pan = to;
    }
    for (auto& slot : structure.filters) {
      if (route.param != slot.common + filter::kCutoff) continue;
      slot.fm_route = to;
      slot.fm_source = static_cast<int>(route.source) - static_cast<int>(Source::kOsc1Audio);
    }
  }
}

}  // namespace

Sends make_sends(osc::Send send) {
  return {.filter1 = send == osc::Send::kFilter1 || send == osc::Send::kBoth,
          .filter2 = send == osc::Send::kFilter2 || send == osc::Send::kBoth,
          .effects = send == osc::Send::kEffects,
          .out = send == osc::Send::kOut};
}

UnisonLayout make_unison(int count) {
  UnisonLayout layout;
  layout.count = std::clamp(count, 1, kMaxUnison);
  const int n = layout.count;
  const int centres = n <= 2 ? n : (n % 2 == 1 ? 1 : 2);
  const int sides = n - centres;
  layout.has_sides = sides > 0;
  for (int k = 0; k < n; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double u = n == 1 ? 0.0 : 2.0 * k / (n - 1) - 1.0;
    const double size = u < 0.0 ? -u : u;
    layout.position[i] = static_cast<float>(u);
    layout.detune_shape[i] = static_cast<float>((u < 0.0 ? -1.0 : 1.0) * size * std::sqrt(size));
    const int from_edge = std::min(k, n - 1 - k);
    const bool centre = from_edge >= sides / 2;
    // Pairs of equal detune size take turns: sharp lane left, flat lane right, then the reverse.
    const float sign = (from_edge % 2 == 0) == (k < n - 1 - k) ? -1.0f : 1.0f;
    layout.side[i] = n == 1 || (centre && centres == 1) ? 0.0f : sign;
    // All of the power in the centre at blend 0, all in the sides at blend 1.
    const auto power = [](int lanes) {
      return static_cast<float>(1.0 / std::sqrt(static_cast<double>(lanes)));
    };
    layout.centre_gain[i] = centre ? power(centres) : 0.0f;
    layout.side_gain[i] = centre ? 0.0f : power(sides);
  }
  return layout;
}

VoiceStructure::VoiceStructure(const ParamTable& params, const VoiceInput& input, Plan compiled)
    : engine_rate(input.engine_rate),
      quality(input.quality),
      control_frames(kHostFramesPerControl * input.quality),
      inverse_frames(1.0f / static_cast<float>(control_frames)),
      control_rate(input.engine_rate / control_frames),
      table(params),
      plan(std::move(compiled)) {
  param_count = 0;
  for (const ParamInfo& info : table.params()) param_count += info.scope == Scope::kVoice;
  voice_params = table.slot(SlotKind::kVoice).first_common;
  noise_params = table.slot(SlotKind::kNoise).first_common;
  routing_params = table.slot(SlotKind::kRouting).first_common;
  const auto value = [&](ParamIndex first, int param) {
    return input.values[static_cast<std::size_t>(first + param)];
  };
  for (int i = 0; i < kOscillatorCount; ++i) {
    compile_oscillator(table, input, i, oscillators[static_cast<std::size_t>(i)]);
  }
  compile_noise_layer(input, noise_params, noise);
  for (int i = 0; i < kFilterCount; ++i) {
    compile_filter(table, input, i, filters[static_cast<std::size_t>(i)]);
  }
  for (int i = 0; i < kEnvelopeCount; ++i) {
    compile_envelope(table, input, plan, control_frames, i, envelopes[static_cast<std::size_t>(i)]);
  }
  for (int i = 0; i < kLfoCount; ++i) {
    compile_lfo(table, input, plan, control_frames, i, lfos[static_cast<std::size_t>(i)]);
  }
  order_oscillators(*this);
  connect_direct_routes(*this);

  routing = static_cast<routing::Mode>(value(routing_params, routing::kMode));
  feedback_possible = value(routing_params, routing::kFeedback) != 0.0f ||
                      plan.is_target(static_cast<ParamIndex>(routing_params + routing::kFeedback));
  allocation = {.polyphony = static_cast<int>(value(voice_params, voice::kPolyphony)),
                .mode = static_cast<VoiceMode>(value(voice_params, voice::kMode)),
                .priority = static_cast<NotePriority>(value(voice_params, voice::kPriority))};
  glide_mode = static_cast<GlideMode>(value(voice_params, voice::kGlideMode));
  glide_only_overlapping = value(voice_params, voice::kGlideWhen) > 0.5f;
  bend_up = value(voice_params, voice::kBendUp);
  bend_down = value(voice_params, voice::kBendDown);

  for (int i = 1; i < kSourceCount; ++i) {  // not kNone
    const auto source = static_cast<Source>(i);
    const bool shared = source_spec(source).scope == SourceScope::kGlobal;
    if (shared && source != Source::kConstant && plan.uses(source)) {
      shared_sources.push_back(source);
    }
  }
  noise_on = noise.module != nullptr &&
             (value(noise_params, noise_layer::kLevel) > -INFINITY ||
              plan.is_target(static_cast<ParamIndex>(noise_params + noise_layer::kLevel)));
  for (const auto& slot : oscillators) {
    if (slot.cross == osc::CrossSource::kNoise) noise_on = noise.module != nullptr;
  }
  for (const auto& slot : filters) {
    if (slot.fm_source == kFmFromNoise) noise_on = noise.module != nullptr;
  }
  const auto send = [&](const OscillatorStructure& slot, int number) {
    const bool sends[4] = {slot.sends.filter1, slot.sends.filter2, slot.sends.effects,
                           slot.sends.out};
    for (std::size_t bus = 0; bus < buses.size(); ++bus) {
      BusSlots& into = buses[bus];
      if (!sends[bus]) continue;
      into.slots[static_cast<std::size_t>(into.count++)] = static_cast<std::uint8_t>(number);
    }
  };
  for (int i = 0; i < kOscillatorCount; ++i) {
    const OscillatorStructure& slot = oscillators[static_cast<std::size_t>(i)];
    if (slot.module != nullptr) send(slot, i);
  }
  if (noise_on) send(noise, BusSlots::kNoise);
  always_stereo = routing == routing::Mode::kSplit || (noise_on && noise.stereo);
  for (const auto& slot : oscillators) {
    if (slot.module == nullptr) continue;
    always_stereo = always_stereo || slot.stereo ||
                    plan.is_target(static_cast<ParamIndex>(slot.common + osc::kPan)) ||
                    slot.lane_pan.number != kNoRoute;
  }
  for (const auto& slot : filters) {
    if (slot.module == nullptr) continue;
    always_stereo = always_stereo || slot.module->memory_floats(slot.setup) > 0 ||
                    plan.is_target(static_cast<ParamIndex>(slot.common + filter::kPan));
  }
}

}  // namespace kiln
