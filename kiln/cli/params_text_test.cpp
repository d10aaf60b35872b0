// The manual's page is up to date, and JSON and lines hold every parameter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/params_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kiln/cli/errors.h"
#include "kiln/cli/test_support.h"
#include "kiln/cli/version.h"
#include "kiln/engine/instrument.h"

namespace kiln::cli {
namespace {

using ::testing::HasSubstr;

const std::string kSource = KILN_SOURCE_DIR;

TEST(CliParamsTextTest, the_page_of_the_manual_is_up_to_date) {
  EXPECT_TRUE(test::read_all(kSource + "/docs/manual/parameters.md") ==
              params_markdown(instrument_table()))
      << "write it again: kiln params --markdown > docs/manual/parameters.md";
}

TEST(CliParamsTextTest, the_manual_lists_every_exit_code) {
  const std::string manual = test::read_all(kSource + "/docs/manual/command-line.md");
  std::istringstream lines(exit_code_table());
  for (std::string line; std::getline(lines, line);) EXPECT_THAT(manual, HasSubstr(line));
}

TEST(CliParamsTextTest, the_version_is_the_project_s) {
  EXPECT_THAT(test::read_all(kSource + "/CMakeLists.txt"),
              HasSubstr(std::string("project(kiln VERSION ") + kVersion + " "));
}

TEST(CliParamsTextTest, the_page_says_how_many_parameters_a_host_sees) {
  EXPECT_THAT(params_markdown(instrument_table()),
              HasSubstr("A host sees " + std::to_string(instrument_table().host_params().size())));
}

TEST(CliParamsTextTest, json_holds_every_parameter_with_exact_numbers) {
  const ParamTable& table = instrument_table();
  const auto json = nlohmann::json::parse(params_json(table));
  ASSERT_EQ(json.size(), static_cast<std::size_t>(table.size()));
  for (int i = 0; i < table.size(); ++i) {
    const ParamInfo& info = table[static_cast<ParamIndex>(i)];
    const auto& object = json[static_cast<std::size_t>(i)];
    ASSERT_EQ(object["id"], info.id);
    if (object["initial"].is_number()) {
      ASSERT_EQ(static_cast<float>(object["initial"].get<double>()), info.spec.initial) << info.id;
    } else {
      ASSERT_EQ(object["initial"], info.spec.initial < 0.0f ? "-inf" : "inf") << info.id;
    }
    const std::size_t choices = object.contains("choices") ? object["choices"].size() : 0;
    ASSERT_EQ(choices, info.spec.choices.size()) << info.id;
  }
}

TEST(CliParamsTextTest, there_is_one_line_for_each_parameter) {
  const std::string lines = params_lines(instrument_table());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), instrument_table().size());
  EXPECT_THAT(lines, HasSubstr("filter1.cutoff"));
}

}  // namespace
}  // namespace kiln::cli
