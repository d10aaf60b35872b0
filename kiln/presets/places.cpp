// Where the library's folders are on this system.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <system_error>

#include "kiln/presets/library.h"

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace kiln {
namespace {

namespace fs = std::filesystem;

fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != 0 ? fs::path(value) : fs::path();
}

// The folder of the program or plug-in this code was linked into.
fs::path binary_folder() {
#ifdef _WIN32
  HMODULE module = nullptr;
  wchar_t name[32768];
  GetModuleHandleExW(
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
      reinterpret_cast<LPCWSTR>(&binary_folder), &module);
  const DWORD size = GetModuleFileNameW(module, name, 32768);
  return size == 0 ? fs::path() : fs::path(name, name + size).parent_path();
#else
  std::error_code error;
  Dl_info info = {};
  // A shared library has its full path here; a program may have only what was typed to start it.
  if (dladdr(reinterpret_cast<void*>(&binary_folder), &info) != 0 && info.dli_fname != nullptr) {
    const fs::path path = fs::canonical(info.dli_fname, error);
    if (!error && fs::path(info.dli_fname).is_absolute()) return path.parent_path();
  }
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) return program.parent_path();
  return info.dli_fname != nullptr ? fs::absolute(info.dli_fname, error).parent_path() : fs::path();
#endif
}

fs::path user_folder() {
  fs::path chosen = from_environment("KILN_USER_DATA");
  if (!chosen.empty()) return chosen;
#ifdef _WIN32
  const fs::path base = from_environment("APPDATA");
  return base.empty() ? base : base / "Kiln";
#elif defined(__APPLE__)
  const fs::path home = from_environment("HOME");
  return home.empty() ? home : home / "Library" / "Application Support" / "Kiln";
#else
  const fs::path data = from_environment("XDG_DATA_HOME");
  if (data.is_absolute()) return data / "kiln";
  const fs::path home = from_environment("HOME");
  return home.empty() ? home : home / ".local" / "share" / "kiln";
#endif
}

}  // namespace

LibraryPlaces default_places() {
  LibraryPlaces places;
  const fs::path chosen = from_environment("KILN_DATA");
  if (!chosen.empty()) places.factory.push_back(chosen);
  const fs::path binary = binary_folder();
  if (!binary.empty()) {
    for (const char* relative : {".", "../share/kiln", "../Resources", "../../share/kiln"}) {
      places.factory.push_back((binary / relative).lexically_normal());
    }
  }
#ifdef KILN_SOURCE_DIR
  places.factory.emplace_back(KILN_SOURCE_DIR);
#endif
  places.user = user_folder();
  return places;
}

}  // namespace kiln
