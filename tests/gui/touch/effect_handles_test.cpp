// Handles in the pictures of effects: what they move, in one step of undo.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

#include "kiln/parameters/tempo.h"
#include "tests/gui/touch/effects.h"

namespace kiln {
namespace {

using test::Hand;
using test::set_free_delay;
using test::show_effect;
using test::Stage;

TEST(EffectHandlesTest, AFreeDelayTakesTimeSidewaysAndFeedbackUpInOneStep) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "delay");
  set_free_delay(stage, 0.25f, 0.25f);
  stage.set("fx1.delay.feedback", 40.0f);
  const auto at = display.handle(0);
  // One second lies between the margins of 14 pixels: the least that holds four echoes.
  const float quarter = 0.25f * (static_cast<float>(display.getWidth()) - 28.0f);
  EXPECT_NEAR(at.x, 14.0f + quarter, 1.0f) << "the handle is not on the first echo";
  Hand(display).drag(at, at + juce::Point<float>(quarter, -8.0f));
  EXPECT_NEAR(stage.value("fx1.delay.time_l"), 0.5f, 0.01f);
  EXPECT_NEAR(stage.value("fx1.delay.feedback"), 65.0f, 1.0f);
  EXPECT_FLOAT_EQ(stage.value("fx1.delay.time_r"), 0.25f) << "the other side stays";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.value("fx1.delay.time_l"), 0.25f);
  EXPECT_FLOAT_EQ(stage.value("fx1.delay.feedback"), 40.0f) << "one gesture is one step";
}

TEST(EffectHandlesTest, AHandlePulledOutOfItsPictureStaysAtTheEdge) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "delay");
  set_free_delay(stage, 0.25f, 0.25f);
  const auto at = display.handle(0);
  const float width = static_cast<float>(display.getWidth());
  Hand hand(display);
  hand.press(at);
  hand.move(at + juce::Point<float>(2.0f * width, -500.0f));
  stage.look();
  EXPECT_GT(stage.value("fx1.delay.time_l"), 1.5f) << "the time goes on beyond what is shown";
  EXPECT_TRUE(display.getLocalBounds().toFloat().contains(display.handle(0)));
  hand.release(at + juce::Point<float>(2.0f * width, -500.0f));
  stage.look();
  EXPECT_LT(display.handle(0).x, 0.6f * width) << "the picture does not fit the new time";
}

TEST(EffectHandlesTest, ADelayThatFollowsTheTempoKeepsToDivisions) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "delay");
  const float free = stage.value("fx1.delay.time_r");
  stage.set("fx1.delay.time_r_division", static_cast<float>(division_index("1/4")));
  const auto at = display.handle(1);
  EXPECT_GT(at.y, 0.5f * static_cast<float>(display.getHeight())) << "the right side is below";
  Hand(display).drag(at, at + juce::Point<float>(33.0f, 0.0f));  // a little less than an eighth
  EXPECT_EQ(std::lround(stage.value("fx1.delay.time_r_division")), division_index("1/4."));
  EXPECT_FLOAT_EQ(stage.value("fx1.delay.time_r"), free) << "the free time stays";
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(std::lround(stage.value("fx1.delay.time_r_division")), division_index("1/4"));
}

TEST(EffectHandlesTest, LinkedSidesOfADelayMoveTogether) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "delay");
  set_free_delay(stage, 0.25f, 0.1f);
  stage.set("fx1.delay.link", 1.0f);
  EXPECT_FLOAT_EQ(display.handle(0).x, display.handle(1).x);
  const auto at = display.handle(1);
  Hand(display).drag(at, at + juce::Point<float>(30.0f, 0.0f));
  EXPECT_GT(stage.value("fx1.delay.time_l"), 0.3f);
  EXPECT_FLOAT_EQ(stage.value("fx1.delay.time_r"), 0.1f);
}

TEST(EffectHandlesTest, ADelaysHandleStaysUnderThePointer) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "delay");
  for (const float mode : {0.0f, 1.0f}) {
    for (const float link : {0.0f, 1.0f}) {
      for (const int side : {0, 1}) {
        stage.set("fx1.delay.mode", mode);
        stage.set("fx1.delay.link", link);
        set_free_delay(stage, 0.2f, 0.25f);
        const auto at = display.handle(side);
        Hand hand(display);
        hand.press(at);
        for (float way = 10.0f; way <= 60.0f; way += 10.0f) {
          hand.move(at + juce::Point<float>(way, 0.0f));
          stage.look();
          EXPECT_NEAR(display.handle(side).x, at.x + way, 1.0f)
              << "mode " << mode << ", link " << link << ", side " << side;
        }
        hand.release(at + juce::Point<float>(60.0f, 0.0f));
        stage.look();
      }
    }
  }
}

TEST(EffectHandlesTest, AReverbTakesDecaySidewaysAndDampUpInOneStep) {
  Stage stage;
  gui::EffectDisplay& display = show_effect(stage, "reverb");
  stage.set("fx1.reverb.decay", 2.0f);
  stage.set("fx1.reverb.damp", 2000.0f);
  const auto at = display.handle(0);
  Hand(display).drag(at, at + juce::Point<float>(20.0f, -10.0f));
  // 1.25 s lie between the margins of 10 pixels; the handle is at 0.14 of the decay.
  const float width = static_cast<float>(display.getWidth()) - 20.0f;
  EXPECT_NEAR(stage.value("fx1.reverb.decay"), 2.0f + 20.0f / width * 1.25f / 0.14f, 0.02f);
  EXPECT_GT(stage.value("fx1.reverb.damp"), 2500.0f);
  EXPECT_TRUE(stage.model.undo());
  EXPECT_FLOAT_EQ(stage.value("fx1.reverb.decay"), 2.0f);
  EXPECT_FLOAT_EQ(stage.value("fx1.reverb.damp"), 2000.0f) << "one gesture is one step";
}

TEST(EffectHandlesTest, HandlesStayWithinTheirPicturesAtAllExtremes) {
  Stage stage;
  for (const char* const type : {"delay", "reverb", "eq"}) {
    gui::EffectDisplay& display = show_effect(stage, type);
    const int handles = std::string_view(type) == "eq"      ? 4
                        : std::string_view(type) == "delay" ? 2
                                                            : 1;
    const SlotInfo& slot = stage.model.table().slot(SlotKind::kEffect, 0);
    const auto t = test::effect_type(stage, type);
    for (const bool high : {false, true}) {
      for (std::size_t i = 0; i < slot.spec.types[t]->params.size(); ++i) {
        const ParamSpec& spec = slot.spec.types[t]->params[i];
        stage.model.set_value(static_cast<ParamIndex>(slot.first_of_type[t] + i),
                              high ? spec.max : spec.min);
      }
      stage.look();
      const juce::Rectangle<float> box = display.getLocalBounds().toFloat();
      for (int h = 0; h < handles; ++h) {
        EXPECT_TRUE(box.contains(display.handle(h)))
            << type << " handle " << h << (high ? " at maximum" : " at minimum");
      }
      (void)display.createComponentSnapshot(display.getLocalBounds());
    }
  }
}

// The most a pixel's colours differ: 0 is grey.
float most_colour(gui::EffectDisplay& display) {
  const juce::Image image = display.createComponentSnapshot(display.getLocalBounds());
  float most = 0.0f;
  for (int y = 0; y < image.getHeight(); ++y) {
    for (int x = 0; x < image.getWidth(); ++x) {
      const juce::Colour c = image.getPixelAt(x, y);
      const auto [low, high] = std::minmax({c.getFloatRed(), c.getFloatGreen(), c.getFloatBlue()});
      most = std::max(most, high - low);
    }
  }
  return most;
}

TEST(EffectHandlesTest, ABypassedEffectIsDrawnGrey) {
  Stage stage;
  for (const char* const type : {"distortion", "eq", "compressor", "chorus", "delay", "reverb"}) {
    gui::EffectDisplay& display = show_effect(stage, type);
    EXPECT_GT(most_colour(display), 0.35f) << type;
    stage.set("fx1.on", 0.0f);
    stage.play(0.05);
    stage.look();
    EXPECT_LT(most_colour(display), 0.15f) << type;
  }
}

TEST(EffectHandlesTest, EachIsDescribedByWhatItShows) {
  Stage stage;
  const std::pair<const char*, const char*> told[] = {
      {"distortion", "Drive"}, {"eq", "Gain 4"},      {"compressor", "Threshold"},
      {"chorus", "Voices"},    {"delay", "Feedback"}, {"reverb", "Decay"}};
  for (const auto& [type, word] : told) {
    gui::EffectDisplay& display = show_effect(stage, type);
    const auto handler = display.createAccessibilityHandler();
    const juce::String words = handler->getValueInterface()->getCurrentValueAsString();
    EXPECT_TRUE(words.contains(word)) << type << ": " << words;
    stage.set("fx1.on", 0.0f);
    EXPECT_TRUE(handler->getValueInterface()->getCurrentValueAsString().contains("off")) << type;
  }
}

}  // namespace
}  // namespace kiln
