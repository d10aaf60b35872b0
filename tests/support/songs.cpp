// Songs written out by numbers drawn from fixed keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/songs.h"

#include <cmath>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/single_cycle.h"
#include "tests/support/patches.h"

namespace kiln::test {
namespace {

Patch layered_patch() {
  Patch patch = make_patch(instrument_table());
  set(patch, "voice.polyphony", 9);
  set(patch, "voice.drift", 60);
  set(patch, "voice.glide", 0.08f);
  choose(patch, "osc1", "analog");
  set(patch, "osc1.unison", 5);
  set(patch, "osc1.detune", 40);
  set(patch, "osc1.pan", -20);
  choose(patch, "osc2", "wavetable");
  patch.wavetables[1].name = "test";
  set(patch, "osc2.unison", 2);
  set(patch, "osc2.cross_source", 1);
  set(patch, "osc2.wavetable.position", 20);
  choose(patch, "osc3", "analog");
  set(patch, "osc3.free_running", 1);
  set(patch, "osc3.octave", -1);
  set(patch, "noise.level", -18);
  choose(patch, "filter1", "ladder");
  set(patch, "filter1.cutoff", 900);
  set(patch, "filter1.resonance", 70);
  set(patch, "filter1.drive", 6);
  choose(patch, "filter2", "svf");
  set(patch, "filter2.cutoff", 6000);
  set(patch, "routing.mode", 1);
  set(patch, "routing.feedback", 10);
  set(patch, "amp.release", 0.25f);
  set(patch, "lfo1.trigger", 3);  // with the song
  choose(patch, "lfo2", "random");
  set(patch, "lfo2.rate_sync", 0);
  set(patch, "lfo2.rate", 9);
  choose(patch, "lfo3", "steps");
  set(patch, "lfo3.scope", 1);
  choose(patch, "lfo4", "chaos");
  patch.routes = {
      make_route(Source::kEnv2, "filter1.cutoff", 0.35f, Source::kVelocity),
      make_route(Source::kLfo1, "filter1.cutoff", 0.1f, Source::kWheel),
      make_route(Source::kLfo2, "osc1.pitch", 0.02f),
      make_route(Source::kLfo3, "fx1.mix", 0.3f),
      make_route(Source::kLfo4, "osc2.wavetable.position", 0.4f),
      make_route(Source::kSlide, "osc2.level", 0.3f),
      make_route(Source::kNotePressure, "filter2.cutoff", -0.3f),
      make_route(Source::kMacro1, "fx3.mix", 0.4f),
      make_route(Source::kLane, "osc1.pan", 0.5f),
      make_route(Source::kRandom1, "voice.pan", 0.5f),
  };
  Route to_route = make_route(Source::kChannelPressure, "osc1.level", 0.5f);
  to_route.target = {.kind = RouteTarget::Kind::kRouteDepth, .route = 1};
  patch.routes.push_back(to_route);
  patch.routes[2].smooth = 0.05f;
  choose(patch, "fx1", "chorus");
  choose(patch, "fx2", "delay");
  set(patch, "fx2.mix", 35);
  choose(patch, "fx3", "reverb");
  set(patch, "fx3.mix", 25);
  patch.effect_order = {1, 0, 2, 3, 4, 5, 6, 7};
  return patch;
}

Patch struck_patch() {
  Patch patch = make_patch(instrument_table());
  set(patch, "voice.mode", 2);
  set(patch, "voice.glide", 0.05f);
  choose(patch, "osc1", "fm");
  choose(patch, "osc2", "noise");
  set(patch, "osc2.level", -12);
  choose(patch, "filter1", "comb");
  set(patch, "filter1.cutoff", 400);
  set(patch, "filter1.resonance", 60);
  set(patch, "filter1.key", 100);
  set(patch, "amp.decay", 0.4f);
  set(patch, "amp.sustain", 40);
  set(patch, "amp.release", 0.1f);
  patch.routes = {make_route(Source::kBend, "filter1.resonance", 0.2f),
                  make_route(Source::kAlternate, "osc1.level", 0.2f),
                  make_route(Source::kFollower, "fx1.mix", -0.5f)};
  choose(patch, "fx1", "distortion");
  set(patch, "fx1.mix", 50);
  choose(patch, "fx2", "eq");
  choose(patch, "fx3", "compressor");
  return patch;
}

void add_player(Song& song, Draw& draw) {
  const int frames = song.frames;
  for (int i = 0; i < 42; ++i) {
    const int at = draw.below(frames - frames / 6);
    const bool mpe = at > frames / 2;
    const int channel = mpe ? draw.between(1, 5) : 0;
    song.note(
        {at, draw.between(200, frames / 6), channel, draw.between(30, 96), draw.between(20, 127)});
  }
  song.note({frames / 3, 0, 0, 72, 100});  // of no length
  for (int i = 0; i < 300; ++i) {
    const int at = draw.below(frames);
    const int channel = draw.chance(0.5f) ? 0 : draw.between(1, 5);
    switch (draw.below(5)) {
      case 0:
        song.midi({at, 0xe0 | channel, draw.below(128), draw.between(40, 90)});
        break;
      case 1:
        song.midi({at, 0xb0 | channel, 74, draw.below(128)});
        break;
      case 2:
        song.midi({at, 0xd0 | channel, draw.below(128), 0});
        break;
      case 3:
        song.midi({at, 0xb0, 1, draw.below(128)});
        break;
      default:
        song.midi({at, 0xb0, 20, draw.below(128)});
        break;
    }
  }
  song.midi({frames / 5, 0xb0, 64, 127});
  song.midi({frames / 4, 0xb0, 64, 0});
  // From the middle on, a lower zone of five.
  const int configured = frames / 2 - 7;
  song.midi({configured, 0xb0, 101, 0});
  song.midi({configured, 0xb0, 100, 6});
  song.midi({configured, 0xb0, 6, 5});
  song.midi({frames * 3 / 5, 0xb0, 7, 90});
  song.midi({frames * 3 / 5, 0xb0, 10, 40});
}

void add_host(Song& song, Draw& draw) {
  const int frames = song.frames;
  song.transport({0, 0.0, 128.7, true});
  song.transport({frames * 3 / 20 + 11, 4.0, 128.7, true});  // a jump
  song.transport({frames / 4 + 3, 4.9, 97.3, true});
  const int lap = frames / 10;
  const double loop = lap / song.settings.host_rate * 97.3 / 60.0;
  for (int i = 0; i < 3; ++i) song.transport({frames / 2 + i * lap, 8.0, 97.3, true});
  song.transport({frames * 9 / 10, 8.0 + loop, 97.3, false});  // stops
  for (int i = 0; i < 40; ++i) {
    const char* const ids[] = {"filter1.cutoff", "filter1.resonance", "osc1.level", "fx2.mix",
                               "voice.level",    "osc1.detune",       "fx1.on",     "master.level"};
    const char* const id = ids[draw.below(8)];
    const ParamSpec& spec = instrument_table()[param(id)].spec;
    song.value(
        {draw.below(frames), id, clamp_real(spec, x_to_real(spec, 0.3f + 0.7f * draw.unit()))});
  }
  song.swap(frames * 2 / 5, 1, false);
  song.swap(frames / 2 - 100, 0, false);
  song.swap(frames * 7 / 10, 2, true);  // an edit while it sounds
}

}  // namespace

std::shared_ptr<const WavetableMips> test_wavetable() {
  static const std::shared_ptr<const WavetableMips> table = [] {
    constexpr int kFrames = 8;
    std::vector<float> samples;
    for (int f = 0; f < kFrames; ++f) {
      for (int n = 0; n < kCycleSamples; ++n) {
        const double phase = 2.0 * n / kCycleSamples;
        double x = 0.0;
        for (int h = 1; h <= 1 + 5 * f; ++h) x += math::sin_pi(phase * h * (h % 3 + 1)) / (h + 1);
        samples.push_back(static_cast<float>(x));
      }
    }
    return WavetableMips::make(samples);
  }();
  return table;
}

Patch plain_patch() {
  Patch patch = make_patch(instrument_table());
  set(patch, "osc1.random_phase", 0);
  return patch;
}

Song busy_song(int quality, double host_rate) {
  Song song;
  song.settings.host_rate = host_rate;
  song.settings.seed = 0x0123456789abcdefu;
  song.settings.quality = quality;
  song.settings.find_wavetable = [](const WavetableRef&) { return test_wavetable(); };
  song.frames = static_cast<int>(3.0 * host_rate);
  song.patches = {layered_patch(), struck_patch(), layered_patch()};
  set(song.patches[2], "filter1.cutoff", 1500);
  set(song.patches[2], "fx3.mix", 60);
  song.patches[2].routes[0].depth = 0.1f;
  song.patches[2].routes.push_back(make_route(Source::kEnv3, "filter2.cutoff", 0.3f));
  Draw draw(2026);
  add_host(song, draw);
  add_player(song, draw);
  song.sort();
  return song;
}

Song sleepy_song() {
  Song song;
  song.settings.seed = 7;
  song.frames = 96000;
  Patch patch = plain_patch();
  set(patch, "osc1.random_phase", 100);
  set(patch, "voice.drift", 100);
  set(patch, "amp.release", 0.01f);
  choose(patch, "lfo1", "random");
  set(patch, "lfo1.trigger", 1);  // free
  patch.routes = {make_route(Source::kLfo1, "osc1.pitch", 0.1f),
                  make_route(Source::kRandom1, "osc1.level", 0.3f)};
  song.patches = {patch};
  song.transport({30000, 3.0, 90.0, false});
  for (int i = 0; i < 6; ++i) song.note({123 + 16001 * i, 4000, 0, 48 + 5 * i, 100});
  song.value({40000, "osc1.fine", 30});  // while it sleeps
  song.midi({60000, 0xe0, 0, 80});
  song.sort();
  return song;
}

}  // namespace kiln::test
