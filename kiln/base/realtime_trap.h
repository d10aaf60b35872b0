// Test only: sees what the audio path must not do (allocate, lock, sleep) while it does it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hooks (tests/realtime/trap_hooks.cpp) replace malloc, pthread_mutex_lock and their kin in the
// test binary that links them and report here whatever happens inside a RealtimeScope. While a
// RealtimeTrap lives, reports are counted; without one, the first report aborts with its name and
// the call stack, so that every test is a test of real time as well.
#pragma once

namespace kiln {

class RealtimeTrap {
 public:
  RealtimeTrap() noexcept;
  ~RealtimeTrap() noexcept;
  RealtimeTrap(const RealtimeTrap&) = delete;
  RealtimeTrap& operator=(const RealtimeTrap&) = delete;

  // Reports of all threads since this trap was made.
  int violations() const noexcept;

  // The call that was first reported while this trap is the only one: "malloc"; "" when none was.
  const char* first() const noexcept;

  // Without the hooks nothing is ever reported: tests skip themselves. Sanitizers that bring their
  // own malloc switch the hooks off.
  static bool installed() noexcept;

 private:
  int before_;
};

// For the hooks. Reports `what` (a string that lives forever) when the thread is in a
// RealtimeScope.
void report_if_realtime(const char* what) noexcept;
void set_realtime_trap_installed() noexcept;

}  // namespace kiln
