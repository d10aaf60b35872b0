// Puts the parts of a render together.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/render_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "kiln/cli/audio_file.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/loudness.h"
#include "kiln/cli/notes.h"
#include "kiln/cli/plot.h"
#include "kiln/cli/progress.h"
#include "kiln/cli/render_job.h"
#include "kiln/cli/song.h"
#include "kiln/cli/sounds.h"

namespace kiln::cli {
namespace {

Song song_of(const RenderArgs& args) {
  return args.song.empty() ? song_of_notes(parse_notes(args.notes), args.rate)
                           : read_song(args.song, args.rate);
}

std::string title_of(const RenderArgs& args) {
  std::string title =
      args.song.empty() ? args.notes : std::filesystem::path(args.song).stem().string();
  if (!args.preset.empty()) {
    title += " · " + std::filesystem::path(args.preset).stem().string();
  }
  return title;
}

void check_plot_name(const std::string& plot) {
  if (plot.empty() || plot.ends_with(".png") || plot.ends_with(".PNG")) return;
  throw CommandError(ExitCode::kUsage, fmt::format("--plot {}: must end in .png", in_quotes(plot)));
}

// What has something to say about the output as a whole.
void add_output_messages(RenderReport& report) {
  if (report.channels == 0) report.messages.emplace_back("there is no note to play");
  if (report.clipped_samples > 0) {
    report.messages.push_back(fmt::format("{} samples are beyond full scale; --limit prevents that",
                                          report.clipped_samples));
  }
}

}  // namespace

RenderReport run_render(const RenderArgs& args, const PresetSource& source, std::ostream& progress,
                        bool shown) {
  check_plot_name(args.plot);
  const AudioFileSettings file_settings = {
      .path = args.out, .rate = args.rate, .bits = args.bits, .seed = args.seed};
  if (!args.out.empty()) check_audio_file(file_settings);
  const Song song = song_of(args);
  ChosenSounds chosen = choose_sounds(song, args, source);

  std::unique_ptr<AudioFile> file;
  if (!args.out.empty()) file = std::make_unique<AudioFile>(file_settings);
  std::unique_ptr<PlotRecorder> recorder;
  if (!args.plot.empty()) recorder = std::make_unique<PlotRecorder>(args.rate);
  LoudnessMeter meter(args.rate);
  RenderResult result;
  {
    Progress bar(progress, shown);
    const auto sink = [&](std::span<const float> interleaved) {
      meter.add(interleaved);
      if (file) file->write(interleaved);
      if (recorder) recorder->add(interleaved);
    };
    const RenderSettings settings = {.rate = args.rate,
                                     .block = args.block,
                                     .quality = args.quality,
                                     .seed = args.seed,
                                     .tail = args.tail,
                                     .limit = args.limit,
                                     .find_wavetable = source.wavetable_finder()};
    result =
        render_song(song, chosen.sounds, settings, sink, [&](double share) { bar.update(share); });
  }

  RenderReport report;
  report.title = title_of(args);
  report.loudness = meter.finish();
  report.rate = args.rate;
  report.channels = static_cast<int>(chosen.sounds.size());
  report.latency_frames = result.latency_frames;
  report.cpu_seconds = result.cpu_seconds;
  report.wall_seconds = result.wall_seconds;
  report.output = args.out;
  report.plot = args.plot;
  report.messages = song.warnings;
  for (const auto& more : {chosen.messages, result.messages}) {
    report.messages.insert(report.messages.end(), more.begin(), more.end());
  }
  if (file) report.clipped_samples = file->clipped();
  add_output_messages(report);
  if (recorder) {
    const Loudness& loudness = report.loudness;
    recorder->finish();
    draw_plot(args.plot, *recorder,
              {.title = report.title,
               .level = fmt::format("peak {} · RMS {}", level_text(loudness.peak_dbfs, "dBFS"),
                                    level_text(loudness.rms_dbfs, "dBFS")),
               .loudness = fmt::format("{} · true peak {}", level_text(loudness.lufs, "LUFS"),
                                       level_text(loudness.true_peak_dbtp, "dBTP"))});
  }
  if (file) file->finish();
  return report;
}

}  // namespace kiln::cli
