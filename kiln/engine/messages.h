// All traffic between the threads: what the main thread sends to the audio thread and gets back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "kiln/base/spsc_queue.h"

namespace kiln {

class Part;

// A compiled patch on its way into the engine. Made on the main thread, taken over by the audio
// thread, which hands it back through the outbox when nothing of it sounds any more.
struct PatchSwap {
  std::unique_ptr<Part> part;
  // true: an edit of the sound that plays: its voices go on. false: another preset: new notes use
  // it, the old part plays its held notes and tails to their end.
  bool keeps_voices = false;
  PatchSwap* next = nullptr;  // of those that wait for room in the outbox

  PatchSwap();
  ~PatchSwap();
};

// Audio → main.
struct Notice {
  enum class Kind : std::uint8_t { kRetired, kVoiceFault, kEffectFault, kOutputFault };
  Kind kind = Kind::kRetired;
  PatchSwap* retired = nullptr;  // kRetired: to be deleted
  int number = 0;                // kEffectFault: which slot
};

inline constexpr std::size_t kInboxSize = 64;
inline constexpr std::size_t kOutboxSize = 256;

}  // namespace kiln
