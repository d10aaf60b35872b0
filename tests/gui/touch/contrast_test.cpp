// Text and marks stand out from what is behind them (WCAG 2.1, 1.4.3 and 1.4.11).
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/gui/style/colours.h"

namespace kiln {
namespace {

using namespace gui;

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(juce::Colour c) {
  return 0.2126 * linear(c.getFloatRed()) + 0.7152 * linear(c.getFloatGreen()) +
         0.0722 * linear(c.getFloatBlue());
}

double contrast(juce::Colour a, juce::Colour b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

TEST(ContrastTest, TextCanBeRead) {
  constexpr double kText = 4.5;
  for (const juce::Colour behind : {kPanel, kInset, kBackground, kRaised}) {
    for (const auto& [text, name] :
         {std::pair(kText1, "titles"), std::pair(kText2, "labels"), std::pair(kText3, "captions"),
          std::pair(kError, "errors"), std::pair(kEmber, "chosen words")}) {
      EXPECT_GE(contrast(text, behind), kText)
          << name << " on " << behind.toString() << " are hard to read";
    }
  }
  EXPECT_GE(contrast(kOnEmber, kEmber), kText) << "words on the main button";
  EXPECT_GE(contrast(kEmber, kEmber9), kText) << "words of a chosen segment";
  EXPECT_GE(contrast(kText1, kControl), kText) << "words of a chosen tab";
  EXPECT_GE(contrast(kText1, kHover), kText) << "words under the pointer";
  EXPECT_GE(contrast(kKeyName, kWhiteKey), kText) << "names of keys";
}

TEST(ContrastTest, MarksCanBeSeen) {
  constexpr double kMarks = 3.0;
  EXPECT_GE(contrast(kEmber, kPanel), kMarks) << "value rings";
  EXPECT_GE(contrast(kMute, kPanel), kMarks) << "rings of what is bypassed";
  EXPECT_GE(contrast(kText1, kKnob), kMarks) << "pointers";
  EXPECT_GE(contrast(kHot, kInset), kMarks) << "curves";
}

TEST(ContrastTest, SourcesStandOutWhereverTheyAreShown) {
  for (int i = 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    EXPECT_GE(contrast(source_colour(source), kPanel), 5.2) << source_spec(source).name;
    EXPECT_GE(contrast(source_colour(source), kRaised), 4.6) << source_spec(source).name;
    EXPECT_STRNE(source_tag(source), "") << "colour alone names " << source_spec(source).name;
  }
}

}  // namespace
}  // namespace kiln
