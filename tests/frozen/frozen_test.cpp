// The list that may not change once a version is out: what projects and hosts know parameters by.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One line a parameter: host index, id, unit, curve, range, initial value, choices. A parameter
// that must change gets a new id, and a migration turns the old one into it.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "kiln/engine/instrument.h"

namespace kiln {
namespace {

constexpr std::size_t kMostHostParams = 2000;
const char* const kUnits[] = {"none",  "%",   "dB",  "Hz",        "s",     "st",     "ct",    "deg",
                              "ratio", "rad", "1/s", "dB/octave", "count", "choice", "switch"};
const char* const kCurves[] = {"linear", "log", "x^2", "x^3", "x^4", "level", "step"};

std::string line_of(const ParamInfo& param, const std::string& host_index) {
  const ParamSpec& spec = param.spec;
  std::string line = fmt::format(
      "{} {} {} {} {}..{} {}", host_index, param.id, kUnits[static_cast<int>(spec.unit)],
      kCurves[static_cast<int>(spec.curve)], spec.min, spec.max, spec.initial);
  const char* before = " ";
  for (const char* choice : spec.choices) {
    line += before;
    line += choice;
    before = "|";
  }
  return line;
}

// Host parameters in the host's order, then the rest.
std::vector<std::string> lines_now() {
  const ParamTable& table = instrument_table();
  const std::vector<ParamIndex> host = table.host_params();
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < host.size(); ++i) {
    lines.push_back(line_of(table[host[i]], std::to_string(i)));
  }
  const std::set<ParamIndex> shown(host.begin(), host.end());
  for (int i = 0; i < table.size(); ++i) {
    const auto param = static_cast<ParamIndex>(i);
    if (!shown.contains(param)) lines.push_back(line_of(table[param], "-"));
  }
  return lines;
}

TEST(FrozenTest, EveryParameterIsAsTheCommittedListSays) {
  const std::string path = KILN_SOURCE_DIR "/tests/frozen/parameters.txt";
  const std::vector<std::string> now = lines_now();
  std::ifstream file(path);
  ASSERT_TRUE(file) << path << " is missing";
  std::vector<std::string> frozen;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') frozen.push_back(line);
  }
  std::string differences;
  for (std::size_t i = 0; i < std::max(now.size(), frozen.size()); ++i) {
    const std::string is = i < now.size() ? now[i] : "(nothing)";
    const std::string was = i < frozen.size() ? frozen[i] : "(nothing)";
    if (is == was) continue;
    differences = fmt::format("line {} was {}\n and is {}", i + 1, was, is);
    break;
  }
  if (differences.empty()) return;
  const std::string fresh = KILN_BINARY_DIR "/parameters.txt";
  std::ofstream out(fresh);
  out << "# What tests/frozen/frozen_test.cpp guards: host index, id, unit, curve, range, initial "
         "value,\n# choices. SPDX-License-Identifier: GPL-3.0-or-later\n";
  for (const std::string& line : now) out << line << "\n";
  ADD_FAILURE() << "A parameter changed that projects rely on; the first of them:\n"
                << differences << "\nBefore the first release, and only on purpose: cp " << fresh
                << " tests/frozen/parameters.txt";
}

TEST(FrozenTest, AHostSeesAtMostTwoThousandParametersEachWithANumberOfItsOwn) {
  const ParamTable& table = instrument_table();
  const std::vector<ParamIndex> host = table.host_params();
  std::cout << host.size() << " host parameters and Bypass, of " << table.size() << "\n";
  EXPECT_LE(host.size() + 1, kMostHostParams);
  // VST3's numbers are JUCE's hash of the id: Java's, over the characters, without the sign bit.
  std::map<uint32_t, std::string> numbers;
  const auto number = [](const std::string& id) {
    uint32_t hash = 0;
    for (const char c : id) hash = 31 * hash + static_cast<uint32_t>(static_cast<unsigned char>(c));
    return hash & 0x7fffffffu;
  };
  numbers[number("bypass")] = "bypass";
  for (const ParamIndex param : host) {
    const std::string& id = table[param].id;
    const auto [at, fresh] = numbers.emplace(number(id), id);
    EXPECT_TRUE(fresh) << id << " and " << at->second << " have one VST3 number";
  }
}

TEST(FrozenTest, WhatALaterVersionAddsComesLast) {
  static constexpr ParamSpec kSpecs[] = {{.id = "old", .since = 1}, {.id = "new", .since = 2}};
  const ParamTable table({{.id = "a", .name = "A", .common = kSpecs},
                          {.id = "b", .name = "B", .number = 1, .common = kSpecs}});
  std::string order;
  for (const ParamIndex param : table.host_params()) order += table[param].id + " ";
  EXPECT_EQ(order, "a.old b.old a.new b.new ") << "automation saved by position would move";
}

}  // namespace
}  // namespace kiln
