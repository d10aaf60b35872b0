// The Play page: sounding notes, how touch is heard, macros, their pad, pitch of the whole patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/panels/page_layout.h"

namespace kiln::gui {

class PlayPage : public Control {
 public:
  explicit PlayPage(Context& context);
  void resized() override { layout_.lay_out(getHeight()); }

 private:
  std::vector<std::unique_ptr<Control>> panels_;
  PageLayout layout_;
};

}  // namespace kiln::gui
