// The version of the program; the same as the project's in CMakeLists.txt.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kiln::cli {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace kiln::cli
