// Which SIMD targets were compiled, which one runs, and how a test runs each of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kiln {

// Names as Highway writes them, best first: "AVX3", "AVX2", "SSE4", "NEON", "SCALAR" ...
std::vector<std::string> compiled_targets();

// Those of them that this machine can run; never empty.
std::vector<std::string> usable_targets();

// The one that kernels run on now.
std::string chosen_target();

// Looks at the processor once, so that no audio call has to. In `prepare`. [main-thread]
void initialise_dispatch();

// All kernels run on this target from now on; false (and no change) when it was not compiled or the
// machine cannot run it. An empty name goes back to the best one. Not while audio runs.
bool force_target_for_test(std::string_view name);

}  // namespace kiln
