// What a dragged source can be dropped on: a knob or a box with a parameter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/parameters/table.h"

namespace kiln::gui {

class DropTarget {
 public:
  virtual ~DropTarget() = default;
  virtual ParamIndex drop_param() const = 0;  // kNoParam: takes no modulation
  virtual void set_drop_over(bool over) = 0;
};

}  // namespace kiln::gui
