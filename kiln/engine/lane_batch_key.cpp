// What two patches must have in common to be lanes of one group.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <type_traits>

#include "kiln/engine/compile.h"
#include "kiln/engine/lane_batch.h"

namespace kiln {
namespace {

class KeyWriter {
 public:
  template <class Number>
  void add(Number number) {
    static_assert(std::is_trivially_copyable_v<Number>);
    const auto bytes = std::bit_cast<std::array<char, sizeof(Number)>>(number);
    key_.append(bytes.data(), bytes.size());
  }
  void add_text(const std::string& text) {
    add(text.size());
    key_ += text;
  }
  std::string take() { return std::move(key_); }

 private:
  std::string key_;
};

bool is_macro(Source source) { return source >= Source::kMacro1 && source <= Source::kMacro8; }

bool moves_another_route(const Route& route) {
  return route.target.kind == RouteTarget::Kind::kRouteDepth;
}

void add_routes(const Patch& patch, KeyWriter& key) {
  key.add(patch.routes.size());
  for (const Route& route : patch.routes) {
    key.add(route.source);
    key.add(route.via);
    key.add(route.target.kind);
    key.add(route.target.param);
    key.add(route.target.route);
    key.add(route.curve);
    key.add(route.polarity);
    key.add(route.steps);
    key.add(route.enabled);
    key.add(route.smooth);
    for (const std::optional<float>& bound : {route.minimum, route.maximum}) {
      key.add(bound.has_value());
      key.add(bound.value_or(0.0f));
    }
    key.add(route.drawn.size());
    for (const float point : route.drawn) key.add(point);
    // A depth that is moved starts from the plan's, which is one for all.
    if (!moves_another_route(route)) continue;
    const auto moved = static_cast<std::size_t>(route.target.route);
    if (moved < patch.routes.size()) key.add(patch.routes[moved].depth);
  }
}

void add_drawings(const VoiceInput& input, KeyWriter& key) {
  for (const LfoDrawing& drawing : input.drawings) {
    key.add(drawing.points.size());
    for (const LfoPoint& point : drawing.points) {
      key.add(point.x);
      key.add(point.y);
      key.add(point.curve);
    }
    key.add(drawing.steps.size());
    for (const LfoStep& step : drawing.steps) {
      key.add(step.value);
      key.add(step.tie);
    }
  }
}

}  // namespace

std::string lane_batch_key(const Patch& patch, const PartSetup& setup, std::int64_t note_frame) {
  const ParamTable& table = instrument_table();
  const auto value = [&](SlotKind kind, int slot, int param) {
    return patch.values[static_cast<std::size_t>(table.slot(kind, slot).first_common + param)];
  };
  for (int i = 0; i < kEffectSlots; ++i) {
    if (value(SlotKind::kEffect, i, effect::kType) != 0.0f) return {};
  }
  std::vector<std::string> ignored;
  const VoiceInput input = voice_input(patch, setup, ignored);
  KeyWriter key;
  key.add(setup.host_rate);
  key.add(input.quality);
  key.add(note_frame);
  for (int i = 0; i < voice_param_count(); ++i) {
    if (table[static_cast<ParamIndex>(i)].spec.structural()) {
      key.add(patch.values[static_cast<std::size_t>(i)]);
    }
  }
  const bool macros = std::any_of(patch.routes.begin(), patch.routes.end(), [](const Route& route) {
    return is_macro(route.source) || is_macro(route.via);
  });
  for (int i = 0; macros && i < kMacroCount; ++i) {
    key.add(value(SlotKind::kMacro, i, macro::kValue));
    key.add(value(SlotKind::kMacro, i, macro::kPolarity));
  }
  for (const WavetableRef& wavetable : patch.wavetables) {
    key.add_text(wavetable.name);
    key.add_text(wavetable.hash);
  }
  for (const std::vector<float>& remap : patch.remaps) {
    key.add(remap.size());
    for (const float phase : remap) key.add(phase);
  }
  add_drawings(input, key);
  add_routes(patch, key);
  // What VoiceStructure and Part decide by values that are not structural.
  key.add(value(SlotKind::kNoise, 0, noise_layer::kLevel) > -INFINITY);
  key.add(value(SlotKind::kRouting, 0, routing::kFeedback) != 0.0f);
  return key.take();
}

}  // namespace kiln
