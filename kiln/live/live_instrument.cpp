// The editing side: patches loaded and compiled, state, session.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/live_instrument.h"

#include <algorithm>
#include <utility>

#include "kiln/engine/instrument.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln {
namespace {

constexpr std::size_t kMostMessages = 64;

ParamIndex quality_param() {
  const ParamTable& table = instrument_table();
  return static_cast<ParamIndex>(table.slot(SlotKind::kMaster).first_common + master::kQuality);
}

}  // namespace

LiveInstrument::LiveInstrument(std::shared_ptr<SharedLibrary> library, std::string version)
    : table_(instrument_table()),
      library_(std::move(library)),
      document_(table_, std::move(version)),
      learn_(table_),
      reader_(document_.values(), Origin::kMidiLearn),
      point_(static_cast<std::size_t>(table_.size()), kNoPoint) {
  pointed_.reserve(point_.size());
}

LiveInstrument::~LiveInstrument() {
  delete delivery_.exchange(nullptr);
  delete session_change_.exchange(nullptr);
  while (waiting_ != nullptr) delete std::exchange(waiting_, waiting_->next);
  free_retired();
}

void LiveInstrument::tell(std::string message) {
  const bool waits = std::find(messages_.begin(), messages_.end(), message) != messages_.end();
  if (waits) return;
  if (messages_.size() >= kMostMessages) messages_.erase(messages_.begin());
  messages_.push_back(std::move(message));
}

void LiveInstrument::tell_once(std::string message) {
  if (told_.insert(message).second) tell(std::move(message));
}

void LiveInstrument::begin_sound() {
  messages_.clear();
  told_.clear();
}

std::vector<std::string> LiveInstrument::take_messages() {
  const std::unique_lock lock(upkeep_mutex_, std::try_to_lock);
  return lock.owns_lock() ? std::exchange(messages_, {}) : std::vector<std::string>{};
}

// ---- compiling

Patch LiveInstrument::patch_to_compile() const {
  Patch patch = document_.patch();
  if (compiled_offline_) patch.values[quality_param()] = 2.0f;  // 4x
  return patch;
}

std::unique_ptr<LiveInstrument::Delivery> LiveInstrument::compile(bool keeps_voices) {
  auto delivery = std::make_unique<Delivery>();
  delivery->loads = loads_.load(std::memory_order_relaxed);
  compiled_version_ = document_.structure_version();
  const Patch patch = patch_to_compile();
  std::vector<std::string> messages;
  delivery->swap = synth_.make_swap(patch, keeps_voices, messages);
  delivery->values = patch.values;
  delivery->keeps_voices = keeps_voices;
  for (std::string& message : messages) tell_once(std::move(message));
  return delivery;
}

void LiveInstrument::deliver(std::unique_ptr<Delivery> delivery) {
  // What was not taken yet is overtaken; if it was another preset, so is this one.
  const std::unique_ptr<Delivery> before(delivery_.exchange(nullptr, std::memory_order_acq_rel));
  if (before != nullptr && !before->keeps_voices) {
    delivery->keeps_voices = delivery->swap->keeps_voices = false;
  }
  delivery_.store(delivery.release(), std::memory_order_release);
}

void LiveInstrument::free_retired() {
  Delivery* delivery = nullptr;
  while (retired_.pop(delivery)) delete delivery;
  SessionChange* change = nullptr;
  while (retired_changes_.pop(change)) delete change;
}

void LiveInstrument::on_stir(std::function<void()> call) {
  const std::lock_guard lock(upkeep_mutex_);
  stir_ = std::move(call);
}

std::array<uint8_t, LiveInstrument::kStrikes> LiveInstrument::strikes() const noexcept {
  std::array<uint8_t, kStrikes> newest = {};
  const uint32_t count = strike_count_.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < std::min<uint32_t>(count, kStrikes); ++i) {
    newest[i] = strikes_[(count - 1 - i) % kStrikes].load(std::memory_order_relaxed);
  }
  return newest;
}

void LiveInstrument::on_change(std::function<void()> call) {
  const std::lock_guard lock(upkeep_mutex_);
  change_ = std::move(call);
}

// Each of the three only grows, so their sum tells whether one did.
void LiveInstrument::tell_stir() {
  const uint64_t changes = document_.values().change_count();
  if (changes != changes_seen_ && change_) change_();
  changes_seen_ = changes;
  const uint64_t now =
      midi_count_.load(std::memory_order_relaxed) + changes + document_.structure_version();
  if (now == stir_seen_) return;
  stir_seen_ = now;
  if (stir_) stir_();
}

void LiveInstrument::upkeep() {
  const int wanted = wanted_program_.exchange(kNoProgram, std::memory_order_acq_rel);
  if (wanted != kNoProgram) load_program(wanted / 128, wanted % 128);
  const std::lock_guard lock(upkeep_mutex_);
  free_retired();
  tell_stir();
  for (const Notice& notice : synth_.collect()) {
    if (notice.kind == Notice::Kind::kVoiceFault) {
      tell_once("A voice was muted: its sound was no number or far too loud.");
    } else if (notice.kind == Notice::Kind::kEffectFault) {
      tell_once(instrument_table().slot(SlotKind::kEffect, notice.number).spec.name +
                " was muted: its sound was no number or far too loud.");
    } else if (notice.kind == Notice::Kind::kOutputFault) {
      tell_once("The output was muted: it was no number or above +24 dBFS.");
    }
  }
  if (!prepared_) return;
  bool ultra = false;
  {
    const std::lock_guard session_lock(session_mutex_);
    ultra = session_.ultra_when_rendering && offline_.load(std::memory_order_relaxed);
  }
  if (document_.structure_version() == compiled_version_ && ultra == compiled_offline_ &&
      !slides_changed_) {
    return;
  }
  slides_changed_ = false;
  compiled_offline_ = ultra;
  deliver(compile(true));
}

void LiveInstrument::load(const Patch& patch) {
  const std::lock_guard lock(upkeep_mutex_);
  // From here on the audio thread leaves the loaded values to the part that comes with them.
  loads_.fetch_add(1, std::memory_order_release);
  document_.load(patch);
  begin_sound();
  if (prepared_) deliver(compile(false));
}

bool LiveInstrument::load_file(const std::filesystem::path& path) {
  const FileText file = read_file(path, kMaxPatchText);
  ReadResult read;
  if (file.ok) read = read_patch(file.text, table_, path.string());
  if (read.ok) load(read.patch);
  const std::lock_guard lock(upkeep_mutex_);
  if (!read.ok) tell(file.ok ? read.error : path.string() + ": " + file.error);
  for (const std::string& warning : read.warnings) tell(warning);
  return read.ok;
}

bool LiveInstrument::load_program(int bank, int program) {
  const std::shared_ptr<const Library> library = library_->library();
  const LibraryEntry* const entry = library->program(bank, program);
  return entry != nullptr && load_file(entry->path);
}

void LiveInstrument::load_default() {
  const std::filesystem::path& user = library_->places().user;
  std::error_code error;
  const std::filesystem::path path = user / "default.kiln";
  if (!user.empty() && std::filesystem::exists(path, error)) load_file(path);
}

// ---- session and state

LiveInstrument::SessionChange LiveInstrument::session_change() {
  std::vector<std::string> messages;
  SessionChange change;
  {
    const std::lock_guard lock(session_mutex_);
    change.performance = performance_settings(session_);
    change.pitch = session_tuning(session_, messages).pitch;
  }
  for (std::string& message : messages) tell(std::move(message));
  return change;
}

Session LiveInstrument::session() {
  std::vector<LearnEntry> learnt = learn_.entries();
  const std::lock_guard lock(session_mutex_);
  Session session = session_;
  session.learn = std::move(learnt);
  session.bypass = bypass();
  return session;
}

void LiveInstrument::set_session(const Session& session) {
  const std::lock_guard lock(upkeep_mutex_);
  take_session(session);
  set_bypass(session.bypass);
  learn_.replace(session.learn);
}

void LiveInstrument::edit_session(const std::function<void(Session&)>& change) {
  const std::lock_guard lock(upkeep_mutex_);
  const Session before = session();
  Session after = before;
  change(after);
  take_session(after);
  if (after.bypass != before.bypass) set_bypass(after.bypass);
  if (after.learn != before.learn) learn_.replace(after.learn);
}

void LiveInstrument::take_session(const Session& session) {
  {
    const std::lock_guard session_lock(session_mutex_);
    slides_changed_ = slides_changed_ || session_.slide_mode != session.slide_mode;
    session_ = session;
  }
  synth_.set_slide_mode(session.slide_mode);
  auto change = std::make_unique<SessionChange>(session_change());
  delete session_change_.exchange(change.release(), std::memory_order_acq_rel);
}

void LiveInstrument::set_editor_size(int width, int height) {
  const std::lock_guard lock(session_mutex_);
  session_.editor_width = width;
  session_.editor_height = height;
}

std::string LiveInstrument::state() {
  return join_state(document_.state(), write_session(session(), table_));
}

Document::StateResult LiveInstrument::set_state(std::string_view text) {
  Document::StateResult result = restore(text);
  const std::lock_guard lock(upkeep_mutex_);
  if (!result.ok) tell("The project's sound was not restored. " + result.error);
  for (const std::string& warning : result.warnings) tell(warning);
  return result;
}

Document::StateResult LiveInstrument::restore(std::string_view text) {
  const StateParts parts = split_state(text);
  SessionResult session = read_session(parts.session, table_);
  if (!session.ok) return {.ok = false, .error = session.error};
  Document::StateResult result;
  {
    const std::lock_guard lock(upkeep_mutex_);
    loads_.fetch_add(1, std::memory_order_release);
    result = document_.set_state(parts.patch);
    if (result.ok) begin_sound();
    // Compiled here, so that the next block plays it, however soon it comes. After an error too:
    // the audio thread waits for a part of this load.
    if (prepared_) deliver(compile(!result.ok));
  }
  if (!result.ok) return result;
  set_session(session.session);
  result.warnings.insert(result.warnings.end(), session.warnings.begin(), session.warnings.end());
  return result;
}

// ---- host

void LiveInstrument::prepare(const LiveSetup& setup) {
  const std::lock_guard lock(upkeep_mutex_);
  delete delivery_.exchange(nullptr, std::memory_order_acq_rel);
  delete session_change_.exchange(nullptr, std::memory_order_acq_rel);
  offline_.store(setup.offline, std::memory_order_relaxed);
  SynthSettings settings;
  settings.host_rate = setup.host_rate;
  settings.limit = setup.limit;
  settings.find_wavetable = [library = library_](const WavetableRef& wanted) {
    return library->wavetable_finder()(wanted);
  };
  settings.taps = &taps_;
  std::vector<std::string> messages;
  {
    const std::lock_guard session_lock(session_mutex_);
    settings.performance = performance_settings(session_);
    settings.tuning = session_tuning(session_, messages);
    compiled_offline_ = session_.ultra_when_rendering && setup.offline;
  }
  // What is written from here on comes as an event.
  reader_.poll();
  loads_taken_ = loads_.load(std::memory_order_relaxed);
  compiled_version_ = document_.structure_version();
  for (std::string& message : synth_.prepare(settings, patch_to_compile())) {
    messages.push_back(std::move(message));
  }
  for (std::string& message : messages) tell_once(std::move(message));
  fade_.prepare(synth_.host_rate(), bypass());
  forget_keys();
  prepared_ = true;
}

void LiveInstrument::set_offline(bool offline) {
  offline_.store(offline, std::memory_order_relaxed);
}

float LiveInstrument::host_x(ParamIndex param) const noexcept {
  return real_to_x(table_[param].spec, document_.value(param));
}

void LiveInstrument::set_host_x(ParamIndex param, float x) noexcept {
  constexpr float kRounding = 1e-6f;
  if (!(x >= 0.0f)) x = 0.0f;
  if (x > 1.0f) x = 1.0f;
  const float distance = x - host_x(param);
  if (distance < kRounding && distance > -kRounding) return;
  const ParamSpec& spec = table_[param].spec;
  document_.set_value(param, x_to_real(spec, x), Origin::kHost);
}

}  // namespace kiln
