// Draws the bar over itself; appears after half a second, so that short renders show none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace kiln::cli {
namespace {

constexpr int kBarWidth = 40;
constexpr double kFirstSeconds = 0.5;
constexpr double kBetweenSeconds = 0.1;

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

std::string progress_text(double share, double seconds_left) {
  share = std::min(std::max(share, 0.0), 1.0);
  const int full = static_cast<int>(share * kBarWidth);
  std::string bar(static_cast<std::size_t>(full), '=');
  if (full < kBarWidth) bar += '>';
  bar.resize(kBarWidth, ' ');
  std::string left;
  if (seconds_left >= 0.0) {
    const auto whole = static_cast<long>(std::min(seconds_left, 1e6) + 0.999);
    left = fmt::format(", {}:{:02} left", whole / 60, whole % 60);
  }
  return fmt::format("[{}] {:>3} %{}", bar, static_cast<int>(share * 100.0), left);
}

Progress::Progress(std::ostream& out, bool shown)
    : out_(out), shown_(shown), start_(Clock::now()), last_(start_) {}

Progress::~Progress() {
  if (drawn_) out_ << "\r\033[K" << std::flush;
}

void Progress::update(double share) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  const double running = seconds(now - start_);
  if (running < kFirstSeconds || (drawn_ && seconds(now - last_) < kBetweenSeconds)) return;
  const double left = share > 0.01 ? running * (1.0 - share) / share : -1.0;
  out_ << '\r' << progress_text(share, left) << "\033[K" << std::flush;
  drawn_ = true;
  last_ = now;
}

}  // namespace kiln::cli
