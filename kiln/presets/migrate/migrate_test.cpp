// Steps run once each and in order; files from the future are read, files from nowhere are not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/migrate/migrate.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

void append_to_name(TomlValue& root, const char* text) {
  for (auto& [key, value] : root.entries) {
    if (key == "name") value.text += text;
  }
}

constexpr Migration kSteps[] = {
    {1, "first", [](TomlValue& root) { append_to_name(root, "a"); }},
    {2, "second", [](TomlValue& root) { append_to_name(root, "b"); }},
    {3, "not yet", [](TomlValue& root) { append_to_name(root, "c"); }},
};

std::string name_after(const char* text) {
  TomlResult file = parse_toml(text);
  const MigrationResult result = migrate(file.root, 3, kSteps);
  return result.ok ? file.root.find("name")->text : result.error;
}

TEST(MigrateTest, RunsEveryStepFromTheFilesFormatOn) {
  EXPECT_EQ(name_after("kiln = 1\nname = 'x'"), "xab");
  EXPECT_EQ(name_after("kiln = 2\nname = 'x'"), "xb");
  EXPECT_EQ(name_after("kiln = 3\nname = 'x'"), "x");
}

TEST(MigrateTest, WarnsOfNewerFilesAndReadsThem) {
  TomlResult file = parse_toml("kiln = 4\nname = 'x'");
  const MigrationResult result = migrate(file.root, 3, kSteps);
  EXPECT_TRUE(result.ok);
  EXPECT_NE(result.warning.find("newer Kiln (format 4)"), std::string::npos) << result.warning;
  EXPECT_EQ(file.root.find("name")->text, "x");
}

TEST(MigrateTest, RefusesWhatIsNoKilnFile) {
  EXPECT_NE(name_after("name = 'x'").find("not a Kiln file"), std::string::npos);
  EXPECT_NE(name_after("kiln = 0\nname = 'x'").find("number of the file format"),
            std::string::npos);
  EXPECT_NE(name_after("kiln = 'one'\nname = 'x'").find("number of the file format"),
            std::string::npos);
}

TEST(MigrateTest, TableIsInOrder) {
  int last = 0;
  for (const Migration& step : migrations()) {
    EXPECT_GT(step.from, last) << step.what;
    last = step.from;
  }
}

}  // namespace
}  // namespace kiln
