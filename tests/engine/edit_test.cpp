// Edits of structure while notes sound: types, routings and orders change without a click.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/transient.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::param;
using engine_test::part_of;
using engine_test::peak;
using engine_test::Player;
using engine_test::route;
using engine_test::sine_patch;
using engine_test::Sound;

using Values = std::vector<std::pair<std::string, float>>;

float type_of(const char* slot, std::string_view id) {
  const auto types = instrument_table().find_slot(slot)->spec.types;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i]->id == id) return static_cast<float>(i);
  }
  throw std::runtime_error("no type " + std::string(id));
}

Patch sine_with(const Values& values) {
  Patch patch = sine_patch();
  for (const auto& [id, value] : values) patch.values[param(id)] = value;
  return patch;
}

struct Edit {
  std::string what;
  Patch before;
  Patch after;
};

std::vector<Edit> edits() {
  const float svf = type_of("filter1", "svf"), ladder = type_of("filter1", "ladder");
  const float fm = type_of("osc1", "fm"), wavetable = type_of("osc1", "wavetable");
  const float delay = type_of("fx1", "delay"), reverb = type_of("fx1", "reverb");
  const float distortion = type_of("fx1", "distortion");
  const Values low = {{"filter1.type", svf}, {"filter1.cutoff", 300.0f}};
  const Values shaped = {{"fx1.type", distortion}, {"fx1.distortion.drive", 3.0f},
                         {"fx2.type", delay},      {"fx2.mix", 40.0f},
                         {"fx3.type", reverb},     {"fx3.mix", 30.0f}};
  const auto and_also = [](Values values, const Values& more) {
    values.insert(values.end(), more.begin(), more.end());
    return values;
  };
  const Values none;
  // A sine through a modulation index of 0 is a sine still.
  const Values fm_sine = {{"osc1.type", fm}, {"osc1.fm.depth_a", 0.0f}, {"osc1.fm.depth_b", 0.0f}};
  std::vector<Edit> list;
  const auto add = [&](const char* what, const Values& before, const Values& after) {
    list.push_back({what, sine_with(before), sine_with(after)});
  };
  add("filter in", none, low);
  add("filter out", low, none);
  add("another filter", low, {{"filter1.type", ladder}, {"filter1.cutoff", 300.0f}});
  add("another filter mode", low, and_also(low, {{"filter1.svf.mode", 3.0f}}));
  add("second filter in", low,
      and_also(low, {{"filter2.type", ladder}, {"filter2.cutoff", 500.0f}}));
  add("filters in parallel", and_also(low, {{"filter2.type", ladder}, {"filter2.cutoff", 5000.0f}}),
      and_also(low,
               {{"filter2.type", ladder}, {"filter2.cutoff", 5000.0f}, {"routing.mode", 1.0f}}));
  add("stereo by a panned filter", low, and_also(low, {{"filter1.pan", 50.0f}}));
  add("oscillator to FM", none, fm_sine);
  add("oscillator from FM", fm_sine, none);
  add("oscillator to its default table", none, {{"osc1.type", wavetable}});
  add("unison of 5", none, {{"osc1.unison", 5.0f}, {"osc1.detune", 5.0f}});
  add("no unison", {{"osc1.unison", 5.0f}, {"osc1.detune", 5.0f}}, none);
  add("second oscillator in", none,
      {{"osc2.type", 1.0f},
       {"osc2.analog.shape", 0.0f},
       {"osc2.level", -18.0f},
       {"osc2.octave", 1.0f}});
  add("second oscillator out",
      {{"osc2.type", 1.0f},
       {"osc2.analog.shape", 0.0f},
       {"osc2.level", -18.0f},
       {"osc2.octave", 1.0f}},
      none);
  add("sent past the filter", low, and_also(low, {{"osc1.send", 4.0f}}));
  add("noise of -60 dB out", {{"noise.level", -60.0f}}, {{"noise.level", -INFINITY}});
  add("effect in", none, {{"fx1.type", distortion}, {"fx1.mix", 100.0f}});
  add("effect out", {{"fx1.type", distortion}, {"fx1.distortion.drive", 6.0f}}, none);
  add("another effect", {{"fx1.type", delay}, {"fx1.mix", 50.0f}},
      {{"fx1.type", reverb}, {"fx1.mix", 50.0f}});
  add("delay out", {{"fx1.type", delay}, {"fx1.mix", 50.0f}}, none);
  const auto sent_to = [&](Values values, float type) {
    values.insert(values.end(), {{"fx1.type", distortion},
                                 {"fx1.distortion.drive", 3.0f},
                                 {"fx1.send", -6.0f},
                                 {"fxs.reverb.motion", 0.0f},  // the sum hangs on its phase
                                 {"fxs.type", type}});
    return values;
  };
  add("slot S in", sent_to(none, 0.0f), sent_to(none, reverb));
  add("slot S out", sent_to(none, delay), sent_to(none, 0.0f));
  add("another effect in slot S", sent_to(none, delay), sent_to(none, reverb));
  const float eq = type_of("fxs", "eq");  // flat: what is sent comes back as it is
  add("a slot less that sends", sent_to(none, eq), {{"fxs.type", eq}});
  add("another effect that sends", sent_to(none, eq),
      {{"fx1.type", reverb}, {"fx1.send", -6.0f}, {"fxs.type", eq}});
  add("an effect in while another slot sends", sent_to(none, eq),
      and_also(sent_to(none, eq), {{"fx3.type", eq}}));
  const auto routed = [](const char* target, Source source, float depth) {
    Patch patch = sine_with({{"macro1.value", 100.0f}});
    if (depth != 0.0f) patch.routes = {route(target, source, depth)};
    return patch;
  };
  list.push_back({"a route less", routed("voice.level", Source::kMacro1, -0.4f),
                  routed("", Source::kMacro1, 0.0f)});
  list.push_back({"a route of an envelope less", routed("osc1.level", Source::kEnv1, 0.2f),
                  routed("", Source::kMacro1, 0.0f)});
  list.push_back({"a route to another target", routed("voice.level", Source::kMacro1, -0.1f),
                  routed("osc1.level", Source::kMacro1, -0.1f)});
  const auto shaped_route = [](RouteCurve curve, RoutePolarity polarity, std::uint8_t steps) {
    Patch patch = sine_with({{"macro1.value", 70.0f}});
    Route bent = route("voice.level", Source::kMacro1, -0.15f);
    bent.curve = curve;
    bent.polarity = polarity;
    bent.steps = steps;
    patch.routes = {bent};
    return patch;
  };
  const Patch straight = shaped_route(RouteCurve::kLinear, RoutePolarity::kAsSource, 4);
  const Patch stepped = shaped_route(RouteCurve::kStepped, RoutePolarity::kAsSource, 2);
  list.push_back({"another curve of a route", straight, stepped});
  list.push_back({"another polarity of a route", straight,
                  shaped_route(RouteCurve::kLinear, RoutePolarity::kBipolar, 4)});
  list.push_back({"more steps of a route", stepped,
                  shaped_route(RouteCurve::kStepped, RoutePolarity::kAsSource, 5)});
  Edit macro{"a macro that gives both signs", straight, straight};
  macro.after.values[param("macro1.polarity")] = 1.0f;
  list.push_back(macro);
  Edit order{"another order of effects", sine_with(shaped), sine_with(shaped)};
  order.after.effect_order = {2, 0, 1, 3, 4, 5, 6, 7};
  list.push_back(order);
  return list;
}

constexpr int kEvent = 72000;

TEST(EditTest, DoesNotClick) {
  for (const auto& [what, before, after] : edits()) {
    Player player(before);
    player.on(0, 69, 127);
    player.swap(kEvent + 3, after, true);
    const Sound sound = player.play(2 * 72000);
    ASSERT_TRUE(analysis::all_finite(sound.left)) << what;
    // What leaves fades first; what comes is whole 16 ms later at the latest.
    const analysis::Click click =
        analysis::measure_click(sound.left, 48000.0, 440.0, kEvent - 24000, kEvent - 4800,
                                kEvent + player.synth.latency_frames() + 400);
    // Where more is heard afterwards, the tone itself may bend more.
    const double louder =
        std::max(0.0, analysis::rms_db(part_of(sound.left, kEvent + 24000, kEvent + 48000)) -
                          analysis::rms_db(part_of(sound.left, kEvent - 24000, kEvent)));
    EXPECT_LE(click.click_db, 6.0 + louder) << what;
    EXPECT_LE(click.hf_burst_dbc, -50.0 + louder) << what;
    EXPECT_GT(peak(part_of(sound.left, kEvent + 48000, 2 * 72000)), 0.01f) << what << " ended it";
    EXPECT_EQ(player.synth.collect().size(), 1u) << what << ": the old structure is kept";
  }
}

// In the end an edited note sounds as if its patch had been the other from the start, phases apart.
TEST(EditTest, ArrivesAtTheNewSound) {
  for (const auto& [what, before, after] : edits()) {
    Player edited(before), fresh(after);
    for (Player* player : {&edited, &fresh}) player->on(0, 57, 100);
    edited.swap(9600, after, true);
    const Sound a = edited.play(96000), b = fresh.play(96000);
    EXPECT_NEAR(analysis::rms_db(part_of(a.left, 48000, 96000)),
                analysis::rms_db(part_of(b.left, 48000, 96000)), 1.0)
        << what;
  }
}

TEST(EditTest, IsTheSameForEveryCutIntoBlocks) {
  for (const auto& [what, before, after] : edits()) {
    Player whole(before), cut(before);
    for (Player* player : {&whole, &cut}) {
      player->on(0, 57, 100);
      player->swap(4805, after, true);
      player->parameter(4900, "osc1.level", -9.0f);
      player->on(5001, 64, 100);
      player->off(7000, 57);
    }
    const Sound a = whole.play(12000);
    int n = 0;
    const Sound b = cut.play(12000, [&] { return 1 + (n += 7) % 53; });
    EXPECT_EQ(a, b) << what;
  }
}

// Drawing at an LFO sends an edit for every move of the mouse.
TEST(EditTest, LetsAnLfoRunOnWhileItIsDrawn) {
  for (const float scope : {0.0f, 1.0f}) {
    const auto drawn = [&](float y) {
      Patch patch = sine_with({{"lfo1.scope", scope}, {"lfo1.rate", 3.0f}});
      patch.lfos[0].drawing.points = {{0.0f, 0.0f, 0.0f}, {0.5f, y, 0.0f}, {1.0f, 0.0f, 0.0f}};
      patch.routes = {route("voice.level", Source::kLfo1, 0.2f)};
      return patch;
    };
    Player edited(drawn(1.0f)), plain(drawn(1.0f));
    for (Player* player : {&edited, &plain}) player->on(0, 69, 127);
    for (int i = 0; i < 100; ++i) edited.swap(4800 + 480 * i, drawn(1.0f - 0.00001f * i), true);
    const Sound a = edited.play(60000), b = plain.play(60000);
    EXPECT_EQ(first_difference(a.left, b.left, 0.002f), -1)
        << (scope > 0.5f ? "global" : "per voice") << ": it begins anew at each edit";
  }
}

TEST(EditTest, KeepsWhatIsSetWhileItWaits) {
  Player player(sine_patch());
  player.on(0, 69, 127);
  player.swap(9600, sine_with({{"osc1.unison", 3.0f}, {"osc1.detune", 0.0f}}), true);
  player.parameter(9700, "voice.level", -20.0f);
  const Sound sound = player.play(48000);
  EXPECT_LT(peak(part_of(sound.left, 40000, 48000)), 0.1f) << "the fader's move was lost";
}

TEST(EditTest, TakesTheLastOfManyAtOnce) {
  Player player(sine_patch());
  player.on(0, 69, 127);
  for (int i = 0; i < 20; ++i) {
    player.swap(9600 + 40 * i,
                sine_with({{"osc1.unison", static_cast<float>(1 + i % 5)},
                           {"filter1.type", static_cast<float>(i % 3)}}),
                true);
  }
  player.swap(10500, sine_with({{"osc1.octave", 1.0f}}), true);
  const Sound sound = player.play(48000);
  Player fresh(sine_with({{"osc1.octave", 1.0f}}));
  fresh.on(0, 69, 127);
  EXPECT_NEAR(analysis::rms_db(part_of(sound.left, 24000, 48000)),
              analysis::rms_db(part_of(fresh.play(48000).left, 24000, 48000)), 0.1);
  EXPECT_EQ(player.synth.collect().size(), 21u) << "edits are lost or kept";
}

TEST(EditTest, GivesWayToAPreset) {
  Player player(sine_patch());
  player.on(0, 69, 127);
  player.swap(9600, sine_with({{"osc1.unison", 3.0f}}), true);
  player.swap(9700, sine_patch({{"osc1.octave", 1.0f}}), false);
  const Sound sound = player.play(24000);
  EXPECT_GT(peak(part_of(sound.left, 12000, 24000)), 0.1f)
      << "the held note of the old preset ended";
  player.off(24000, 69);
  player.play(24000);
  EXPECT_EQ(player.synth.collect().size(), 2u);
}

TEST(EditTest, ActsAtOnceWhileNothingSounds) {
  Player edited(sine_patch()), fresh(sine_with({{"filter1.type", 1.0f}, {"osc1.unison", 3.0f}}));
  edited.swap(100, sine_with({{"filter1.type", 1.0f}, {"osc1.unison", 3.0f}}), true);
  for (Player* player : {&edited, &fresh}) player->on(200, 60);
  EXPECT_EQ(edited.play(9600), fresh.play(9600));
}

}  // namespace
}  // namespace kiln
