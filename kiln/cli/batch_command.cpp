// Reads the list, renders it and says what became of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_command.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "kiln/cli/batch_render.h"
#include "kiln/cli/progress.h"
#include "kiln/presets/file.h"

namespace kiln::cli {
namespace {

constexpr const char* kHashesFile = "hashes.txt";

struct BatchTotals {
  std::size_t rendered = 0, kept = 0, failed = 0, in_lanes = 0;
  double audio_seconds = 0.0;  // of what was rendered now
  std::int64_t bytes = 0;
};

BatchTotals totals_of(const std::vector<BatchJob>& jobs, const BatchOutcome& outcome) {
  BatchTotals totals;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchResult& result = outcome.results[i];
    totals.failed += result.state == BatchResult::State::kFailed;
    totals.kept += result.state == BatchResult::State::kKept;
    if (result.state != BatchResult::State::kRendered) continue;
    ++totals.rendered;
    totals.in_lanes += result.in_lanes;
    totals.audio_seconds += static_cast<double>(result.frames) / jobs[i].rate;
    totals.bytes += result.bytes;
  }
  return totals;
}

double per_second(double amount, double seconds) { return seconds > 0.0 ? amount / seconds : 0.0; }

std::string summary(const BatchTotals& totals, const BatchOutcome& outcome) {
  std::string text = fmt::format("{} rendered ({} in lanes), {} kept, {} failed\n", totals.rendered,
                                 totals.in_lanes, totals.kept, totals.failed);
  text += fmt::format(
      "  speed     {:.1f} s of sound in {:.2f} s: {:.0f} x real time, {} {} ({:.2f} "
      "s of CPU)\n",
      totals.audio_seconds, outcome.render_seconds,
      per_second(totals.audio_seconds, outcome.render_seconds), outcome.workers,
      outcome.workers == 1 ? "thread" : "threads", outcome.cpu_seconds);
  text += fmt::format("  set-up    {:.2f} s\n", outcome.setup_seconds);
  if (totals.bytes > 0) {
    const double megabytes = static_cast<double>(totals.bytes) * 1e-6;
    text += fmt::format("  files     {:.1f} MB, {:.1f} MB/s\n", megabytes,
                        per_second(megabytes, outcome.render_seconds));
  }
  return text;
}

std::string hash_lines(const std::vector<BatchJob>& jobs, const BatchOutcome& outcome) {
  std::string text;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchResult& result = outcome.results[i];
    if (result.state == BatchResult::State::kFailed) continue;
    text += fmt::format("{:016x}  {}\n", result.hash, jobs[i].name);
  }
  return text;
}

std::string batch_json(const std::vector<BatchJob>& jobs, const BatchOutcome& outcome,
                       const BatchTotals& totals, bool files) {
  constexpr const char* kStates[] = {"failed", "rendered", "kept"};
  nlohmann::ordered_json object;
  object["rendered"] = totals.rendered;
  object["in_lanes"] = totals.in_lanes;
  object["kept"] = totals.kept;
  object["failed"] = totals.failed;
  object["audio_seconds"] = totals.audio_seconds;
  object["setup_seconds"] = outcome.setup_seconds;
  object["render_seconds"] = outcome.render_seconds;
  object["cpu_seconds"] = outcome.cpu_seconds;
  object["realtime_factor"] = per_second(totals.audio_seconds, outcome.render_seconds);
  object["bytes"] = totals.bytes;
  object["workers"] = outcome.workers;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchResult& result = outcome.results[i];
    nlohmann::ordered_json entry;
    entry["name"] = jobs[i].name;
    entry["state"] = kStates[static_cast<std::size_t>(result.state)];
    if (result.state == BatchResult::State::kFailed) {
      entry["error"] = result.error;
    } else {
      entry["frames"] = result.frames;
      entry["hash"] = fmt::format("{:016x}", result.hash);
      if (files) entry["file"] = jobs[i].file_name();
    }
    if (!result.messages.empty()) entry["messages"] = result.messages;
    list.push_back(std::move(entry));
  }
  object["jobs"] = std::move(list);
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// The same note of thousands of jobs is one line.
void print_messages(const std::vector<BatchJob>& jobs, const BatchOutcome& outcome,
                    std::ostream& err) {
  std::map<std::string, std::pair<std::string, std::size_t>> heard;  // text → first job, how many
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchResult& result = outcome.results[i];
    if (!result.error.empty()) {
      const bool located = result.error == jobs[i].error;
      err << "kiln: "
          << (located ? result.error
                      : fmt::format("job {}: {}", in_quotes(jobs[i].name), result.error))
          << '\n';
    }
    for (const std::string& message : result.messages) {
      auto& [name, count] = heard[message];
      if (count++ == 0) name = jobs[i].name;
    }
  }
  for (const auto& [text, who] : heard) {
    const auto& [name, count] = who;
    err << "kiln: note: job " << in_quotes(name) << ": " << text
        << (count > 1 ? fmt::format(" (and {} more)", count - 1) : "") << '\n';
  }
}

}  // namespace

ExitCode run_batch(const BatchArgs& args, const PresetSource& source, std::ostream& out,
                   std::ostream& err, bool shown) {
  std::vector<std::string> notes;
  const std::vector<BatchJob> jobs = read_batch_file(args.list, source, notes);
  for (const std::string& note : notes) err << "kiln: note: " << note << '\n';
  const BatchSettings settings = {.folder = args.out,
                                  .hash_only = args.hash_only,
                                  .workers = args.workers,
                                  .find_wavetable = source.wavetable_finder()};
  BatchOutcome outcome;
  {
    Progress bar(err, shown);
    outcome = render_batch(jobs, settings, [&](double share) { bar.update(share); });
  }
  print_messages(jobs, outcome, err);
  const BatchTotals totals = totals_of(jobs, outcome);
  const std::string hashes = hash_lines(jobs, outcome);
  if (!args.out.empty()) {
    const std::string why = write_file(std::filesystem::path(args.out) / kHashesFile, hashes);
    if (!why.empty()) throw CommandError(ExitCode::kNoOutput, why);
  }
  if (args.json) {
    out << batch_json(jobs, outcome, totals, !args.hash_only);
  } else if (args.hash_only) {
    out << hashes;
    err << summary(totals, outcome);
  } else {
    out << summary(totals, outcome);
  }
  return totals.failed > 0 ? ExitCode::kJobsFailed : ExitCode::kSuccess;
}

}  // namespace kiln::cli
