// How an instance is played, as menus: its tuning, MPE, the pedal, MIDI knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "kiln/gui/controls/menu.h"

namespace kiln::gui {

// "12-TET", a scale's name; loads Scala files.
class TuningMenu : public Menu {
 public:
  explicit TuningMenu(Context& context);

 private:
  std::vector<MenuItem> tuning_items();
  void choose_file(const char* pattern);

  std::unique_ptr<juce::FileChooser> chooser_;
};

// Changes one thing of the settings.
void change_play(Context& context, const std::function<void(PlaySettings&)>& change);

const char* mpe_name(PlaySettings::Mpe mpe);
std::vector<MenuItem> mpe_items(Context& context);
// What the player keeps of it all: by device, and for new instances. `at` takes a name to type.
MenuItem kept_settings_item(Context& context, juce::Component& at);
std::vector<MenuItem> pedal_items(Context& context);
const char* pedal_name(PlaySettings::Pedal pedal);
std::vector<MenuItem> takeover_items(Context& context);
const char* takeover_name(PlaySettings::Takeover takeover);

}  // namespace kiln::gui
