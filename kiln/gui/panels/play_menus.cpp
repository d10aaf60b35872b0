// Menus of the settings that belong to a device, not to a sound.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/play_menus.h"

#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr const char* kMpeNames[] = {"Off", "Lower zone", "Upper zone", "Auto"};
constexpr const char* kPedalNames[] = {"Normal", "Inverted", "Detect"};
constexpr const char* kTakeoverNames[] = {"Jump", "Catch", "Scale"};

// One entry for each name; the number is what is set.
template <class Value>
std::vector<MenuItem> named_items(Context& context, std::span<const char* const> names,
                                  Value PlaySettings::*member) {
  std::vector<MenuItem> items;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto value = static_cast<Value>(i);
    items.push_back({.text = names[i],
                     .ticked = context.model.play_settings().*member == value,
                     .action = [&context, member, value] {
                       change_play(context, [=](PlaySettings& play) { play.*member = value; });
                     }});
  }
  return items;
}

}  // namespace

void change_play(Context& context, const std::function<void(PlaySettings&)>& change) {
  PlaySettings play = context.model.play_settings();
  change(play);
  context.model.set_play_settings(play);
}

const char* mpe_name(PlaySettings::Mpe mpe) { return kMpeNames[mpe]; }
const char* pedal_name(PlaySettings::Pedal pedal) { return kPedalNames[pedal]; }
const char* takeover_name(PlaySettings::Takeover takeover) { return kTakeoverNames[takeover]; }

std::vector<MenuItem> mpe_items(Context& context) {
  return named_items(context, kMpeNames, &PlaySettings::mpe);
}

std::vector<MenuItem> pedal_items(Context& context) {
  return named_items(context, kPedalNames, &PlaySettings::pedal);
}

std::vector<MenuItem> takeover_items(Context& context) {
  return named_items(context, kTakeoverNames, &PlaySettings::takeover);
}

MenuItem kept_settings_item(Context& context, juce::Component& at) {
  MenuItem item{.text = "Settings"};
  Model& model = context.model;
  const auto tell = [target = juce::Component::SafePointer(&at)](const std::string& wrong) {
    if (target == nullptr || wrong.empty()) return;
    show_popup(*target, {{.text = utf8(wrong), .enabled = false}});
  };
  const std::vector<std::string> kept = model.devices();
  for (const std::string& name : kept) {
    item.sub.push_back({.text = "Play as " + utf8(name),
                        .action = [&model, tell, name] { tell(model.use_device(name)); }});
  }
  if (!kept.empty()) item.sub.push_back({.separator = true});
  for (const std::string& name : model.connected_devices()) {
    item.sub.push_back({.text = "Keep for " + utf8(name),
                        .action = [&model, tell, name] { tell(model.keep_device(name)); }});
  }
  item.sub.push_back({.text = utf8("Keep for a device…"),
                      .action = [&model, tell, target = juce::Component::SafePointer(&at)] {
                        if (target == nullptr || target->getParentComponent() == nullptr) return;
                        open_entry(*target->getParentComponent(), target->getBounds(), "My device",
                                   [&model, tell](const juce::String& name) {
                                     if (name.trim().isEmpty()) return false;
                                     tell(model.keep_device(name.trim().toStdString()));
                                     return true;
                                   });
                      }});
  item.sub.push_back({.text = "Keep for new instances",
                      .action = [&model, tell] { tell(model.keep_play_settings()); }});
  return item;
}

TuningMenu::TuningMenu(Context& context)
    : Menu(
          context, Look::kField, "Tuning",
          [&context] {
            const PlaySettings& play = context.model.play_settings();
            return utf8(play.tuning) + (play.mapped ? " +" : "");
          },
          [this] { return tuning_items(); }) {
  set_name_inside("Tuning");
  setTooltip("Scale of the keys: any Scala file. Belongs to the project, not to the sound.");
}

std::vector<MenuItem> TuningMenu::tuning_items() {
  const PlaySettings& play = model().play_settings();
  const bool equal = play.tuning == "12-TET" && !play.mapped;
  std::vector<MenuItem> items = {
      {.text = "12-TET", .ticked = equal, .action = [this] { model().load_tuning({}); }}};
  if (!equal) items.push_back({.text = utf8(play.tuning), .ticked = true});
  items.push_back({.separator = true});
  items.push_back(
      {.text = utf8("Load a scale (.scl)…"), .action = [this] { choose_file("*.scl"); }});
  items.push_back(
      {.text = utf8("Load a keyboard map (.kbm)…"), .action = [this] { choose_file("*.kbm"); }});
  items.push_back({.separator = true});
  MenuItem a4{.text = "A4"};
  for (const float hz : {415.0f, 430.0f, 432.0f, 435.0f, 440.0f, 442.0f, 443.0f, 466.0f}) {
    a4.sub.push_back(
        {.text = juce::String(juce::roundToInt(hz)) + " Hz",
         .ticked = play.a4_hz == hz,
         .action = [this, hz] { change_play(context_, [hz](PlaySettings& p) { p.a4_hz = hz; }); }});
  }
  items.push_back(std::move(a4));
  items.push_back({.separator = true});
  items.push_back(kept_settings_item(context_, *this));
  return items;
}

void TuningMenu::choose_file(const char* pattern) {
  chooser_ = std::make_unique<juce::FileChooser>("Scala file", juce::File(), pattern);
  chooser_->launchAsync(
      juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles,
      [self = SafePointer<TuningMenu>(this)](const juce::FileChooser& chosen) {
        if (self == nullptr || chosen.getResult() == juce::File()) return;
        const std::string error =
            self->model().load_tuning(chosen.getResult().getFullPathName().toStdString());
        if (!error.empty()) show_popup(*self, {{.text = utf8(error), .enabled = false}});
      });
}

}  // namespace kiln::gui
