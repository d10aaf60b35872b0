// A chain of effects kept as a file comes back into any patch, and brings nothing else.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/chain.h"

#include <gtest/gtest.h>

#include "kiln/presets/read.h"
#include "kiln/presets/write.h"
#include "tests/support/patches.h"

namespace kiln {
namespace {

using test::choose;
using test::make_route;
using test::param;
using test::set;

TEST(ChainTest, BringsAllSlotsAndTheirOrderAndNothingElse) {
  const ParamTable& table = instrument_table();
  Patch from = make_patch(table);
  choose(from, "fx2", "delay");
  set(from, "fx2.mix", 40);
  set(from, "fx2.send", -9);
  choose(from, "fxs", "reverb");
  set(from, "fxs.reverb.decay", 4);
  set(from, "osc1.level", -20);
  from.effect_order = {1, 0, 2, 3, 4, 5, 6, 7};
  const std::string text =
      write_patch(chain_of(from, table, "Echo room"), table, WriteMode::kChain);
  EXPECT_EQ(text.find("osc1"), std::string::npos) << text;
  const ReadResult read = read_patch(text, table, "chain.kiln");
  ASSERT_TRUE(read.ok) << read.error;
  EXPECT_EQ(read.patch.meta.name, "Echo room");

  Patch patch = make_patch(table);
  choose(patch, "fx1", "chorus");
  set(patch, "osc1.level", -3);
  patch.meta.name = "Mine";
  patch.routes = {make_route(Source::kWheel, "fx2.mix", 0.5f)};
  Patch wanted = patch;
  put_chain(patch, read.patch, table);
  for (const SlotInfo& slot : table.slots()) {
    if (slot.spec.kind != SlotKind::kEffect) continue;
    for (ParamIndex p = slot.first_common; p < slot.end; ++p) wanted.values[p] = from.values[p];
  }
  wanted.effect_order = from.effect_order;
  EXPECT_EQ(patch, wanted);
  EXPECT_EQ(patch.values[param("fx1.type")], 0.0f) << "an empty slot empties the one it meets";
}

}  // namespace
}  // namespace kiln
