// Sorts a block's points by frame and lends them to the processor for one call.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/vst3/automation_component.h"

#include <juce_core/juce_core.h>

#include <algorithm>
#include <utility>

#include "kiln/engine/instrument.h"

namespace kiln {
namespace {

namespace vst = Steinberg::Vst;
using Steinberg::int32;
using Steinberg::kNoInterface;
using Steinberg::kResultOk;
using Steinberg::tresult;
using Steinberg::TUID;
using Steinberg::uint32;

// VST3's number of each parameter, as JUCE makes it of the id's text; sorted.
const std::vector<std::pair<vst::ParamID, ParamIndex>>& numbers() {
  static const auto made = [] {
    std::vector<std::pair<vst::ParamID, ParamIndex>> list;
    const ParamTable& table = instrument_table();
    for (const ParamIndex param : table.host_params()) {
      const int hash = juce::String(table[param].id).hashCode();
      list.emplace_back(static_cast<vst::ParamID>(hash) & 0x7fffffffu, param);
    }
    std::sort(list.begin(), list.end());
    return list;
  }();
  return made;
}

ParamIndex param_of(vst::ParamID number) noexcept {
  const auto& list = numbers();
  const auto found = std::lower_bound(list.begin(), list.end(), std::pair(number, ParamIndex{0}));
  return found != list.end() && found->first == number ? found->second : kNoParam;
}

bool is(const TUID a, const Steinberg::FUID& b) {
  return Steinberg::FUnknownPrivate::iidEqual(a, b);
}

}  // namespace

vst::IParamValueQueue* PLUGIN_API RemainingChanges::getParameterData(int32 index) {
  return index >= 0 && index < count_ ? queues_[static_cast<std::size_t>(index)] : nullptr;
}

tresult PLUGIN_API RemainingChanges::queryInterface(const TUID iid, void** object) {
  if (is(iid, vst::IParameterChanges::iid) || is(iid, Steinberg::FUnknown::iid)) {
    *object = static_cast<vst::IParameterChanges*>(this);
    return kResultOk;
  }
  *object = nullptr;
  return kNoInterface;
}

AutomationComponent::AutomationComponent(vst::IComponent* component,
                                         vst::IAudioProcessor* processor)
    : component_(component), processor_(processor) {
  points_.reserve(kMostPoints);
  numbers();
}

AutomationComponent::~AutomationComponent() {
  processor_->release();
  component_->release();
}

tresult PLUGIN_API AutomationComponent::queryInterface(const TUID iid, void** object) {
  if (is(iid, Steinberg::FUnknown::iid) || is(iid, Steinberg::IPluginBase::iid) ||
      is(iid, vst::IComponent::iid)) {
    *object = static_cast<vst::IComponent*>(this);
  } else if (is(iid, vst::IAudioProcessor::iid)) {
    *object = static_cast<vst::IAudioProcessor*>(this);
  } else {
    return component_->queryInterface(iid, object);
  }
  addRef();
  return kResultOk;
}

uint32 PLUGIN_API AutomationComponent::addRef() { return ++references_; }

uint32 PLUGIN_API AutomationComponent::release() {
  const uint32 left = --references_;
  if (left == 0) delete this;
  return left;
}

void AutomationComponent::take_queue(vst::IParamValueQueue& queue, ParamIndex param,
                                     int frames) noexcept {
  const int32 count = queue.getPointCount();
  // Where there is no room for all, the last one still says where the parameter ends.
  const int32 first =
      points_.size() + static_cast<std::size_t>(count) <= kMostPoints / 2 ? 0 : count - 1;
  for (int32 i = std::max(first, int32{0}); i < count && points_.size() < kMostPoints; ++i) {
    int32 frame = 0;
    vst::ParamValue x = 0.0;
    if (queue.getPoint(i, frame, x) != kResultOk) continue;
    points_.push_back({.frame = std::clamp(static_cast<int>(frame), 0, frames - 1),
                       .order = static_cast<int>(points_.size()),
                       .param = param,
                       .x = static_cast<float>(x)});
  }
}

void AutomationComponent::take_points(vst::IParameterChanges& changes, int frames) noexcept {
  points_.clear();
  remaining_.clear();
  for (int32 i = 0; i < changes.getParameterCount(); ++i) {
    vst::IParamValueQueue* const queue = changes.getParameterData(i);
    if (queue == nullptr) continue;
    const ParamIndex param = param_of(queue->getParameterId());
    if (param == kNoParam) {
      remaining_.add(queue);
    } else {
      take_queue(*queue, param, frames);
    }
  }
  std::sort(points_.begin(), points_.end(), [](const AutomationPoint& a, const AutomationPoint& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.order < b.order;
  });
}

tresult PLUGIN_API AutomationComponent::process(vst::ProcessData& data) {
  // Without frames JUCE sets the parameters itself and calls no processor.
  if (data.inputParameterChanges == nullptr || data.numSamples <= 0) {
    return processor_->process(data);
  }
  take_points(*data.inputParameterChanges, data.numSamples);
  vst::IParameterChanges* const all = std::exchange(data.inputParameterChanges, &remaining_);
  automation_points = points_;
  const tresult result = processor_->process(data);
  automation_points = {};
  data.inputParameterChanges = all;
  return result;
}

tresult PLUGIN_API AutomationComponent::initialize(Steinberg::FUnknown* context) {
  return component_->initialize(context);
}
tresult PLUGIN_API AutomationComponent::terminate() { return component_->terminate(); }
tresult PLUGIN_API AutomationComponent::getControllerClassId(TUID id) {
  return component_->getControllerClassId(id);
}
tresult PLUGIN_API AutomationComponent::setIoMode(vst::IoMode mode) {
  return component_->setIoMode(mode);
}
int32 PLUGIN_API AutomationComponent::getBusCount(vst::MediaType type,
                                                  vst::BusDirection direction) {
  return component_->getBusCount(type, direction);
}
tresult PLUGIN_API AutomationComponent::getBusInfo(vst::MediaType type, vst::BusDirection direction,
                                                   int32 index, vst::BusInfo& bus) {
  return component_->getBusInfo(type, direction, index, bus);
}
tresult PLUGIN_API AutomationComponent::getRoutingInfo(vst::RoutingInfo& in,
                                                       vst::RoutingInfo& out) {
  return component_->getRoutingInfo(in, out);
}
tresult PLUGIN_API AutomationComponent::activateBus(vst::MediaType type,
                                                    vst::BusDirection direction, int32 index,
                                                    Steinberg::TBool state) {
  return component_->activateBus(type, direction, index, state);
}
tresult PLUGIN_API AutomationComponent::setActive(Steinberg::TBool state) {
  return component_->setActive(state);
}
tresult PLUGIN_API AutomationComponent::setState(Steinberg::IBStream* state) {
  return component_->setState(state);
}
tresult PLUGIN_API AutomationComponent::getState(Steinberg::IBStream* state) {
  return component_->getState(state);
}

tresult PLUGIN_API AutomationComponent::setBusArrangements(vst::SpeakerArrangement* inputs,
                                                           int32 input_count,
                                                           vst::SpeakerArrangement* outputs,
                                                           int32 output_count) {
  return processor_->setBusArrangements(inputs, input_count, outputs, output_count);
}
tresult PLUGIN_API AutomationComponent::getBusArrangement(vst::BusDirection direction, int32 index,
                                                          vst::SpeakerArrangement& arrangement) {
  return processor_->getBusArrangement(direction, index, arrangement);
}
tresult PLUGIN_API AutomationComponent::canProcessSampleSize(int32 size) {
  return processor_->canProcessSampleSize(size);
}
uint32 PLUGIN_API AutomationComponent::getLatencySamples() {
  return processor_->getLatencySamples();
}
tresult PLUGIN_API AutomationComponent::setupProcessing(vst::ProcessSetup& setup) {
  return processor_->setupProcessing(setup);
}
tresult PLUGIN_API AutomationComponent::setProcessing(Steinberg::TBool state) {
  return processor_->setProcessing(state);
}
uint32 PLUGIN_API AutomationComponent::getTailSamples() { return processor_->getTailSamples(); }

}  // namespace kiln
