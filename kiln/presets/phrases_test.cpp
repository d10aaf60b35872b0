// Phrases: their text form, its limits, and one for every category.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/phrases.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(PhrasesTest, ReadsKeysVelocitiesAndTimes) {
  const auto notes = parse_phrase("  33:118@0.0+0.25\n60:1@1.5+2 ");
  ASSERT_TRUE(notes.has_value());
  const std::vector<PhraseNote> expected = {{33, 118, 0.0, 0.25}, {60, 1, 1.5, 2.0}};
  EXPECT_EQ(*notes, expected);
  EXPECT_EQ(phrase_seconds(*notes), 3.5) << "the last key goes up at 1.5 + 2 s";
}

TEST(PhrasesTest, RefusesWhatIsNoPhrase) {
  for (const char* text :
       {"", "   ", "60", "60:100", "60:100@0", "128:100@0+1", "60:0@0+1", "60:100@0+0",
        "60:100@-1+1", "60:100@0+121", "60:100@0+1 x", "60:100@0+nan", "sixty:100@0+1"}) {
    EXPECT_FALSE(parse_phrase(text).has_value()) << "'" << text << "' was taken for a phrase";
  }
}

TEST(PhrasesTest, LimitsTheNumberOfNotes) {
  std::string text;
  for (int i = 0; i < kMaxPhraseNotes; ++i) text += "60:100@0+1 ";
  EXPECT_TRUE(parse_phrase(text).has_value());
  EXPECT_FALSE(parse_phrase(text + "60:100@0+1").has_value());
}

TEST(PhrasesTest, PlaysThePresetsOwnPhraseElseItsCategorys) {
  PatchMeta meta;
  meta.category = "bass";
  EXPECT_EQ(phrase_of(meta), category_phrase("Bass"));
  meta.phrase = "40:99@0.5+1.5";
  EXPECT_EQ(phrase_of(meta), (std::vector<PhraseNote>{{40, 99, 0.5, 1.5}}));
  meta.phrase = "hum something";
  EXPECT_EQ(phrase_of(meta), category_phrase("Bass")) << "a phrase nobody can read was played";
}

TEST(PhrasesTest, EveryCategoryHasAShortOne) {
  for (const char* category : {"Bass", "Lead", "Pad", "Keys", "Pluck", "Bell", "Strings", "Brass",
                               "Chord", "Drum", "Effect", "Arp", "Basic", ""}) {
    const std::vector<PhraseNote> notes = category_phrase(category);
    EXPECT_FALSE(notes.empty()) << category;
    EXPECT_LE(phrase_seconds(notes), 8.0) << category << " plays for longer than one listens";
  }
  EXPECT_NE(category_phrase("Bass"), category_phrase("Lead"));
}

}  // namespace
}  // namespace kiln
