// The process around run_command(): arguments, signals, terminal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "kiln/cli/command.h"
#include "kiln/cli/render_job.h"

namespace {

// A second signal ends the process at once.
extern "C" void on_signal(int number) {
  kiln::cli::interrupt_render();
  std::signal(number, SIG_DFL);
}

bool errors_go_to_a_terminal() {
#ifdef _WIN32
  return _isatty(_fileno(stderr)) != 0;
#else
  return isatty(STDERR_FILENO) != 0;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
#ifdef SIGHUP
  std::signal(SIGHUP, on_signal);
#endif
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the limit is a failed write, not the end
#endif
  const kiln::cli::CommandSetup setup = {.places = kiln::default_places(),
                                         .progress = errors_go_to_a_terminal()};
  return static_cast<int>(
      kiln::cli::run_command({argv + 1, argv + argc}, setup, std::cout, std::cerr));
}
