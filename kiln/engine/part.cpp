// A part: compiling a patch, its notes, and the sound of one run of frames.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/part.h"

#include <algorithm>
#include <cmath>

#include "kiln/engine/compile.h"
#include "kiln/engine/master_bus.h"

namespace kiln {
namespace {

constexpr double kFaultPauseSeconds = 0.1;  // between two notices of a part
constexpr float kStealFadeSeconds = 0.005f;
constexpr float kKillFadeSeconds = 0.001f;

// The largest magnitude. Four maxima side by side: one would wait for itself at every frame.
float peak(const float* x, int count) {
  std::array<float, 4> most = {};
  int i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int k = 0; k < 4; ++k) {
      float& largest = most[static_cast<std::size_t>(k)];
      largest = std::max(largest, std::fabs(x[i + k]));
    }
  }
  for (; i < count; ++i) most[0] = std::max(most[0], std::fabs(x[i]));
  return std::max({most[0], most[1], most[2], most[3]});
}

// The sources with a value for each voice that some route listens to.
std::vector<Source> voice_sources(const VoiceStructure& structure) {
  std::vector<Source> sources;
  for (int i = 0; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    const SourceScope scope = source_spec(source).scope;
    const auto lfo = static_cast<std::size_t>((i - static_cast<int>(Source::kLfo1)) % kLfoCount);
    const bool per_voice = scope == SourceScope::kByModule ? !structure.lfos[lfo].global
                                                           : scope == SourceScope::kVoice;
    if (per_voice && structure.plan.uses(source)) sources.push_back(source);
  }
  return sources;
}

}  // namespace

Part::Part(const Patch& patch, const PartSetup& setup, std::vector<std::string>& messages)
    : table_(instrument_table()),
      structure_(table_, voice_input(patch, setup, messages), compile_plan(patch, setup, messages)),
      seed_(setup.seed),
      effect_order_(patch.effect_order) {
  for (int i = 0; i < kMacroCount; ++i) {
    const ParamIndex first = table_.slot(SlotKind::kMacro, i).first_common;
    macro_params_[static_cast<std::size_t>(i)] = first;
    macro_bipolar_[static_cast<std::size_t>(i)] =
        patch.values[static_cast<std::size_t>(first + macro::kPolarity)] > 0.5f;
  }
  follower_params_ = table_.slot(SlotKind::kFollower).first_common;
  master_params_ = table_.slot(SlotKind::kMaster).first_common;
  allocator_.prepare(structure_.allocation);
  const int lanes = structure_.allocation.polyphony + kReserveLanes;
  groups_ = std::vector<VoiceGroup>(static_cast<std::size_t>((lanes + kLanes - 1) / kLanes));
  for (VoiceGroup& group : groups_) group.prepare(structure_);

  const auto size = static_cast<std::size_t>(table_.size());
  base_x_ = AlignedArray<Lanes>(size);
  values_ = AlignedArray<Lanes>(size);
  target_real_ = patch.values;
  moving_.reserve(size);
  routes_ = patch.routes;
  sources_ = AlignedArray<Lanes>(kSourceCount);
  sources_[static_cast<int>(Source::kConstant)] = Lanes::filled(1.0f);
  newest_sources_ = voice_sources(structure_);
  for (std::size_t i = 0; i < kMaxRoutes; ++i) {
    depth_now_[i] = depth_to_[i] = structure_.plan.depths()[i];
    bounds_now_[i] = structure_.plan.bounds()[i];
  }
  plan_state_.begin(structure_.plan);
  std::array<LaneMask, kMaxLanesPerPart / kLanes> all = {};
  all.fill(kAllLanes);
  for (std::size_t i = 0; i < size; ++i) {
    const ParamSpec& spec = table_[static_cast<ParamIndex>(i)].spec;
    const float real = patch.values[i];
    apply_base(static_cast<ParamIndex>(i), real_to_x(spec, real), real_to_engine(spec, real), all);
  }
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    const LfoStructure& lfo = structure_.lfos[i];
    if (lfo.used && lfo.global) lfos_[i].prepare(lfo.kind, lfo.setup);
  }
  std::size_t most_params = 0;
  for (std::size_t i = 0; i < kEffectSlots; ++i) {
    const SlotInfo& slot = table_.slot(SlotKind::kEffect, static_cast<int>(i));
    const auto type = static_cast<std::size_t>(
        patch.values[static_cast<std::size_t>(slot.first_common + effect::kType)]);
    if (type == 0) continue;
    const EffectModule& module = effect_modules()[type];
    effect_at_[i] = {slot.first_common, slot.first_of_type[type]};
    const float* own = &patch.values[effect_at_[i].own];
    effect_structure_[i].assign(own, own + module.spec->params.size());
    effects_[i] = std::make_unique<EffectSlot>();
    effects_[i]->prepare(module,
                         {.engine_rate = structure_.engine_rate,
                          .control_frames = structure_.control_frames,
                          .structure = effect_structure_[i].data()},
                         i == kSendSlot);
    most_params = std::max(most_params, module.spec->params.size());
  }
  effect_params_.resize(most_params);
  for (Decimator& decimator : decimators_) decimator.prepare(structure_.quality);

  const ParamIndex voice = structure_.voice_params;
  const auto real = [&](int param) {
    return patch.values[static_cast<std::size_t>(voice + param)];
  };
  performance_settings_ = {.bend_up = real(voice::kBendUp),
                           .bend_down = real(voice::kBendDown),
                           .velocity_curve = 0.01f * real(voice::kVelocityCurve),
                           .pressure_curve = 0.01f * real(voice::kPressureCurve)};
  guard_ = static_cast<master::Guard>(
      patch.values[static_cast<std::size_t>(master_params_ + master::kGuard)]);
}

Part::~Part() = default;

GroupContext Part::group_context(const PartContext& context) const noexcept {
  const auto engine_frames =
      context.epoch_host_frames * static_cast<std::uint64_t>(structure_.quality);
  return {.global_sources = global_sources_.data(),
          .clock = {.beats_per_second = context.beats_per_second,
                    .beat_position = context.beat_position,
                    .playing = context.playing,
                    .relocked = context.relocked,
                    .epoch_frames = engine_frames},
          .performance = context.performance,
          .performance_changed = context.performance_changed,
          .tuning = context.tuning,
          .epoch_frames = engine_frames};
}

void Part::begin_voice(const VoiceAction& action, const PartContext& context) noexcept {
  const int group = action.lane / kLanes;
  const int lane = action.lane % kLanes;
  const ParamIndex voice = structure_.voice_params;
  const NoteStart note{
      .action = action,
      .frame = context.frame * structure_.quality,
      .seed = seed_,
      .glide_seconds = global_value(static_cast<ParamIndex>(voice + voice::kGlide)),
      .glide_curve = global_value(static_cast<ParamIndex>(voice + voice::kGlideCurve)),
      .polyphony = structure_.allocation.polyphony};
  VoiceGroup& voices = groups_[static_cast<std::size_t>(group)];
  if (action.kind == VoiceAction::Kind::kLegato) {
    voices.legato(lane, note, group_context(context));
  } else {
    if (action.kind == VoiceAction::Kind::kStart) settle_bases(group, lane);
    voices.start(lane, note, group_context(context));
  }
  if (newest_group_ < 0) {
    fade_ = 1.0f;
  } else {
    for (const Source source : newest_sources_) {
      const auto i = static_cast<int>(source);
      fade_from_[static_cast<std::size_t>(i)] = sources_[i][0];
    }
    fade_ = 0.0f;
  }
  newest_group_ = group;
  newest_lane_ = lane;
}

void Part::carry_out(std::span<const VoiceAction> actions, const PartContext& context) noexcept {
  const auto engine_rate = static_cast<float>(structure_.engine_rate);
  for (const VoiceAction& action : actions) {
    VoiceGroup& group = groups_[static_cast<std::size_t>(action.lane / kLanes)];
    const int lane = action.lane % kLanes;
    switch (action.kind) {
      case VoiceAction::Kind::kStart:
      case VoiceAction::Kind::kRestart:
      case VoiceAction::Kind::kLegato:
        begin_voice(action, context);
        break;
      case VoiceAction::Kind::kRelease:
        group.release(lane, context.frame * structure_.quality, action.release_velocity,
                      group_context(context));
        break;
      case VoiceAction::Kind::kFade:
        group.fade(lane, static_cast<int>(kStealFadeSeconds * engine_rate));
        break;
      case VoiceAction::Kind::kKill:
        group.fade(lane, static_cast<int>(kKillFadeSeconds * engine_rate));
        break;
    }
  }
  if (!actions.empty()) silent_ = false;
}

std::span<const float> Part::levels() noexcept {
  float* out = levels_.data();
  for (const VoiceGroup& group : groups_) {
    const Lanes levels = group.levels();
    out = std::copy_n(levels.data(), kLanes, out);
  }
  return levels_;
}

void Part::note_on(const Meaning& note, std::uint32_t number, const PartContext& context) noexcept {
  carry_out(allocator_.note_on(note.channel, note.number, note.value, number, levels()), context);
}

bool Part::steal_note(bool held, const PartContext& context) noexcept {
  const std::span<const VoiceAction> actions = allocator_.steal(held, levels());
  carry_out(actions, context);
  return !actions.empty();
}

void Part::note_off(const Meaning& note, const PartContext& context) noexcept {
  carry_out(allocator_.note_off(note.channel, note.number, note.value), context);
  // What a pedal holds is frozen, too: later messages of the channel belong to the next note.
  for (int lane = 0; lane < static_cast<int>(groups_.size()) * kLanes; ++lane) {
    const VoiceNote& held = allocator_.note(lane);
    if (!allocator_.is_free(lane) && held.channel == note.channel && held.key == note.number) {
      groups_[static_cast<std::size_t>(lane / kLanes)].freeze(lane % kLanes);
    }
  }
}

void Part::sustain(int channel, int value, const PartContext& context) noexcept {
  carry_out(allocator_.sustain(channel, value), context);
}

void Part::sostenuto(int channel, bool down, const PartContext& context) noexcept {
  carry_out(allocator_.sostenuto(channel, down), context);
}

void Part::all_notes_off(int channel, const PartContext& context) noexcept {
  carry_out(allocator_.all_notes_off(channel), context);
}

void Part::all_sound_off(const PartContext& context) noexcept {
  carry_out(allocator_.all_sound_off(), context);
}

void Part::begin_notes(const PartContext& context) noexcept {
  const GroupContext shared = group_context(context);
  for (VoiceGroup& group : groups_) group.begin_notes(shared);
}

void Part::reset() noexcept {
  for (VoiceGroup& group : groups_) {
    for (int lane = 0; lane < kLanes; ++lane) group.kill(lane);
    group.take_finished();
  }
  allocator_.prepare(structure_.allocation);
  for (auto& effect : effects_) {
    if (effect != nullptr) effect->reset();
  }
  for (Decimator& decimator : decimators_) decimator.reset();
  silent_ = true;
  newest_group_ = -1;
}

void Part::begin_epoch() noexcept {
  for (auto& effect : effects_) {
    if (effect != nullptr) effect->reset();
  }
  allocator_.begin_epoch();
  // What was still on its way when the engine fell asleep has arrived.
  std::array<LaneMask, kMaxLanesPerPart / kLanes> all;
  all.fill(kAllLanes);
  for (const Moving& moving : moving_) {
    apply_base(moving.param, moving.target_x,
               real_to_engine(table_[moving.param].spec, moving.target_real), all);
  }
  moving_.clear();
  if (depth_periods_ > 0) {
    depth_periods_ = 1;
    advance_depths();
  }
  for (int i = 0; i < kSourceCount; ++i) sources_[i][0] = 0.0f;
  fade_from_ = {};
  jump_effects_ = true;
  settling_points_ = kSettlingPoints;
  lfos_started_ = false;
  newest_group_ = -1;
  follower_ = follower_peak_ = 0.0f;
  quiet_periods_ = 0;
  fade_ = 1.0f;
  for (Decimator& decimator : decimators_) decimator.reset();
  for (Lanes& smoothed : plan_state_.smoothed) smoothed = Lanes{};
}

void Part::render(int first, int frames, float* left, float* right, float* peaks,
                  const SoundTaps* taps) noexcept {
  if (silent_) return;
  const int begin = first * structure_.quality;
  const int count = frames * structure_.quality;
  const int end = begin + count;
  for (Bus* bus : {&effects_bus_, &out_bus_}) {
    std::fill(bus->left.begin() + begin, bus->left.begin() + end, 0.0f);
    std::fill(bus->right.begin() + begin, bus->right.begin() + end, 0.0f);
  }
  for (VoiceGroup& group : groups_) {
    if (group.sounding() == 0) continue;
    const LaneMask faults = group.render(begin, end, effects_bus_, out_bus_);
    voice_fault_ = voice_fault_ || faults != 0;
    for (const int lane : lanes_of(faults)) group.mute(lane);
  }
  if (voices_from_ != 1.0f || voices_to_ != 1.0f) fade_voices(begin, end);
  float* const engine_left = effects_bus_.left.data() + begin;
  float* const engine_right = effects_bus_.right.data() + begin;
  follower_peak_ = std::max(follower_peak_, bus_peak(effects_bus_, begin, end));
  for (const std::uint8_t number : effect_order_) {
    if (effects_[number] == nullptr) continue;
    effects_[number]->render(
        {.begin = begin, .frames = count, .left = engine_left, .right = engine_right});
    if (sending_) send(number, begin, end);
    hear(taps, number, engine_left, engine_right, count);
  }
  if (returning_) return_sends(begin, end, taps);
  sum_buses({.begin = begin,
             .end = end,
             .from = master_from_,
             .step = (master_to_ - master_from_) * structure_.inverse_frames},
            out_bus_, effects_bus_);
  for (int i = 0; peaks != nullptr && i < frames; ++i) {
    const int at = i * structure_.quality;
    peaks[i] += std::max(peak(engine_left + at, structure_.quality),
                         peak(engine_right + at, structure_.quality));
  }
  std::array<float, kHostFramesPerControl> host_left, host_right;
  Decimator::process_pair(decimators_[0], decimators_[1], engine_left, engine_right, count,
                          host_left.data(), host_right.data());
  for (int i = 0; i < frames; ++i) {
    left[i] += host_left[static_cast<std::size_t>(i)];
    right[i] += host_right[static_cast<std::size_t>(i)];
  }
}

void Part::hear(const SoundTaps* taps, std::size_t effect, const float* left, const float* right,
                int frames) const noexcept {
  SoundTap* const tap = taps != nullptr ? taps->wanted(effect) : nullptr;
  if (tap != nullptr) tap->write(left, right, frames, structure_.engine_rate);
}

void Part::fade_voices(int begin, int end) noexcept {
  const float step = (voices_to_ - voices_from_) * structure_.inverse_frames;
  for (Bus* bus : {&effects_bus_, &out_bus_}) {
    for (int k = begin; k < end; ++k) {
      const float gain = voices_from_ + static_cast<float>(k) * step;
      bus->left[static_cast<std::size_t>(k)] *= gain;
      bus->right[static_cast<std::size_t>(k)] *= gain;
    }
  }
}

double Part::tail_seconds() noexcept {
  double tail = 0.0;
  for (auto& effect : effects_) {
    if (effect != nullptr) tail += effect->tail_seconds();
  }
  const ParamIndex release =
      static_cast<ParamIndex>(structure_.envelopes[0].common + envelope::kRelease);
  return tail + double{values_[release][0]};
}

Part::Faults Part::take_faults() noexcept {
  Faults faults;
  if (quiet_about_faults_ > 0) {
    --quiet_about_faults_;
    return faults;
  }
  faults.voice = voice_fault_;
  voice_fault_ = false;
  for (std::size_t i = 0; i < kEffectSlots; ++i) {
    if (effects_[i] == nullptr || effects_[i]->faults() == effect_faults_[i]) continue;
    effect_faults_[i] = effects_[i]->faults();
    faults.effect = static_cast<int>(i);
    break;
  }
  if (faults.voice || faults.effect >= 0) {
    quiet_about_faults_ = static_cast<int>(kFaultPauseSeconds * structure_.control_rate);
  }
  return faults;
}

}  // namespace kiln
