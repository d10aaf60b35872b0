// Lines "identity hash frames bytes name", numbers in hex.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_journal.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "kiln/cli/errors.h"
#include "kiln/presets/file.h"

namespace kiln::cli {
namespace {

constexpr std::size_t kLargestJournal = std::size_t{4} << 30;  // bytes

struct JournalLine {
  std::string name;
  BatchDone done;
};

std::optional<JournalLine> parse_journal_line(std::string_view line) {
  std::array<std::uint64_t, 4> numbers = {};
  for (std::uint64_t& number : numbers) {
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number, 16);
    const auto used = static_cast<std::size_t>(end - line.data());
    if (error != std::errc{} || used >= line.size() || line[used] != ' ') return std::nullopt;
    line.remove_prefix(used + 1);
  }
  if (line.empty()) return std::nullopt;
  return JournalLine{std::string(line),
                     {.identity = numbers[0],
                      .hash = numbers[1],
                      .frames = static_cast<std::int64_t>(numbers[2]),
                      .bytes = static_cast<std::int64_t>(numbers[3])}};
}

}  // namespace

BatchJournal::BatchJournal(const std::filesystem::path& folder) : path_(folder / kFileName) {
  const auto fail = [&](const std::string& why) {
    throw CommandError(ExitCode::kNoOutput, fmt::format("can't write {}: {}", path_.string(), why));
  };
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(error.message());
  std::string_view ending;
  FileText old;
  if (std::filesystem::exists(path_, error)) {
    old = read_file(path_, kLargestJournal);
    if (!old.ok) fail(old.error);
    std::string_view text = old.text;
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
      if (const auto line = parse_journal_line(text.substr(0, end))) {
        known_[line->name] = line->done;
      }
      text.remove_prefix(end + 1);
    }
    if (!text.empty()) ending = "\n";  // what a killed process left half written ends here
  }
  file_ = std::fopen(path_.string().c_str(), "ab");
  if (file_ == nullptr) fail(std::strerror(errno));
  if (!ending.empty()) std::fwrite(ending.data(), 1, ending.size(), file_);
}

BatchJournal::~BatchJournal() {
  if (file_ != nullptr) std::fclose(file_);
}

const BatchDone* BatchJournal::find(const std::string& name) const {
  const auto found = known_.find(name);
  return found != known_.end() ? &found->second : nullptr;
}

void BatchJournal::add(const std::string& name, const BatchDone& done) {
  const std::string line = fmt::format("{:016x} {:016x} {:x} {:x} {}\n", done.identity, done.hash,
                                       done.frames, done.bytes, name);
  const std::lock_guard lock(mutex_);
  const bool written =
      std::fwrite(line.data(), 1, line.size(), file_) == line.size() && std::fflush(file_) == 0;
  if (!written) {
    throw CommandError(ExitCode::kNoOutput,
                       fmt::format("can't write {}: {}", path_.string(), std::strerror(errno)));
  }
}

}  // namespace kiln::cli
