// Messages of a player and of MPE controllers, and what voices then read.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/performance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>

#include "kiln/base/random.h"

namespace kiln {
namespace {

using Kind = Meaning::Kind;

class Player {
 public:
  explicit Player(const PerformanceSettings& settings = {}) { performance.prepare(settings); }

  Meaning send(int status, int data1, int data2 = 0) {
    return performance.interpret(
        {static_cast<uint8_t>(status), static_cast<uint8_t>(data1), static_cast<uint8_t>(data2)});
  }
  Meaning on(int channel, int key, int velocity = 100) {
    return send(0x90 | channel, key, velocity);
  }
  Meaning off(int channel, int key, int velocity = 64) {
    return send(0x80 | channel, key, velocity);
  }
  Meaning control(int channel, int number, int value) {
    return send(0xb0 | channel, number, value);
  }
  void bend(int channel, int value) { send(0xe0 | channel, value & 127, value >> 7); }
  void pressure(int channel, int value) { send(0xd0 | channel, value); }
  void select(int channel, int number) {
    control(channel, cc::kRpnMsb, 0);
    control(channel, cc::kRpnLsb, number);
  }
  Meaning set_rpn(int channel, int number, int msb, int lsb = -1) {
    select(channel, number);
    const Meaning meaning = control(channel, cc::kDataEntry, msb);
    if (lsb >= 0) control(channel, cc::kDataEntryLsb, lsb);
    return meaning;
  }
  float semitones(int channel) const { return performance.values(channel).bend_semitones; }
  ChannelValues values(int channel) const { return performance.values(channel); }

  Performance performance;
};

constexpr int kFullUp = 16383;
constexpr float kTiny = 1e-5f;

TEST(PerformanceTest, NotesCarryTheirVelocity) {
  Player player;
  const Meaning on = player.on(3, 60, 127);
  EXPECT_EQ(on.kind, Kind::kNoteOn);
  EXPECT_EQ(on.channel, 3);
  EXPECT_EQ(on.number, 60);
  EXPECT_FLOAT_EQ(on.value, 1.0f);
  EXPECT_FLOAT_EQ(player.on(3, 60, 64).value, 64.0f / 127.0f);
  const Meaning off = player.off(3, 60, 127);
  EXPECT_EQ(off.kind, Kind::kNoteOff);
  EXPECT_FLOAT_EQ(off.value, 1.0f);
  EXPECT_EQ(player.on(3, 60, 0).kind, Kind::kNoteOff) << "velocity 0 is a note-off";
  EXPECT_FLOAT_EQ(player.on(3, 60, 0).value, 64.0f / 127.0f) << "without a release velocity";
}

TEST(PerformanceTest, TheVelocityCurveBendsAndKeepsItsEnds) {
  for (const float gamma : {-1.0f, -0.3f, 0.0f, 0.5f, 1.0f}) {
    Player player({.velocity_curve = gamma});
    for (const int velocity : {1, 20, 64, 127}) {
      const double expected = std::pow(velocity / 127.0, std::pow(2.0, -2.0 * double{gamma}));
      EXPECT_NEAR(player.on(0, 60, velocity).value, expected, 1e-6) << "velocity " << velocity;
    }
  }
  Player fixed({.velocity_curve = 0.5f, .fixed_velocity = 100});
  EXPECT_FLOAT_EQ(fixed.on(0, 60, 3).value, 100.0f / 127.0f);
}

TEST(PerformanceTest, BendReachesItsRangeBothWays) {
  Player player({.bend_up = 2.0f, .bend_down = 12.0f});
  EXPECT_EQ(player.semitones(0), 0.0f);
  player.bend(0, kFullUp);
  EXPECT_FLOAT_EQ(player.semitones(0), 2.0f);
  EXPECT_FLOAT_EQ(player.values(0).bend, 1.0f);
  player.bend(0, 0);
  EXPECT_FLOAT_EQ(player.semitones(0), -12.0f);
  EXPECT_FLOAT_EQ(player.values(0).bend, -1.0f);
  EXPECT_EQ(player.semitones(1), 0.0f) << "another channel";
  player.bend(0, 8192);
  EXPECT_EQ(player.semitones(0), 0.0f);
}

TEST(PerformanceTest, Rpn0SetsTheBendRangeUntilTheNextPreset) {
  Player player({.bend_up = 2.0f, .bend_down = 3.0f});
  player.bend(0, kFullUp);
  player.set_rpn(0, rpn::kBendRange, 7, 50);
  EXPECT_FLOAT_EQ(player.semitones(0), 7.5f);
  player.bend(0, 0);
  EXPECT_FLOAT_EQ(player.semitones(0), -7.5f) << "both ways";
  player.control(0, cc::kDataIncrement, 0);
  EXPECT_FLOAT_EQ(player.semitones(0), -7.51f);
  player.set_rpn(0, rpn::kNull, 12);
  player.control(0, cc::kRpnMsb, rpn::kNull);
  player.control(0, cc::kDataEntry, 24);
  EXPECT_FLOAT_EQ(player.semitones(0), -7.51f) << "no parameter is selected";
  player.performance.new_preset(5.0f, 6.0f);
  EXPECT_FLOAT_EQ(player.semitones(0), -6.0f);
}

TEST(PerformanceTest, AnNrpnIsNotTakenForAnRpn) {
  Player player;
  player.bend(0, kFullUp);
  player.select(0, rpn::kBendRange);
  player.control(0, cc::kNrpnMsb, 0);
  player.control(0, cc::kNrpnLsb, 0);
  EXPECT_EQ(player.control(0, cc::kDataEntry, 24).kind, Kind::kNothing);
  EXPECT_FLOAT_EQ(player.semitones(0), 2.0f);
}

TEST(PerformanceTest, Rpn1And2TuneTheChannel) {
  Player player;
  player.set_rpn(4, rpn::kCoarseTuning, 64 - 12);
  player.set_rpn(4, rpn::kFineTuning, 96, 0);
  EXPECT_FLOAT_EQ(player.performance.tuning_semitones(4), -11.5f);
  EXPECT_EQ(player.performance.tuning_semitones(3), 0.0f);
}

TEST(PerformanceTest, ControllersReachOneWithSevenBitsAndWithFourteen) {
  Player player;
  EXPECT_FLOAT_EQ(player.control(0, cc::kWheel, 127).value, 1.0f);
  EXPECT_FLOAT_EQ(player.values(0).wheel, 1.0f);
  player.control(0, cc::kWheel, 64);
  const Meaning fine = player.control(0, cc::kWheel + 32, 1);
  EXPECT_EQ(fine.number, cc::kWheel) << "the pair is one controller";
  EXPECT_EQ(fine.raw, 64);
  EXPECT_NEAR(fine.value, 8193.0f / 16383.0f, 1e-7f);
  player.control(0, cc::kWheel, 127);
  EXPECT_FLOAT_EQ(player.control(0, cc::kWheel + 32, 127).value, 1.0f);
  EXPECT_EQ(player.control(1, cc::kVolume + 32, 9).number, cc::kVolume + 32)
      << "alone it is a controller of its own";
}

TEST(PerformanceTest, PressureFollowsItsCurve) {
  Player player({.pressure_curve = -0.2f});
  player.pressure(0, 64);
  EXPECT_NEAR(player.values(0).pressure, std::pow(64 / 127.0, std::pow(2.0, 0.4)), 1e-6);
  player.send(0xa0, 60, 127);
  EXPECT_FLOAT_EQ(player.performance.key_pressure(0, 60), 1.0f);
  EXPECT_EQ(player.performance.key_pressure(0, 61), 0.0f);
  player.off(0, 60);
  EXPECT_FLOAT_EQ(player.performance.key_pressure(0, 60), 1.0f) << "a pedal may still hold it";
  player.on(0, 60);
  EXPECT_EQ(player.performance.key_pressure(0, 60), 0.0f) << "the next note begins without";
}

TEST(PerformanceTest, SlideRestsInTheMiddle) {
  Player player;
  EXPECT_EQ(player.values(5).slide, 0.5f);
  player.control(5, cc::kSlide, 127);
  EXPECT_EQ(player.values(5).slide, 1.0f);
  EXPECT_EQ(player.performance.slide_value(0.5f, 1.0f), 1.0f);
  EXPECT_EQ(player.performance.slide_value(0.5f, 0.25f), -0.5f);
  EXPECT_EQ(player.performance.slide_value(0.0f, 1.0f), 1.0f) << "clamped";
  Player absolute({.slide_mode = SlideMode::kAbsolute});
  EXPECT_EQ(absolute.performance.slide_value(0.5f, 0.25f), 0.25f);
}

TEST(PerformanceTest, PedalsAndModesSayWhatTheyMean) {
  Player player;
  const Meaning pedal = player.control(2, cc::kSustainPedal, 90);
  EXPECT_EQ(pedal.kind, Kind::kSustain);
  EXPECT_EQ(pedal.channel, 2);
  EXPECT_EQ(pedal.raw, 90);
  EXPECT_FLOAT_EQ(player.performance.sustain_pedal(), 90.0f / 127.0f);
  EXPECT_EQ(player.control(2, cc::kSostenutoPedal, 127).kind, Kind::kSostenuto);
  EXPECT_EQ(player.control(2, cc::kSoftPedal, 127).kind, Kind::kController);
  EXPECT_FLOAT_EQ(player.performance.soft_pedal(2), 1.0f);
  EXPECT_EQ(player.control(2, cc::kAllSoundOff, 0).kind, Kind::kAllSoundOff);
  for (const int mode : {123, 124, 125, 126, 127}) {
    EXPECT_EQ(player.control(2, mode, 0).kind, Kind::kAllNotesOff) << "mode message " << mode;
  }
  EXPECT_EQ(player.control(2, cc::kLocalControl, 0).kind, Kind::kNothing);
  const Meaning program = player.send(0xc5, 17);
  EXPECT_EQ(program.kind, Kind::kProgramChange);
  EXPECT_EQ(program.number, 17);
}

TEST(PerformanceTest, ResetControllersLeavesVolumeAndSound) {
  Player player;
  player.control(0, cc::kWheel, 100);
  player.control(0, cc::kExpression, 10);
  player.control(0, cc::kSoftPedal, 127);
  player.control(0, cc::kVolume, 30);
  player.control(0, cc::kSlide, 90);
  player.bend(0, 100);
  player.pressure(0, 99);
  player.select(0, rpn::kBendRange);
  player.control(1, cc::kWheel, 100);
  EXPECT_EQ(player.control(0, cc::kResetControllers, 0).kind, Kind::kResetControllers);
  EXPECT_EQ(player.values(0).wheel, 0.0f);
  EXPECT_EQ(player.values(0).bend, 0.0f);
  EXPECT_EQ(player.values(0).pressure, 0.0f);
  EXPECT_EQ(player.performance.expression(), 1.0f);
  EXPECT_EQ(player.performance.soft_pedal(0), 0.0f);
  EXPECT_FLOAT_EQ(player.performance.controller(0, cc::kVolume), 30.0f / 127.0f);
  EXPECT_FLOAT_EQ(player.performance.controller(0, cc::kSlide), 90.0f / 127.0f);
  EXPECT_NE(player.values(1).wheel, 0.0f) << "another channel";
  player.control(0, cc::kDataEntry, 12);
  player.bend(0, kFullUp);
  EXPECT_FLOAT_EQ(player.semitones(0), 2.0f) << "the selection of RPN 0 was forgotten";
}

TEST(PerformanceTest, ExpressionIsOpenUntilItIsMoved) {
  Player player;
  EXPECT_EQ(player.performance.expression(), 1.0f);
  EXPECT_EQ(player.performance.breath(), 0.0f);
  player.control(9, cc::kExpression, 0);
  player.control(9, cc::kBreath, 127);
  EXPECT_EQ(player.performance.expression(), 0.0f);
  EXPECT_EQ(player.performance.breath(), 1.0f);
}

TEST(PerformanceTest, AutoWaitsForTheConfigurationMessage) {
  Player player;
  EXPECT_FALSE(player.performance.mpe_active());
  const Meaning first = player.set_rpn(0, rpn::kMpeZone, 15);
  EXPECT_EQ(first.kind, Kind::kAllNotesOff) << "the notes that sound lose their channels";
  EXPECT_EQ(first.channel, -1);
  EXPECT_TRUE(player.performance.mpe_active());
  EXPECT_FALSE(player.performance.is_member(0));
  for (int channel = 1; channel < 16; ++channel) {
    EXPECT_TRUE(player.performance.is_member(channel)) << "channel " << channel;
  }
  EXPECT_EQ(player.set_rpn(0, rpn::kMpeZone, 15).kind, Kind::kNothing) << "nothing new";
  EXPECT_EQ(player.set_rpn(0, rpn::kMpeZone, 0).kind, Kind::kAllNotesOff);
  EXPECT_FALSE(player.performance.mpe_active());
  player.set_rpn(3, rpn::kMpeZone, 5);
  EXPECT_FALSE(player.performance.mpe_active()) << "only channels 1 and 16 manage zones";
  Player off({.mpe = MpeMode::kOff});
  off.set_rpn(0, rpn::kMpeZone, 15);
  EXPECT_FALSE(off.performance.mpe_active());
}

TEST(PerformanceTest, TwoZonesShareTheChannels) {
  Player player;
  player.set_rpn(0, rpn::kMpeZone, 8);
  player.set_rpn(15, rpn::kMpeZone, 4);
  const auto members = [&] {
    std::string text;
    for (int i = 0; i < 16; ++i) text += player.performance.is_member(i) ? 'm' : '.';
    return text;
  };
  EXPECT_EQ(members(), ".mmmmmmmm..mmmm.");
  player.set_rpn(15, rpn::kMpeZone, 7);
  EXPECT_EQ(members(), ".mmmmmmmmmmmmmm.") << "the lower zone gave one";
  player.bend(0, kFullUp);
  EXPECT_GT(player.semitones(7), 0.0f);
  EXPECT_EQ(player.semitones(8), 0.0f) << "this one";
  player.bend(0, 8192);
  player.set_rpn(0, rpn::kMpeZone, 15);
  EXPECT_EQ(members(), ".mmmmmmmmmmmmmmm") << "and then took all";
}

TEST(PerformanceTest, AMemberBendsByItselfAndWithItsZone) {
  Player player({.mpe = MpeMode::kLower});
  player.bend(3, kFullUp);
  EXPECT_FLOAT_EQ(player.semitones(3), 48.0f);
  EXPECT_EQ(player.semitones(4), 0.0f);
  player.bend(0, 0);
  EXPECT_FLOAT_EQ(player.semitones(3), 46.0f);
  EXPECT_FLOAT_EQ(player.semitones(4), -2.0f);
  EXPECT_FLOAT_EQ(player.semitones(0), -2.0f) << "a note on the manager channel";
  player.set_rpn(7, rpn::kBendRange, 24);
  EXPECT_FLOAT_EQ(player.semitones(3), 22.0f) << "a range set on one member is all members'";
  player.set_rpn(0, rpn::kBendRange, 12);
  EXPECT_FLOAT_EQ(player.semitones(3), 12.0f);
  player.performance.new_preset(7.0f, 7.0f);
  EXPECT_FLOAT_EQ(player.semitones(3), 12.0f) << "MPE ranges are not the preset's";
}

TEST(PerformanceTest, TheZonesWheelPedalAndPressureReachItsMembers) {
  Player player({.mpe = MpeMode::kUpper});
  player.control(15, cc::kWheel, 127);
  EXPECT_EQ(player.values(8).wheel, 1.0f);
  const Meaning pedal = player.control(15, cc::kSustainPedal, 127);
  EXPECT_EQ(pedal.channel, -1);
  EXPECT_EQ(player.control(8, cc::kSustainPedal, 127).channel, 8);
  player.pressure(8, 20);
  player.pressure(15, 127);
  EXPECT_EQ(player.values(8).pressure, 1.0f);
  player.pressure(15, 0);
  EXPECT_GT(player.values(8).pressure, 0.0f);
  EXPECT_EQ(player.values(9).pressure, 0.0f);
  player.control(15, cc::kSlide, 96);
  player.control(8, cc::kSlide, 32);
  EXPECT_EQ(player.values(8).slide, 0.5f) << "the zone's slide moves the note's";
  player.set_rpn(15, rpn::kCoarseTuning, 65);
  EXPECT_FLOAT_EQ(player.performance.tuning_semitones(8), 1.0f);
}

TEST(PerformanceTest, WhatCameBeforeTheNoteIsItsStart) {
  Player player({.mpe = MpeMode::kLower});
  EXPECT_EQ(player.values(2).bend_semitones, 0.0f);
  EXPECT_EQ(player.values(2).slide, 0.5f);
  EXPECT_EQ(player.values(2).pressure, 0.0f);
  player.bend(2, 8192 + 1024);
  player.control(2, cc::kSlide, 0);
  player.on(2, 60);
  EXPECT_NEAR(player.values(2).bend_semitones, 6.0f, 1e-3f);
  EXPECT_EQ(player.values(2).slide, 0.0f);
}

TEST(PerformanceTest, BendsOnSeveralChannelsSuggestMpe) {
  Player player;
  player.bend(1, 9000);
  player.bend(2, 9000);
  EXPECT_FALSE(player.performance.suggests_mpe()) << "no note sounds";
  player.on(1, 60);
  player.on(2, 64);
  player.bend(1, 9001);
  EXPECT_FALSE(player.performance.suggests_mpe()) << "one channel alone";
  player.bend(2, 9001);
  EXPECT_TRUE(player.performance.suggests_mpe());
  PerformanceSettings settings;
  settings.mpe = MpeMode::kLower;
  player.performance.change(settings);
  EXPECT_FALSE(player.performance.suggests_mpe()) << "it is on";
  EXPECT_FLOAT_EQ(player.values(1).bend, (9001.0f - 8192.0f) / 8191.0f) << "controllers stay";
}

TEST(PerformanceTest, NonsenseStaysInItsRanges) {
  Player player;
  for (uint32_t i = 0; i < 200000; ++i) {
    const uint32_t bits = random_bits(random_key(3, 0, 0), i);
    const auto status = static_cast<int>(bits & 0xff);
    const bool control = (bits >> 24 & 3) != 0;
    static constexpr int kTried[] = {6, 38, 96, 97, 98, 99, 100, 101, 74, 1, 33, 121, 64, 120};
    const int data1 = control ? kTried[(bits >> 8 & 0xff) % std::size(kTried)]
                              : static_cast<int>(bits >> 8 & 0xff);
    const int data2 = (bits >> 26 & 1) != 0 ? static_cast<int>(bits >> 16 & 7)
                                            : static_cast<int>(bits >> 16 & 0xff);
    const Meaning meaning = player.send(control ? 0xb0 | (status & 15) : status, data1, data2);
    ASSERT_GE(meaning.channel, -1);
    ASSERT_LT(meaning.channel, 16);
    ASSERT_GE(meaning.number, 0);
    ASSERT_LT(meaning.number, 128);
    ASSERT_GE(meaning.value, 0.0f);
    ASSERT_LE(meaning.value, 1.0f);
    if (i % 16 != 0) continue;
    const int channel = static_cast<int>(bits >> 28);
    const ChannelValues values = player.values(channel);
    ASSERT_LE(std::fabs(values.bend_semitones), 192.0f + kTiny);
    ASSERT_LE(std::fabs(values.bend), 1.0f);
    for (const float value : {values.wheel, values.pressure, values.slide}) {
      ASSERT_GE(value, 0.0f);
      ASSERT_LE(value, 1.0f);
    }
    ASSERT_LE(std::fabs(player.performance.tuning_semitones(channel)), 2.0f * 65.0f);
  }
}

// Velocity v of 127 as it is heard.
float heard(const PerformanceSettings& settings, int velocity) {
  return Player(settings).on(0, 60, velocity).value;
}

TEST(PerformanceTest, BendsVelocityThroughPoints) {
  PerformanceSettings settings;
  settings.velocity_points = {{{0.25f, 0.5f}, {0.5f, 0.6f}, {0.75f, 0.6f}, {0.9f, 1.0f}}};
  settings.velocity_point_count = 4;
  EXPECT_NEAR(heard(settings, 16), 0.5 * 16.0 / 127.0 / 0.25, 1e-6) << "from 0 to the first";
  EXPECT_NEAR(heard(settings, 48), 0.5 + 0.1 * (48.0 / 127.0 - 0.25) / 0.25, 1e-6);
  EXPECT_NEAR(heard(settings, 80), 0.6, 1e-6) << "a flat stretch";
  EXPECT_NEAR(heard(settings, 127), 1.0, 1e-6);
  settings.velocity_curve = -0.5f;
  EXPECT_NEAR(heard(settings, 80), 0.36, 1e-6) << "the curve bends what the points say";
  settings.velocity_point_count = 1;
  settings.velocity_curve = 0.0f;
  EXPECT_NEAR(heard(settings, 127), 1.0, 1e-6) << "after the last, straight to the top";
  settings.velocity_points[0] = {std::numeric_limits<float>::quiet_NaN(), 0.3f};
  EXPECT_NEAR(heard(settings, 64), 64.0 / 127.0, 1e-6) << "a point that is none";
  for (int velocity = 1; velocity < 127; ++velocity) {
    settings.velocity_points = {{{0.6f, 0.9f}, {0.3f, 0.1f}, {2.0f, 0.5f}, {0.7f, 5.0f}}};
    settings.velocity_point_count = 9;
    EXPECT_LE(heard(settings, velocity), heard(settings, velocity + 1) + 1e-6f);
  }
}

TEST(PerformanceTest, TakesTheCurveOfNewSettings) {
  Player player(PerformanceSettings{});
  EXPECT_NEAR(player.on(0, 60, 64).value, 64.0 / 127.0, 1e-6);
  PerformanceSettings bent;
  bent.velocity_points[0] = {0.5f, 0.9f};
  bent.velocity_point_count = 1;
  player.performance.change(bent);
  EXPECT_GT(player.on(0, 60, 64).value, 0.89f);
}

TEST(PerformanceTest, TurnsAPedalThatRestsHigh) {
  Player inverted({.pedal = PedalPolarity::kInverted});
  EXPECT_EQ(inverted.control(0, 64, 0).raw, 127);
  EXPECT_EQ(inverted.control(0, 64, 127).raw, 0);
  EXPECT_EQ(inverted.performance.sustain_pedal(), 0.0f);
  Player plain;
  plain.on(0, 60);
  EXPECT_EQ(plain.control(0, 64, 0).raw, 0) << "nobody asked to detect";
}

TEST(PerformanceTest, DetectsThePedalFromItsFirstPress) {
  Player high({.pedal = PedalPolarity::kDetect});
  high.on(0, 60);
  EXPECT_EQ(high.control(0, 64, 0).raw, 127) << "pressed: it rests at 127";
  EXPECT_EQ(high.control(0, 64, 127).raw, 0);
  EXPECT_EQ(high.control(3, 64, 0).raw, 127);

  Player low({.pedal = PedalPolarity::kDetect});
  low.on(0, 60);
  EXPECT_EQ(low.control(0, 64, 127).raw, 127);
  EXPECT_EQ(low.control(0, 64, 0).raw, 0) << "the first message has decided";

  Player song({.pedal = PedalPolarity::kDetect});
  EXPECT_EQ(song.control(0, 64, 0).raw, 0) << "a sequencer that begins with the pedal up";
  song.on(0, 60);
  EXPECT_EQ(song.control(0, 64, 127).raw, 127);
  EXPECT_EQ(song.control(0, 64, 0).raw, 0);
}

}  // namespace
}  // namespace kiln
