// Preloaded: reports what the audio path must not do (allocate, wait, touch files) while it does
// it. SPDX-License-Identifier: GPL-3.0-or-later
//
// For binaries as they ship, without hooks or sanitizers. The host calls rtguard_enter() and
// rtguard_exit() around a block. JUCE's wrappers take a lock nobody else holds: a lock is reported
// where it would wait. glibc only.
#include <dlfcn.h>
#include <pthread.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstring>

#define KILN_GUARD extern "C" __attribute__((visibility("default")))

namespace {

thread_local int depth = 0;
std::atomic<long> violations{0};

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void report(const char* what) {
  if (depth <= 0) return;
  const int inside = depth;
  depth = 0;
  violations.fetch_add(1);
  const char head[] = "rtguard: ";
  (void)!write(2, head, sizeof(head) - 1);
  (void)!write(2, what, std::strlen(what));
  (void)!write(2, "\n", 1);
  depth = inside;
}

}  // namespace

extern "C" void* __libc_malloc(std::size_t);
extern "C" void __libc_free(void*);
extern "C" void* __libc_calloc(std::size_t, std::size_t);
extern "C" void* __libc_realloc(void*, std::size_t);
extern "C" void* __libc_memalign(std::size_t, std::size_t);

KILN_GUARD void rtguard_enter() { ++depth; }
KILN_GUARD void rtguard_exit() { --depth; }
KILN_GUARD long rtguard_violations() { return violations.load(); }

KILN_GUARD void* malloc(std::size_t size) {
  report("malloc");
  return __libc_malloc(size);
}
KILN_GUARD void free(void* pointer) {
  if (pointer != nullptr) report("free");
  __libc_free(pointer);
}
KILN_GUARD void* calloc(std::size_t count, std::size_t size) {
  report("calloc");
  return __libc_calloc(count, size);
}
KILN_GUARD void* realloc(void* pointer, std::size_t size) {
  report("realloc");
  return __libc_realloc(pointer, size);
}
KILN_GUARD void* aligned_alloc(std::size_t alignment, std::size_t size) {
  report("aligned_alloc");
  return __libc_memalign(alignment, size);
}
KILN_GUARD int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  if (depth > 0 && pthread_mutex_trylock(mutex) == 0) return 0;
  report("pthread_mutex_lock that waits");
  return real(mutex);
}
KILN_GUARD int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  report("pthread_cond_wait");
  return real(condition, mutex);
}
KILN_GUARD int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
  static const auto real =
      next<int (*)(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
  report("clock_nanosleep");
  return real(clock, flags, time, left);
}
KILN_GUARD int nanosleep(const timespec* time, timespec* left) {
  static const auto real = next<int (*)(const timespec*, timespec*)>("nanosleep");
  report("nanosleep");
  return real(time, left);
}
KILN_GUARD ssize_t read(int file, void* data, std::size_t size) {
  static const auto real = next<ssize_t (*)(int, void*, std::size_t)>("read");
  report("read");
  return real(file, data, size);
}
