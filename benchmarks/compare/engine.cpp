// Kiln's engine without any plug-in around it, and the choice of a format.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <stdexcept>

#include "benchmarks/compare/instrument.h"
#include "kiln/engine/synth.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln::compare {
namespace {

class Engine final : public Instrument {
 public:
  explicit Engine(const Model& model) {
    const ReadResult preset = read_patch(read_text(model.path), instrument_table(), model.path);
    if (!preset.ok) throw std::runtime_error(preset.error);
    constexpr int kQuality = 2;
    for (const std::string& message :
         synth_.prepare({.host_rate = kRate, .quality = kQuality}, preset.patch)) {
      throw std::runtime_error(message);
    }
  }
  void midi(int frame, int status, int data1, int data2) override {
    events_.add(midi_event(frame, {.status = static_cast<std::uint8_t>(status),
                                   .data1 = static_cast<std::uint8_t>(data1),
                                   .data2 = static_cast<std::uint8_t>(data2)}));
  }
  void run() override {
    synth_.process(events_, left_.data(), right_.data(), kBlock);
    events_.clear();
  }
  const float* left() const override { return left_.data(); }

 private:
  Synth synth_;
  EventList events_;
  std::array<float, kBlock> left_ = {}, right_ = {};
};

}  // namespace

Instrument* open_engine(const Model& model) { return new Engine(model); }

Instrument& open_instrument(const Model& model) {
  if (model.format == "engine") return *open_engine(model);
  if (model.format == "lv2") return *open_lv2(model);
  if (model.format == "vst2") return *open_vst2(model);
  throw std::runtime_error("no format " + model.format);
}

std::string read_text(const std::string& file) {
  constexpr std::size_t kMost = 16 << 20;  // bytes
  FileText text = read_file(file, kMost);
  if (!text.ok) throw std::runtime_error(text.error);
  return std::move(text.text);
}

}  // namespace kiln::compare
