// What two structures of one patch have in common: what may sound on, and what must fade.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/lfos/module.h"
#include "kiln/voices/structure.h"

namespace kiln {
namespace {

bool same_sends(const Sends& a, const Sends& b) {
  return a.filter1 == b.filter1 && a.filter2 == b.filter2 && a.effects == b.effects &&
         a.out == b.out;
}

// Another slot is moved by this oscillator's wave, before level and fades.
bool is_listened_to(const VoiceStructure& structure, int oscillator) {
  const auto source =
      static_cast<osc::CrossSource>(static_cast<int>(osc::CrossSource::kOsc1) + oscillator);
  return std::any_of(structure.oscillators.begin(), structure.oscillators.end(),
                     [&](const OscillatorStructure& slot) {
                       return slot.module != nullptr && slot.cross == source;
                     }) ||
         std::any_of(structure.filters.begin(), structure.filters.end(),
                     [&](const FilterStructure& slot) {
                       return slot.module != nullptr && slot.fm_source == oscillator;
                     });
}

bool has_filter(const VoiceStructure& structure) {
  return std::any_of(structure.filters.begin(), structure.filters.end(),
                     [](const FilterStructure& slot) { return slot.module != nullptr; });
}

}  // namespace

bool same_menus(const ModuleSpec& spec, std::span<const float> a, std::span<const float> b) {
  for (std::size_t i = 0; i < spec.params.size(); ++i) {
    if (spec.params[i].structural() && a[i] != b[i]) return false;
  }
  return true;
}

bool same_oscillator(const OscillatorStructure& a, const OscillatorStructure& b) {
  if (a.module == nullptr || a.module != b.module) return false;
  const OscillatorSetup& mine = a.setup;
  const OscillatorSetup& theirs = b.setup;
  return mine.unison == theirs.unison && mine.engine_rate == theirs.engine_rate &&
         mine.table == theirs.table && a.remap == b.remap && mine.has_cross == theirs.has_cross &&
         mine.cross_mode == theirs.cross_mode && mine.needs_sync_out == theirs.needs_sync_out &&
         same_menus(*a.module->spec, a.own_values, b.own_values);
}

bool same_filter(const FilterStructure& a, const FilterStructure& b) {
  return a.module != nullptr && a.module == b.module &&
         a.setup.engine_rate == b.setup.engine_rate &&
         same_menus(*a.module->spec, a.own_values, b.own_values);
}

bool same_lfo(const LfoStructure& a, const LfoStructure& b) {
  if (!a.used || !b.used || a.global != b.global || a.kind != b.kind || a.drawing != b.drawing) {
    return false;
  }
  for (std::size_t i = 0; i < std::size(kLfoCommon); ++i) {
    if (kLfoCommon[i].structural() && a.common_values[i] != b.common_values[i]) return false;
  }
  return same_menus(*lfo_modules()[static_cast<std::size_t>(a.kind)].spec, a.own_values,
                    b.own_values);
}

bool VoiceEdit::changes_nothing() const {
  const auto set = [](bool leaves) { return leaves; };
  return !all && !noise && !brings && std::none_of(oscillators.begin(), oscillators.end(), set) &&
         std::none_of(filters.begin(), filters.end(), set);
}

VoiceEdit compare_voices(const VoiceStructure& now, const VoiceStructure& next) {
  VoiceEdit edit;
  for (int i = 0; i < kOscillatorCount; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const OscillatorStructure& before = now.oscillators[at];
    const OscillatorStructure& after = next.oscillators[at];
    const bool same = same_oscillator(before, after);
    edit.brings = edit.brings || (after.module != nullptr && !same);
    if (before.module == nullptr) continue;
    if (!same) {
      edit.oscillators[at] = true;
      edit.all = edit.all || is_listened_to(now, i);
    } else if (!same_sends(before.sends, after.sends) || before.cross != after.cross) {
      edit.oscillators[at] = true;
    }
  }
  edit.noise = now.noise_on && (!next.noise_on || !same_sends(now.noise.sends, next.noise.sends));
  edit.brings = edit.brings || (next.noise_on && !now.noise_on);
  for (std::size_t i = 0; i < kFilterCount; ++i) {
    const FilterStructure& before = now.filters[i];
    const FilterStructure& after = next.filters[i];
    const bool same = same_filter(before, after);
    edit.brings = edit.brings || (after.module != nullptr && !same);
    if (before.module == nullptr) continue;
    // Between two types the bare sound would be heard, so the voices fade.
    if (after.module == nullptr)
      edit.filters[i] = true;
    else if (!same || before.fm_source != after.fm_source)
      edit.all = true;
  }
  const bool loop_opens = now.feedback_possible && !next.feedback_possible;
  if ((now.routing != next.routing && (has_filter(now) || has_filter(next))) || loop_opens) {
    edit.all = true;
  }
  return edit;
}

}  // namespace kiln
