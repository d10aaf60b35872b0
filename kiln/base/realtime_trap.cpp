// Counts what the hooks report, or aborts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/realtime_trap.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "kiln/base/realtime.h"

#if defined(__GLIBC__)
#include <execinfo.h>
#include <unistd.h>
#endif

namespace kiln {
namespace {

constinit std::atomic<int> g_violations{0};
constinit std::atomic<int> g_traps{0};
constinit std::atomic<const char*> g_first{nullptr};
constinit std::atomic<bool> g_installed{false};

[[noreturn]] void abort_with(const char* what) noexcept {
  realtime_detail::depth = 0;  // the way out may allocate
#if defined(__GLIBC__)
  const auto print = [](const char* text) {
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) std::abort();
  };
  print("The audio path called ");
  print(what);
  print(" inside a RealtimeScope:\n");
  void* frames[32];
  backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
#else
  static_cast<void>(what);
#endif
  std::abort();
}

}  // namespace

RealtimeTrap::RealtimeTrap() noexcept : before_(g_violations.load()) {
  if (g_traps.fetch_add(1) == 0) g_first.store(nullptr);
}

RealtimeTrap::~RealtimeTrap() noexcept { g_traps.fetch_sub(1); }

int RealtimeTrap::violations() const noexcept { return g_violations.load() - before_; }

const char* RealtimeTrap::first() const noexcept {
  const char* what = g_first.load();
  return what == nullptr ? "" : what;
}

bool RealtimeTrap::installed() noexcept { return g_installed.load(); }

void report_if_realtime(const char* what) noexcept {
  if (!in_realtime()) return;
  if (g_traps.load() == 0) abort_with(what);
  g_violations.fetch_add(1);
  const char* none = nullptr;
  g_first.compare_exchange_strong(none, what);
}

void set_realtime_trap_installed() noexcept { g_installed.store(true); }

}  // namespace kiln
