// The one owner of the patch being edited: values, structure, undo, compare, dirty mark.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values are atomics that any thread reads and writes without waiting; everything else sits under
// one mutex, which the audio thread never takes. Edits of the player are steps of undo; what the
// host automates is not. Calls marked [any-thread] may come from any thread but audio.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/document/live_values.h"
#include "kiln/document/slot_clip.h"
#include "kiln/document/undo.h"
#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

class Document {
 public:
  // `version` of the program goes into what is saved. The table must outlive the document.
  explicit Document(const ParamTable& table, std::string version = {});
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  const ParamTable& table() const { return table_; }

  // ---- values
  // [any-thread, audio too] Wait-free; clamped into the parameter's range. No step of undo by
  // itself: the editor puts begin_gesture() and end_gesture() around its writes.
  void set_value(ParamIndex param, float real, Origin origin) noexcept;
  float value(ParamIndex param) const noexcept { return values_.get(param); }
  const LiveValues& values() const { return values_; }  // for a ChangeReader

  // ---- snapshots
  // [any-thread] Consistent: never half of one edit and half of another.
  Patch patch() const;
  std::string state() const;        // for the host's project: every value
  std::string preset_text() const;  // for a file: without defaults
  std::string preset_text(const std::string& name, const std::string& category) const;
  // [any-thread] Grows when anything changed that needs a new compiled part: structure, or the
  // value of a structural parameter.
  uint64_t structure_version() const noexcept {
    return structure_version_.load(std::memory_order_acquire);
  }

  // ---- edits of the player [main-thread]
  // One gesture is one step of undo; gestures on several parameters that overlap are one too.
  void begin_gesture(ParamIndex param);
  void end_gesture(ParamIndex param);
  // One step: `change` gets the present patch; values it puts out of range are clamped. It must
  // not call the document.
  void edit(std::string label, const std::function<void(Patch&)>& change);
  // Edits between the two are one step, heard while the hand moves.
  void begin_step(std::string label);
  void end_step();
  bool undo();
  bool redo();
  std::string undo_label() const;
  std::string redo_label() const;
  // [any-thread] Grows with each step that is made, taken back or done again, and with nothing
  // else: not with what the host automates. A step's number is unlike all others; 0: there is none.
  uint64_t moves() const;
  uint64_t undo_step() const;
  uint64_t redo_step() const;
  bool paste(const SlotInfo& slot, const SlotClip& clip);  // copy with copy_slot(patch(), slot)

  // ---- whole patches
  // [main-thread] A preset chosen by the player: one step of undo, and not dirty afterwards.
  void load(const Patch& patch);
  struct StateResult {
    bool ok = false;
    std::vector<std::string> warnings = {};
    std::string error = {};  // the patch stays as it was
  };
  // [any-thread] Parses first, then swaps; of calls at the same time the one that came last wins.
  // Ends what could be undone.
  StateResult set_state(std::string_view text);

  // [any-thread] Whether the player changed anything since load, set_state or mark_saved. Values
  // last written by the host don't count.
  bool dirty() const;
  void mark_saved();
  // Where another patch is what the file has.
  void mark_saved(Patch in_file);
  Patch saved() const;

  // ---- compare: two patches with a history each [main-thread]
  char compare_side() const;  // 'A' or 'B'
  // B begins as a copy of A.
  void switch_compare();
  void copy_to_other_side();
  // What is on A comes to B and the other way round; the side stays.
  void swap_compare();

 private:
  struct Gesture {
    ParamIndex param = kNoParam;
    float before = 0.0f;
    bool open = true;
  };

  struct OpenStep {
    std::string label;
    Patch before;
  };

  // All under mutex_.
  Patch snapshot() const;
  void adopt(const Patch& patch);
  void apply(const PatchDiff& diff, bool forward);
  void close_gestures();
  void close_step();
  void exchange_sides();
  void push(PatchDiff diff);
  void push_step(PatchDiff diff);
  void follow_type(const Gesture& chosen, PatchDiff& diff);
  void make_valid(Patch& patch, const Patch& before) const;
  void bump_structure() noexcept { structure_version_.fetch_add(1, std::memory_order_release); }

  const ParamTable& table_;
  const std::string version_;
  LiveValues values_;
  std::atomic<uint64_t> structure_version_{1};
  std::atomic<uint64_t> state_calls_{0};

  mutable std::mutex mutex_;
  Patch structure_;  // without values
  Patch saved_;
  UndoHistory history_;
  std::vector<Gesture> gestures_;
  std::optional<OpenStep> step_;
  Patch other_side_;
  Patch other_saved_;
  UndoHistory other_history_;
  bool other_used_ = false;  // else there is nothing there yet
  char side_ = 'A';
  uint64_t state_applied_ = 0;
  uint64_t moves_ = 0;
};

}  // namespace kiln
