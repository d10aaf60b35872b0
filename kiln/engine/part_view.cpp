// What displays show of a part: its newest voice, its global LFOs, its notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/part.h"

namespace kiln {

void Part::view(VoiceView& view) const noexcept {
  for (int i = 0; i < kSourceCount; ++i) {
    view.sources[static_cast<std::size_t>(i)] = sources_[i][0];
  }
  for (std::size_t n = 0; n < kLfoCount; ++n) {
    if (structure_.lfos[n].used && structure_.lfos[n].global && lfos_started_) {
      view.lfo_phase[n] = lfos_[n].phase_cycles()[0];
    }
  }
  // While it sleeps, nothing is smoothed: it wakes with the values it has then.
  if (!silent_) view_routes(structure_.plan, plan_state_, true, 0, view.routes);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (int lane = 0; lane < kLanes; ++lane) {
      if (!has_lane(groups_[g].evaluated(), lane) || view.note_count >= VoiceView::kMostNotes) {
        continue;
      }
      view.notes[static_cast<std::size_t>(view.note_count++)] = groups_[g].view_note(lane);
    }
  }
  for (std::size_t n = 0; n < effects_.size() && n < view.effect_levels.size(); ++n) {
    view.effect_sweeps[n] = {-1.0f, -1.0f};
    if (effects_[n] == nullptr) continue;
    view.effect_inputs[n] = effects_[n]->input_level();
    view.effect_sweeps[n] = effects_[n]->sweep_phases();
    view.effect_levels[n] = effects_[n]->level();
    view.effect_reductions[n] = effects_[n]->reduction_db();
  }
  if (newest_group_ < 0) return;
  const VoiceGroup& newest = groups_[static_cast<std::size_t>(newest_group_)];
  view.sounding = has_lane(newest.evaluated(), newest_lane_);
  if (view.sounding) newest.view(newest_lane_, view);
}

}  // namespace kiln
