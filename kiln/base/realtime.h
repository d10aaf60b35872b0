// Marks the audio path: KILN_REALTIME on its functions, RealtimeScope at its entrance.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64) || defined(__i386__)
#include <xmmintrin.h>
#endif

// Written after noexcept: `void process(...) noexcept KILN_REALTIME;`. Clang 20 and later check at
// compile time (-Wfunction-effects) and at run time (-fsanitize=realtime) what it promises.
#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::nonblocking)
#define KILN_REALTIME [[clang::nonblocking]]
#endif
#endif
#ifndef KILN_REALTIME
#define KILN_REALTIME
#endif

namespace kiln {

namespace realtime_detail {

inline constinit thread_local int depth = 0;
inline constinit std::atomic<bool> flush_to_zero{true};

// The floating-point control word of this thread: MXCSR or FPCR.
#if defined(__x86_64__) || defined(_M_X64) || defined(__i386__)
using ControlWord = uint32_t;
inline constexpr ControlWord kFlushToZero = 0x8040;  // FTZ for results, DAZ for operands
inline ControlWord read_control() noexcept { return _mm_getcsr(); }
inline void write_control(ControlWord word) noexcept { _mm_setcsr(word); }
#elif defined(__aarch64__)
using ControlWord = uint64_t;
inline constexpr ControlWord kFlushToZero = uint64_t{1} << 24;  // FZ
inline ControlWord read_control() noexcept {
  ControlWord word;
  __asm__ __volatile__("mrs %0, fpcr" : "=r"(word));
  return word;
}
inline void write_control(ControlWord word) noexcept {
  __asm__ __volatile__("msr fpcr, %0" : : "r"(word));
}
#else
using ControlWord = uint32_t;
inline constexpr ControlWord kFlushToZero = 0;
inline ControlWord read_control() noexcept { return 0; }
inline void write_control(ControlWord) noexcept {}
#endif

}  // namespace realtime_detail

// Is this thread inside a RealtimeScope? [any-thread]
inline bool in_realtime() noexcept { return realtime_detail::depth > 0; }

// Test hook: scopes entered from now on leave denormals as they are. The bits of a render must be
// the same with and without.
inline void set_flush_to_zero_for_test(bool on) noexcept {
  realtime_detail::flush_to_zero.store(on, std::memory_order_relaxed);
}

// Stands at the top of each function a host calls for audio. Denormals cost time, not bits: results
// and operands flush to zero while the scope lives, then the thread's control word comes back.
// Scopes nest. [audio-thread]
class RealtimeScope {
 public:
  RealtimeScope() noexcept : saved_(realtime_detail::read_control()) {
    const bool flush = realtime_detail::flush_to_zero.load(std::memory_order_relaxed);
    realtime_detail::write_control(flush ? saved_ | realtime_detail::kFlushToZero
                                         : saved_ & ~realtime_detail::kFlushToZero);
    ++realtime_detail::depth;
  }
  ~RealtimeScope() noexcept {
    --realtime_detail::depth;
    realtime_detail::write_control(saved_);
  }
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;

 private:
  realtime_detail::ControlWord saved_;
};

}  // namespace kiln
