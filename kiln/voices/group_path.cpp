// From oscillators to the amplifier: what one run of frames passes through in a voice group.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/math.h"
#include "kiln/voices/group.h"

namespace kiln {
namespace {

constexpr float kFeedbackCornerHz = 5.0f;

// Coefficient of a first-order high-pass: e^(−2π·f/rate).
float high_pass_coefficient(double rate) {
  return math::exp2(static_cast<float>(-kFeedbackCornerHz * 9.064720283654388 / rate));
}

}  // namespace

const LaneBlock* VoiceGroup::cross_signal(const OscillatorStructure& slot,
                                          const Span& span) noexcept {
  switch (slot.cross) {
    case osc::CrossSource::kOff:
      return nullptr;
    case osc::CrossSource::kNoise:
      return noise_.on() ? &noise_.left() : nullptr;
    case osc::CrossSource::kFilter1:
      return &filter_out_[0][1 - current_];
    case osc::CrossSource::kFilter2:
      return &filter_out_[1][1 - current_];
    default:
      break;
  }
  const auto number =
      static_cast<std::size_t>(slot.cross) - static_cast<std::size_t>(osc::CrossSource::kOsc1);
  const OscillatorSlot& source = oscillators_[number];
  if (!source.on()) return nullptr;
  if (slot.cross_delayed) return &source.previous();
  if (!source.structure().stereo) return &source.left();
  // A stereo slot is heard in its middle.
  const Ramp half = Ramp::constant(0.5f);
  mix(source.left(), half, false, false, span, blocks_[kCross]);
  mix(source.right(), half, false, true, span, blocks_[kCross]);
  return &blocks_[kCross];
}

const LaneBlock* VoiceGroup::filter_fm(const FilterStructure& slot) noexcept {
  if (slot.fm_source < 0) return nullptr;
  if (slot.fm_source == kFmFromNoise) return noise_.on() ? &noise_.left() : nullptr;
  const OscillatorSlot& source = oscillators_[static_cast<std::size_t>(slot.fm_source)];
  return source.on() ? &source.left() : nullptr;
}

void VoiceGroup::render_oscillators(const Span& span) noexcept {
  if (structure_->noise_on) noise_.render(span, nullptr, nullptr);
  for (const int number : structure_->order) {
    OscillatorSlot& slot = oscillators_[static_cast<std::size_t>(number)];
    if (!slot.on()) continue;
    const OscillatorStructure& fixed = slot.structure();
    if (!fixed.setup.has_cross) {
      slot.render(span, nullptr, nullptr);
      continue;
    }
    const LaneBlock* sync = nullptr;
    const int from = static_cast<int>(fixed.cross) - static_cast<int>(osc::CrossSource::kOsc1);
    if (fixed.setup.cross_mode == CrossMode::kSync && from >= 0 && from < kOscillatorCount) {
      const OscillatorSlot& source = oscillators_[static_cast<std::size_t>(from)];
      if (source.on()) sync = fixed.cross_delayed ? &source.previous_sync() : &source.sync_out();
    }
    slot.render(span, cross_signal(fixed, span), sync);
  }
}

VoiceGroup::Filled VoiceGroup::mix_oscillators(const Span& span) noexcept {
  static_assert(std::tuple_size_v<decltype(BusSlots::slots)> <= kMostMixSources);
  Filled filled;
  for (int bus = 0; bus < 4; ++bus) {
    const BusSlots& from = structure_->buses[static_cast<std::size_t>(bus)];
    if (from.count == 0) continue;
    filled.bus[bus] = true;
    const auto slot = [&](int i) -> const OscillatorSlot& {
      const std::uint8_t number = from.slots[static_cast<std::size_t>(i)];
      return number == BusSlots::kNoise ? noise_ : oscillators_[number];
    };
    MixSource sources[kMostMixSources];
    for (int i = 0; i < from.count; ++i) sources[i] = slot(i).left_source();
    mix_down(sources, from.count, span, blocks_[kF1Left + 2 * bus]);
    if (!stereo_) continue;
    for (int i = 0; i < from.count; ++i) sources[i] = slot(i).right_source();
    mix_down(sources, from.count, span, blocks_[kF1Right + 2 * bus]);
  }
  return filled;
}

// Points filtered_left_ and filtered_right_ to the filters' sum. `second_bus`: something was sent
// to filter 2 directly; otherwise, in series, it works on where filter 1 has left its sound.
void VoiceGroup::render_filter_chain(const Span& span, bool second_bus) noexcept {
  LaneBlock& f1_left = blocks_[kF1Left];
  LaneBlock& f2_left = blocks_[kF2Left];
  LaneBlock* const f1_right = stereo_ ? &blocks_[kF1Right] : nullptr;
  LaneBlock* const f2_right = stereo_ ? &blocks_[kF2Right] : nullptr;
  const LaneBlock* const fm1 = filter_fm(structure_->filters[0]);
  const LaneBlock* const fm2 = filter_fm(structure_->filters[1]);
  const auto keep = [&](int number, const LaneBlock& block) {
    if (!filter_out_[number].empty()) copy(block, span, filter_out_[number][current_]);
  };
  const auto add_first_to_second = [&] {
    add(f1_left, span, f2_left);
    if (stereo_) add(*f1_right, span, *f2_right);
  };
  filtered_left_ = &f2_left;
  filtered_right_ = f2_right;
  switch (structure_->routing) {
    case routing::Mode::kSerial:
      filters_[0].render(span, fm1, f1_left, f1_right);
      keep(0, f1_left);
      if (second_bus) {
        add_first_to_second();
        filters_[1].render(span, fm2, f2_left, f2_right);
      } else {
        filters_[1].render(span, fm2, f1_left, f1_right);
        filtered_left_ = &f1_left;
        filtered_right_ = f1_right;
      }
      keep(1, *filtered_left_);
      break;
    case routing::Mode::kParallel:
      filters_[0].render(span, fm1, f1_left, f1_right);
      keep(0, f1_left);
      filters_[1].render(span, fm2, f2_left, f2_right);
      keep(1, f2_left);
      add_first_to_second();
      break;
    case routing::Mode::kSplit:
      // Filter 1 hears and makes the left channel, filter 2 the right one.
      add_first_to_second();
      filters_[0].render(span, fm1, f2_left, nullptr);
      keep(0, f2_left);
      filters_[1].render(span, fm2, *f2_right, nullptr);
      keep(1, *f2_right);
      break;
  }
}

void VoiceGroup::render_filters(const Span& span, const Filled& filled) noexcept {
  const int channels = stereo_ ? 2 : 1;
  // A filter may ring on without input, so its bus holds silence then.
  const bool serial = structure_->routing == routing::Mode::kSerial;
  const bool second_bus = filled.bus[1] || !serial;
  for (int c = 0; c < channels; ++c) {
    if (!filled.bus[0]) clear(span, blocks_[kF1Left + c]);
    if (!filled.bus[1] && second_bus) clear(span, blocks_[kF2Left + c]);
  }
  if (!structure_->feedback_possible) {
    render_filter_chain(span, second_bus);
  } else {
    // The loop closes within one engine frame, so the chain runs frame by frame.
    const float corner = high_pass_coefficient(structure_->engine_rate);
    for (int k = span.begin; k < span.end; ++k) {
      const Span frame{k, k + 1, span.lanes};
      for (int c = 0; c < channels; ++c) {
        FeedbackState& state = feedback_state_[c];
        feedback_in(feedback_, k, corner, span.lanes, state, blocks_[kF1Left + c][k]);
      }
      render_filter_chain(frame, second_bus);
      feedback_state_[0].last = (*filtered_left_)[k];
      if (stereo_) feedback_state_[1].last = (*filtered_right_)[k];
    }
  }
  if (filled.bus[2]) {
    LaneBlock& fx_left = blocks_[kFxLeft];
    add(*filtered_left_, span, fx_left);
    filtered_left_ = &fx_left;
    if (stereo_) {
      LaneBlock& fx_right = blocks_[kFxRight];
      add(*filtered_right_, span, fx_right);
      filtered_right_ = &fx_right;
    }
  }
}

}  // namespace kiln
