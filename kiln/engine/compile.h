// From a patch to what its voices are compiled from.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/engine/part.h"

namespace kiln {

// [main-thread] Views the patch's values. A missing wavetable gives a message.
VoiceInput voice_input(const Patch& patch, const PartSetup& setup,
                       std::vector<std::string>& messages);
// [main-thread] Refused routes give messages.
Plan compile_plan(const Patch& patch, const PartSetup& setup, std::vector<std::string>& messages);

}  // namespace kiln
