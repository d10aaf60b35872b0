// Plays one second of a scenario in a function of its own, for a profiler to count.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kiln_instructions plain: what is loaded, built and settled before is not in the function.
#include <cstdio>

#include "benchmarks/scenario.h"

namespace {

constexpr int kVoices = 16;
constexpr int kSettleBlocks = 40;

}  // namespace

// tools/check_instructions knows this name. A chord changes in it, as in music.
extern "C" __attribute__((noinline, visibility("default"))) void kiln_counted_second(
    kiln::bench::Player* player) {
  constexpr int kBlocks = kiln::bench::kRate / kiln::bench::kBlock;
  for (int block = 0; block < kBlocks; ++block) {
    if (block == kBlocks / 2) {
      player->release(kVoices);
      player->strike(kVoices, 1, kiln::bench::Player::kFirstKey + 1);
    }
    player->play(kiln::bench::kBlock);
  }
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: kiln_instructions SCENARIO\n");
    return 2;
  }
  kiln::bench::Player player(kiln::bench::scenario_patch(argv[1]));
  player.strike(kVoices);
  player.play_blocks(kSettleBlocks);
  kiln_counted_second(&player);
  if (player.peak() == 0.0f) {
    std::fprintf(stderr, "kiln_instructions: nothing sounds\n");
    return 1;
  }
  return 0;
}
