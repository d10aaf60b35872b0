// The command `render-batch`: many renders from one list.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "kiln/cli/args.h"
#include "kiln/cli/errors.h"
#include "kiln/cli/preset_source.h"

namespace kiln::cli {

// Prints hashes or a summary to `out`, failed jobs and notes to `err`, and a progress bar to `err`
// if `shown`. Returns kJobsFailed if some jobs failed; throws CommandError if the list is no list.
ExitCode run_batch(const BatchArgs& args, const PresetSource& source, std::ostream& out,
                   std::ostream& err, bool shown);

}  // namespace kiln::cli
