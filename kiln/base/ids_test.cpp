// Ids of different things must not mix; equal ones must hash alike.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace kiln {
namespace {

using VoiceId = Id<struct VoiceTag>;
using NoteId = Id<struct NoteTag, int16_t>;

static_assert(!std::is_convertible_v<VoiceId, NoteId>);
static_assert(!std::is_convertible_v<int, VoiceId>);
static_assert(!std::is_convertible_v<VoiceId, int>);
static_assert(sizeof(NoteId) == sizeof(int16_t));

TEST(IdsTest, CompareAsTheirNumbers) {
  EXPECT_EQ(VoiceId(), VoiceId(0));
  EXPECT_LT(VoiceId(1), VoiceId(2));
  EXPECT_NE(NoteId(-1), NoteId(1));
  EXPECT_EQ(NoteId(-5).value(), -5);
}

TEST(IdsTest, LiveInHashedSets) {
  std::unordered_set<VoiceId> set = {VoiceId(1), VoiceId(2), VoiceId(1)};
  EXPECT_EQ(set.size(), 2u);
  EXPECT_TRUE(set.contains(VoiceId(2)));
}

}  // namespace
}  // namespace kiln
