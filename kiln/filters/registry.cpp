// Every filter type, in the frozen order of the choice "filterN.type".
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/comb.h"
#include "kiln/filters/ladder.h"
#include "kiln/filters/module.h"
#include "kiln/filters/off.h"
#include "kiln/filters/svf.h"

namespace kiln {

std::span<const FilterModule> filter_modules() {
  // clang-format off
  static constexpr FilterModule kModules[] = {
      make_filter_module<FilterOff>(),
      make_filter_module<Svf>(),
      make_filter_module<Ladder>(),
      make_filter_module<Comb>(),
  };
  // clang-format on
  return kModules;
}

}  // namespace kiln
