// One oscillator slot of a voice group: pitch, unison, level and pan around any oscillator type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kiln/base/aligned.h"
#include "kiln/dsp/presence.h"
#include "kiln/voices/kernels.h"
#include "kiln/voices/structure.h"

namespace kiln {

// What a value of an oscillator slot decides: the rest need not be computed again.
enum SlotPart : std::uint8_t { kPitchPart = 1, kImagePart = 2, kTypePart = 4, kAllParts = 7 };
// Of a parameter, by its place behind the slot's first common one.
std::uint8_t oscillator_parts(int param);

// What a slot reads at a control point.
struct SlotControl {
  LaneMask lanes = 0;
  LaneMask starting = 0;
  bool new_period = true;          // false: only `starting` lanes, in the middle of a period
  const Lanes* values = nullptr;   // engine values of all voice parameters
  const Lanes* sources = nullptr;  // by Source
  const Lanes* depths = nullptr;   // of the patch's routes
  const Lanes* pitch = nullptr;    // of the voice, in semitones
  bool pitch_moved = false;
  std::uint8_t moved = 0;  // by SlotPart: some value of this slot, or a route into it
};

class OscillatorSlot {
 public:
  // [main-thread]
  void prepare(const VoiceStructure& voice, const OscillatorStructure& structure);

  // A voice begins: its wave starts in the next control(), which knows its pitch.
  // `epoch_frames`: engine frames since the epoch began, for free-running phases.
  void start(int lane, std::uint32_t random_key, std::uint64_t epoch_frames) noexcept;
  // The slot came into a voice that sounds already: it begins at the next control point.
  void join(int lane, std::uint32_t random_key, std::uint64_t epoch_frames) noexcept {
    start(lane, random_key, epoch_frames);
    joining_ |= lane_bit(lane);
  }
  void control(const SlotControl& control) noexcept;
  // The pitch of lanes that sound jumps at this frame: of two updates the second starts where the
  // first leads. Not while other values of the slot are on their way, which would jump too: then
  // the next control point turns the pitch.
  void retune(const SlotControl& control) noexcept;
  // The wave before level and pan, as others hear it through Cross.
  void render(const Span& span, const LaneBlock* cross, const LaneBlock* cross_sync) noexcept;

  const LaneBlock& left() const { return left_[current_]; }
  const LaneBlock& right() const { return structure_->stereo ? right_[current_] : left(); }
  const LaneBlock& previous() const { return left_[1 - current_]; }  // a control period ago
  const LaneBlock& sync_out() const { return sync_[current_]; }
  const LaneBlock& previous_sync() const { return sync_[1 - current_]; }
  // A new control period begins: what was written becomes previous().
  void flip() noexcept;

  // The slot's sound with level and pan.
  MixSource left_source() const { return {&left(), &gain_left_, gains_moving_}; }
  MixSource right_source() const { return {&right(), &gain_right_, gains_moving_}; }
  bool on() const { return structure_ != nullptr && structure_->module != nullptr; }
  const OscillatorStructure& structure() const { return *structure_; }
  // Takes the running state of the same slot of an earlier structure, if the type and setup agree;
  // returns whether they do.
  bool adopt(OscillatorSlot& other) noexcept;
  Presence& presence() { return presence_; }
  const Presence& presence() const { return presence_; }

 private:
  void begin(int lane, const SlotControl& control) noexcept;
  void update_pitch(const SlotControl& control) noexcept;
  void update_image(const SlotControl& control) noexcept;
  // Returns whether the type moves by itself.
  bool update_type(const SlotControl& control) noexcept;
  Lanes route_amount(const SlotRoute& route, const SlotControl& control) const noexcept;

  const VoiceStructure* voice_ = nullptr;
  const OscillatorStructure* structure_ = nullptr;
  std::vector<std::shared_ptr<const void>> kept_;  // what the type's state points to
  AlignedBytes state_;                             // of the type
  AlignedArray<float> memory_;
  AlignedArray<LaneBlock> left_, right_, sync_;  // two each
  AlignedArray<Lanes> ratios_, increments_;      // by unison lane
  AlignedArray<Ramp> unison_left_, unison_right_;
  AlignedArray<Lanes> unison_left_to_, unison_right_to_, image_left_, image_right_;
  Ramp gain_left_ = {}, gain_right_ = {};
  Lanes gain_left_to_ = {}, gain_right_to_ = {};
  Lanes note_ = {};
  Lanes increment_ = {};
  AlignedArray<Lanes> positions_;
  IntLanes start_keys_ = {};
  LaneMask joining_ = 0;
  Presence presence_;
  std::uint64_t epoch_frames_ = 0;
  float concert_a_ = 0.0f;
  int current_ = 0;
  bool gains_moving_ = false;
  bool image_moving_ = false;
  bool type_moving_ = false;    // the type's own ramps still run
  bool params_moving_ = false;  // and not for the pitch alone
};

}  // namespace kiln
