// How long a wave takes to pass into another where it would jump.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kiln {

inline constexpr float kSeamFrames = 2.0f;  // half the length of a restart's cross-fade

}  // namespace kiln
