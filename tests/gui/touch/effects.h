// One effect on the Effects page, for tests of its picture.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "kiln/gui/displays/effect_display.h"
#include "tests/gui/touch/stage.h"

namespace kiln::test {

// The place of a type in the first effect slot's menu.
inline std::size_t effect_type(const Stage& stage, std::string_view id) {
  const SlotInfo& slot = stage.model.table().slot(SlotKind::kEffect, 0);
  std::size_t i = 0;
  while (slot.spec.types[i]->id != id) ++i;
  return i;
}

// The first effect, on, with its picture in sight.
inline gui::EffectDisplay& show_effect(Stage& stage, const char* type) {
  stage.set("fx1.type", static_cast<float>(effect_type(stage, type)));
  stage.set("fx1.on", 1.0f);
  stage.editor.show(gui::Page::kEffects);
  stage.play(0.05);
  stage.look();
  return *stage.find<gui::EffectDisplay>("Effect 1 picture");
}

inline void set_free_delay(Stage& stage, float left, float right) {
  stage.set("fx1.delay.time_l_sync", 0.0f);
  stage.set("fx1.delay.time_r_sync", 0.0f);
  stage.set("fx1.delay.time_l", left);
  stage.set("fx1.delay.time_r", right);
}

}  // namespace kiln::test
