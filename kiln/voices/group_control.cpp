// Notes and control points of a voice group: what sets and moves the values of its lanes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/voices/group.h"

namespace kiln {
namespace {

constexpr float kBendSeconds = 0.003f;
constexpr float kWheelSeconds = 0.012f;
// A finger rests while it moves by less than 0.8 cents in 0.1 s; one step of a 14-bit bend over
// ± 48 st is 0.6 cents.
constexpr float kRestSemitones = 0.008f;
constexpr double kRestSeconds = 0.1;
constexpr float kRoundingSeconds = 0.05f;  // time constant: there in 150 ms
constexpr float kDriftHz = 0.3f;
constexpr float kDriftCents = 8.0f;
constexpr float kVoiceBusGain = 0.251188643f;  // −12 dB
constexpr float kSoftPedalGain = 0.63f;        // −4 dB for notes struck with the pedal down

// dB = amount·40·log10(v), not below −60 dB.
float velocity_gain(float velocity, float amount) {
  if (amount == 0.0f) return 1.0f;
  const float v = std::max(velocity, 1.0f / 1024.0f);
  return std::max(0.001f, math::pow(v, 2.0f * amount));
}

// A smooth random value −1…+1: cubic steps between random nodes.
float drifting_noise(std::uint32_t key, float time) {
  const float whole = std::floor(time);
  const float t = time - whole;
  const auto node = static_cast<std::uint32_t>(whole);
  const float a = random_bipolar(random_bits(key, node));
  const float b = random_bipolar(random_bits(key, node + 1));
  return a + (b - a) * (t * t * (3.0f - 2.0f * t));
}

}  // namespace

void VoiceGroup::read_performance(int lane, const GroupContext& context, bool jump) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  if (voice.frozen) return;
  const Performance& player = *context.performance;
  const int channel = voice.note.channel;
  const ChannelValues values = player.values(channel);
  voice.bend.target = values.bend_semitones + player.tuning_semitones(channel);
  voice.bend_source = values.bend;
  voice.channel_pressure.target = values.pressure;
  voice.pressure.target =
      player.is_member(channel) ? values.pressure : player.key_pressure(channel, voice.note.key);
  voice.wheel.target = values.wheel;
  if (jump) voice.slide_origin = values.slide;
  voice.slide.target = player.slide_value(voice.slide_origin, values.slide);
  if (!jump) return;
  for (Follow* value :
       {&voice.bend, &voice.channel_pressure, &voice.pressure, &voice.wheel, &voice.slide}) {
    value->jump(value->target);
  }
}

void VoiceGroup::aim_pitch(Voice& voice, const NoteStart& note, const GroupContext& context,
                           bool jump) noexcept {
  const float to = context.tuning->pitch[voice.note.key];
  const bool glides = note.glide_seconds > 0.0f && note.action.glide_from_key >= 0 &&
                      (note.action.overlaps || !structure_->glide_only_overlapping);
  if (!glides) {
    glide_jump(voice.glide, to);
    return;
  }
  if (jump) {
    glide_jump(voice.glide,
               context.tuning->pitch[static_cast<std::size_t>(note.action.glide_from_key)]);
  }
  glide_to(voice.glide, to,
           {.seconds = note.glide_seconds,
            .mode = structure_->glide_mode,
            .curve = note.glide_curve,
            .control_rate = structure_->control_rate});
}

// What a struck note sets, in a new voice or one that sounds already.
void VoiceGroup::strike(int lane, const NoteStart& note) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  const VoiceNote& played = note.action.note;
  voice.note = played;
  voice.frozen = false;
  voice.gate = 1.0f;
  voice.first_period = periods_;
  following_ |= lane_bit(lane);
  voice.random_key = random_key(note.seed, played.number, kRandomDrift);
  voice.random1 = random_bipolar(random_bits(random_key(note.seed, played.number, kRandomOne), 0));
  voice.random2 = random_bipolar(random_bits(random_key(note.seed, played.number, kRandomTwo), 0));
  voice.alternate = played.number % 2 == 0 ? -1.0f : 1.0f;
  voice.number = static_cast<float>(played.number % static_cast<std::uint32_t>(note.polyphony)) /
                 static_cast<float>(note.polyphony);
  start_frame_ = note.frame;
}

void VoiceGroup::start(int lane, const NoteStart& note, const GroupContext& context) noexcept {
  const LaneMask bit = lane_bit(lane);
  const bool new_voice = note.action.kind == VoiceAction::Kind::kStart;
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  if (new_voice) {
    voice = Voice{};
    starting_ |= bit;
    sounding_ |= bit;
    fading_ &= ~bit;
    for (FeedbackState& state : feedback_state_) {
      state.last[lane] = state.input[lane] = state.output[lane] = 0.0f;
    }
    for (AlignedArray<LaneBlock>& blocks : filter_out_) {
      for (LaneBlock& block : blocks.span()) {
        for (Lanes& frame : block.frame) frame[lane] = 0.0f;
      }
    }
  } else {
    restarting_ |= bit;
    if (note.action.overlaps) legato_ |= bit;
  }
  strike(lane, note);
  aim_pitch(voice, note, context, new_voice);
  read_performance(lane, context, true);
  const float soft = context.performance->soft_pedal(voice.note.channel);
  const float amount = values_[structure_->envelopes[0].common + envelope::kVelocity][lane];
  voice.level = kVoiceBusGain * velocity_gain(voice.note.velocity, amount) *
                (1.0f - soft * (1.0f - kSoftPedalGain));
}

void VoiceGroup::legato(int lane, const NoteStart& note, const GroupContext& context) noexcept {
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  voice.note.key = note.action.note.key;
  voice.note.channel = note.action.note.channel;
  voice.frozen = false;
  voice.gate = 1.0f;
  following_ |= lane_bit(lane);
  pitch_aimed_ = true;
  retuning_ |= lane_bit(lane);
  aim_pitch(voice, note, context, false);
  read_performance(lane, context, false);
}

void VoiceGroup::release(int lane, int frame, float release_velocity,
                         const GroupContext& context) noexcept {
  // A note that ends on the frame it began has not been evaluated yet.
  begin_notes(context);
  Voice& voice = voices_[static_cast<std::size_t>(lane)];
  voice.frozen = true;
  voice.gate = 0.0f;
  voice.release_velocity = release_velocity;
  const double beats = context.clock.beats_per_second;
  for (std::size_t i = 0; i < kEnvelopeCount; ++i) {
    const EnvelopeStructure& fixed = structure_->envelopes[i];
    if (i == 0 || fixed.used) {
      envelopes_[i].release(lane, frame, &values_[fixed.common], beats);
    }
  }
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    if (structure_->lfos[i].used && !structure_->lfos[i].global) lfos_[i].release(lane, frame);
  }
}

void VoiceGroup::advance_voices(const GroupContext& context) noexcept {
  ++periods_;
  pitch_moved_ = pitch_aimed_;
  pitch_aimed_ = false;
  const LaneMask running = sounding_ & ~starting_;
  if (context.performance_changed) following_ |= running;
  if ((following_ & running) == 0) return;
  const double rate = structure_->control_rate;
  const float bend = follow_coefficient(kBendSeconds, rate);
  const float wheel = follow_coefficient(kWheelSeconds, rate);
  const float finger = follow_coefficient(context.performance->finger_seconds(), rate);
  for (const int lane : lanes_of(following_ & running)) {
    Voice& voice = voices_[static_cast<std::size_t>(lane)];
    if (context.performance_changed) read_performance(lane, context, false);
    bool moves = voice.bend.advance(bend);
    if (voice.glide.position < 1.0f) {
      glide_advance(voice.glide, values_[structure_->voice_params + voice::kGlideCurve][lane]);
      moves = true;
    }
    const bool rounds = voice.rounding.offset.value != voice.rounding.offset.target;
    moves |= round_pitch(voice, context);
    pitch_moved_ |= moves || rounds;
    moves |= voice.wheel.advance(wheel);
    for (Follow* value : {&voice.channel_pressure, &voice.pressure, &voice.slide}) {
      moves |= value->advance(finger);
    }
    if (!moves) following_ &= ~lane_bit(lane);
  }
}

// Moves the pull towards the nearest step. Returns whether there is more to come.
bool VoiceGroup::round_pitch(Voice& voice, const GroupContext& context) noexcept {
  PitchRounding& rounding = voice.rounding;
  const float strength = context.performance->pitch_rounding(voice.note.channel);
  if (voice.frozen || (strength == 0.0f && rounding.offset.value == 0.0f)) return false;
  const double rate = structure_->control_rate;
  const int rest_periods = static_cast<int>(kRestSeconds * rate);
  ++rounding.periods;
  const float moved = voice.bend.target - rounding.anchor;
  if (moved > kRestSemitones || moved < -kRestSemitones) {
    rounding.rests = rounding.rests && rounding.periods > rest_periods;
    rounding.anchor = voice.bend.target;
    rounding.periods = 0;
  } else if (rounding.periods >= rest_periods) {
    rounding.rests = true;
  }
  rounding.offset.target = 0.0f;
  if (rounding.rests && strength > 0.0f) {
    const float pitch = voice.glide.to + voice.bend.target;
    float nearest = voice.glide.to;
    for (const float step : context.tuning->pitch) {  // NaN, an unmapped key, is never nearer
      if (std::fabs(step - pitch) < std::fabs(nearest - pitch)) nearest = step;
    }
    rounding.offset.target = strength * (nearest - pitch);
  }
  rounding.offset.advance(follow_coefficient(kRoundingSeconds, rate));
  return !rounding.rests || rounding.offset.value != rounding.offset.target;
}

void VoiceGroup::fill_sources(LaneMask lanes, const GroupContext& context) noexcept {
  const Plan& plan = structure_->plan;
  const auto fill = [&](Source source, auto value_of) {
    if (!plan.uses(source)) return;
    Lanes& target = sources_[static_cast<int>(source)];
    for (const int lane : lanes_of(lanes)) {
      target[lane] = value_of(voices_[static_cast<std::size_t>(lane)]);
    }
  };
  fill(Source::kVelocity, [](const Voice& v) { return v.note.velocity; });
  fill(Source::kReleaseVelocity, [](const Voice& v) { return v.release_velocity; });
  fill(Source::kNote,
       [](const Voice& v) { return static_cast<float>(v.note.key - 60) * (1.0f / 60.0f); });
  fill(Source::kNoteInOctave,
       [](const Voice& v) { return static_cast<float>(v.note.key % 12) * (1.0f / 12.0f); });
  fill(Source::kWheel, [](const Voice& v) { return v.wheel.value; });
  fill(Source::kBend, [](const Voice& v) { return v.bend_source; });
  fill(Source::kChannelPressure, [](const Voice& v) { return v.channel_pressure.value; });
  fill(Source::kNotePressure, [](const Voice& v) { return v.pressure.value; });
  fill(Source::kSlide, [](const Voice& v) { return v.slide.value; });
  fill(Source::kRandom1, [](const Voice& v) { return v.random1; });
  fill(Source::kRandom2, [](const Voice& v) { return v.random2; });
  fill(Source::kAlternate, [](const Voice& v) { return v.alternate; });
  fill(Source::kVoice, [](const Voice& v) { return v.number; });
  fill(Source::kGate, [](const Voice& v) { return v.gate; });
  for (const Source source : structure_->shared_sources) {
    const auto i = static_cast<int>(source);
    sources_[i] = Lanes::filled(context.global_sources[i]);
  }
}

void VoiceGroup::run_envelope(int number, LaneMask lanes, bool new_period,
                              const GroupContext& context) noexcept {
  EnvelopeGroup& group = envelopes_[static_cast<std::size_t>(number)];
  const ParamIndex common = structure_->envelopes[static_cast<std::size_t>(number)].common;
  const Lanes* params = &values_[common];
  const bool moved = slot_moved(common) != 0;
  const double beats = context.clock.beats_per_second;
  const LaneMask struck = (starting_ | restarting_) & lanes;
  if (number == 0 && new_period) group.begin_period(lanes & ~starting_, params, beats, moved);
  if (number != 0 && new_period) group.advance(lanes & ~starting_, params, beats, moved);
  for (const int lane : lanes_of(struck)) {
    // The amplitude follows velocity in dB (strike), not through the envelope: −1 is unscaled.
    const float velocity =
        number == 0 ? -1.0f : voices_[static_cast<std::size_t>(lane)].note.velocity;
    group.start(lane, start_frame_, has_lane(restarting_, lane), has_lane(legato_, lane), velocity,
                params, beats);
  }
  sources_[static_cast<int>(Source::kEnv1) + number] = group.value();
}

void VoiceGroup::run_lfo(int number, LaneMask lanes, bool new_period,
                         const GroupContext& context) noexcept {
  const LfoStructure& fixed = structure_->lfos[static_cast<std::size_t>(number)];
  const int left = static_cast<int>(Source::kLfo1) + number;
  const int right = static_cast<int>(Source::kLfo1Right) + number;
  if (fixed.global) {
    for (const int lane : lanes_of(lanes)) {
      sources_[left][lane] = context.global_sources[left];
      sources_[right][lane] = context.global_sources[right];
    }
    return;
  }
  LfoGroup& group = lfos_[static_cast<std::size_t>(number)];
  const LaneMask struck = (starting_ | restarting_) & lanes;
  if (new_period && (lanes & ~starting_) != 0) {
    group.advance(lanes & ~starting_, &values_[fixed.common], &values_[fixed.own], pitch_,
                  context.clock, slot_moved(fixed.common) != 0 || pitch_changed_);
  }
  for (const int lane : lanes_of(struck)) {
    const Voice& voice = voices_[static_cast<std::size_t>(lane)];
    group.start(lane, start_frame_,
                mix_bits(voice.random_key + kRandomLfo + static_cast<std::uint32_t>(number)),
                &values_[fixed.common], context.clock, &values_[fixed.own],
                glide_pitch(voice.glide, 0.0f));
  }
  sources_[left] = group.value();
  sources_[right] = group.right();
}

void VoiceGroup::run_plan(LaneMask lanes, bool new_period, const GroupContext& context) noexcept {
  bool amplitude_done = false;
  for (const PlanStep& step : structure_->plan.steps()) {
    switch (step.kind) {
      case PlanStep::Kind::kEnvelope:
        run_envelope(step.index, lanes, new_period, context);
        amplitude_done = amplitude_done || step.index == 0;
        break;
      case PlanStep::Kind::kLfo:
        run_lfo(step.index, lanes, new_period, context);
        break;
      case PlanStep::Kind::kTarget: {
        if (step.global) break;
        const PlanTarget& target = structure_->plan.targets()[step.index];
        Lanes ignored;
        const bool to_depth = target.param == kNoParam;
        Lanes& value = to_depth ? ignored : values_[target.param];
        const Lanes& base = to_depth ? ignored : base_x_[target.param];
        if (to_depth) ignored = {};
        if (evaluate_target(structure_->plan, target, sources_.data(), base, lanes, starting_,
                            plan_state_, value) &&
            !to_depth) {
          set_value_moved(target.param);
        }
        break;
      }
    }
  }
  if (!amplitude_done) run_envelope(0, lanes, new_period, context);
}

void VoiceGroup::update_pitch(LaneMask lanes) noexcept {
  const Lanes* params = &values_[structure_->voice_params];
  const float drift_step = kDriftHz / static_cast<float>(structure_->control_rate);
  const bool fresh = (starting_ | restarting_) != 0;
  if (slot_moved(structure_->voice_params) != 0 || fresh) {
    pitch_moved_ = true;
    drifting_ &= ~lanes;
    for (int lane = 0; lane < kLanes; ++lane) {
      if (params[voice::kDrift][lane] > 0.0f) drifting_ |= lanes & lane_bit(lane);
    }
  }
  if ((drifting_ & lanes) != 0) pitch_moved_ = true;
  if (!pitch_moved_) return;
  pitch_changed_ = true;
  for (const int lane : lanes_of(lanes)) {
    const Voice& voice = voices_[static_cast<std::size_t>(lane)];
    float pitch = glide_pitch(voice.glide, params[voice::kGlideCurve][lane]) + voice.bend.value +
                  voice.rounding.offset.value + params[voice::kTranspose][lane] +
                  0.01f * params[voice::kFine][lane] + params[voice::kPitch][lane];
    const float drift = params[voice::kDrift][lane];
    if (drift > 0.0f) {
      const float time = static_cast<float>(periods_ - voice.first_period) * drift_step;
      pitch += 0.01f * kDriftCents * drift * drifting_noise(voice.random_key, time);
    }
    pitch_[lane] = pitch;
  }
}

void VoiceGroup::evaluate(LaneMask lanes, bool new_period, const GroupContext& context) noexcept {
  if (!new_period) pitch_moved_ = false;
  fill_sources(lanes, context);
  run_plan(lanes, new_period, context);
  if (new_period) pitch_changed_ = false;
  update_pitch(lanes);
  for (const int lane : lanes_of(starting_)) {
    const std::uint32_t key = voices_[static_cast<std::size_t>(lane)].random_key;
    for (std::size_t i = 0; i < kOscillatorCount; ++i) {
      oscillators_[i].start(lane, mix_bits(key + kRandomOscillator + static_cast<std::uint32_t>(i)),
                            context.epoch_frames);
    }
    if (structure_->noise_on) {
      noise_.start(lane, mix_bits(key + kRandomNoise), context.epoch_frames);
    }
    for (std::size_t i = 0; i < kFilterCount; ++i) {
      filters_[i].start(lane, mix_bits(key + kRandomFilter + static_cast<std::uint32_t>(i)));
    }
  }
  update_slots(lanes, new_period);
  update_amplitude(lanes, new_period);
  if (new_period) std::fill(moved_.begin(), moved_.end(), std::uint8_t{0});
  all_moved_ = all_moved_ && !new_period;
  starting_ = restarting_ = legato_ = 0;
}

}  // namespace kiln
