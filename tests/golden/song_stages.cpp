// Golden stages of whole songs, with a minute of tail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/golden/stages.h"
#include "tests/support/patches.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr int kTailSeconds = 60;

// The song ends in effects that ring for long.
std::string with_tail() {
  Song song = busy_song();
  for (Patch& patch : song.patches) {
    choose(patch, "fx4", "reverb");
    set(patch, "fx4.reverb.decay", 30);
    set(patch, "fx4.mix", 30);
    set(patch, "fx2.delay.feedback", 80);
  }
  song.frames += static_cast<int>(kTailSeconds * song.settings.host_rate);
  return play(song).digest();
}

// Three slots send, one of them moved by an LFO and one bypassed, to a reverb in slot S.
std::string with_sends() {
  Song song = busy_song();
  for (Patch& patch : song.patches) {
    set(patch, "fx1.send", -6);
    set(patch, "fx2.send", -12);
    set(patch, "fx2.on", 0);
    set(patch, "fx3.send", -20);
    patch.routes.push_back(make_route(Source::kLfo1, "fx3.send", 0.4f));
    choose(patch, "fxs", "reverb");
    set(patch, "fxs.reverb.decay", 3);
  }
  song.frames += 2 * static_cast<int>(song.settings.host_rate);
  return play(song).digest();
}

}  // namespace

void add_song_stages(std::vector<Stage>& stages) {
  stages.push_back({"song/busy", [] { return play(busy_song()).digest(); }});
  stages.push_back({"song/busy/1x", [] { return play(busy_song(1, 44100.0)).digest(); }});
  stages.push_back({"song/busy/4x", [] { return play(busy_song(4, 96000.0)).digest(); }});
  stages.push_back({"song/busy/tail", with_tail});
  stages.push_back({"song/sends", with_sends});
  stages.push_back({"song/sleepy", [] { return play(sleepy_song()).digest(); }});
}

std::vector<Stage> golden_stages() {
  std::vector<Stage> stages;
  add_table_stages(stages);
  add_modulator_stages(stages);
  add_voice_stages(stages);
  add_effect_stages(stages);
  add_song_stages(stages);
  return stages;
}

}  // namespace kiln::test
