// Batches through the command: the samples of `kiln render`, any number of workers, resumed,
// failures. SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "kiln/cli/batch_journal.h"
#include "kiln/cli/test_support.h"

namespace kiln::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;

// Two jobs of their own (a chord through effects, a note in mono), one in the structure of the
// random ones, 18 of which fill a group of lanes and begin a second, and a wrong one.
constexpr const char* kMixed = R"(
[defaults]
tail = 0.2
bits = "32f"

[[job]]
name = "chord"
notes = "C4:90@0.05+0.2,E4@0.1+0.15"
seed = 7
set = { fx1.type = "chorus", fx2.type = "delay", fx2.mix = "30%", osc2.type = "noise" }

[[job]]
name = "low"
notes = "C2+0.2"
rate = 44100
quality = 1
channels = "mono"
set = ["osc1.unison=3", "filter1.type=ladder", "filter1.cutoff=900Hz"]

[[job]]
name = "wrong"
notes = "C4+0.1"
set = { filter1.cutof = 640 }

[[job]]
name = "beside"
notes = "G4:70+0.15"
seed = 3
set = { osc2.type = "noise", amp.release = "80ms" }

[[random]]
name = "drawn"
count = 18
seed = 20
note = [36, 84]
velocity = [30, 127]
hold = [0.05, 0.2]
set = { osc2.type = "noise" }

[random.ranges]
osc1.level = [-20.0, 0.0]
amp.release = [0.01, 0.1]
)";

test::CommandRun batch(const std::string& list, std::vector<std::string> words) {
  words.insert(words.begin(), {"render-batch", list});
  return test::run(words);
}

std::map<std::string, nlohmann::json> jobs_of(const std::string& out) {
  std::map<std::string, nlohmann::json> jobs;
  const auto json = nlohmann::json::parse(out, nullptr, false);
  EXPECT_TRUE(json.is_object()) << out;
  if (!json.is_object()) return jobs;
  for (const auto& job : json["jobs"]) jobs[job["name"]] = job;
  return jobs;
}

// The bytes of the file that `kiln render` makes of these words, in floats.
std::string alone(const TemporaryFolder& folder, std::vector<std::string> words) {
  const std::string out = folder.file("alone.wav");
  words.insert(words.begin(), {"render", "--bits", "32f", "--tail", "0.2", "--out", out});
  const test::CommandRun run = test::run(words);
  EXPECT_EQ(run.code, ExitCode::kSuccess) << run.err;
  return test::read_all(out);
}

TEST(CliBatchCommandTest, the_number_of_workers_changes_no_hash_and_no_file) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list.toml", kMixed);
  const auto one = batch(list, {"--out", folder.file("one"), "--workers", "1", "--json"});
  const auto three = batch(list, {"--out", folder.file("three"), "--workers", "3", "--json"});
  ASSERT_EQ(one.code, ExitCode::kJobsFailed) << one.err;
  EXPECT_EQ(static_cast<int>(one.code), 9);
  const auto json = nlohmann::json::parse(one.out);
  EXPECT_EQ(json["rendered"], 21);
  EXPECT_EQ(json["failed"], 1);
  EXPECT_GE(json["in_lanes"], 16) << "the random jobs share a structure";
  auto of_one = jobs_of(one.out), of_three = jobs_of(three.out);
  ASSERT_EQ(of_one.size(), 22u);
  std::set<std::string> hashes;
  for (const auto& [name, job] : of_one) {
    if (name == "wrong") continue;
    EXPECT_EQ(job["hash"], of_three[name]["hash"]) << name;
    hashes.insert(job["hash"]);
    const std::string file = name + ".wav";
    EXPECT_TRUE(test::read_all(folder.file("one/" + file)) ==
                test::read_all(folder.file("three/" + file)))
        << file << " differs between one worker and three";
  }
  EXPECT_EQ(hashes.size(), 21u) << "jobs that differ sound alike";
  EXPECT_EQ(test::read_all(folder.file("one/hashes.txt")),
            test::read_all(folder.file("three/hashes.txt")));
}

TEST(CliBatchCommandTest, a_job_has_the_samples_of_a_render_alone) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list.toml", kMixed);
  const auto all = batch(list, {"--out", folder.file("out"), "--workers", "2", "--json"});
  const std::string chord = alone(
      folder, {"--notes", "C4:90@0.05+0.2,E4@0.1+0.15", "--seed", "7", "--set", "fx1.type=chorus",
               "--set", "fx2.type=delay", "--set", "fx2.mix=30%", "--set", "osc2.type=noise"});
  EXPECT_GT(chord.size(), 10'000u) << "nothing to compare with";
  EXPECT_TRUE(test::read_all(folder.file("out/chord.wav")) == chord)
      << "chord.wav, with effects, is another sound than alone";
  const std::string beside = alone(folder, {"--notes", "G4:70+0.15", "--seed", "3", "--set",
                                            "osc2.type=noise", "--set", "amp.release=80ms"});
  EXPECT_TRUE(test::read_all(folder.file("out/beside.wav")) == beside)
      << "beside.wav, a lane among others, is another sound than alone";
}

TEST(CliBatchCommandTest, a_list_cut_to_one_job_gives_the_hash_it_has_among_others) {
  const TemporaryFolder folder;
  const std::string head =
      "[[random]]\nname = \"r\"\nseed = 5\nnote = [40, 80]\nlength = 0.4\n"
      "hold = [0.05, 0.3]\n[random.ranges]\nosc1.fine = [-50.0, 50.0]\n";
  const auto with_count = [&](int count) {
    std::string text = head;
    text.insert(text.find('\n') + 1, "count = " + std::to_string(count) + "\n");
    return batch(folder.write("list.toml", text), {"--hash-only"});
  };
  const auto many = with_count(9), single = with_count(1);
  ASSERT_EQ(single.code, ExitCode::kSuccess) << single.err;
  ASSERT_THAT(single.out, HasSubstr("  r-0\n"));
  EXPECT_EQ(many.out.substr(0, single.out.size()), single.out);
  EXPECT_FALSE(std::filesystem::exists(folder.file("hashes.txt"))) << "hashes only";
}

TEST(CliBatchCommandTest, a_resumed_batch_keeps_what_is_done_and_mends_what_is_not) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list.toml", kMixed);
  const std::vector<std::string> words = {"--out", folder.file("out"), "--json"};
  auto first = jobs_of(batch(list, words).out);
  const std::string sound = test::read_all(folder.file("out/drawn-05.wav"));

  // As a process killed on the way leaves it: a line half written, one lost with its file.
  const std::string journal = folder.file("out/" + std::string(BatchJournal::kFileName));
  std::string kept, line;
  std::istringstream lines(test::read_all(journal));
  while (std::getline(lines, line)) {
    if (line.find(" drawn-05") == std::string::npos) kept += line + "\n";
  }
  folder.write("out/" + std::string(BatchJournal::kFileName), kept + "00af");
  std::filesystem::remove(folder.file("out/drawn-05.wav"));
  std::filesystem::remove(folder.file("out/low.wav"));                 // its line is there
  std::filesystem::resize_file(folder.file("out/drawn-06.wav"), 100);  // and this one's

  auto second = jobs_of(batch(list, words).out);
  for (const auto& [name, job] : second) {
    if (name == "wrong") continue;
    const bool again = name == "drawn-05" || name == "drawn-06" || name == "low";
    EXPECT_EQ(job["state"], again ? "rendered" : "kept") << name;
    EXPECT_EQ(job["hash"], first[name]["hash"]) << name;
  }
  EXPECT_TRUE(test::read_all(folder.file("out/drawn-05.wav")) == sound);
  for (const auto& [name, job] : jobs_of(batch(list, words).out)) {
    EXPECT_EQ(job["state"], name == "wrong" ? "failed" : "kept") << name;
  }
}

TEST(CliBatchCommandTest, what_a_killed_batch_left_half_written_is_gone_after_the_next) {
  const TemporaryFolder folder;
  const std::string list =
      folder.write("list.toml", "[[job]]\nname = \"a\"\nnotes = \"C4+0.1\"\ntail = 0\n");
  std::filesystem::create_directory(folder.file("out"));
  for (const char* name : {"a.wav.part4711", "a.wav.part", "a.wav.part1x", "b.wav.part4711"}) {
    folder.write(std::string("out/") + name, "RIFF");
  }
  ASSERT_EQ(batch(list, {"--out", folder.file("out")}).code, ExitCode::kSuccess);
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.file("out"))) {
    left.insert(entry.path().filename().string());
  }
  EXPECT_EQ(left, (std::set<std::string>{"a.wav", "a.wav.part", "a.wav.part1x", "b.wav.part4711",
                                         "hashes.txt", BatchJournal::kFileName}))
      << "only half a file of this list may go";
}

TEST(CliBatchCommandTest, a_changed_job_is_rendered_again) {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& seed) {
    const std::string list = folder.write(
        "list.toml", "[[job]]\nname = \"a\"\nnotes = \"C4+0.1\"\ntail = 0\nseed = " + seed +
                         "\nset = { osc1.type = \"noise\" }\n");
    return jobs_of(batch(list, {"--out", folder.file("out"), "--json"}).out)["a"];
  };
  const auto first = run("1"), same = run("1"), other = run("2");
  EXPECT_EQ(first["state"], "rendered");
  EXPECT_EQ(same["state"], "kept");
  EXPECT_EQ(other["state"], "rendered");
  EXPECT_NE(other["hash"], first["hash"]);
}

TEST(CliBatchCommandTest, a_failed_job_says_what_and_where_and_leaves_the_others_alone) {
  struct Case {
    const char* wrong;  // the lines of the second job, the name first
    std::vector<const char*> said;
  };
  const Case cases[] = {
      {"notes = \"C4+0.1\"\nset = { filter1.cutof = 640 }", {"filter1.cutof", "filter1.cutoff"}},
      {"notes = \"H4\"", {"H4"}},
      {"notes = \"C4+0.1\"\nqualty = 2", {"list.toml:9", "qualty", "quality"}},
      {"notes = \"C4+0.1\"\nquality = 3", {"list.toml:9", "1, 2, 4"}},
      {"notes = \"C4+0.1\"\npreset = \"Glaze Bel\"", {"Glaze Bel"}},
      {"notes = \"C4+2\"\nlength = 1", {"length", "2 s"}},
      {"seed = 1", {"list.toml:6", "notes"}},
  };
  for (const Case& one : cases) {
    const TemporaryFolder folder;
    const std::string list = folder.write(
        "list.toml", std::string("[[job]]\nname = \"good\"\nnotes = \"C4+0.1\"\ntail = 0\n\n"
                                 "[[job]]\nname = \"bad\"\n") +
                         one.wrong + "\n");
    const auto run = batch(list, {"--out", folder.file("out"), "--json"});
    EXPECT_EQ(run.code, ExitCode::kJobsFailed) << one.wrong;
    EXPECT_TRUE(run.one_error_line()) << run.err;
    EXPECT_THAT(run.err, HasSubstr(list + ":"));
    for (const char* text : one.said) EXPECT_THAT(run.err, HasSubstr(text)) << one.wrong;
    auto jobs = jobs_of(run.out);
    EXPECT_EQ(jobs["good"]["state"], "rendered") << one.wrong;
    EXPECT_EQ(jobs["bad"]["state"], "failed") << one.wrong;
    EXPECT_TRUE(std::filesystem::exists(folder.file("out/good.wav")));
    EXPECT_FALSE(std::filesystem::exists(folder.file("out/bad.wav")));
  }
}

TEST(CliBatchCommandTest, a_list_that_is_none_is_refused_as_a_whole) {
  const TemporaryFolder folder;
  const auto code = [&](const std::string& text, const char* said) {
    const auto run = batch(folder.write("list.toml", text), {"--hash-only"});
    EXPECT_TRUE(run.one_error_line()) << run.err;
    EXPECT_THAT(run.err, HasSubstr(said));
    EXPECT_EQ(run.out, "");
    return run.code;
  };
  EXPECT_EQ(code("[[job]\n", "list.toml:1"), ExitCode::kBadInput);
  EXPECT_EQ(code("", "no [[job]]"), ExitCode::kBadInput);
  EXPECT_EQ(code("[[jobs]]\nname = \"a\"\n", "jobs"), ExitCode::kBadInput);
  EXPECT_EQ(batch(folder.file("none.toml"), {"--hash-only"}).code, ExitCode::kNoInput);
  EXPECT_EQ(batch(folder.file("list.toml"), {}).code, ExitCode::kUsage) << "nowhere to write";
}

}  // namespace
}  // namespace kiln::cli
