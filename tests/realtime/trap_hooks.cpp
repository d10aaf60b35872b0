// Replaces the calls a real-time thread must not make by ones that report first (glibc only).
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linked into test binaries only. operator new and delete, std::vector, std::function and thrown
// exceptions all end in malloc or free; std::mutex in pthread_mutex_lock. Sanitizers bring their
// own malloc: with them the file is empty and RealtimeTrap::installed() is false.
#include "kiln/base/realtime_trap.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KILN_TRAP_HOOKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer) || __has_feature(realtime_sanitizer)
#define KILN_TRAP_HOOKS 0
#endif
#endif
#if !defined(KILN_TRAP_HOOKS)
#if defined(__linux__)
#include <features.h>
#endif
#if defined(__GLIBC__)
#define KILN_TRAP_HOOKS 1
#else
#define KILN_TRAP_HOOKS 0
#endif
#endif

#if KILN_TRAP_HOOKS

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include <cerrno>
#include <cstddef>

using kiln::report_if_realtime;

namespace {

// The C library's own function of that name, looked up at first use.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

[[maybe_unused]] const bool kInstalled = [] {
  kiln::set_realtime_trap_installed();
  return true;
}();

}  // namespace

extern "C" {

// NOLINTBEGIN(readability-identifier-naming): names of the C library
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);
// NOLINTEND(readability-identifier-naming)

void* malloc(size_t size) noexcept {
  report_if_realtime("malloc");
  return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) noexcept {
  report_if_realtime("calloc");
  return __libc_calloc(count, size);
}

void* realloc(void* block, size_t size) noexcept {
  report_if_realtime("realloc");
  return __libc_realloc(block, size);
}

void* memalign(size_t alignment, size_t size) noexcept {
  report_if_realtime("memalign");
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) noexcept {
  report_if_realtime("aligned_alloc");
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, size_t alignment, size_t size) noexcept {
  report_if_realtime("posix_memalign");
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) noexcept {
  if (block != nullptr) report_if_realtime("free");
  __libc_free(block);
}

// What follows may wait. The try_ forms may be called: they never do.

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  report_if_realtime("pthread_mutex_lock");
  static auto* const real = next<int(pthread_mutex_t*)>("pthread_mutex_lock");
  return real(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  report_if_realtime("pthread_rwlock_rdlock");
  static auto* const real = next<int(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
  return real(lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  report_if_realtime("pthread_rwlock_wrlock");
  static auto* const real = next<int(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
  return real(lock);
}

int sem_wait(sem_t* semaphore) {
  report_if_realtime("sem_wait");
  static auto* const real = next<int(sem_t*)>("sem_wait");
  return real(semaphore);
}

int nanosleep(const timespec* wanted, timespec* left) {
  report_if_realtime("nanosleep");
  static auto* const real = next<int(const timespec*, timespec*)>("nanosleep");
  return real(wanted, left);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
  report_if_realtime("clock_nanosleep");
  static auto* const real =
      next<int(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
  return real(clock, flags, wanted, left);
}

int open(const char* path, int flags, ...) {
  report_if_realtime("open");
  // The mode only counts with O_CREAT and is an int in the third register either way.
  __builtin_va_list arguments;
  __builtin_va_start(arguments, flags);
  const unsigned mode = __builtin_va_arg(arguments, unsigned);
  __builtin_va_end(arguments);
  static auto* const real = next<int(const char*, int, ...)>("open");
  return real(path, flags, mode);
}

}  // extern "C"

#endif
