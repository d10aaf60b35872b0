// Prints a render's figures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace kiln::cli {
namespace {

// As many decimals as mean something: JSON prints the shortest number that is the same.
nlohmann::ordered_json rounded(double value, double steps_per_unit) {
  if (!std::isfinite(value)) return nullptr;
  return std::floor(value * steps_per_unit + 0.5) / steps_per_unit;
}

nlohmann::ordered_json path_or_null(const std::string& path) {
  if (path.empty()) return nullptr;
  return path;
}

constexpr double kDbSteps = 1000.0;
constexpr double kTimeSteps = 1e6;

}  // namespace

std::string level_text(double db, const char* unit) {
  if (!std::isfinite(db)) return fmt::format("−∞ {}", unit);
  return fmt::format("{:.1f} {}", db, unit);
}

std::string report_text(const RenderReport& report) {
  const Loudness& loudness = report.loudness;
  std::string out = fmt::format("{}: {:.2f} s, {} frames at {} Hz, {} {}\n", report.title,
                                report.audio_seconds(), loudness.frames, report.rate,
                                report.channels, report.channels == 1 ? "channel" : "channels");
  out += fmt::format("  level     peak {}, RMS {}\n", level_text(loudness.peak_dbfs, "dBFS"),
                     level_text(loudness.rms_dbfs, "dBFS"));
  out += fmt::format("  loudness  {}, true peak {}\n", level_text(loudness.lufs, "LUFS"),
                     level_text(loudness.true_peak_dbtp, "dBTP"));
  out +=
      fmt::format("  speed     {:.2f} s of CPU, {:.1f} x real time on one core ({:.2f} s passed)\n",
                  report.cpu_seconds, report.realtime_factor(), report.wall_seconds);
  out += fmt::format("  SHA-256   {}\n", loudness.sha256);
  out += report.output.empty() ? "  output    none (--out FILE.wav writes one)\n"
                               : fmt::format("  output    {}\n", report.output);
  if (!report.plot.empty()) out += fmt::format("  plot      {}\n", report.plot);
  return out;
}

std::string report_json(const RenderReport& report) {
  const Loudness& loudness = report.loudness;
  nlohmann::ordered_json object;
  object["title"] = report.title;
  object["frames"] = loudness.frames;
  object["rate"] = report.rate;
  object["channels"] = report.channels;
  object["latency_frames"] = report.latency_frames;
  object["peak_dbfs"] = rounded(loudness.peak_dbfs, kDbSteps);
  object["rms_dbfs"] = rounded(loudness.rms_dbfs, kDbSteps);
  object["lufs"] = rounded(loudness.lufs, kDbSteps);
  object["true_peak_dbtp"] = rounded(loudness.true_peak_dbtp, kDbSteps);
  object["clipped_samples"] = report.clipped_samples;
  object["audio_seconds"] = rounded(report.audio_seconds(), kTimeSteps);
  object["cpu_seconds"] = rounded(report.cpu_seconds, kTimeSteps);
  object["wall_seconds"] = rounded(report.wall_seconds, kTimeSteps);
  object["realtime_factor"] = rounded(report.realtime_factor(), kDbSteps);
  object["sha256"] = loudness.sha256;
  object["output"] = path_or_null(report.output);
  object["plot"] = path_or_null(report.plot);
  object["messages"] = report.messages;
  // Titles and paths may hold bytes that are no UTF-8.
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace kiln::cli
