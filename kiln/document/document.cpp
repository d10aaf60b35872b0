// Every change goes through one of three doors: a value, a diff, or a whole patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/document.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln {

Document::Document(const ParamTable& table, std::string version)
    : table_(table), version_(std::move(version)), values_(make_patch(table).values) {
  saved_ = make_patch(table);
  structure_ = structure_of(saved_);
}

void Document::set_value(ParamIndex param, float real, Origin origin) noexcept {
  const ParamSpec& spec = table_[param].spec;
  values_.set(param, clamp_real(spec, real), origin);
  if (spec.structural()) bump_structure();
}

Patch Document::snapshot() const {
  Patch patch = structure_;
  patch.values.resize(values_.size());
  for (std::size_t i = 0; i < patch.values.size(); ++i) {
    patch.values[i] = values_.get(static_cast<ParamIndex>(i));
  }
  return patch;
}

Patch Document::patch() const {
  const std::lock_guard lock(mutex_);
  return snapshot();
}

std::string Document::state() const {
  Patch now = patch();
  if (!version_.empty()) now.meta.version = version_;
  return write_patch(now, table_, WriteMode::kState);
}

std::string Document::preset_text() const {
  const PatchMeta meta = patch().meta;
  return preset_text(meta.name, meta.category);
}

std::string Document::preset_text(const std::string& name, const std::string& category) const {
  Patch now = patch();
  now.meta.name = name;
  now.meta.category = category;
  if (!version_.empty()) now.meta.version = version_;
  return write_patch(now, table_, WriteMode::kPreset);
}

void Document::begin_gesture(ParamIndex param) {
  const std::lock_guard lock(mutex_);
  const auto known = std::find_if(gestures_.begin(), gestures_.end(),
                                  [&](const Gesture& gesture) { return gesture.param == param; });
  if (known != gestures_.end())
    known->open = true;
  else
    gestures_.push_back({param, values_.get(param)});
}

void Document::end_gesture(ParamIndex param) {
  const std::lock_guard lock(mutex_);
  bool any_open = false;
  for (Gesture& gesture : gestures_) {
    if (gesture.param == param) gesture.open = false;
    any_open = any_open || gesture.open;
  }
  if (!any_open) close_gestures();
}

// Values the old type brought follow to the new one, unless they were moved.
void Document::follow_type(const Gesture& chosen, PatchDiff& diff) {
  Patch patch = snapshot();
  const float type = std::exchange(patch.values[chosen.param], chosen.before);
  const std::vector<float> before = patch.values;
  choose_type(patch, table_, chosen.param, type);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto param = static_cast<ParamIndex>(i);
    const bool by_hand = std::any_of(gestures_.begin(), gestures_.end(),
                                     [&](const Gesture& g) { return g.param == param; });
    if (by_hand || patch.values[i] == before[i]) continue;
    diff.values.push_back({param, before[i], patch.values[i]});
    values_.set(param, patch.values[i], Origin::kPreset);
  }
}

void Document::close_gestures() {
  PatchDiff diff;
  for (const Gesture& gesture : gestures_) {
    const float after = values_.get(gesture.param);
    if (after == gesture.before) continue;
    if (diff.label.empty()) diff.label = table_[gesture.param].name;
    diff.values.push_back({gesture.param, gesture.before, after});
    if (gesture.param == table_.slots()[table_[gesture.param].slot].type_param) {
      follow_type(gesture, diff);
    }
  }
  gestures_.clear();
  push(std::move(diff));
}

// What belongs to an open step comes into the history when the step ends.
void Document::push(PatchDiff diff) {
  if (!step_) push_step(std::move(diff));
}

void Document::push_step(PatchDiff diff) {
  if (diff.empty()) return;
  diff.number = ++moves_;
  history_.push(std::move(diff));
}

void Document::begin_step(std::string label) {
  const std::lock_guard lock(mutex_);
  close_step();
  step_ = OpenStep{std::move(label), snapshot()};
}

void Document::end_step() {
  const std::lock_guard lock(mutex_);
  close_step();
}

void Document::close_step() {
  close_gestures();
  if (!step_) return;
  const OpenStep step = std::move(*step_);
  step_.reset();
  push_step(make_diff(step.before, snapshot(), step.label));
}

void Document::make_valid(Patch& patch, const Patch& before) const {
  patch.values.resize(before.values.size());
  for (std::size_t i = 0; i < patch.values.size(); ++i) {
    patch.values[i] = clamp_real(table_.params()[i].spec, patch.values[i]);
  }
  if (patch.routes.size() > kMaxRoutes) patch.routes.resize(kMaxRoutes);
  for (std::vector<float>& remap : patch.remaps) {
    if (remap.size() > kMaxRemapPoints) remap.resize(kMaxRemapPoints);
  }
  for (PatchLfo& lfo : patch.lfos) {
    if (lfo.drawing.points.size() > kMaxLfoPoints) lfo.drawing.points.resize(kMaxLfoPoints);
    if (lfo.drawing.steps.size() > kMaxLfoSteps) lfo.drawing.steps.resize(kMaxLfoSteps);
  }
  if (!is_valid(patch, table_)) patch.effect_order = before.effect_order;
}

void Document::edit(std::string label, const std::function<void(Patch&)>& change) {
  const std::lock_guard lock(mutex_);
  close_gestures();
  const Patch before = snapshot();
  Patch after = before;
  change(after);
  make_valid(after, before);
  PatchDiff diff = make_diff(before, after, std::move(label));
  apply(diff, true);
  push(std::move(diff));
}

void Document::apply(const PatchDiff& diff, bool forward) {
  bool structural = false;
  const std::shared_ptr<const Patch>& structure = forward ? diff.after : diff.before;
  if (structure != nullptr) {
    structure_ = *structure;
    structural = true;
  }
  for (const ValueChange& change : diff.values) {
    values_.set(change.param, forward ? change.after : change.before, Origin::kPreset);
    structural = structural || table_[change.param].spec.structural();
  }
  if (structural) bump_structure();
}

bool Document::undo() {
  const std::lock_guard lock(mutex_);
  close_step();
  const PatchDiff* step = history_.undo();
  if (step == nullptr) return false;
  ++moves_;
  apply(*step, false);
  return true;
}

bool Document::redo() {
  const std::lock_guard lock(mutex_);
  close_step();
  const PatchDiff* step = history_.redo();
  if (step == nullptr) return false;
  ++moves_;
  apply(*step, true);
  return true;
}

std::string Document::undo_label() const {
  const std::lock_guard lock(mutex_);
  return history_.undo_label();
}

std::string Document::redo_label() const {
  const std::lock_guard lock(mutex_);
  return history_.redo_label();
}

uint64_t Document::moves() const {
  const std::lock_guard lock(mutex_);
  return moves_;
}

uint64_t Document::undo_step() const {
  const std::lock_guard lock(mutex_);
  return history_.undo_number();
}

uint64_t Document::redo_step() const {
  const std::lock_guard lock(mutex_);
  return history_.redo_number();
}

bool Document::paste(const SlotInfo& slot, const SlotClip& clip) {
  bool pasted = false;
  edit("Paste " + slot.spec.name, [&](Patch& patch) { pasted = paste_slot(patch, slot, clip); });
  return pasted;
}

void Document::adopt(const Patch& patch) {
  structure_ = structure_of(patch);
  for (std::size_t i = 0; i < patch.values.size(); ++i) {
    values_.set(static_cast<ParamIndex>(i), patch.values[i], Origin::kPreset);
  }
  bump_structure();
}

void Document::load(const Patch& patch) {
  edit("Load " + patch.meta.name, [&](Patch& present) { present = patch; });
  mark_saved();
}

Document::StateResult Document::set_state(std::string_view text) {
  const uint64_t call = state_calls_.fetch_add(1) + 1;
  ReadResult read = read_patch(text, table_, "state");
  StateResult result{read.ok, std::move(read.warnings), std::move(read.error)};
  if (!result.ok) return result;
  const std::lock_guard lock(mutex_);
  if (call < state_applied_) return result;  // a later call was quicker
  state_applied_ = call;
  gestures_.clear();
  step_.reset();
  history_.clear();
  other_history_.clear();
  ++moves_;
  adopt(read.patch);
  other_used_ = false;
  saved_ = std::move(read.patch);
  return result;
}

bool Document::dirty() const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto param = static_cast<ParamIndex>(i);
    if (values_.get(param) != saved_.values[i] && values_.origin(param) != Origin::kHost) {
      return true;
    }
  }
  Patch structure = structure_;
  structure.values = saved_.values;
  return structure != saved_;
}

void Document::mark_saved() {
  const std::lock_guard lock(mutex_);
  saved_ = snapshot();
}

void Document::mark_saved(Patch in_file) {
  const std::lock_guard lock(mutex_);
  saved_ = std::move(in_file);
}

Patch Document::saved() const {
  const std::lock_guard lock(mutex_);
  return saved_;
}

char Document::compare_side() const {
  const std::lock_guard lock(mutex_);
  return side_;
}

void Document::exchange_sides() {
  close_step();
  Patch here = snapshot();
  if (other_used_) {
    adopt(other_side_);
    std::swap(saved_, other_saved_);
  } else {
    other_saved_ = saved_;
  }
  other_side_ = std::move(here);
  other_used_ = true;
  ++moves_;
  std::swap(history_, other_history_);
}

void Document::switch_compare() {
  const std::lock_guard lock(mutex_);
  exchange_sides();
  side_ = side_ == 'A' ? 'B' : 'A';
}

void Document::swap_compare() {
  const std::lock_guard lock(mutex_);
  exchange_sides();
}

void Document::copy_to_other_side() {
  const std::lock_guard lock(mutex_);
  Patch here = snapshot();
  if (other_used_) {
    PatchDiff diff = make_diff(other_side_, here, "Copy to other side");
    if (!diff.empty()) diff.number = ++moves_;
    other_history_.push(std::move(diff));
  }
  other_side_ = std::move(here);
  other_saved_ = saved_;
  other_used_ = true;
}

}  // namespace kiln
