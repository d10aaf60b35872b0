// Shift makes any drag ten times finer, from where it is pressed on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "kiln/gui/controls/free_box.h"
#include "kiln/gui/controls/mix_slider.h"
#include "kiln/gui/displays/envelope_display.h"
#include "kiln/gui/displays/filter_display.h"
#include "kiln/gui/displays/oscillator_display.h"
#include "kiln/gui/displays/response_display.h"
#include "kiln/gui/panels/matrix_page.h"
#include "tests/gui/touch/effects.h"

namespace kiln {
namespace {

using gui::Page;
using test::Hand;
using test::Stage;

const juce::ModifierKeys kShift(juce::ModifierKeys::shiftModifier);

// Drags `way` pixels, as far again with Shift, and reads what it moves, which must not jump.
void expect_fine(juce::Component& on, juce::Point<float> from, juce::Point<float> way,
                 const std::function<float()>& x) {
  Hand hand(on);
  const float start = x();
  hand.press(from);
  hand.move(from + way);
  const float plain = x();
  ASSERT_GT(std::fabs(plain - start), 0.02f) << "a drag of " << way.toString() << " does nothing";
  hand.hold(kShift);
  hand.move(from + way);
  EXPECT_NEAR(x(), plain, 1e-5f) << "Shift alone moved it";
  hand.move(from + way + way);
  EXPECT_NEAR(x() - plain, 0.1f * (plain - start), 0.002f) << "Shift is ten times finer";
  const float fine = x();
  hand.hold({});
  hand.move(from + way + way);
  EXPECT_NEAR(x(), fine, 1e-5f) << "letting go of Shift moved it";
  hand.release(from + way + way);
}

class FineTest : public testing::Test {
 protected:
  std::function<float()> x_of(const char* id) {
    const ParamIndex param = *stage_.model.table().find(id);
    return [this, param] {
      return real_to_x(stage_.model.table()[param].spec, stage_.model.value(param));
    };
  }

  Stage stage_;
};

TEST_F(FineTest, MixSliders) {
  test::show_effect(stage_, "chorus");
  stage_.set("fx1.mix", 30.0f);
  auto* const slider = stage_.find<gui::MixSlider>("Effect 1 Mix");
  ASSERT_NE(slider, nullptr);
  expect_fine(*slider, {70, 11}, {20, 0}, x_of("fx1.mix"));
}

TEST_F(FineTest, TheMasterVolume) {
  auto* const strip = stage_.find<gui::MasterStrip>("Master volume");
  ASSERT_NE(strip, nullptr);
  stage_.set("master.level", -20.0f);
  expect_fine(*strip, {60, 24}, {20, 0}, x_of("master.level"));
}

TEST_F(FineTest, HandlesOfFilters) {
  stage_.set("filter1.type", 1.0f);
  stage_.set("filter1.cutoff", 400.0f);
  auto* const display = stage_.find<gui::FilterDisplay>("Filter 1 response");
  ASSERT_NE(display, nullptr);
  expect_fine(*display, {100, 50}, {20, 0}, x_of("filter1.cutoff"));
  expect_fine(*display, {100, 50}, {0, -20}, x_of("filter1.resonance"));
}

TEST_F(FineTest, NodesOfEnvelopes) {
  stage_.look();
  auto* const display = stage_.find<gui::EnvelopeDisplay>("Envelope picture");
  ASSERT_NE(display, nullptr);
  const juce::Rectangle<float> box = display->getLocalBounds().toFloat();
  const gui::BoxF plot(10.0f, 26.0f, box.getWidth() - 20.0f, box.getHeight() - 52.0f);
  gui::Context context(stage_.model);
  const gui::EnvelopeShape shape = gui::envelope_shape(context, 1, plot, 40);
  expect_fine(*display, shape.nodes[gui::EnvelopeShape::kDecayEnd], {30, 0}, x_of("env2.decay"));
}

TEST_F(FineTest, FramesOfWavetables) {
  stage_.load("Slow Glaze");
  stage_.set("osc1.wavetable.position", 20.0f);
  auto* const display = stage_.find<gui::OscillatorDisplay>("Osc 1 picture");
  ASSERT_NE(display, nullptr);
  expect_fine(*display, {60, 60}, {40, 0}, x_of("osc1.wavetable.position"));
}

TEST_F(FineTest, HandlesOfEffects) {
  gui::EffectDisplay& display = test::show_effect(stage_, "eq");
  stage_.set("fx1.eq.freq2", 400.0f);
  stage_.look();
  expect_fine(display, display.handle(1), {20, 0}, x_of("fx1.eq.freq2"));
}

TEST_F(FineTest, CurvesOfPressure) {
  stage_.editor.show(Page::kPlay);
  stage_.look();
  auto* const display = stage_.find<gui::ResponseDisplay>("Pressure response");
  ASSERT_NE(display, nullptr);
  expect_fine(*display, {30, 30}, {0, -30}, x_of("voice.pressure_curve"));
}

TEST_F(FineTest, DepthsOfRoutes) {
  stage_.model.edit("Add route", [&](Patch& patch) {
    patch.routes.push_back(
        {.source = Source::kEnv2,
         .target = {RouteTarget::Kind::kParameter, *stage_.model.table().find("osc1.level")},
         .depth = 0.2f});
  });
  stage_.editor.show(Page::kMatrix);
  stage_.look();
  auto* const rows = stage_.find<gui::RouteRows>("Routes");
  ASSERT_NE(rows, nullptr);
  expect_fine(*rows, {470, 85}, {20, 0},
              [this] { return stage_.model.structure().routes[0].depth; });
}

TEST_F(FineTest, Numbers) {
  stage_.editor.show(Page::kPlay);
  stage_.look();
  auto* const box = stage_.find<gui::FreeBox>("Bend range of a note");
  ASSERT_NE(box, nullptr);
  const auto bend = [this] { return stage_.model.play_settings().note_bend; };
  Hand hand(*box);
  const float start = bend();
  hand.press({20, 10});
  hand.move({20, 130});
  const float moved = bend();
  ASSERT_NE(moved, start);
  hand.hold(kShift);
  hand.move({20, 130});
  EXPECT_EQ(bend(), moved) << "Shift alone moved it";
  hand.release({20, 130});
}

}  // namespace
}  // namespace kiln
