// What sounds and what is edited, as the editor asks for it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/editor_model.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/lfos/lfo.h"
#include "kiln/midi/controllers.h"
#include "kiln/modulation/plan.h"

namespace kiln {
namespace {

constexpr float kFallSeconds = 1.0f;  // of a meter, 20 dB
constexpr float kSilence = 1e-4f;     // −80 dBFS: below what a meter shows
constexpr int kPollsOfSettings = 60;
constexpr std::uint32_t kMidiLight = 100;     // ms
constexpr std::uint32_t kLookAtFiles = 1000;  // ms

gui::Stage shown_stage(envelope::Stage stage) {
  switch (stage) {
    case envelope::Stage::kDelay:
      return gui::Stage::kDelay;
    case envelope::Stage::kAttack:
      return gui::Stage::kAttack;
    case envelope::Stage::kHold:
      return gui::Stage::kHold;
    case envelope::Stage::kDecay:
      return gui::Stage::kDecay;
    case envelope::Stage::kSustain:
      return gui::Stage::kSustain;
    case envelope::Stage::kRelease:
      return gui::Stage::kRelease;
    default:
      return gui::Stage::kSilent;
  }
}

// f of a route on 0…1, as kiln/modulation/plan_evaluate.simd.cpp has it.
float bent(const Route& route, float u) {
  switch (route.curve) {
    case RouteCurve::kExponential:
      return (math::exp2(6.0f * u) - 1.0f) / 63.0f;
    case RouteCurve::kSShape:
      return u * u * (3.0f - 2.0f * u);
    case RouteCurve::kStepped: {
      const auto levels = static_cast<float>(std::max<int>(2, route.steps));
      return std::min(std::floor(u * levels), levels - 1.0f) / (levels - 1.0f);
    }
    case RouteCurve::kDrawn: {
      if (route.drawn.size() < 2) return u;
      const float at = u * static_cast<float>(route.drawn.size() - 1);
      const auto left = std::min(route.drawn.size() - 2, static_cast<std::size_t>(at));
      const float t = at - static_cast<float>(left);
      return route.drawn[left] + t * (route.drawn[left + 1] - route.drawn[left]);
    }
    default:
      return u;
  }
}

}  // namespace

EditorModel::EditorModel(Processor& processor)
    : processor_(processor),
      instrument_(processor.instrument()),
      document_(instrument_.document()),
      curves_(document_.table(),
              [&library = instrument_.library()](const WavetableRef& wanted) {
                return library.wavetable_finder()(wanted);
              }),
      spectra_(instrument_.taps()),
      shelf_(processor.shelf()) {
  instrument_.watch(true);
  midi_seen_ = instrument_.heard();
  read_structure();
  read_play_settings();
  if (!instrument_.library().places().user.empty()) {
    read_preferences();
    read_favourites();
  }
  take_presets();
}

EditorModel::~EditorModel() {
  stop_audition();
  for (const auto& [key, velocity] : keys_here_) send_note_off(key);
  follow_locks(instrument_.session());
  instrument_.on_stir({});
  instrument_.watch(false);
}

void EditorModel::read_structure() {
  const std::uint64_t version = document_.structure_version();
  if (version == structure_read_ && !routes_.empty()) return;
  structure_ = document_.patch();
  structure_read_ = version;
  routes_now_ = {};
  routes_.assign(static_cast<std::size_t>(table().size()), {});
  for (std::size_t i = 0; i < structure_.routes.size(); ++i) {
    const RouteTarget& target = structure_.routes[i].target;
    if (target.kind == RouteTarget::Kind::kParameter && target.param < routes_.size()) {
      routes_[target.param].push_back(static_cast<int>(i));
    }
  }
}

void EditorModel::edit(const std::string& label, const std::function<void(Patch&)>& change) {
  document_.edit(label, change);
  read_structure();
}

void EditorModel::switch_compare() {
  document_.switch_compare();
  read_structure();
}

void EditorModel::swap_compare() {
  document_.swap_compare();
  read_structure();
}

void EditorModel::copy_slot(const SlotInfo& slot) {
  clip_ = kiln::copy_slot(document_.patch(), slot);
}

bool EditorModel::can_paste(const SlotInfo& slot) const {
  return clip_ && clip_->kind == slot.spec.kind;
}

void EditorModel::paste_slot(const SlotInfo& slot) {
  if (clip_) document_.paste(slot, *clip_);
  read_structure();
}

float EditorModel::route_shift(int number) const {
  const auto n = static_cast<std::size_t>(number);
  if (n >= structure_.routes.size() || !structure_.routes[n].enabled) return 0.0f;
  const Route& route = structure_.routes[n];
  const auto source_value = [&](Source source) {
    return live_.sources[static_cast<std::size_t>(source)];
  };
  float s = source_value(route.source);
  const ParamIndex polarity = polarity_param(route.source, table());
  const bool bipolar =
      gives_both_signs(route.source, polarity == kNoParam ? 0.0f : document_.value(polarity));
  const bool out_bipolar = route.polarity == RoutePolarity::kAsSource
                               ? bipolar
                               : route.polarity == RoutePolarity::kBipolar;
  if (bipolar && !out_bipolar) s = 0.5f * s + 0.5f;
  if (!bipolar && out_bipolar) s = 2.0f * s - 1.0f;
  s = std::clamp(s, -1.0f, 1.0f);
  s = std::copysign(bent(route, std::fabs(s)), s);
  if (route.via != Source::kNone) s *= source_value(route.via);
  const RouteView& now = routes_now_[n];
  // The engine may have another patch yet.
  const bool acts = now.acts && now.source == route.source && now.target == route.target;
  if (!acts) return bounded(route, s * route.depth);
  return bounded(route, now.smoothed ? now.output : s * now.depth);
}

// As the plan does it: base and route together stay inside.
float EditorModel::bounded(const Route& route, float shift) const {
  const RouteBounds bounds = make_bounds(route, table());
  if (!bounds.on) return shift;
  float base = 0.0f, full = 1.0f;
  if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
    if (route.target.route >= structure_.routes.size()) return shift;
    base = structure_.routes[route.target.route].depth;
  } else if (route.target.kind != RouteTarget::Kind::kParameter ||
             route.target.param >= table().size()) {
    return shift;
  } else if (table()[route.target.param].spec.pitch_units()) {
    full = kPitchFullDepth;
  } else {
    base = base_x(route.target.param);
  }
  return std::clamp(shift * full, std::min(bounds.low - base, 0.0f),
                    std::max(bounds.high - base, 0.0f)) /
         full;
}

float EditorModel::route_curve(const Route& route, float u) const { return bent(route, u); }

float EditorModel::base_x(ParamIndex param) const {
  return real_to_x(table()[param].spec, document_.value(param));
}

float EditorModel::live_x(ParamIndex param) const {
  float x = base_x(param);
  const bool moves = live_.sounding || table()[param].scope == Scope::kGlobal;
  if (!moves || table()[param].spec.pitch_units()) return x;
  for (const int number : routes_[param]) x += route_shift(number);
  return x;
}

const gui::Live& EditorModel::poll() {
  read_structure();
  const std::uint32_t now = juce::Time::getMillisecondCounter();
  const float seconds = std::min(0.5f, 0.001f * static_cast<float>(now - last_poll_));
  last_poll_ = now;
  if (const VoiceView* const view = instrument_.look()) {
    live_.sounding = view->sounding;
    live_.sources = view->sources;
    for (std::size_t i = 0; i < kEnvelopeCount; ++i) {
      live_.stages[i] = shown_stage(view->stages[i]);
      live_.stage_x[i] = view->stage_x[i];
    }
    live_.lfo_phase = view->lfo_phase;
    routes_now_ = view->routes;
    live_.note_count = view->note_count;
    for (std::size_t i = 0; i < static_cast<std::size_t>(view->note_count); ++i) {
      const VoiceView::Note& note = view->notes[i];
      live_.notes[i] = {note.key, note.held, note.velocity, note.pressure, note.bend, note.slide};
    }
    const auto strikes = instrument_.strikes();
    for (std::size_t i = 0; i < strikes.size(); ++i) {
      live_.strikes[i] = static_cast<float>(strikes[i]) / 127.0f;
    }
    live_.effect_levels = view->effect_levels;
    live_.effect_reductions = view->effect_reductions;
    live_.effect_inputs = view->effect_inputs;
    live_.effect_sweeps = view->effect_sweeps;
    live_.beats_per_second = view->beats_per_second;
    curves_.set_tempo(live_.beats_per_second);
    live_.wheel = view->sources[static_cast<std::size_t>(Source::kWheel)];
    live_.bend = view->sources[static_cast<std::size_t>(Source::kBend)];
  }
  const float fall = math::exp2(-3.3219281f * seconds / kFallSeconds);
  for (int c = 0; c < 2; ++c) {
    const auto n = static_cast<std::size_t>(c);
    const float peak = instrument_.meters().take_peak(c);
    falling_[n] = std::max(peak, falling_[n] * fall);
    live_.level[n] = falling_[n] < kSilence ? 0.0f : falling_[n];
    live_.clipped = live_.clipped || peak > 1.0f;
  }
  if (const std::uint64_t count = instrument_.heard(); count != midi_seen_) {
    midi_seen_ = count;
    last_midi_ = now;
  }
  live_.midi = live_.note_count > 0 || now - last_midi_ < kMidiLight;
  live_.voices = instrument_.meters().notes();
  live_.cpu = instrument_.load();
  learning_ = instrument_.learn().listening().value_or(kNoParam);
  for (int i = 0; i < kMacroCount; ++i) {
    const ParamIndex first = table().slot(SlotKind::kMacro, i).first_common;
    const auto polarity = static_cast<ParamIndex>(first + macro::kPolarity);
    live_.sources[static_cast<std::size_t>(Source::kMacro1) + static_cast<std::size_t>(i)] =
        macro::source_value(0.01f * document_.value(first), document_.value(polarity) > 0.5f);
  }
  spectra_.forget_unasked();
  play_phrase();
  if (now - looked_at_files_ >= kLookAtFiles) {
    looked_at_files_ = now;
    shelf_->look();
  }
  take_presets();
  compare_with_file();
  // A host may restore a project meanwhile.
  if (++polls_ % kPollsOfSettings == 0) read_play_settings();
  return live_;
}

std::vector<std::string> EditorModel::take_messages() {
  std::vector<std::string> all = std::exchange(messages_, {});
  for (std::string& message : instrument_.take_messages()) all.push_back(std::move(message));
  return all;
}

void EditorModel::note_on(int key, float velocity) {
  keys_here_[key] = velocity;
  send_note_on(key, velocity);
}

void EditorModel::note_off(int key) {
  keys_here_.erase(key);
  send_note_off(key);
}

void EditorModel::send_note_on(int key, float velocity) {
  const int v = std::clamp(static_cast<int>(std::lround(127.0f * velocity)), 1, 127);
  instrument_.play({0x90, static_cast<std::uint8_t>(key), static_cast<std::uint8_t>(v)});
}

void EditorModel::send_note_off(int key) {
  instrument_.play({0x80, static_cast<std::uint8_t>(key), 64});
}

void EditorModel::bend(float amount) {
  const int value = std::clamp(static_cast<int>(std::lround(8192.0f + 8191.0f * amount)), 0, 16383);
  instrument_.play(
      {0xe0, static_cast<std::uint8_t>(value & 127), static_cast<std::uint8_t>(value >> 7)});
}

void EditorModel::wheel(float amount) {
  instrument_.play({0xb0, cc::kWheel,
                    static_cast<std::uint8_t>(std::clamp(std::lround(127.0f * amount), 0L, 127L))});
}

void EditorModel::panic() {
  stop_audition();
  keys_here_.clear();
  for (std::uint8_t channel = 0; channel < 16; ++channel) {
    instrument_.play({static_cast<std::uint8_t>(0xb0 | channel), cc::kAllSoundOff, 0});
  }
}

void EditorModel::learn(ParamIndex param) {
  if (learning() == param) {
    instrument_.learn().stop_listening();
  } else {
    instrument_.learn().listen(param, instrument_.session().takeover);
  }
}

void EditorModel::forget(ParamIndex param) { instrument_.learn().remove(param); }

int EditorModel::controller_of(ParamIndex param) const {
  for (const LearnEntry& entry : instrument_.learn().entries()) {
    if (entry.param == param) return entry.controller;
  }
  return -1;
}

std::vector<std::string> EditorModel::lfo_shapes() const {
  std::vector<std::string> names;
  for (const LfoShape& shape : kiln::lfo_shapes()) names.emplace_back(shape.name);
  return names;
}

LfoDrawing EditorModel::lfo_shape_points(int shape) const {
  const LfoShape& found = kiln::lfo_shapes()[static_cast<std::size_t>(shape)];
  LfoDrawing drawing;
  drawing.points.assign(found.points.begin(), found.points.end());
  return drawing;
}

DisplayCurves::Position EditorModel::positions(gui::Show show) const {
  if (show == gui::Show::kBase) return [this](ParamIndex param) { return base_x(param); };
  return [this](ParamIndex param) {
    return table()[param].spec.modulatable() ? live_x(param) : base_x(param);
  };
}

bool EditorModel::oscillator_cycles(int slot, gui::Show show, std::span<const float> places,
                                    int points, std::span<float> out) {
  const auto number = static_cast<std::size_t>(slot);
  const Patch& patch = structure();
  return curves_.oscillator(slot, patch.wavetables[number], patch.remaps[number], positions(show),
                            places, points, out);
}

bool EditorModel::filter_response(int slot, gui::Show show, std::span<const float> hz,
                                  std::span<float> db) {
  return curves_.filter(slot, positions(show), hz, db);
}

void EditorModel::lfo_pattern(int lfo, std::span<float> out) {
  curves_.lfo(lfo, structure().lfos[static_cast<std::size_t>(lfo)].drawing,
              positions(gui::Show::kBase), out);
}

float EditorModel::envelope_law(float curve_percent, float x) const {
  return DisplayCurves::envelope_law(curve_percent, x);
}

bool EditorModel::effect_transfer(int effect, gui::Show show, std::span<float> out) {
  return curves_.effect_transfer(effect, positions(show), out);
}

bool EditorModel::effect_levels(int effect, gui::Show show, std::span<const float> in_db,
                                std::span<float> out_db) {
  return curves_.effect_levels(effect, positions(show), in_db, out_db);
}

bool EditorModel::effect_response(int effect, gui::Show show, std::span<const float> hz,
                                  std::span<float> db) {
  return curves_.effect_response(effect, positions(show), hz, db);
}

void EditorModel::effect_spectrum(int effect, std::span<const float> hz, std::span<float> db) {
  spectra_.find(effect, hz, db);
}

int EditorModel::effect_sweep(int effect, gui::Show show, const std::array<float, 2>& phases,
                              std::span<float, 16> seconds) {
  return curves_.effect_sweep(effect, positions(show), phases, seconds);
}

gui::SweepShape EditorModel::effect_sweep_shape(int effect) {
  return curves_.effect_sweep_shape(effect, positions(gui::Show::kBase));
}

std::vector<gui::EchoTap> EditorModel::effect_echoes(int effect, gui::Show show, double seconds) {
  return curves_.effect_echoes(effect, positions(show), seconds);
}

bool EditorModel::effect_impulse(int effect, double seconds, std::span<float> left,
                                 std::span<float> right) {
  return curves_.effect_impulse(effect, positions(gui::Show::kBase), seconds, left, right);
}

}  // namespace kiln
