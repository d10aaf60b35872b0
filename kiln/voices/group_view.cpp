// Reads off a voice what displays show. Changes nothing, so that watching cannot be heard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/group.h"

namespace kiln {

VoiceView::Note VoiceGroup::view_note(int lane) const noexcept {
  const Voice& v = voices_[static_cast<std::size_t>(lane)];
  return {.key = v.note.key,
          .held = v.gate > 0.5f,
          .velocity = v.note.velocity,
          .pressure = v.pressure.value,
          .bend = v.bend.value,
          .slide = v.slide.value};
}

void VoiceGroup::view(int lane, VoiceView& view) const noexcept {
  const Voice& v = voices_[static_cast<std::size_t>(lane)];
  const auto set = [&](Source source, float value) {
    view.sources[static_cast<std::size_t>(source)] = value;
  };
  // Sources that no route uses are not kept by the group, but shown all the same.
  set(Source::kVelocity, v.note.velocity);
  set(Source::kReleaseVelocity, v.release_velocity);
  set(Source::kNote, static_cast<float>(v.note.key - 60) * (1.0f / 60.0f));
  set(Source::kNoteInOctave, static_cast<float>(v.note.key % 12) * (1.0f / 12.0f));
  set(Source::kWheel, v.wheel.value);
  set(Source::kBend, v.bend_source);
  set(Source::kChannelPressure, v.channel_pressure.value);
  set(Source::kNotePressure, v.pressure.value);
  set(Source::kSlide, v.slide.value);
  set(Source::kRandom1, v.random1);
  set(Source::kRandom2, v.random2);
  set(Source::kAlternate, v.alternate);
  set(Source::kVoice, v.number);
  set(Source::kGate, v.gate);
  for (int i = 0; i < kEnvelopeCount; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const bool runs = i == 0 || structure_->envelopes[n].used;
    view.stages[n] = runs ? envelopes_[n].stage(lane) : envelope::Stage::kSilent;
    view.stage_x[n] = runs ? envelopes_[n].stage_place(lane) : 0.0f;
    const auto source = static_cast<std::size_t>(Source::kEnv1) + n;
    view.sources[source] = runs ? (i == 0 ? levels()[lane] : envelopes_[n].value()[lane]) : 0.0f;
  }
  for (std::size_t n = 0; n < kLfoCount; ++n) {
    const LfoStructure& lfo = structure_->lfos[n];
    if (!lfo.used || lfo.global) continue;
    view.lfo_phase[n] = lfos_[n].phase_cycles()[lane];
    view.sources[static_cast<std::size_t>(Source::kLfo1) + n] = lfos_[n].value()[lane];
    view.sources[static_cast<std::size_t>(Source::kLfo1Right) + n] = lfos_[n].right()[lane];
  }
  view_routes(structure_->plan, plan_state_, false, lane, view.routes);
}

}  // namespace kiln
