// Hosts an LV2 through lilv: its ports, its options, its state, its worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <lilv/lilv.h>
#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare/instrument.h"

namespace kiln::compare {
namespace {

constexpr std::uint32_t kAtomBytes = 64 << 10;  // of each port for events
constexpr int kLargestBlock = kBlock;

// Numbers for URIs, the same for all instances of the process.
class Urids {
 public:
  static LV2_URID of(const char* uri) { return map(nullptr, uri); }
  static LV2_URID map(LV2_URID_Map_Handle, const char* uri) {
    const std::lock_guard lock(mutex());
    const auto [at, added] = numbers().try_emplace(uri, 0);
    if (added) {
      names().push_back(uri);
      at->second = static_cast<LV2_URID>(names().size());
    }
    return at->second;
  }
  static const char* unmap(LV2_URID_Unmap_Handle, LV2_URID urid) {
    const std::lock_guard lock(mutex());
    return urid >= 1 && urid <= names().size() ? names()[urid - 1].c_str() : nullptr;
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  static std::map<std::string, LV2_URID>& numbers() {
    static std::map<std::string, LV2_URID> all;
    return all;
  }
  static std::vector<std::string>& names() {
    static std::vector<std::string> all;
    return all;
  }
};

// JUCE's own way to write bytes as text: their number, a dot, then six bits a character, the lowest
// first.
std::string juce_base64(const std::string& bytes) {
  constexpr char kDigits[] = ".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+";
  std::string text = std::to_string(bytes.size()) + ".";
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
    unsigned digit = 0;
    for (std::size_t i = 0; i < 6 && bit + i < bytes.size() * 8; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[(bit + i) / 8]);
      digit |= (byte >> ((bit + i) % 8) & 1u) << i;
    }
    text += kDigits[digit];
  }
  return text;
}

// One bundle, read alone: a world of all that is installed would take seconds.
class World {
 public:
  explicit World(const Model& model) : world_(lilv_world_new()) {
    LilvNode* const folder = lilv_new_file_uri(world_, nullptr, (model.path + "/").c_str());
    LilvNode* const uri = lilv_new_uri(world_, model.uri.c_str());
    lilv_world_load_bundle(world_, folder);
    plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world_), uri);
    lilv_node_free(uri);
    lilv_node_free(folder);
    if (plugin == nullptr) throw std::runtime_error("no " + model.uri + " in " + model.path);
  }
  bool is(const LilvPort* port, const char* kind) const {
    LilvNode* const node = lilv_new_uri(world_, kind);
    const bool result = lilv_port_is_a(plugin, port, node);
    lilv_node_free(node);
    return result;
  }
  const LilvPlugin* plugin = nullptr;

 private:
  LilvWorld* world_;  // lives as long as the process
};

class Lv2 final : public Instrument {
 public:
  explicit Lv2(const Model& model) : world_(model) {
    const LV2_Feature* const features[] = {&map_feature_,     &unmap_feature_,    &options_feature_,
                                           &bounded_feature_, &schedule_feature_, nullptr};
    instance_ = lilv_plugin_instantiate(world_.plugin, kRate, features);
    if (instance_ == nullptr) throw std::runtime_error(model.uri + " does not open");
    worker_ = static_cast<const LV2_Worker_Interface*>(
        lilv_instance_get_extension_data(instance_, LV2_WORKER__interface));
    connect();
    for (const auto& [symbol, value] : model.controls) set(symbol, value);
    if (!model.state_file.empty()) restore(model, features);
    lilv_instance_activate(instance_);
  }

  void midi(int frame, int status, int data1, int data2) override {
    struct {
      LV2_Atom_Event head;
      std::uint8_t bytes[3];
    } event = {};
    event.head.time.frames = frame;
    event.head.body = {.size = 3, .type = Urids::of(LV2_MIDI__MidiEvent)};
    event.bytes[0] = static_cast<std::uint8_t>(status);
    event.bytes[1] = static_cast<std::uint8_t>(data1);
    event.bytes[2] = static_cast<std::uint8_t>(data2);
    if (lv2_atom_sequence_append_event(sequence(0), kAtomBytes - 64, &event.head) == nullptr) {
      throw std::runtime_error("too many events in a block");
    }
  }
  void run() override {
    for (std::size_t i = 1; i < atoms_.size(); ++i) clear(i);
    lilv_instance_run(instance_, kBlock);
    clear(0);
    if (worker_ != nullptr) answer();
  }
  void off_audio() override {
    const std::vector<std::string> jobs = std::move(jobs_);
    jobs_.clear();
    for (const std::string& job : jobs) {
      worker_->work(lilv_instance_get_handle(instance_), respond, this,
                    static_cast<std::uint32_t>(job.size()), job.data());
    }
  }
  const float* left() const override { return audio_[first_output_].data(); }

 private:
  struct AtomPort {
    alignas(8) std::array<std::uint8_t, kAtomBytes> bytes = {};
    bool input = false;
  };

  void connect() {
    const std::uint32_t count = lilv_plugin_get_num_ports(world_.plugin);
    controls_.resize(count);
    audio_.resize(count);
    std::vector<float> defaults(count);
    lilv_plugin_get_port_ranges_float(world_.plugin, nullptr, nullptr, defaults.data());
    bool has_output = false;
    for (std::uint32_t i = 0; i < count; ++i) {
      const LilvPort* const port = lilv_plugin_get_port_by_index(world_.plugin, i);
      const bool input = world_.is(port, LILV_URI_INPUT_PORT);
      if (world_.is(port, LILV_URI_CONTROL_PORT)) {
        controls_[i] = defaults[i] == defaults[i] ? defaults[i] : 0.0f;
        lilv_instance_connect_port(instance_, i, &controls_[i]);
      } else if (world_.is(port, LILV_URI_AUDIO_PORT)) {
        lilv_instance_connect_port(instance_, i, audio_[i].data());
        if (!input && !has_output) first_output_ = i;
        has_output = has_output || !input;
      } else if (world_.is(port, LILV_URI_ATOM_PORT)) {
        auto atom = std::make_unique<AtomPort>();
        atom->input = input;
        lilv_instance_connect_port(instance_, i, atom->bytes.data());
        // The first is the one for MIDI.
        atoms_.insert(
            input && (atoms_.empty() || !atoms_[0]->input) ? atoms_.begin() : atoms_.end(),
            std::move(atom));
      } else {
        lilv_instance_connect_port(instance_, i, nullptr);
      }
    }
    if (atoms_.empty() || !atoms_[0]->input || !has_output) {
      throw std::runtime_error("an LV2 without a port for MIDI or sound");
    }
    for (std::size_t i = 0; i < atoms_.size(); ++i) clear(i);
  }

  LV2_Atom_Sequence* sequence(std::size_t i) {
    return reinterpret_cast<LV2_Atom_Sequence*>(atoms_[i]->bytes.data());
  }
  // An input is an empty sequence, an output says how much room there is.
  void clear(std::size_t i) {
    sequence(i)->atom = {
        .size = atoms_[i]->input ? std::uint32_t{sizeof(LV2_Atom_Sequence_Body)}
                                 : kAtomBytes - std::uint32_t{sizeof(LV2_Atom)},
        .type = Urids::of(atoms_[i]->input ? LV2_ATOM__Sequence : LV2_ATOM__Chunk)};
    sequence(i)->body = {};
  }

  void set(const std::string& symbol, float value) {
    for (std::uint32_t i = 0; i < controls_.size(); ++i) {
      const LilvPort* const port = lilv_plugin_get_port_by_index(world_.plugin, i);
      if (symbol != lilv_node_as_string(lilv_port_get_symbol(world_.plugin, port))) continue;
      controls_[i] = value;
      return;
    }
    throw std::runtime_error("no port " + symbol);
  }

  void restore(const Model& model, const LV2_Feature* const* features) {
    const auto* const state = static_cast<const LV2_State_Interface*>(
        lilv_instance_get_extension_data(instance_, LV2_STATE__interface));
    if (state == nullptr) throw std::runtime_error(model.uri + " has no state");
    state_key_ = Urids::of(model.state_key.c_str());
    state_ = read_text(model.state_file);
    if (model.base64) state_ = juce_base64(state_);
    const auto retrieve = [](LV2_State_Handle self, std::uint32_t key, std::size_t* size,
                             std::uint32_t* type, std::uint32_t* flags) -> const void* {
      const Lv2& lv2 = *static_cast<Lv2*>(self);
      if (key != lv2.state_key_) return nullptr;
      *size = lv2.state_.size() + 1;
      *type = Urids::of(LV2_ATOM__String);
      *flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
      return lv2.state_.c_str();
    };
    state->restore(lilv_instance_get_handle(instance_), retrieve, this, 0, features);
  }

  static LV2_Worker_Status schedule(LV2_Worker_Schedule_Handle self, std::uint32_t size,
                                    const void* data) {
    static_cast<Lv2*>(self)->jobs_.emplace_back(static_cast<const char*>(data), size);
    return LV2_WORKER_SUCCESS;
  }
  static LV2_Worker_Status respond(LV2_Worker_Respond_Handle self, std::uint32_t size,
                                   const void* data) {
    static_cast<Lv2*>(self)->answers_.emplace_back(static_cast<const char*>(data), size);
    return LV2_WORKER_SUCCESS;
  }
  void answer() {
    for (const std::string& text : answers_) {
      worker_->work_response(lilv_instance_get_handle(instance_),
                             static_cast<std::uint32_t>(text.size()), text.data());
    }
    answers_.clear();
    if (worker_->end_run != nullptr) worker_->end_run(lilv_instance_get_handle(instance_));
  }

  World world_;
  LilvInstance* instance_ = nullptr;
  const LV2_Worker_Interface* worker_ = nullptr;
  std::vector<float> controls_;                   // by port
  std::vector<std::array<float, kBlock>> audio_;  // by port
  std::vector<std::unique_ptr<AtomPort>> atoms_;  // the first takes MIDI
  std::size_t first_output_ = 0;
  std::vector<std::string> jobs_, answers_;  // of the worker
  LV2_URID state_key_ = 0;
  std::string state_;

  LV2_URID_Map map_ = {nullptr, Urids::map};
  LV2_URID_Unmap unmap_ = {nullptr, Urids::unmap};
  LV2_Worker_Schedule schedule_ = {this, schedule};
  float rate_ = kRate;
  std::array<LV2_Options_Option, 5> options_ = {
      option(LV2_BUF_SIZE__minBlockLength, LV2_ATOM__Int, sizeof(int), &kLargestBlock),
      option(LV2_BUF_SIZE__maxBlockLength, LV2_ATOM__Int, sizeof(int), &kLargestBlock),
      option(LV2_BUF_SIZE__nominalBlockLength, LV2_ATOM__Int, sizeof(int), &kLargestBlock),
      option(LV2_PARAMETERS__sampleRate, LV2_ATOM__Float, sizeof(float), &rate_),
      LV2_Options_Option{}};
  static LV2_Options_Option option(const char* key, const char* type, std::uint32_t size,
                                   const void* value) {
    return {LV2_OPTIONS_INSTANCE, 0, Urids::of(key), size, Urids::of(type), value};
  }
  LV2_Feature map_feature_ = {LV2_URID__map, &map_};
  LV2_Feature unmap_feature_ = {LV2_URID__unmap, &unmap_};
  LV2_Feature options_feature_ = {LV2_OPTIONS__options, options_.data()};
  LV2_Feature bounded_feature_ = {LV2_BUF_SIZE__boundedBlockLength, nullptr};
  LV2_Feature schedule_feature_ = {LV2_WORKER__schedule, &schedule_};
};

}  // namespace

Instrument* open_lv2(const Model& model) { return new Lv2(model); }

}  // namespace kiln::compare
