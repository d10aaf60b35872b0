// Numbers and names as text, the same under every locale.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kiln {

// The whole text must be one finite decimal number (a leading + is allowed); no value otherwise.
std::optional<double> parse_double(std::string_view text);
std::optional<float> parse_float(std::string_view text);

// The fewest decimals that read back as the same number: 0.1f is "0.1".
std::string format_double(double value);
std::string format_float(float value);

// How many letters must be inserted, removed, replaced or swapped with their neighbour to make b
// from a (optimal string alignment); upper and lower case count as the same letter.
size_t edit_distance(std::string_view a, std::string_view b);

// For "did you mean ...?": the name nearest to the query, the first of equals; empty when the best
// one is further than a third of the query's length (but at least two letters).
std::string_view nearest_name(std::string_view query, std::span<const std::string_view> names);

}  // namespace kiln
