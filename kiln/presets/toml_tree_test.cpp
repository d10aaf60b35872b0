// The tree keeps order, lines and kinds; values come back as they were written.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/toml_tree.h"

#include <cmath>

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(TomlTreeTest, KeepsOrderAndLines) {
  const TomlResult result =
      parse_toml("zebra = 1\n\napple = 'x'\n[table]\nb.c = 2.5\nb.a = true\n");
  ASSERT_TRUE(result.ok) << result.error;
  ASSERT_EQ(result.root.entries.size(), 3u);
  EXPECT_EQ(result.root.entries[0].first, "zebra");
  EXPECT_EQ(result.root.entries[1].first, "apple");
  EXPECT_EQ(result.root.entries[1].second.line, 3);
  const TomlValue* b = result.root.find("table")->find("b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->entries[0].first, "c");
  EXPECT_EQ(b->entries[1].second.line, 6);
  EXPECT_EQ(b->find("none"), nullptr);
}

TEST(TomlTreeTest, ValuesComeBackAsText) {
  for (const char* text :
       {"1", "-9223372036854775808", "0.1", "1e-07", "inf", "-inf", "nan", "true", "\"a\\\"b\\n\"",
        "1979-05-27", "07:32:00.000001000", "1979-05-27T07:32:00-08:30", "[1, [2.0, \"x\"]]",
        "{a = 1, \"b c\" = {d = []}}"}) {
    const TomlResult result = parse_toml(std::string("key = ") + text);
    ASSERT_TRUE(result.ok) << text << ": " << result.error;
    EXPECT_EQ(toml_text(*result.root.find("key")), text);
  }
}

TEST(TomlTreeTest, FloatsAreShortestAndStayFloats) {
  EXPECT_EQ(toml_number(0.1f), "0.1");
  EXPECT_EQ(toml_number(67.0f), "67.0");
  EXPECT_EQ(toml_number(-0.0f), "-0.0");
  EXPECT_EQ(toml_number(-INFINITY), "-inf");
  EXPECT_EQ(toml_number(0.1), "0.1");
}

TEST(TomlTreeTest, KeysAreBareWherePossible) {
  EXPECT_EQ(toml_key("level_2-a"), "level_2-a");
  EXPECT_EQ(toml_key("a b"), "\"a b\"");
  EXPECT_EQ(toml_key(""), "\"\"");
}

}  // namespace
}  // namespace kiln
