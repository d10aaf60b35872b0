// Declares commands and options for CLI11 and checks what was typed.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// CLI11 only splits and names: numbers are read by kiln/base/text.h, which knows no locale.
#include "kiln/cli/args.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "kiln/base/text.h"
#include "kiln/cli/errors.h"
#include "kiln/parameters/nearest.h"

namespace kiln::cli {
namespace {

// Options as they were typed.
struct TypedRender {
  std::vector<std::string> channels;
  std::string rate = "48000", block = "512", bits = "24", quality, tail = "auto", seed = "0";
};

[[noreturn]] void bad_usage(const std::string& message) {
  throw CommandError(ExitCode::kUsage, message);
}

[[noreturn]] void bad_option(const char* option, std::string_view value,
                             const std::string& wanted) {
  bad_usage(fmt::format("{} {}: must be {}", option, in_quotes(value), wanted));
}

template <class Number>
Number whole(const char* option, std::string_view text, Number low, Number high) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool read = error == std::errc{} && end == text.data() + text.size() && !text.empty();
  if (!read || number < low || number > high) {
    bad_option(option, text, fmt::format("a whole number from {} to {}", low, high));
  }
  return number;
}

std::string_view without(std::string_view text, std::string_view ending) {
  if (text.ends_with(ending)) text.remove_suffix(ending.size());
  return text;
}

SampleFormat sample_format(std::string_view text) {
  if (text == "16") return SampleFormat::kInt16;
  if (text == "24") return SampleFormat::kInt24;
  if (text == "32f") return SampleFormat::kFloat32;
  bad_option("--bits", text, "16, 24 or 32f");
}

std::pair<int, std::string> channel_sound(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || sign + 1 == text.size()) {
    bad_option("--channel", text, "N=NAME or N=FILE");
  }
  return {whole("--channel", std::string_view(text).substr(0, sign), 1, 16), text.substr(sign + 1)};
}

void check_render(const TypedRender& typed, RenderArgs& render) {
  if (render.song.empty() == render.notes.empty()) {
    bad_usage(render.song.empty() ? "render: nothing to play: give a MIDI file or --notes"
                                  : "render: a MIDI file and --notes exclude each other");
  }
  for (const std::string& text : typed.channels) render.channels.push_back(channel_sound(text));
  render.rate = whole("--rate", without(typed.rate, "Hz"), 1000, 768000);
  render.block = whole("--block", typed.block, 1, kLargestBlock);
  render.bits = sample_format(typed.bits);
  if (!typed.quality.empty()) {
    const std::string_view quality = without(typed.quality, "x");
    if (quality != "1" && quality != "2" && quality != "4") {
      bad_option("--quality", typed.quality, "1, 2 or 4");
    }
    render.quality = quality[0] - '0';
  }
  if (typed.tail != "auto") {
    const std::optional<double> seconds = parse_double(without(typed.tail, "s"));
    if (!seconds || *seconds < 0.0 || *seconds > kLongestTail) {
      bad_option("--tail", typed.tail, fmt::format("auto, or 0 to {} seconds", kLongestTail));
    }
    render.tail = *seconds;
  }
  render.seed = whole<uint64_t>("--seed", typed.seed, 0, UINT64_MAX);
}

void declare_render(CLI::App& app, TypedRender& typed, RenderArgs& render) {
  app.add_option("song", render.song, "MIDI file to play (.mid)");
  app.add_option("--notes", render.notes,
                 "notes instead of a file: \"C4 E4 G4\", \"60:100@0.0+2.0,64:90@0.5+1.5\"\n"
                 "(note[:velocity][@start][+length] in seconds; C4 = 60)");
  app.add_option("--preset", render.preset, "sound of all channels: a preset's name or file");
  app.add_option("--channel", typed.channels, "sound of MIDI channel N (1 to 16): N=NAME or N=FILE")
      ->allow_extra_args(false);
  app.add_option("--channels-from", render.channels_from,
                 "TOML file with sound, level and programs of the channels");
  app.add_option("--set", render.set, "set a parameter in real units: filter1.cutoff=640Hz")
      ->allow_extra_args(false);
  app.add_option("--out", render.out, "write .wav or .flac; without it the sound is only measured");
  app.add_option("--rate", typed.rate, "sample rate in Hz, 1000 to 768000")->capture_default_str();
  app.add_option("--block", typed.block, "frames per engine call; changes no sample")
      ->capture_default_str();
  app.add_option("--bits", typed.bits, "16, 24 or 32f (32f: .wav only)")->capture_default_str();
  app.add_option("--quality", typed.quality,
                 "engine rate against the sample rate: 1, 2 or 4 (else each preset's own)");
  app.add_option("--tail", typed.tail,
                 "seconds after the last event; auto: until silence, at most 30")
      ->capture_default_str();
  app.add_option("--seed", typed.seed, "of all random numbers")->capture_default_str();
  app.add_option("--plot", render.plot, "write a picture of the sound (.png)");
  app.add_flag("--limit", render.limit, "limit the mix at -0.3 dBFS");
  app.add_flag("--json", render.json, "print one JSON object instead of a summary");
}

void declare_batch(CLI::App& app, std::string& workers, BatchArgs& batch) {
  app.add_option("list", batch.list, "TOML file with [[job]] and [[random]] tables")->required();
  app.add_option("--out", batch.out, "folder of the sound files; goes on where it was left");
  app.add_flag("--hash-only", batch.hash_only, "write no sound files, print their hashes");
  app.add_option("--workers", workers, "threads, 1 to 1024 (else one a core); changes no sample");
  app.add_flag("--json", batch.json, "print one JSON object instead of a summary");
}

void check_batch(const std::string& workers, BatchArgs& batch) {
  if (batch.out.empty() && !batch.hash_only) {
    bad_usage("render-batch: nowhere to write: give --out DIR or --hash-only");
  }
  if (!workers.empty()) batch.workers = whole("--workers", workers, 1, 1024);
}

// The option or command of `app` that is nearest to a wrong word.
std::string advice(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  if (word.starts_with('-')) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    const auto all = [](const CLI::App*) { return true; };
    for (const CLI::App* command : app.get_subcommands(all)) names.push_back(command->get_name());
  }
  const int nearest =
      nearest_word(word, names.size(), [&](std::size_t i) -> std::string_view { return names[i]; });
  if (nearest < 0) return "";
  return fmt::format(", did you mean {}?", in_quotes(names[static_cast<std::size_t>(nearest)]));
}

void refuse_extras(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  for (const CLI::App* owner : {at, &app}) {
    const std::vector<std::string> extras = owner->remaining(owner == &app);
    if (extras.empty()) continue;
    const std::string& word = extras.front();
    const char* what = word.starts_with('-') ? "unknown option" : "unknown word";
    bad_usage(fmt::format("{} {}{}", what, in_quotes(word), advice(*at, word)));
  }
}

}  // namespace

Args parse_args(std::vector<std::string> words) {
  Args args;
  TypedRender typed;
  CLI::App app("Kiln, a polyphonic synthesizer, on the command line.", "kiln");
  app.footer("Exit codes:\n" + exit_code_table() + "\nThe manual is docs/manual/command-line.md.");
  bool version_flag = false;
  app.add_flag("--version", version_flag, "print the version");

  CLI::App* render = app.add_subcommand("render", "play a MIDI file or notes into a sound file");
  declare_render(*render, typed, args.render);
  CLI::App* batch = app.add_subcommand("render-batch", "render a list of jobs on all cores");
  std::string workers;
  declare_batch(*batch, workers, args.batch);
  CLI::App* presets = app.add_subcommand("presets", "list, show and check presets");
  CLI::App* list = presets->add_subcommand("list", "all presets with bank and program");
  CLI::App* show = presets->add_subcommand("show", "print a preset's file");
  show->add_option("name", args.preset, "a preset's name or file")->required();
  CLI::App* check = presets->add_subcommand("check", "read files or folders, report what is wrong");
  check->add_option("path", args.paths, "preset files, or folders of them")->required();
  CLI::App* params = app.add_subcommand("params", "every parameter of the instrument");
  params->add_flag("--json", args.json, "as JSON");
  params->add_flag("--markdown", args.markdown, "as the page docs/manual/parameters.md");
  CLI::App* describe = app.add_subcommand("describe", "what a preset is made of");
  describe->add_option("preset", args.preset, "a preset's name or file")->required();
  CLI::App* version = app.add_subcommand("version", "print the version");
  for (CLI::App* command :
       {&app, render, batch, presets, list, show, check, params, describe, version}) {
    command->allow_extras();
  }

  try {
    std::reverse(words.begin(), words.end());  // as CLI11 wants it
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    args.text = app.help();
    return args;
  } catch (const CLI::ParseError& error) {
    const std::string message = error.what();
    bad_usage(message.substr(0, message.find('\n')));
  }
  refuse_extras(app);

  using Command = Args::Command;
  if (version_flag || version->parsed())
    args.command = Command::kVersion;
  else if (render->parsed())
    args.command = Command::kRender;
  else if (batch->parsed())
    args.command = Command::kRenderBatch;
  else if (list->parsed())
    args.command = Command::kPresetsList;
  else if (show->parsed())
    args.command = Command::kPresetsShow;
  else if (check->parsed())
    args.command = Command::kPresetsCheck;
  else if (params->parsed())
    args.command = Command::kParams;
  else if (describe->parsed())
    args.command = Command::kDescribe;
  else if (presets->parsed())
    bad_usage("presets: say list, show NAME or check PATH...");
  else
    args.text = app.help();
  if (args.command == Command::kRender) check_render(typed, args.render);
  if (args.command == Command::kRenderBatch) check_batch(workers, args.batch);
  return args;
}

}  // namespace kiln::cli
