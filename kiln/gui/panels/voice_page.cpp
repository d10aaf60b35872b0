// Where the panels of the Voice page lie; pages begin at the header's lower edge.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/voice_page.h"

#include "kiln/gui/panels/filter_panel.h"
#include "kiln/gui/panels/modulators_panel.h"
#include "kiln/gui/panels/oscillator_panel.h"
#include "kiln/gui/panels/routing_panel.h"
#include "kiln/gui/panels/sources_panels.h"

namespace kiln::gui {

VoicePage::VoicePage(Context& context) : Control(context) {
  setTitle("Voice");
  const auto add = [this](std::unique_ptr<Control> panel, Box box, int above, int own) {
    layout_.add(*this, *panel, box, above, own);
    panels_.push_back(std::move(panel));
  };
  for (int i = 0; i < 3; ++i) {
    add(std::make_unique<OscillatorPanel>(context, i), {8 + 272 * i, 60, 264, 424}, 0, 1);
  }
  for (int i = 0; i < 2; ++i) {
    add(std::make_unique<FilterPanel>(context, i), {824 + 228 * i, 60, 220, 344}, 0, 1);
  }
  add(std::make_unique<RoutingPanel>(context), {824, 412, 448, 72}, 1, 0);
  add(std::make_unique<EnvelopesPanel>(context), {8, 492, 400, 224}, 1, 1);
  add(std::make_unique<LfosPanel>(context), {416, 492, 400, 224}, 1, 1);
  add(std::make_unique<PlaySourcesPanel>(context), {824, 492, 140, 224}, 1, 1);
  add(std::make_unique<MacrosPanel>(context, MacrosPanel::Layout{}), {972, 492, 300, 224}, 1, 1);
}

}  // namespace kiln::gui
