// The polarity parameters of LFOs and macros, found by slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/source.h"

#include <algorithm>

namespace kiln {
namespace {

// The place of a source in the run of `count` from `first` on, or −1.
int place_in(Source source, Source first, int count) {
  const int place = static_cast<int>(source) - static_cast<int>(first);
  return place >= 0 && place < count ? place : -1;
}

int lfo_of(Source source) {
  return std::max(place_in(source, Source::kLfo1, kLfoCount),
                  place_in(source, Source::kLfo1Right, kLfoCount));
}

}  // namespace

ParamIndex polarity_param(Source source, const ParamTable& table) {
  const int lfo = lfo_of(source);
  const int macro = place_in(source, Source::kMacro1, kMacroCount);
  if (lfo < 0 && macro < 0) return kNoParam;
  const SlotKind kind = lfo >= 0 ? SlotKind::kLfo : SlotKind::kMacro;
  for (const SlotInfo& slot : table.slots()) {
    if (slot.spec.kind == kind && slot.spec.number == std::max(lfo, macro)) {
      return table.common(slot, "polarity");
    }
  }
  return kNoParam;
}

bool gives_both_signs(Source source, float polarity) {
  if (lfo_of(source) >= 0) return polarity < 0.5f;
  if (place_in(source, Source::kMacro1, kMacroCount) >= 0) return polarity > 0.5f;
  return source_spec(source).bipolar;
}

}  // namespace kiln
