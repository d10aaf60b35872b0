// The filter type "off": sound passes untouched.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "kiln/filters/module.h"

namespace kiln {

struct FilterOff {
  static constexpr ModuleSpec kSpec = {.id = "off", .name = "Off", .help = "No filter"};

  struct Channel {};
  struct Coefficients {};

  static std::size_t memory_floats(const FilterSetup&) { return 0; }
  static void prepare(Channel&, Coefficients&, const FilterSetup&, std::span<float>) {}
  static void start(Channel&, Coefficients&, const FilterStart&) noexcept {}
  static void update(Coefficients&, const FilterUpdate&) noexcept {}
  static void render(Channel* const*, Coefficients&, const FilterRender&) noexcept {}
};

}  // namespace kiln
