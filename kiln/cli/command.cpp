// Dispatches to the commands and turns failures into one line and an exit code.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/command.h"

#include <exception>
#include <new>
#include <ostream>
#include <utility>

#include "kiln/cli/args.h"
#include "kiln/cli/batch_command.h"
#include "kiln/cli/describe.h"
#include "kiln/cli/params_text.h"
#include "kiln/cli/preset_source.h"
#include "kiln/cli/presets_command.h"
#include "kiln/cli/render_command.h"
#include "kiln/cli/version.h"
#include "kiln/engine/instrument.h"
#include "kiln/presets/write.h"

namespace kiln::cli {
namespace {

void print_notes(const std::vector<std::string>& notes, std::ostream& err) {
  for (const std::string& note : notes) err << "kiln: note: " << note << '\n';
}

LoadedPreset load_with_notes(const Args& args, const CommandSetup& setup, std::ostream& err) {
  LoadedPreset preset = PresetSource(setup.places).load(args.preset);
  print_notes(preset.warnings, err);
  return preset;
}

void render(const RenderArgs& args, const CommandSetup& setup, std::ostream& out,
            std::ostream& err) {
  const PresetSource source(setup.places);
  const RenderReport report = run_render(args, source, err, setup.progress);
  print_notes(report.messages, err);
  out << (args.json ? report_json(report) : report_text(report));
}

void print_params(const Args& args, std::ostream& out) {
  const ParamTable& table = instrument_table();
  if (args.json)
    out << params_json(table);
  else if (args.markdown)
    out << params_markdown(table);
  else
    out << params_lines(table);
}

ExitCode dispatch(const Args& args, const CommandSetup& setup, std::ostream& out,
                  std::ostream& err) {
  switch (args.command) {
    case Args::Command::kText:
      out << args.text;
      break;
    case Args::Command::kVersion:
      out << "kiln " << kVersion << '\n';
      break;
    case Args::Command::kParams:
      print_params(args, out);
      break;
    case Args::Command::kRender:
      render(args.render, setup, out, err);
      break;
    case Args::Command::kRenderBatch:
      return run_batch(args.batch, PresetSource(setup.places), out, err, setup.progress);
    case Args::Command::kPresetsList:
      out << presets_list(Library(setup.places));
      break;
    case Args::Command::kPresetsShow: {
      const LoadedPreset preset = load_with_notes(args, setup, err);
      out << (preset.file.empty()
                  ? write_patch(preset.patch, instrument_table(), WriteMode::kPreset)
                  : preset.text);
      break;
    }
    case Args::Command::kPresetsCheck: {
      const CheckResult result = presets_check(args.paths, PresetSource(setup.places));
      out << result.report;
      return result.code;
    }
    case Args::Command::kDescribe:
      out << describe_patch(load_with_notes(args, setup, err).patch);
      break;
  }
  return ExitCode::kSuccess;
}

ExitCode failed(ExitCode code, const char* message, std::ostream& err) {
  err << "kiln: " << message << '\n';
  return code;
}

}  // namespace

ExitCode run_command(std::vector<std::string> words, const CommandSetup& setup, std::ostream& out,
                     std::ostream& err) noexcept {
  try {
    const ExitCode code = dispatch(parse_args(std::move(words)), setup, out, err);
    out.flush();
    if (!out) return failed(ExitCode::kNoOutput, "can't write to the standard output", err);
    return code;
  } catch (const CommandError& error) {
    return failed(error.code(), error.what(), err);
  } catch (const std::bad_alloc&) {
    return failed(ExitCode::kInternal, "no memory left", err);
  } catch (const std::exception& error) {
    return failed(ExitCode::kInternal, error.what(), err);
  }
}

}  // namespace kiln::cli
