// One filter slot of a voice group: key tracking, audio-rate FM, mix, pan around any filter type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "kiln/base/aligned.h"
#include "kiln/dsp/presence.h"
#include "kiln/voices/kernels.h"
#include "kiln/voices/oscillator_slot.h"
#include "kiln/voices/structure.h"

namespace kiln {

// What a parameter of a filter slot decides, by its place behind the slot's first common one: mix
// and pan are the image, all else makes coefficients.
std::uint8_t filter_parts(int param);

class FilterSlot {
 public:
  // [main-thread]
  void prepare(const VoiceStructure& voice, const FilterStructure& structure);
  void start(int lane, std::uint32_t random_key) noexcept;
  // The filter came into a voice that sounds already.
  void join(int lane, std::uint32_t random_key) noexcept {
    start(lane, random_key);
    joining_ |= lane_bit(lane);
  }
  void control(const SlotControl& control) noexcept;
  // In place. `right` null: mono. `fm` is the audio of the FM source, or null.
  void render(const Span& span, const LaneBlock* fm, LaneBlock& left, LaneBlock* right) noexcept;
  // Mono turns stereo: the right channel continues where the left one is.
  void widen() noexcept;
  bool on() const { return structure_ != nullptr && structure_->module != nullptr; }
  const FilterStructure& structure() const { return *structure_; }
  bool adopt(FilterSlot& other) noexcept;  // returns whether type and setup agree
  Presence& presence() { return presence_; }
  const Presence& presence() const { return presence_; }

 private:
  void update_type(const SlotControl& control) noexcept;
  void update_image(const SlotControl& control) noexcept;
  void update_fm(const SlotControl& control) noexcept;

  const VoiceStructure* voice_ = nullptr;
  const FilterStructure* structure_ = nullptr;
  std::array<AlignedBytes, 2> channel_;
  std::array<AlignedArray<float>, 2> memory_;
  AlignedBytes coefficients_;
  Lanes cutoff_ = {};
  Ramp mix_ = {}, pan_left_ = {}, pan_right_ = {}, fm_octaves_ = {};
  Lanes mix_to_ = {}, pan_left_to_ = {}, pan_right_to_ = {}, fm_octaves_to_ = {};
  LaneMask dry_ = 0;  // lanes whose mix is not 100 %
  LaneMask panned_ = 0;
  bool fm_moving_ = false;
  bool type_moving_ = false;  // the filter's own ramps still run
  bool image_moving_ = false;
  LaneMask joining_ = 0;
  Presence presence_;  // absent: the input passes
};

}  // namespace kiln
