// Typed notes: what is read, and what the message about a wrong part quotes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiln/cli/errors.h"

namespace kiln::cli {
namespace {

using ::testing::HasSubstr;

std::string error_of(std::string_view text) {
  try {
    parse_notes(text);
  } catch (const CommandError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage) << text;
    return error.what();
  }
  return "";
}

TEST(CliNotesTest, names_alone_are_a_chord_of_two_seconds) {
  const std::vector<TypedNote> notes = parse_notes("C4 E4  G4");
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes[0], (TypedNote{.note = 60, .velocity = 100, .start = 0.0, .length = 2.0}));
  EXPECT_EQ(notes[1].note, 64);
  EXPECT_EQ(notes[2].note, 67);
}

TEST(CliNotesTest, every_part_is_read) {
  const std::vector<TypedNote> notes = parse_notes("60:100@0.0+2.0,64:90@0.5+1.5");
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0], (TypedNote{.note = 60, .velocity = 100, .start = 0.0, .length = 2.0}));
  EXPECT_EQ(notes[1], (TypedNote{.note = 64, .velocity = 90, .start = 0.5, .length = 1.5}));
}

TEST(CliNotesTest, parts_may_be_left_out) {
  EXPECT_EQ(parse_notes("62+0.25").front(), (TypedNote{.note = 62, .length = 0.25}));
  EXPECT_EQ(parse_notes("62@3").front(), (TypedNote{.note = 62, .start = 3.0}));
}

TEST(CliNotesTest, names_reach_from_the_lowest_to_the_highest_note) {
  EXPECT_EQ(parse_notes("C-1").front().note, 0);
  EXPECT_EQ(parse_notes("G9").front().note, 127);
  EXPECT_EQ(parse_notes("f#3").front().note, 54);
  EXPECT_EQ(parse_notes("Bb2").front().note, 46);
  EXPECT_EQ(parse_notes("Cb4").front().note, 59);
  EXPECT_EQ(parse_notes("B3").front().note, 59);
}

TEST(CliNotesTest, an_error_quotes_the_wrong_part) {
  EXPECT_THAT(error_of("C4 H4"), HasSubstr("'H4'"));
  EXPECT_THAT(error_of("C4 128"), HasSubstr("0 to 127"));
  EXPECT_THAT(error_of("G#9"), HasSubstr("0 to 127"));
  EXPECT_THAT(error_of("C4:0"), HasSubstr("velocity must be 1 to 127"));
  EXPECT_THAT(error_of("C4:128"), HasSubstr("velocity must be 1 to 127"));
  EXPECT_THAT(error_of("C4@-1"), HasSubstr("start must be 0 to"));
  EXPECT_THAT(error_of("C4@nan"), HasSubstr("start must be"));
  EXPECT_THAT(error_of("C4+0"), HasSubstr("length must be above 0"));
  EXPECT_THAT(error_of("C4+1@2"), HasSubstr("note[:velocity][@start][+length]"));
  EXPECT_THAT(error_of("C4:90:80"), HasSubstr("note[:velocity][@start][+length]"));
  EXPECT_THAT(error_of("C"), HasSubstr("'C'"));
  EXPECT_THAT(error_of("60x"), HasSubstr("'60x'"));
  EXPECT_THAT(error_of(" , "), HasSubstr("no notes"));
}

}  // namespace
}  // namespace kiln::cli
