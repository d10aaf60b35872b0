// Finds the wavetables that patches name in a library, for every front end alike.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "kiln/dsp/wavetable.h"
#include "kiln/presets/library.h"
#include "kiln/presets/patch.h"

namespace kiln {

// Finds a wavetable by name and content hash; null if there is none (a message says so).
using WavetableFinder = std::function<std::shared_ptr<const WavetableMips>(const WavetableRef&)>;

// [main-thread] For SynthSettings and PartSetup: the file of that name if its content is the one
// asked for (or none is), else any file of that content, else the file of that name. The finder
// reads files, so it is not for the audio thread; any number of other threads may call it and copy
// it. It keeps its own copy of the library's list and no table: a table lives as long as a part
// holds it, a file is read again when its table has gone or the file has changed.
WavetableFinder make_wavetable_finder(Library library);

}  // namespace kiln
