// Every parameter of the instrument as a page, as JSON, or as plain lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "kiln/parameters/table.h"

namespace kiln::cli {

// The whole of docs/manual/parameters.md. Slots of one kind share a section.
std::string params_markdown(const ParamTable& table);
// An array with an object for each parameter, in the order of the table.
std::string params_json(const ParamTable& table);
// One line each: id, range, default, help.
std::string params_lines(const ParamTable& table);

const char* curve_name(Curve curve);  // "linear", "log", "x²" …

}  // namespace kiln::cli
