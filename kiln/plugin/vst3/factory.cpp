// The module's VST3 factory: JUCE's own, with its components wrapped for automation.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// cmake/plugin.cmake renames JUCE's GetPluginFactory, so that this one is what hosts find.
#include <pluginterfaces/base/ipluginbase.h>

#include <atomic>
#include <cstring>

#include "kiln/plugin/vst3/automation_component.h"

extern "C" Steinberg::IPluginFactory* PLUGIN_API kiln_juce_plugin_factory();

namespace kiln {
namespace {

namespace vst = Steinberg::Vst;
using Steinberg::int32;
using Steinberg::kResultOk;
using Steinberg::tresult;
using Steinberg::TUID;
using Steinberg::uint32;

constexpr const char* kComponentCategory = "Audio Module Class";

class Factory final : public Steinberg::IPluginFactory3 {
 public:
  // Takes over one reference.
  explicit Factory(Steinberg::IPluginFactory3* juce) : juce_(juce) {}

  tresult PLUGIN_API queryInterface(const TUID iid, void** object) override {
    using Steinberg::FUnknownPrivate::iidEqual;
    if (!iidEqual(iid, Steinberg::FUnknown::iid) &&
        !iidEqual(iid, Steinberg::IPluginFactory::iid) &&
        !iidEqual(iid, Steinberg::IPluginFactory2::iid) &&
        !iidEqual(iid, Steinberg::IPluginFactory3::iid)) {
      *object = nullptr;
      return Steinberg::kNoInterface;
    }
    *object = static_cast<Steinberg::IPluginFactory3*>(this);
    addRef();
    return kResultOk;
  }
  uint32 PLUGIN_API addRef() override { return ++references_; }
  uint32 PLUGIN_API release() override {
    const uint32 left = --references_;
    if (left == 0) delete this;
    return left;
  }

  tresult PLUGIN_API getFactoryInfo(Steinberg::PFactoryInfo* info) override {
    return juce_->getFactoryInfo(info);
  }
  int32 PLUGIN_API countClasses() override { return juce_->countClasses(); }
  tresult PLUGIN_API getClassInfo(int32 index, Steinberg::PClassInfo* info) override {
    return juce_->getClassInfo(index, info);
  }
  tresult PLUGIN_API getClassInfo2(int32 index, Steinberg::PClassInfo2* info) override {
    return juce_->getClassInfo2(index, info);
  }
  tresult PLUGIN_API getClassInfoUnicode(int32 index, Steinberg::PClassInfoW* info) override {
    return juce_->getClassInfoUnicode(index, info);
  }
  tresult PLUGIN_API setHostContext(Steinberg::FUnknown* context) override {
    return juce_->setHostContext(context);
  }

  tresult PLUGIN_API createInstance(Steinberg::FIDString cid, Steinberg::FIDString iid,
                                    void** object) override {
    if (!is_component(cid)) return juce_->createInstance(cid, iid, object);
    *object = nullptr;
    void* made = nullptr;
    const tresult result = juce_->createInstance(cid, vst::IComponent::iid, &made);
    if (result != kResultOk) return result;
    auto* const component = static_cast<vst::IComponent*>(made);
    void* processor = nullptr;
    if (component->queryInterface(vst::IAudioProcessor::iid, &processor) != kResultOk) {
      component->release();
      return Steinberg::kInternalError;
    }
    auto* const wrapped =
        new AutomationComponent(component, static_cast<vst::IAudioProcessor*>(processor));
    const tresult found = wrapped->queryInterface(iid, object);
    wrapped->release();
    return found;
  }

 private:
  virtual ~Factory() { juce_->release(); }

  bool is_component(Steinberg::FIDString cid) {
    for (int32 i = 0; i < juce_->countClasses(); ++i) {
      Steinberg::PClassInfo info;
      if (juce_->getClassInfo(i, &info) != kResultOk) continue;
      if (std::memcmp(info.cid, cid, sizeof(TUID)) == 0) {
        return std::strcmp(info.category, kComponentCategory) == 0;
      }
    }
    return false;
  }

  Steinberg::IPluginFactory3* const juce_;
  std::atomic<uint32> references_{1};
};

}  // namespace
}  // namespace kiln

extern "C" SMTG_EXPORT_SYMBOL Steinberg::IPluginFactory* PLUGIN_API GetPluginFactory() {
  Steinberg::IPluginFactory* const juce = kiln_juce_plugin_factory();
  if (juce == nullptr) return nullptr;
  void* newest = nullptr;
  if (juce->queryInterface(Steinberg::IPluginFactory3::iid, &newest) != Steinberg::kResultOk) {
    return juce;  // an older interface than JUCE has had for years: as it is
  }
  juce->release();
  return new kiln::Factory(static_cast<Steinberg::IPluginFactory3*>(newest));
}
