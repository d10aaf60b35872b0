// Sorts jobs into work that one thread does at a time, and does it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_render.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <string_view>
#include <thread>

#include "kiln/base/units.h"
#include "kiln/cli/audio_file.h"
#include "kiln/cli/batch_journal.h"
#include "kiln/cli/batch_sinks.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/output_file.h"
#include "kiln/cli/render_job.h"
#include "kiln/cli/song.h"
#include "kiln/engine/lane_batch.h"

namespace kiln::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMostLaneMemory = 256 << 20;  // bytes that the files of a group may wait in

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What one thread does at a time: one job, or up to sixteen that share a structure.
struct BatchWork {
  std::vector<std::size_t> jobs = {};
  std::shared_ptr<const LaneBatch> lanes = {};  // null: a synthesizer of its own
};

class BatchRun {
 public:
  BatchRun(const std::vector<BatchJob>& jobs, const BatchSettings& settings)
      : jobs_(jobs), settings_(settings), results_(jobs.size()) {
    if (!settings.folder.empty()) journal_ = std::make_unique<BatchJournal>(settings.folder);
    if (writes_files()) remove_leftovers();
    plan();
  }

  void run(int workers, const std::function<void(double)>& progress);
  std::vector<BatchResult> take_results() { return std::move(results_); }
  std::size_t work_count() const { return work_.size(); }

 private:
  std::filesystem::path file_of(const BatchJob& job) const {
    return std::filesystem::path(settings_.folder) / job.file_name();
  }
  bool writes_files() const { return !settings_.folder.empty() && !settings_.hash_only; }

  void remove_leftovers() const;
  bool done_before(const BatchJob& job, BatchResult& result) const;
  void plan();
  void plan_lanes(const std::vector<std::size_t>& members);
  PartSetup part_setup(const BatchJob& job) const {
    return {.host_rate = static_cast<double>(job.rate),
            .quality = job.quality,
            .find_wavetable = settings_.find_wavetable};
  }
  void render(const BatchWork& work);
  void render_alone(std::size_t index);
  void render_lanes(const BatchWork& work);
  void finish(std::size_t index, std::uint64_t hash, std::int64_t frames,
              std::unique_ptr<AudioFile> file);
  std::unique_ptr<AudioFile> open_file(const BatchJob& job) const;
  void fail(std::size_t index, ExitCode code, const std::string& why);

  const std::vector<BatchJob>& jobs_;
  const BatchSettings& settings_;
  std::vector<BatchResult> results_;
  std::unique_ptr<BatchJournal> journal_;
  std::vector<BatchWork> work_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
};

// What a killed run of these jobs left half written.
void BatchRun::remove_leftovers() const {
  namespace fs = std::filesystem;
  std::set<std::string> names;
  for (const BatchJob& job : jobs_) names.insert(job.file_name());
  std::vector<fs::path> leftovers;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(settings_.folder, error)) {
    const std::string name = entry.path().filename().string();
    const std::size_t part = name.rfind(kPartSuffix);
    if (part == name.npos || names.count(name.substr(0, part)) == 0) continue;
    const std::string number = name.substr(part + std::string_view(kPartSuffix).size());
    const bool digits = number.find_first_not_of("0123456789") == number.npos;
    if (digits && !number.empty()) leftovers.push_back(entry.path());
  }
  for (const fs::path& path : leftovers) fs::remove(path, error);
}

bool BatchRun::done_before(const BatchJob& job, BatchResult& result) const {
  const BatchDone* const done = journal_ != nullptr ? journal_->find(job.name) : nullptr;
  if (done == nullptr || done->identity != job.identity()) return false;
  if (writes_files()) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file_of(job), error);
    if (error || done->bytes == 0 || size != static_cast<std::uintmax_t>(done->bytes)) return false;
  }
  result.state = BatchResult::State::kKept;
  result.hash = done->hash;
  result.frames = done->frames;
  result.bytes = done->bytes;
  return true;
}

// When the sound of a lane may end: lanes of like length waste no work.
double sounding_seconds(const BatchJob& job, const Patch& patch) {
  const ParamIndex amp = instrument_table().slot(SlotKind::kEnvelope, 0).first_common;
  const TypedNote& note = job.notes.front();
  return note.length + double{patch.values[static_cast<std::size_t>(amp + envelope::kRelease)]};
}

void BatchRun::plan() {
  std::map<std::string, std::vector<std::size_t>> groups;
  std::vector<double> seconds(jobs_.size());
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    const BatchJob& job = jobs_[i];
    if (!job.error.empty()) {
      fail(i, job.error_code, job.error);
      continue;
    }
    if (done_before(job, results_[i])) continue;
    const Patch patch = job.patch();
    std::string key;
    if (job.notes.size() == 1) {
      key = lane_batch_key(patch, part_setup(job),
                           seconds_to_frames(job.notes.front().start, job.rate));
    }
    if (key.empty()) {
      work_.push_back({.jobs = {i}});
      continue;
    }
    key += job.mono ? 'm' : 's';
    seconds[i] = sounding_seconds(job, patch);
    groups[key].push_back(i);
  }
  for (auto& [key, members] : groups) {
    std::stable_sort(members.begin(), members.end(),
                     [&](std::size_t a, std::size_t b) { return seconds[a] > seconds[b]; });
    plan_lanes(members);
  }
}

void BatchRun::plan_lanes(const std::vector<std::size_t>& members) {
  const BatchJob& first = jobs_[members.front()];
  std::shared_ptr<const LaneBatch> lanes;
  if (members.size() > 1) {
    lanes = std::make_shared<const LaneBatch>(
        first.patch(), part_setup(first), seconds_to_frames(first.notes.front().start, first.rate));
    if (!lanes->possible()) lanes = nullptr;
  }
  for (std::size_t at = 0; at < members.size();) {
    BatchWork work = {.lanes = lanes};
    std::int64_t bytes = 0;
    while (at < members.size() && work.jobs.size() < static_cast<std::size_t>(kLanes)) {
      const LaneLengths length(jobs_[members[at]]);
      bytes += length.most_frames * jobs_[members[at]].channels() * 4;
      if (writes_files() && bytes > kMostLaneMemory && !work.jobs.empty()) break;
      work.jobs.push_back(members[at++]);
      if (lanes == nullptr) break;
    }
    if (work.jobs.size() == 1) work.lanes = nullptr;
    work_.push_back(std::move(work));
  }
}

void BatchRun::fail(std::size_t index, ExitCode code, const std::string& why) {
  results_[index].state = BatchResult::State::kFailed;
  results_[index].error = why;
  results_[index].error_code = code;
}

std::unique_ptr<AudioFile> BatchRun::open_file(const BatchJob& job) const {
  if (!writes_files()) return nullptr;
  return std::make_unique<AudioFile>(AudioFileSettings{.path = file_of(job),
                                                       .rate = job.rate,
                                                       .bits = job.bits,
                                                       .seed = job.seed,
                                                       .channels = job.channels()});
}

void BatchRun::finish(std::size_t index, std::uint64_t hash, std::int64_t frames,
                      std::unique_ptr<AudioFile> file) {
  const BatchJob& job = jobs_[index];
  BatchResult& result = results_[index];
  if (file != nullptr) {
    file->finish();
    result.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file_of(job)));
  }
  result.hash = hash;
  result.frames = frames;
  result.state = BatchResult::State::kRendered;
  if (journal_ == nullptr) return;
  journal_->add(
      job.name,
      {.identity = job.identity(), .hash = hash, .frames = frames, .bytes = result.bytes});
}

void BatchRun::render_alone(std::size_t index) {
  const BatchJob& job = jobs_[index];
  const Song song = song_of_notes(job.notes, job.rate);
  const ChannelSound sound = {.patches = {job.patch()}};
  RenderSettings settings = {.rate = job.rate,
                             .quality = job.quality,
                             .seed = job.seed,
                             .tail = job.tail,
                             .find_wavetable = settings_.find_wavetable};
  if (job.length) {
    const std::int64_t frames = seconds_to_frames(*job.length, job.rate) - song.end_frame;
    settings.tail = frames_to_seconds(std::max<std::int64_t>(0, frames), job.rate);
  }
  std::unique_ptr<AudioFile> file = open_file(job);
  StreamHash hash(job.mono);
  const RenderResult rendered = render_song(
      song, std::span(&sound, 1), settings,
      [&](std::span<const float> interleaved) {
        const std::span<const float> samples = hash.add(interleaved);
        if (file != nullptr) file->write(samples);
      },
      [](double) {});
  results_[index].messages = rendered.messages;
  finish(index, hash.value(), rendered.frames, std::move(file));
}

void BatchRun::render_lanes(const BatchWork& work) {
  std::vector<Patch> patches;
  std::vector<LaneJob> lanes;
  std::vector<LaneLengths> lengths;
  patches.reserve(work.jobs.size());
  std::int64_t most = 0;
  for (const std::size_t index : work.jobs) {
    const BatchJob& job = jobs_[index];
    patches.push_back(job.patch());
    lengths.emplace_back(job);
    const Song song = song_of_notes(job.notes, job.rate);
    const std::vector<ChannelEvent>& events = song.channels[0];
    lanes.push_back({.patch = &patches.back(),
                     .seed = job.seed,
                     .strike = events[0].message,
                     .lift = events[1].message,
                     .held_frames = events[1].frame - events[0].frame});
    most = std::max(most, lengths.back().most_frames - lengths.back().note_frame);
  }
  const bool keeps = writes_files();
  LaneSink sink(lengths, jobs_[work.jobs.front()].mono, keeps);
  const LaneMask muted =
      work.lanes->render(lanes, most, [&](const LaneRun& run) { sink.add(run); });
  for (std::size_t lane = 0; lane < work.jobs.size(); ++lane) {
    const std::size_t index = work.jobs[lane];
    BatchResult& result = results_[index];
    result.in_lanes = true;
    for (const std::string& message : work.lanes->messages()) {
      result.messages.push_back("channel 1: " + message);
    }
    if (has_lane(muted, static_cast<int>(lane))) {
      result.messages.emplace_back(
          "channel 1: a voice was muted: its sound was no number or far too loud");
    }
    try {
      std::unique_ptr<AudioFile> file = open_file(jobs_[index]);
      if (file != nullptr) file->write(sink.samples(static_cast<int>(lane)));
      finish(index, sink.hash(static_cast<int>(lane)), sink.frames(static_cast<int>(lane)),
             std::move(file));
    } catch (const CommandError& error) {
      fail(index, error.code(), error.what());
    }
  }
}

void BatchRun::render(const BatchWork& work) {
  const auto fail_all = [&](ExitCode code, const std::string& why) {
    for (const std::size_t index : work.jobs) {
      if (results_[index].state != BatchResult::State::kRendered) fail(index, code, why);
    }
  };
  try {
    if (work.lanes != nullptr) {
      render_lanes(work);
    } else {
      render_alone(work.jobs.front());
    }
  } catch (const CommandError& error) {
    fail_all(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    fail_all(ExitCode::kInternal, "no memory left");
  } catch (const std::exception& error) {
    fail_all(ExitCode::kInternal, error.what());
  }
}

void BatchRun::run(int workers, const std::function<void(double)>& progress) {
  const auto loop = [&](bool reports) {
    for (std::size_t i = next_.fetch_add(1); i < work_.size(); i = next_.fetch_add(1)) {
      if (render_interrupted()) return;
      render(work_[i]);
      const std::size_t done = done_.fetch_add(1) + 1;
      if (reports) progress(static_cast<double>(done) / static_cast<double>(work_.size()));
    }
  };
  std::vector<std::thread> helpers;
  for (int i = 1; i < workers; ++i) helpers.emplace_back(loop, false);
  loop(true);
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace

BatchOutcome render_batch(const std::vector<BatchJob>& jobs, const BatchSettings& settings,
                          const std::function<void(double share)>& progress) {
  BatchOutcome outcome;
  const Clock::time_point start = Clock::now();
  BatchRun run(jobs, settings);
  const auto cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const int wanted = settings.workers > 0 ? settings.workers : cores;
  const auto useful = static_cast<int>(std::min<std::size_t>(run.work_count(), 1024));
  outcome.workers = std::max(1, std::min(wanted, useful));
  outcome.setup_seconds = since(start);
  const Clock::time_point begin = Clock::now();
  const std::clock_t cpu = std::clock();
  run.run(outcome.workers, progress);
  outcome.render_seconds = since(begin);
  outcome.cpu_seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
  if (render_interrupted()) throw CommandError(ExitCode::kInterrupted, "interrupted");
  outcome.results = run.take_results();
  return outcome;
}

}  // namespace kiln::cli
