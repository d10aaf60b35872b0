// kiln render: from the options to a sound file, a picture and a report.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "kiln/cli/args.h"
#include "kiln/cli/preset_source.h"
#include "kiln/cli/report.h"

namespace kiln::cli {

// Draws a progress bar on `progress` if `shown`. Throws CommandError; then no file is left.
RenderReport run_render(const RenderArgs& args, const PresetSource& source, std::ostream& progress,
                        bool shown);

}  // namespace kiln::cli
