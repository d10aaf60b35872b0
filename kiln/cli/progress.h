// A bar with the time that is left, on a terminal only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace kiln::cli {

// "[=====>    ]  52 %, 0:14 left"; `seconds_left` below 0: not known yet.
std::string progress_text(double share, double seconds_left);

class Progress {
 public:
  // Draws on `out` if `shown`; nothing else is ever written.
  Progress(std::ostream& out, bool shown);
  ~Progress();  // clears the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(double share);  // 0…1; draws at most ten times a second

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& out_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace kiln::cli
