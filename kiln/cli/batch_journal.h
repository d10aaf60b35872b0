// Which jobs of a folder are done, on disk: one line a job, added when its file is in place.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A process may be killed at any moment: a line is written in one piece, a line without its end
// counts for nothing, and a job whose line is missing is rendered again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace kiln::cli {

struct BatchDone {
  std::uint64_t identity = 0;  // of the job
  std::uint64_t hash = 0;      // of the samples
  std::int64_t frames = 0;
  std::int64_t bytes = 0;  // of the file; 0: none was written
};

class BatchJournal {
 public:
  static constexpr const char* kFileName = "kiln-batch.journal";

  // Reads what is there and goes on after it. Throws CommandError (kNoOutput).
  explicit BatchJournal(const std::filesystem::path& folder);
  ~BatchJournal();
  BatchJournal(const BatchJournal&) = delete;
  BatchJournal& operator=(const BatchJournal&) = delete;

  // As of the start; null: not done.
  const BatchDone* find(const std::string& name) const;
  // [any-thread] Throws CommandError (kNoOutput).
  void add(const std::string& name, const BatchDone& done);

 private:
  std::filesystem::path path_;
  std::map<std::string, BatchDone> known_;
  std::mutex mutex_;
  std::FILE* file_ = nullptr;
};

}  // namespace kiln::cli
