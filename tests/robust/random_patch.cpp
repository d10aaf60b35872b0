// Draws patches: half of the knobs stay, the others stand anywhere.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/robust/random_patch.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "kiln/effects/module.h"
#include "kiln/filters/module.h"
#include "kiln/lfos/module.h"
#include "kiln/oscillators/module.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

std::string type_key(std::string_view kind, const ModuleSpec& spec) {
  return std::string(kind) + "." + spec.id;
}

// A type other than "off", which comes first where there is one.
int draw_type(const SlotInfo& slot, Draw& draw, bool may_be_off) {
  const int count = static_cast<int>(slot.spec.types.size());
  const bool has_off = std::string_view(slot.spec.types[0]->id) == "off";
  return has_off && !may_be_off ? draw.between(1, count - 1) : draw.below(count);
}

const ModuleSpec& put_type(Patch& patch, const SlotInfo& slot, int type) {
  patch.values[slot.type_param] = static_cast<float>(type);
  return *slot.spec.types[static_cast<std::size_t>(type)];
}

void draw_types(Patch& patch, Draw& draw, Coverage& coverage) {
  int effects = 0;
  for (const SlotInfo& slot : instrument_table().slots()) {
    if (slot.type_param == kNoParam) continue;
    std::string_view kind;
    int type = 0;
    switch (slot.spec.kind) {
      case SlotKind::kOscillator:
        kind = "osc";
        type = draw_type(slot, draw, slot.spec.number > 0);
        if (slot.spec.number > 0 && draw.chance(0.5f)) type = 0;
        break;
      case SlotKind::kFilter:
        kind = "filter";
        type = draw_type(slot, draw, true);
        break;
      case SlotKind::kLfo:
        kind = "lfo";
        type = draw_type(slot, draw, true);
        break;
      case SlotKind::kEffect:
        kind = "fx";
        if (effects < 3 && draw.chance(0.25f)) type = draw_type(slot, draw, false), ++effects;
        break;
      default:
        continue;
    }
    ++coverage[type_key(kind, put_type(patch, slot, type))];
  }
}

// Kept within what sounds soon and does not cost too much: the rest of the suite is about extremes.
void keep_it_heard(Patch& patch, Draw& draw) {
  set(patch, "master.level", -6.0f * draw.unit());
  set(patch, "master.quality", static_cast<float>(draw.below(2)));
  set(patch, "master.guard", 2);
  set(patch, "voice.level", 0);
  set(patch, "voice.transpose", static_cast<float>(draw.between(-12, 12)));
  set(patch, "voice.polyphony", static_cast<float>(draw.between(1, 12)));
  set(patch, "osc1.level", -6);
  set(patch, "osc1.octave", static_cast<float>(draw.between(-1, 1)));
  set(patch, "amp.delay", 0);
  set(patch, "amp.attack", 0.01f * draw.unit());
  set(patch, "amp.sustain", 50.0f + 50.0f * draw.unit());
  set(patch, "amp.sync", 0);
  set(patch, "amp.velocity", 20.0f * draw.unit());
  for (int i = 1; i <= 3; ++i) {
    const std::string id = "osc" + std::to_string(i) + ".unison";
    set(patch, id,
        static_cast<float>(draw.chance(0.2f) ? draw.between(2, 16) : draw.between(1, 2)));
  }
  for (const char* const slot : {"filter1", "filter2"}) {
    const std::string id = slot;
    set(patch, id + ".cutoff", 300.0f * std::sqrt(1.0f + 400.0f * draw.unit()));
  }
  // A delay's or reverb's first sound may come after the render.
  for (int i = 1; i <= kPatchEffects; ++i) {
    set(patch, "fx" + std::to_string(i) + ".mix", 80.0f * draw.unit());
  }
}

Source random_source(Draw& draw) { return static_cast<Source>(draw.between(1, kSourceCount - 1)); }

void draw_routes(Patch& patch, Draw& draw, Coverage& coverage) {
  const ParamTable& table = instrument_table();
  const int count = draw.below(9);
  for (int i = 0; i < count; ++i) {
    Route route;
    route.source = random_source(draw);
    if (draw.chance(0.3f)) route.via = random_source(draw);
    do {
      const auto index = static_cast<ParamIndex>(draw.below(table.size()));
      route.target = {.kind = RouteTarget::Kind::kParameter, .param = index};
    } while (!table[route.target.param].spec.modulatable());
    if (source_spec(route.source).scope == SourceScope::kAudio) {
      route.target.param = param(draw.chance(0.5f) ? "filter1.cutoff" : "filter2.cutoff");
    }
    if (source_spec(route.source).scope == SourceScope::kUnison) {
      route.target.param = param(draw.chance(0.5f) ? "osc1.pitch" : "osc1.pan");
    }
    if (draw.chance(0.1f) && i > 0) {
      route.target = {.kind = RouteTarget::Kind::kRouteDepth,
                      .route = static_cast<std::uint8_t>(draw.below(i))};
    }
    route.depth = 0.6f * (2.0f * draw.unit() - 1.0f);
    route.curve = static_cast<RouteCurve>(draw.below(4));
    route.polarity = static_cast<RoutePolarity>(draw.below(3));
    route.steps = static_cast<std::uint8_t>(draw.between(2, 32));
    if (draw.chance(0.3f)) route.smooth = 0.5f * draw.unit();
    ++coverage[std::string("source.") + source_spec(route.source).id];
    patch.routes.push_back(route);
  }
}

}  // namespace

Coverage empty_coverage() {
  Coverage coverage;
  const auto add = [&](std::string_view kind, auto modules) {
    for (const auto& module : modules) coverage[type_key(kind, *module.spec)] = 0;
  };
  add("osc", oscillator_modules());
  add("filter", filter_modules());
  add("lfo", lfo_modules());
  add("fx", effect_modules());
  for (int i = 1; i < kSourceCount; ++i) {
    coverage[std::string("source.") + source_spec(static_cast<Source>(i)).id] = 0;
  }
  return coverage;
}

Patch random_patch(Draw& draw, Coverage& coverage) {
  const ParamTable& table = instrument_table();
  Patch patch = make_patch(table);
  for (int i = 0; i < table.size(); ++i) {
    const ParamSpec& spec = table[static_cast<ParamIndex>(i)].spec;
    if (spec.target_only() || draw.chance(0.5f)) continue;
    patch.values[static_cast<std::size_t>(i)] = random_real(spec, draw);
  }
  draw_types(patch, draw, coverage);
  keep_it_heard(patch, draw);
  draw_routes(patch, draw, coverage);
  for (std::size_t i = kPatchEffects - 1; i > 0; --i) {
    std::swap(patch.effect_order[i],
              patch.effect_order[static_cast<std::size_t>(draw.below(static_cast<int>(i) + 1))]);
  }
  if (draw.chance(0.5f)) patch.wavetables[0].name = "test";
  return patch;
}

Song random_song(Draw& draw, int frames, Coverage& coverage) {
  Song song;
  song.frames = frames;
  song.settings.seed = draw.bits();
  song.settings.find_wavetable = [](const WavetableRef&) { return test_wavetable(); };
  song.patches = {random_patch(draw, coverage)};
  song.note({0, frames * 3 / 4, 0, draw.between(36, 84), draw.between(60, 127)});
  const int notes = draw.below(5);
  for (int i = 0; i < notes; ++i) {
    song.note({draw.below(frames), draw.between(0, frames), draw.below(16), draw.below(128),
               draw.between(1, 127)});
  }
  const int messages = draw.below(20);
  for (int i = 0; i < messages; ++i) {
    const int at = draw.below(frames);
    switch (draw.below(6)) {
      case 0:
        song.midi({at, 0xe0 | draw.below(16), draw.below(128), draw.below(128)});
        break;
      case 1:
        song.midi({at, 0xd0 | draw.below(16), draw.below(128), 0});
        break;
      case 2:
        song.midi({at, 0xa0, draw.below(128), draw.below(128)});
        break;
      case 3:
        song.transport({at, 100.0 * draw.unit(), 1.0 + 500.0 * draw.unit(), draw.chance(0.7f)});
        break;
      case 4: {
        // Volume and the switches that end notes are left alone: the patch should be heard.
        const int number = draw.between(12, 119);
        song.midi({at, 0xb0 | draw.below(16), number, draw.below(128)});
        break;
      }
      default: {
        const auto index = static_cast<ParamIndex>(draw.below(instrument_table().size()));
        const std::string& id = instrument_table()[index].id;
        if (id.ends_with(".level") || id.starts_with("amp.")) break;
        song.value({at, id, random_real(instrument_table()[index].spec, draw)});
      }
    }
  }
  song.sort();
  return song;
}

Health health_of(const Audio& audio) {
  Health health;
  for (const auto* const channel : {&audio.left, &audio.right}) {
    for (const float x : *channel) {
      health.finite = health.finite && std::isfinite(x);
      health.normal = health.normal && (x == 0.0f || std::isnormal(x) || !std::isfinite(x));
      health.peak = std::max(health.peak, std::fabs(x));
    }
  }
  return health;
}

}  // namespace kiln::test
