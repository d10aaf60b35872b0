// Words in small windows: never below 11 pixels of the screen, and not cut off.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "kiln/gui/style/fonts.h"
#include "tests/gui/touch/places.h"

namespace kiln {
namespace {

constexpr int kScales[] = {50, 60, 75, 90};

TEST(SmallWindowTest, FacesGrowToElevenPixelsAndNoFurther) {
  for (const float size : {11.0f, 12.0f, 13.0f, 14.0f, 20.0f}) {
    for (const int percent : {50, 60, 75, 90, 100, 150, 200}) {
      const float scale = 0.01f * static_cast<float>(percent);
      const juce::Font face = gui::readable(gui::font(gui::Face::kMedium, size), scale);
      EXPECT_NEAR(face.getHeightInPoints(), std::max(size, 11.0f / scale), 0.01f)
          << size << " pixels at " << percent << " %";
    }
  }
}

#if JUCE_MAJOR_VERSION < 8  // 8 hands lines to a renderer, not letters

// Notes how large each letter is and what part of it its component shows. Asks for lines rather
// than kept pictures.
class Reader : public juce::LowLevelGraphicsSoftwareRenderer {
 public:
  using juce::LowLevelGraphicsSoftwareRenderer::LowLevelGraphicsSoftwareRenderer;
  struct Letter {
    float size = 0.0f, cut = 0.0f;  // em, and what is missing above or below: pixels of the screen
    juce::Point<float> place;
  };

  bool isVectorDevice() const override { return true; }
  void drawGlyph(int glyph, const juce::AffineTransform& at) override {
    const juce::Font face = stack->font;
    const float scale = stack->transform.getPhysicalPixelScaleFactor();
    juce::Path outline;
    face.getTypefacePtr()->getOutlineForGlyph(glyph, outline);
    const juce::Rectangle<float> box = outline.getBoundsTransformed(
        juce::AffineTransform::scale(face.getHeight() * face.getHorizontalScale(), face.getHeight())
            .followedBy(at));
    const juce::Rectangle<float> clip = getClipBounds().toFloat();
    const float cut = std::max(clip.getY() - box.getY(), box.getBottom() - clip.getBottom());
    letters.push_back({scale * face.getHeightInPoints(), scale * cut,
                       box.getCentre().transformedBy(stack->transform.getTransform())});
    juce::LowLevelGraphicsSoftwareRenderer::drawGlyph(glyph, at);
  }

  std::vector<Letter> letters;
};

TEST(SmallWindowTest, NothingIsWrittenBelowElevenPixelsOrCutOff) {
  constexpr float kSeen = 0.75f;  // pixels: less of a letter's edge is a shade of grey
  test::Stage stage;
  stage.load("Slow Glaze");
  stage.model.note_on(60, 0.8f);
  stage.play(0.2);
  for (const int percent : kScales) {
    const float scale = 0.01f * static_cast<float>(percent);
    stage.editor.set_scale_percent(percent);
    for (const auto& [page, name] : test::kPages) {
      stage.editor.show(page);
      stage.look();
      juce::Image picture(juce::Image::ARGB, stage.editor.getWidth(), stage.editor.getHeight(),
                          true, juce::SoftwareImageType());
      Reader reader(picture);
      juce::Graphics g(reader);
      stage.editor.paintEntireComponent(g, true);
      EXPECT_GT(reader.letters.size(), 250u) << name << " at " << percent << " % is hardly written";
      std::map<juce::String, float> small, cut;
      for (const Reader::Letter& letter : reader.letters) {
        if (letter.size > 10.99f && letter.cut < kSeen) continue;
        juce::Component* const at =
            stage.frame().getComponentAt((letter.place / scale).roundToInt());
        const juce::String where = at != nullptr ? at->getTitle() : juce::String("the window");
        if (letter.size <= 10.99f) small[where] = letter.size;
        if (letter.cut >= kSeen) cut[where] = std::max(cut[where], letter.cut);
      }
      for (const auto& [where, size] : small) {
        ADD_FAILURE() << name << " at " << percent << " %: " << where << " is written with " << size
                      << " pixels";
      }
      for (const auto& [where, pixels] : cut) {
        ADD_FAILURE() << name << " at " << percent << " %: " << where << " misses " << pixels
                      << " pixels of a word's height";
      }
    }
  }
}

#endif

// Capitals are 0.73 of the em: 8 pixels at 11, 4 where the word shrank with the window.
TEST(SmallWindowTest, APictureShowsIt) {
  test::Stage stage;
  stage.editor.set_scale_percent(50);
  stage.look();
  const juce::Image picture = stage.editor.createComponentSnapshot(stage.editor.getLocalBounds());
  int first = -1, last = -1;
  for (int y = 2; y < 22; ++y) {
    bool bright = false;
    for (int x = 50; x < 78; ++x) bright |= picture.getPixelAt(x, y).getBrightness() > 0.5f;
    if (!bright) continue;
    if (first < 0) first = y;
    last = y;
  }
  EXPECT_GE(last - first + 1, 7) << "the page's name is " << last - first + 1 << " pixels high";
}

TEST(SmallWindowTest, MenusInCaptionsMakeRoomForEachOther) {
  test::Stage stage;
  stage.load("Slow Glaze");
  for (const int percent : kScales) {
    stage.editor.set_scale_percent(percent);
    for (const auto& [page, name] : test::kPages) {
      stage.editor.show(page);
      stage.look();
      test::expect_places(stage, name + juce::String(" at ") + juce::String(percent) + " %", 724);
    }
  }
}

}  // namespace
}  // namespace kiln
