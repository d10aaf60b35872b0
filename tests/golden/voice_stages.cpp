// Golden stages of dry voices: each oscillator and filter type by itself, and the voice around
// them. SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/filters/test_rig.h"
#include "tests/golden/stages.h"
#include "tests/support/digest.h"
#include "tests/support/patches.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr int kPatches = 8;  // with random knobs, per type

// Sets all of a type's own parameters, menus as well.
void randomise_type(Patch& patch, std::string_view slot_id, int type, Draw& draw) {
  const ParamTable& table = instrument_table();
  const SlotInfo& slot = *table.find_slot(slot_id);
  const auto number = static_cast<std::size_t>(type);
  patch.values[slot.type_param] = static_cast<float>(type);
  const std::size_t count = slot.spec.types[number]->params.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto index = static_cast<ParamIndex>(slot.first_of_type[number] + i);
    patch.values[index] = random_real(table[index].spec, draw);
  }
}

// A dozen notes over the whole keyboard, knobs of the slot moving underneath.
Song phrase(const Patch& patch, int quality, const std::vector<const char*>& moving, Draw& draw) {
  Song song;
  song.settings.seed = 99;
  song.settings.quality = quality;
  song.settings.find_wavetable = [](const WavetableRef&) { return test_wavetable(); };
  song.patches = {patch};
  song.frames = 19200;
  for (int i = 0; i < 12; ++i) {
    song.note({draw.below(12000), draw.between(500, 6000), 0, 12 + 9 * i, draw.between(30, 127)});
  }
  for (int i = 0; i < 24; ++i) {
    const char* const id =
        moving[static_cast<std::size_t>(draw.below(static_cast<int>(moving.size())))];
    const ParamSpec& spec = instrument_table()[param(id)].spec;
    song.value({draw.below(song.frames), id, random_real(spec, draw)});
  }
  song.sort();
  return song;
}

std::string oscillator(int type) {
  Digest digest;
  for (int i = 0; i < kPatches; ++i) {
    Draw draw(static_cast<std::uint32_t>(100 * type + i));
    Patch patch = make_patch(instrument_table());
    randomise_type(patch, "osc1", type, draw);
    patch.wavetables[0].name = "test";
    set(patch, "osc1.unison", static_cast<float>(i % 4 == 3 ? 7 : 1 + i % 2));
    set(patch, "voice.drift", 30);
    if (i % 3 == 1) {  // modulated by a neighbour
      choose(patch, "osc2", "analog");
      set(patch, "osc2.octave", 1);
      set(patch, "osc2.level", -60);
      set(patch, "osc1.cross_source", 2);
      set(patch, "osc1.cross_mode", static_cast<float>(draw.below(5)));
    }
    const int quality = i % 3 == 0 ? 2 : (i % 3 == 1 ? 1 : 4);
    const Song song =
        phrase(patch, quality, {"osc1.detune", "osc1.pan", "osc1.fine", "osc1.blend"}, draw);
    const Audio audio = play(song);
    digest.add(audio.left);
    digest.add(audio.right);
  }
  return digest.text();
}

std::string filter(int type) {
  Digest digest;
  for (int i = 0; i < kPatches; ++i) {
    Draw draw(static_cast<std::uint32_t>(5000 + 100 * type + i));
    Patch patch = plain_patch();
    randomise_type(patch, "filter1", type, draw);
    set(patch, "filter1.cutoff", 60.0f * static_cast<float>(1 << i));
    set(patch, "filter1.resonance", static_cast<float>(13 * i));
    set(patch, "filter1.drive", static_cast<float>(draw.below(30)));
    set(patch, "filter1.key", 50);
    if (i % 4 == 1) set(patch, "filter1.pan", 40);
    if (i % 4 == 2) {
      choose(patch, "osc2", "analog");
      set(patch, "filter1.fm_source", 2);
      set(patch, "filter1.fm_depth", 30);
    }
    patch.routes = {make_route(Source::kEnv2, "filter1.cutoff", 0.4f)};
    const int quality = i % 3 == 0 ? 2 : (i % 3 == 1 ? 1 : 4);
    const Audio audio =
        play(phrase(patch, quality,
                    {"filter1.cutoff", "filter1.resonance", "filter1.drive", "filter1.mix"}, draw));
    digest.add(audio.left);
    digest.add(audio.right);
  }
  return digest.text();
}

// The filter alone: noise, then 20 s of silence, and at the end what it remembers. Menus by turns.
std::string filter_tail(int type) {
  const FilterModule& module = filter_modules()[static_cast<std::size_t>(type)];
  Digest digest;
  Draw draw(static_cast<std::uint32_t>(700 + type));
  for (int i = 0; i < 4; ++i) {
    std::vector<float> own = {};
    for (const ParamSpec& spec : module.spec->params) own.push_back(random_real(spec, draw));
    own.push_back(0.0f);  // never empty
    filter_test::Rig rig(module, 48000.0, 2, own);
    rig.resonance = Lanes::filled(0.25f * static_cast<float>(i));
    for (int lane = 0; lane < kLanes; ++lane) rig.cutoff[lane] = 40.0f + 500.0f * lane;
    LaneBlock left, right;
    const int periods = 20 * 48000 / filter_test::Rig::kFrames;
    for (int period = 0; period < periods; ++period) {
      const RealtimeScope realtime;
      left.clear();
      right.clear();
      for (int k = 0; period < 600 && k < filter_test::Rig::kFrames; ++k) {
        for (int lane = 0; lane < kLanes; ++lane) {
          left[k][lane] = draw.unit() - 0.5f;
          right[k][lane] = draw.unit() - 0.5f;
        }
      }
      rig.period(&left, &right);
      if (period % 50 != 0) continue;
      digest.add(std::span(&left[0], filter_test::Rig::kFrames));
      digest.add(std::span(&right[0], filter_test::Rig::kFrames));
    }
    digest.add(std::span(rig.memory(0), rig.memory_floats()));
    digest.add(std::span(rig.memory(1), rig.memory_floats()));
  }
  return digest.text();
}

std::string noise_layer() {
  Draw draw(31);
  Patch patch = plain_patch();
  choose(patch, "osc1", "off");
  set(patch, "noise.level", 0);
  const Audio audio = play(phrase(patch, 2, {"noise.colour", "noise.level"}, draw));
  return audio.digest();
}

std::string voice_modes(int mode) {
  Draw draw(static_cast<std::uint32_t>(41 + mode));
  Patch patch = plain_patch();
  set(patch, "voice.mode", static_cast<float>(mode));
  set(patch, "voice.glide", 0.1f);
  set(patch, "voice.polyphony", 3);
  set(patch, "voice.drift", 100);
  choose(patch, "filter1", "svf");
  choose(patch, "filter2", "ladder");
  set(patch, "filter1.cutoff", 800);
  set(patch, "filter2.cutoff", 3000);
  set(patch, "routing.mode", static_cast<float>(mode));
  set(patch, "routing.feedback", 30);
  Song song = phrase(patch, 2,
                     {"voice.pan", "voice.level", "voice.fine", "voice.transpose",
                      "routing.feedback", "voice.glide_curve"},
                     draw);
  for (int i = 0; i < 60; ++i) song.midi({300 * i, 0xe0, draw.below(128), draw.below(128)});
  song.sort();
  return play(song).digest();
}

}  // namespace

void add_voice_stages(std::vector<Stage>& stages) {
  for (int type = 1; type < static_cast<int>(oscillator_modules().size()); ++type) {
    const std::string id = oscillator_modules()[static_cast<std::size_t>(type)].spec->id;
    stages.push_back({"oscillator/" + id, [type] { return oscillator(type); }});
  }
  for (int type = 1; type < static_cast<int>(filter_modules().size()); ++type) {
    const std::string id = filter_modules()[static_cast<std::size_t>(type)].spec->id;
    stages.push_back({"filter/" + id, [type] { return filter(type); }});
    stages.push_back({"filter/" + id + "/tail", [type] { return filter_tail(type); }});
  }
  stages.push_back({"voice/noise_layer", noise_layer});
  for (int mode = 0; mode < 3; ++mode) {
    stages.push_back(
        {std::string("voice/") + voice::kModes[mode], [mode] { return voice_modes(mode); }});
  }
}

}  // namespace kiln::test
