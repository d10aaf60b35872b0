// Hosts a VST2 with the headers of the Free Studio Technology.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <dlfcn.h>
#include <pluginterfaces/fst/fst.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare/instrument.h"

namespace kiln::compare {
namespace {

constexpr int kMostEvents = 256;
constexpr int kChannels = 16;  // more than any instrument here has

t_fstPtrInt host(AEffect*, int opcode, int, t_fstPtrInt, void* const, float) {
  switch (opcode) {
    case audioMasterVersion:
      return kVstVersion;
    case audioMasterGetSampleRate:
      return kRate;
    case audioMasterGetBlockSize:
      return kBlock;
    default:
      return 0;
  }
}

// The events of a block, in the memory layout the format asks for.
struct EventBlock {
  int count = 0;
  t_fstPtrInt reserved = 0;
  std::array<t_fstMidiEvent*, kMostEvents> pointers = {};
};
static_assert(offsetof(EventBlock, pointers) == offsetof(t_fstEvents, events));

class Vst2 final : public Instrument {
 public:
  explicit Vst2(const Model& model) {
    void* const library = dlopen(model.path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    using Entry = AEffect* (*)(AEffectDispatcherProc);
    void* entry = dlsym(library, "VSTPluginMain");
    if (entry == nullptr) entry = dlsym(library, "main");
    if (entry == nullptr) throw std::runtime_error(model.path + " is no VST2");
    effect_ = reinterpret_cast<Entry>(entry)(host);
    if (effect_ == nullptr || effect_->numOutputs > kChannels || effect_->numInputs > kChannels) {
      throw std::runtime_error(model.path + " does not open");
    }
    send(effOpen);
    send(effSetSampleRate, 0, 0, nullptr, kRate);
    send(effSetBlockSize, 0, kBlock);
    send(effMainsChanged, 0, 1);
    if (!model.state_file.empty()) {
      std::string chunk = read_text(model.state_file);
      send(effSetChunk, 0, static_cast<t_fstPtrInt>(chunk.size()), chunk.data());
    }
    for (const auto& [name, value] : model.controls) set(name, value);
    for (std::size_t i = 0; i < kMostEvents; ++i) block_.pointers[i] = &events_[i];
    for (std::size_t i = 0; i < kChannels; ++i) {
      inputs_[i] = silence_.data();
      outputs_[i] = buffers_[i].data();
    }
  }

  void midi(int frame, int status, int data1, int data2) override {
    if (block_.count == kMostEvents) throw std::runtime_error("too many events in a block");
    t_fstMidiEvent& event = events_[static_cast<std::size_t>(block_.count++)];
    event = {};
    event.type = kVstMidiType;
    event.byteSize = sizeof event;
    event.deltaFrames = frame;
    event.midiData[0] = static_cast<unsigned char>(status);
    event.midiData[1] = static_cast<unsigned char>(data1);
    event.midiData[2] = static_cast<unsigned char>(data2);
  }
  void run() override {
    if (block_.count > 0) send(effProcessEvents, 0, 0, &block_);
    block_.count = 0;
    effect_->processReplacing(effect_, inputs_.data(), outputs_.data(), kBlock);
  }
  const float* left() const override { return buffers_[0].data(); }

 private:
  t_fstPtrInt send(int opcode, int index = 0, t_fstPtrInt value = 0, void* data = nullptr,
                   float number = 0.0f) {
    return effect_->dispatcher(effect_, opcode, index, value, data, number);
  }
  void set(const std::string& name, float value) {
    std::string names;
    for (int i = 0; i < effect_->numParams; ++i) {
      char text[256] = {};
      send(effGetParamName, i, 0, text);
      if (name == text) {
        effect_->setParameter(effect_, i, value);
        return;
      }
      names += std::string(" ") + text;
    }
    throw std::runtime_error("no parameter " + name + "; there are:" + names);
  }

  AEffect* effect_ = nullptr;
  EventBlock block_;
  std::array<t_fstMidiEvent, kMostEvents> events_ = {};
  std::array<float, kBlock> silence_ = {};
  std::array<std::array<float, kBlock>, kChannels> buffers_ = {};
  std::array<float*, kChannels> inputs_ = {}, outputs_ = {};
};

}  // namespace

Instrument* open_vst2(const Model& model) { return new Vst2(model); }

}  // namespace kiln::compare
