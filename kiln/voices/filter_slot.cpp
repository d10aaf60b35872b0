// Key tracking, audio-rate cutoff, mix and pan of a filter slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/filter_slot.h"

#include <cstring>

namespace kiln {
namespace {

constexpr float kFmOctaves = 5.0f;       // 100 % of FM depth is 60 st
constexpr float kHighestCutoff = 0.45f;  // of the engine rate

// Lanes of `candidates` whose value differs from `neutral`.
LaneMask differing(const Lanes& value, float neutral, LaneMask candidates) {
  LaneMask mask = 0;
  for (const int i : lanes_of(candidates)) {
    if (value[i] != neutral) mask |= lane_bit(i);
  }
  return mask;
}

}  // namespace

std::uint8_t filter_parts(int param) {
  return param == filter::kMix || param == filter::kPan ? kImagePart : kTypePart;
}

void FilterSlot::prepare(const VoiceStructure& voice, const FilterStructure& structure) {
  voice_ = &voice;
  structure_ = &structure;
  if (structure.module == nullptr) return;
  const FilterModule& module = *structure.module;
  coefficients_ = AlignedBytes(module.coefficient_bytes);
  for (std::size_t i = 0; i < channel_.size(); ++i) {
    channel_[i] = AlignedBytes(module.channel_bytes);
    memory_[i] = AlignedArray<float>(module.memory_floats(structure.setup));
    module.prepare(channel_[i].data(), coefficients_.data(), structure.setup, memory_[i].span());
  }
}

void FilterSlot::start(int lane, std::uint32_t random_key) noexcept {
  if (!on()) return;
  for (AlignedBytes& channel : channel_) {
    structure_->module->start(channel.data(), coefficients_.data(),
                              {.lane = lane, .random_key = random_key});
  }
}

void FilterSlot::update_type(const SlotControl& control) noexcept {
  const Lanes* common = control.values + structure_->common;
  track_cutoff(common[filter::kCutoff], common[filter::kKey], *control.pitch,
               kHighestCutoff * static_cast<float>(voice_->engine_rate), control.lanes, cutoff_);
  structure_->module->update(coefficients_.data(), {.lanes = control.lanes,
                                                    .starting = control.starting,
                                                    .inverse_frames = voice_->inverse_frames,
                                                    .params = control.values + structure_->own,
                                                    .cutoff_hz = &cutoff_,
                                                    .resonance = &common[filter::kResonance],
                                                    .drive_db = &common[filter::kDrive]});
}

void FilterSlot::update_image(const SlotControl& control) noexcept {
  const Lanes* common = control.values + structure_->common;
  const float step = voice_->inverse_frames;
  const auto differs_now_or_before = [&](const Lanes& now, const Lanes& before, float neutral) {
    // A starting lane has no past: what its lane held before must not choose its path.
    return differing(now, neutral, control.lanes) |
           differing(before, neutral, control.lanes & ~control.starting);
  };
  const LaneMask kept = control.new_period ? 0 : kAllLanes;
  const float present = presence_.gain();
  Lanes wet = common[filter::kMix];
  for (int i = 0; present < 1.0f && i < kLanes; ++i) wet[i] *= present;
  dry_ = (dry_ & kept) | differs_now_or_before(wet, mix_to_, 1.0f);
  retarget(mix_, mix_to_, wet, step, control.lanes, control.starting);

  Lanes left, right;
  panned_ &= kept;
  const Lanes unity = Lanes::filled(1.0f);
  pan_gains(common[filter::kPan], unity, control.lanes, left, right);
  for (int i = 0; present < 1.0f && i < kLanes; ++i) {
    left[i] = 1.0f + present * (left[i] - 1.0f);
    right[i] = 1.0f + present * (right[i] - 1.0f);
  }
  panned_ |= differs_now_or_before(left, pan_left_to_, 1.0f);
  retarget(pan_left_, pan_left_to_, left, step, control.lanes, control.starting);
  retarget(pan_right_, pan_right_to_, right, step, control.lanes, control.starting);
}

void FilterSlot::update_fm(const SlotControl& control) noexcept {
  const SlotRoute& route = structure_->fm_route;
  Lanes octaves = control.values[structure_->common + filter::kFmDepth];
  for (int i = 0; i < kLanes; ++i) {
    if (route.number != kNoRoute) {
      const float via =
          route.via == Source::kNone ? 1.0f : control.sources[static_cast<int>(route.via)][i];
      octaves[i] += control.depths[route.number][i] * via;
    }
    octaves[i] *= kFmOctaves;
  }
  if (control.new_period) fm_moving_ = false;
  fm_moving_ |= retarget(fm_octaves_, fm_octaves_to_, octaves, voice_->inverse_frames,
                         control.lanes, control.starting);
}

void FilterSlot::control(const SlotControl& told) noexcept {
  if (!on()) return;
  SlotControl control = told;
  control.starting |= joining_ & control.lanes;
  joining_ &= ~control.lanes;
  const bool fades =
      control.new_period && presence_.advance(1.0 / static_cast<double>(voice_->control_rate));
  const Lanes& key = control.values[structure_->common + filter::kKey];
  const bool key_moves = control.pitch_moved && differing(key, 0.0f, control.lanes) != 0;
  const bool fresh = control.starting != 0 || fades;
  const bool type_moves = (control.moved & kTypePart) != 0 || fresh || key_moves;
  const bool image_moves = (control.moved & kImagePart) != 0 || fresh;
  // One update after the last movement brings all ramps to rest.
  if (type_moves || type_moving_) {
    type_moving_ = type_moves;
    update_type(control);
    if (structure_->fm_source >= 0) update_fm(control);
  }
  if (image_moves || image_moving_) {
    image_moving_ = image_moves;
    update_image(control);
  }
}

void FilterSlot::render(const Span& span, const LaneBlock* fm, LaneBlock& left,
                        LaneBlock* right) noexcept {
  if (!on()) return;
  alignas(64) LaneBlock octaves;
  alignas(64) LaneBlock dry[2];
  LaneBlock* const blocks[2] = {&left, right};
  const int channels = right != nullptr ? 2 : 1;
  const bool mixes = (dry_ & span.lanes) != 0;
  FilterRender work{.begin = span.begin,
                    .end = span.end,
                    .lanes = span.lanes,
                    .channels = channels,
                    .block = {&left, right}};
  if (fm != nullptr) {
    mix(*fm, fm_octaves_, fm_moving_, false, span, octaves);
    work.cutoff_octaves = &octaves;
  }
  for (int c = 0; mixes && c < channels; ++c) copy(*blocks[c], span, dry[c]);
  void* const channel[2] = {channel_[0].data(), channel_[1].data()};
  structure_->module->render(channel, coefficients_.data(), work);
  const Span mixed{span.begin, span.end, span.lanes & dry_};
  for (int c = 0; mixes && c < channels; ++c) blend(dry[c], mix_, mixed, *blocks[c]);
  if ((panned_ & span.lanes) != 0 && right != nullptr) {
    mix(left, pan_left_, true, false, span, left);
    mix(*right, pan_right_, true, false, span, *right);
  }
}

void FilterSlot::widen() noexcept {
  if (on()) std::memcpy(channel_[1].data(), channel_[0].data(), channel_[0].size());
}

bool FilterSlot::adopt(FilterSlot& other) noexcept {
  if (!on() || !other.on() || !same_filter(*structure_, *other.structure_)) return false;
  const VoiceStructure* voice = voice_;
  const FilterStructure* structure = structure_;
  std::swap(*this, other);
  voice_ = voice;
  structure_ = structure;
  return true;
}

}  // namespace kiln
