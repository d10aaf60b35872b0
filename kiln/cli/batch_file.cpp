// Reads [defaults], [[job]] and [[random]] from TOML.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>

#include "kiln/base/random.h"
#include "kiln/base/text.h"
#include "kiln/cli/batch_job.h"
#include "kiln/cli/batch_values.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/version.h"
#include "kiln/engine/instrument.h"
#include "kiln/parameters/nearest.h"
#include "kiln/presets/file.h"
#include "kiln/presets/toml_tree.h"
#include "kiln/presets/write.h"

namespace kiln::cli {
namespace {

constexpr std::size_t kLargestBatchFile = 256u << 20;  // bytes
constexpr std::uint32_t kBatchRandom = 0x6a0b;
constexpr double kSlowestRate = 1000.0, kFastestRate = 768000.0;
constexpr std::size_t kLongestName = 200;  // bytes: file systems allow 255 with the ending

constexpr std::string_view kJobKeys[] = {"name",    "preset",   "notes",  "set",
                                         "seed",    "tail",     "length", "rate",
                                         "quality", "channels", "format", "bits"};
constexpr std::string_view kRandomKeys[] = {"count", "ranges", "note", "velocity", "hold", "depth"};

// What others say of their options, without the dashes that a file doesn't have.
std::string plain(std::string_view message) {
  while (message.starts_with('-')) message.remove_prefix(1);
  return std::string(message);
}

class BatchReader {
 public:
  BatchReader(const std::string& path, const PresetSource& source,
              std::vector<std::string>& messages)
      : path_(path), source_(source), messages_(messages) {}

  std::vector<BatchJob> read(const TomlValue& root) {
    check_root(root);
    if (const TomlValue* defaults = root.find("defaults")) {
      defaults_ = defaults;
      if (defaults->find("name") != nullptr) {
        fail(defaults->line, "[defaults]: every job needs a name of its own");
      }
      for (const auto& [key, value] : defaults->entries) check_key(key, value, false, true);
    }
    for (const auto& [key, value] : root.entries) {
      if (key == "job") {
        for (const TomlValue& job : value.items) add_job(job);
      } else if (key == "random") {
        for (const TomlValue& random : value.items) add_random(random);
      }
    }
    if (jobs_.empty()) fail(1, "no [[job]] and no [[random]] in the file");
    return std::move(jobs_);
  }

 private:
  [[noreturn]] void fail(int line, const std::string& why) const {
    throw CommandError(ExitCode::kBadInput, fmt::format("{}:{}: {}", path_, line, why));
  }

  void check_root(const TomlValue& root) const {
    constexpr std::string_view kKeys[] = {"defaults", "job", "random"};
    for (const auto& [key, value] : root.entries) {
      const bool known = std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
      const bool is_list =
          value.is_array() && std::all_of(value.items.begin(), value.items.end(),
                                          [](const TomlValue& item) { return item.is_table(); });
      if (!known || (key == "defaults" ? !value.is_table() : !is_list)) {
        fail(value.line,
             fmt::format("{}: expected [defaults], [[job]] or [[random]]", in_quotes(key)));
      }
    }
  }

  // Wrong keys of the defaults end the whole file: they are wrong in every job.
  void check_key(const std::string& key, const TomlValue& value, bool random,
                 bool defaults = false) const {
    std::vector<std::string_view> keys(std::begin(kJobKeys), std::end(kJobKeys));
    if (random) keys.insert(keys.end(), std::begin(kRandomKeys), std::end(kRandomKeys));
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
    const int nearest =
        nearest_word(key, keys.size(), [&](std::size_t i) -> std::string_view { return keys[i]; });
    const std::string why = fmt::format("unknown key {}, did you mean {}?", in_quotes(key),
                                        in_quotes(keys[static_cast<std::size_t>(nearest)]));
    if (defaults) fail(value.line, why);
    bad(value, why);
  }

  // Of the job, else of the defaults.
  const TomlValue* find(const TomlValue& table, std::string_view key) const {
    if (const TomlValue* own = table.find(key)) return own;
    return defaults_ != nullptr ? defaults_->find(key) : nullptr;
  }

  std::shared_ptr<const BatchPreset> preset(const TomlValue& table) {
    const TomlValue* const value = find(table, "preset");
    std::string name = value != nullptr ? text_in(*value, "preset") : "init";
    const std::filesystem::path file = name;
    if ((file.extension() == ".kiln" || file.has_parent_path()) && !file.is_absolute()) {
      const std::filesystem::path beside = std::filesystem::path(path_).parent_path() / file;
      name = beside.has_parent_path() ? beside.string() : "./" + beside.string();
    }
    auto& known = presets_[name];
    if (known == nullptr) {
      LoadedPreset loaded = source_.load(name);
      messages_.insert(messages_.end(), loaded.warnings.begin(), loaded.warnings.end());
      auto made = std::make_shared<BatchPreset>();
      made->patch = std::move(loaded.patch);
      const std::string text =
          kVersion + write_patch(made->patch, instrument_table(), WriteMode::kState);
      made->identity = 0xcbf29ce484222325u;
      for (const char c : text) {
        made->identity = (made->identity ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
      }
      known = std::move(made);
    }
    return known;
  }

  void apply_set(const TomlValue& set, BatchJob& job) const {
    std::vector<std::string> assignments;
    if (set.is_table()) {
      std::vector<std::pair<std::string, const TomlValue*>> leaves;
      flatten("", set, leaves);
      // A table has no order: what a slot's new type brings with it must not undo the rest.
      std::stable_partition(leaves.begin(), leaves.end(), [](const auto& leaf) {
        return std::string_view(leaf.first).ends_with(".type");
      });
      for (const auto& [id, value] : leaves) {
        assignments.push_back(id + "=" + (value->is_string() ? value->text : toml_text(*value)));
      }
    } else if (set.is_array()) {
      for (const TomlValue& item : set.items) assignments.push_back(text_in(item, "set"));
    } else {
      bad(set, "set: must be a table of values or a list of \"ID=VALUE\"");
    }
    const Patch before = job.patch();
    Patch after = before;
    for (const std::string& assignment : assignments) apply_override(after, assignment);
    for (std::size_t i = 0; i < after.values.size(); ++i) {
      if (after.values[i] == before.values[i]) continue;
      job.values.emplace_back(static_cast<ParamIndex>(i), after.values[i]);
    }
  }

  // Everything but name and notes.
  void read_common(const TomlValue& table, BatchJob& job) {
    job.preset = preset(table);
    if (defaults_ != nullptr && table.find("set") != nullptr && defaults_->find("set") != nullptr) {
      apply_set(*defaults_->find("set"), job);
    }
    if (const TomlValue* set = find(table, "set")) apply_set(*set, job);
    if (const TomlValue* seed = find(table, "seed")) {
      if (seed->kind != TomlValue::Kind::kInteger || seed->integer < 0) {
        bad(*seed, "seed: must be a whole number from 0", ExitCode::kBadValue);
      }
      job.seed = static_cast<std::uint64_t>(seed->integer);
    }
    if (const TomlValue* tail = find(table, "tail")) {
      if (!tail->is_string() || tail->text != "auto") {
        job.tail = number_in(*tail, "tail", 0.0, kLongestTail);
      }
    }
    if (const TomlValue* length = find(table, "length")) {
      job.length = number_in(*length, "length", 0.001, 2.0 * kLongestTail);
    }
    if (const TomlValue* rate = find(table, "rate")) {
      job.rate = static_cast<int>(number_in(*rate, "rate", kSlowestRate, kFastestRate));
    }
    if (const TomlValue* quality = find(table, "quality")) {
      job.quality = choice_in(*quality, "quality", {"1", "2", "4"})[0] - '0';
    }
    if (const TomlValue* channels = find(table, "channels")) {
      job.mono = choice_in(*channels, "channels", {"mono", "stereo"}) == "mono";
    }
    if (const TomlValue* format = find(table, "format")) {
      job.flac = choice_in(*format, "format", {"wav", "flac"}) == "flac";
    }
    if (const TomlValue* bits = find(table, "bits")) {
      const std::string chosen = choice_in(*bits, "bits", {"16", "24", "32f"});
      job.bits = chosen == "16"   ? SampleFormat::kInt16
                 : chosen == "24" ? SampleFormat::kInt24
                                  : SampleFormat::kFloat32;
      if (job.flac && job.bits == SampleFormat::kFloat32) {
        bad(*bits, "bits: FLAC has no floats; use wav, 16 or 24", ExitCode::kBadValue);
      }
    }
  }

  void check_length(const TomlValue& table, const BatchJob& job) const {
    double end = 0.0;
    for (const TypedNote& note : job.notes) end = std::max(end, note.start + note.length);
    if (!job.length || *job.length >= end) return;
    bad(table,
        fmt::format("length: {} s ends before the last note does, at {} s", *job.length, end),
        ExitCode::kBadValue);
  }

  std::string name_in(const TomlValue& table) const {
    const TomlValue* const value = table.find("name");
    if (value == nullptr) bad(table, "name: every job needs one");
    const std::string& name = text_in(*value, "name");
    const bool plain_name = name.find_first_of("/\\") == std::string::npos && name[0] != '.' &&
                            name.size() <= kLongestName &&
                            std::none_of(name.begin(), name.end(), [](char c) {
                              return static_cast<unsigned char>(c) < 0x20;
                            });
    if (!plain_name) {
      bad(*value, fmt::format("name {}: must be fit for a file: no slash, no dot in front, at most "
                              "{} bytes",
                              in_quotes(name), kLongestName));
    }
    return name;
  }

  // A job's own defects become its error; it keeps its place in the list.
  template <class Read>
  void guarded(const TomlValue& table, const std::string& fallback, const Read& read) {
    const auto keep = [&](ExitCode code, int line, const std::string& why) {
      BatchJob job;
      const TomlValue* const name = table.find("name");
      job.name = name != nullptr && name->is_string() ? name->text : fallback;
      job.error = fmt::format("{}:{}: {}", path_, line, why);
      job.error_code = code;
      jobs_.push_back(std::move(job));
    };
    try {
      read();
    } catch (const BadJob& wrong) {
      keep(wrong.code, wrong.line > 0 ? wrong.line : table.line, wrong.why);
    } catch (const CommandError& error) {
      keep(error.code(), table.line, plain(error.what()));
    }
  }

  void claim_name(const TomlValue& table, const std::string& name) {
    if (names_.insert(name).second) return;
    bad(table, fmt::format("name {}: another job has it already", in_quotes(name)));
  }

  void add_job(const TomlValue& table) {
    guarded(table, fmt::format("job {}", jobs_.size() + 1), [&] {
      BatchJob job;
      job.name = name_in(table);
      for (const auto& [key, value] : table.entries) check_key(key, value, false);
      const TomlValue* const notes = find(table, "notes");
      if (notes == nullptr) bad(table, "notes: nothing to play");
      job.notes = parse_notes(text_in(*notes, "notes"));
      read_common(table, job);
      check_length(table, job);
      claim_name(table, job.name);
      jobs_.push_back(std::move(job));
    });
  }

  void add_random(const TomlValue& table) {
    guarded(table, fmt::format("random {}", jobs_.size() + 1), [&] {
      BatchJob model;
      model.name = name_in(table);
      for (const auto& [key, value] : table.entries) check_key(key, value, true);
      read_common(table, model);
      const TomlValue* const count_value = table.find("count");
      if (count_value == nullptr) bad(table, "count: how many patches?");
      const auto count = static_cast<int>(number_in(*count_value, "count", 1, kMostBatchJobs));
      const auto range = [&](const char* key, Between other, double low, double high) {
        const TomlValue* const value = table.find(key);
        return value != nullptr ? between(*value, key, low, high) : other;
      };
      const Between note = range("note", {60, 60}, 0, 127);
      const Between velocity = range("velocity", {100, 100}, 1, 127);
      const Between hold = range("hold", {2.0, 2.0}, 0.001, kLongestTypedTime);
      const Between depth = range("depth", {1.0, 1.0}, -1.0, 1.0);
      if (const TomlValue* notes = find(table, "notes")) {
        if (table.find("note") == nullptr) model.notes = parse_notes(text_in(*notes, "notes"));
      }
      std::vector<DrawnParam> drawn;
      if (const TomlValue* ranges = table.find("ranges")) {
        if (!ranges->is_table()) bad(*ranges, "ranges: must be a table of ID = [lowest, highest]");
        std::vector<std::pair<std::string, const TomlValue*>> leaves;
        flatten("", *ranges, leaves);
        for (const auto& [id, value] : leaves) drawn.push_back(drawn_param(id, *value));
      }
      TypedNote longest = {.length = hold.high};
      if (model.notes.empty()) model.notes = {longest};
      check_length(table, model);
      const bool fixed = find(table, "notes") != nullptr && table.find("note") == nullptr;
      const std::size_t digits = std::to_string(count - 1).size();
      for (int i = 0; i < count; ++i) {
        BatchJob job = model;
        job.name = fmt::format("{}-{:0{}}", model.name, i, digits);
        claim_name(table, job.name);
        const auto key = random_key(model.seed, static_cast<std::uint32_t>(i), kBatchRandom);
        std::uint32_t counter = 0;
        const auto next = [&] { return random_unipolar(random_bits(key, counter++)); };
        const float u[4] = {next(), next(), next(), next()};
        if (!fixed) {
          job.notes = {{.note = note.whole_at(u[0]),
                        .velocity = velocity.whole_at(u[1]),
                        .length = hold.at(u[2])}};
        }
        job.depth = static_cast<float>(depth.at(u[3]));
        for (const DrawnParam& one : drawn) {
          const ParamSpec& spec = instrument_table()[one.param].spec;
          const float x = one.low + next() * (one.high - one.low);
          job.values.emplace_back(one.param, clamp_real(spec, x_to_real(spec, x)));
        }
        job.seed = model.seed + static_cast<std::uint64_t>(i);
        jobs_.push_back(std::move(job));
      }
    });
  }

  std::string path_;
  const PresetSource& source_;
  std::vector<std::string>& messages_;
  const TomlValue* defaults_ = nullptr;
  std::map<std::string, std::shared_ptr<const BatchPreset>> presets_;
  std::set<std::string> names_;
  std::vector<BatchJob> jobs_;
};

}  // namespace

std::vector<BatchJob> read_batch_file(const std::string& path, const PresetSource& source,
                                      std::vector<std::string>& messages) {
  const FileText file = read_file(path, kLargestBatchFile);
  if (!file.ok) throw CommandError(ExitCode::kNoInput, file.error);
  const TomlResult toml = parse_toml(file.text);
  if (!toml.ok) {
    throw CommandError(ExitCode::kBadInput,
                       fmt::format("{}:{}: {}", path, toml.error_line, toml.error));
  }
  return BatchReader(path, source, messages).read(toml.root);
}

}  // namespace kiln::cli
