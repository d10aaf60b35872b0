// The Voice page: oscillators, filters, routing, modulators, play sources, macros.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class VoicePage : public Control {
 public:
  explicit VoicePage(Context& context);

 private:
  std::vector<std::unique_ptr<Control>> panels_;
};

}  // namespace kiln::gui
