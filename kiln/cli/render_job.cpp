// Renders all channels chunk by chunk in threads, mixes them in order and finds the end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/render_job.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <thread>

#include "kiln/base/units.h"
#include "kiln/cli/args.h"
#include "kiln/cli/channel_player.h"
#include "kiln/cli/errors.h"
#include "kiln/dsp/limiter.h"

namespace kiln::cli {
namespace {

constexpr int64_t kChunk = 16384;     // frames rendered between two looks at the outside
constexpr float kLimitDb = -0.3f;     // as the engine's own output limiter
constexpr double kGuessedTail = 3.0;  // seconds, for the progress bar only

std::atomic<bool> interrupt_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler may set it

// Calls work(0) … work(count − 1), each once, on all cores.
template <class Work>
void in_parallel(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&]() noexcept {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) work(i);
  };
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers;
  while (helpers.size() + 1 < std::min(cores, count)) helpers.emplace_back(run);
  run();
  for (std::thread& helper : helpers) helper.join();
}

// Passes frames on from song time 0. In automatic mode zeros wait until something follows them, so
// that what is never followed is not part of the output, except before `least`.
class Trimmer {
 public:
  Trimmer(const SampleSink& sink, int64_t skipped, int64_t least, bool trims)
      : sink_(sink), skipped_(skipped), least_(least), trims_(trims) {}

  void add(std::span<const float> interleaved) {
    const auto frames = static_cast<int64_t>(interleaved.size() / 2);
    const int64_t skip = std::min(skipped_, frames);
    skipped_ -= skip;
    interleaved = interleaved.subspan(static_cast<std::size_t>(2 * skip));
    std::size_t sounding = interleaved.size();
    if (trims_) {
      while (sounding > 0 && interleaved[sounding - 1] == 0.0f) --sounding;
      sounding += sounding % 2;
    }
    if (sounding > 0) {
      add_zeros(waiting_);
      waiting_ = 0;
      pass(interleaved.first(sounding));
    }
    waiting_ += static_cast<int64_t>(interleaved.size() - sounding) / 2;
  }

  int64_t finish() {
    add_zeros(std::min(waiting_, std::max<int64_t>(0, least_ - passed_)));
    return passed_;
  }

 private:
  void pass(std::span<const float> interleaved) {
    if (interleaved.empty()) return;
    sink_(interleaved);
    passed_ += static_cast<int64_t>(interleaved.size() / 2);
  }
  void add_zeros(int64_t frames) {
    zeros_.resize(2 * static_cast<std::size_t>(std::min(frames, kChunk)));
    for (; frames > 0; frames -= kChunk) {
      pass(std::span(zeros_).first(2 * static_cast<std::size_t>(std::min(frames, kChunk))));
    }
  }

  const SampleSink& sink_;
  int64_t skipped_;
  int64_t least_;
  bool trims_;
  int64_t waiting_ = 0;  // zeros not passed on yet
  int64_t passed_ = 0;
  std::vector<float> zeros_;
};

class Mixer {
 public:
  Mixer(int rate, bool limits) : limits_(limits) {
    if (limits_) limiter_.prepare(rate, kLimitDb);
  }
  int latency_frames() const { return limits_ ? limiter_.latency_frames() : 0; }

  std::span<const float> mix(std::span<const std::unique_ptr<ChannelPlayer>> players,
                             std::size_t frames) {
    left_.assign(frames, 0.0f);
    right_.assign(frames, 0.0f);
    for (const auto& player : players) {
      const float gain = player->gain();
      for (std::size_t i = 0; i < frames; ++i) {
        left_[i] += gain * player->left()[i];
        right_[i] += gain * player->right()[i];
      }
    }
    if (limits_) limiter_.process(left_.data(), right_.data(), static_cast<int>(frames));
    interleaved_.resize(2 * frames);
    for (std::size_t i = 0; i < frames; ++i) {
      interleaved_[2 * i] = left_[i];
      interleaved_[2 * i + 1] = right_[i];
    }
    return interleaved_;
  }

 private:
  bool limits_;
  Limiter limiter_;
  std::vector<float> left_, right_, interleaved_;
};

}  // namespace

void interrupt_render() noexcept { interrupt_flag.store(true); }
void clear_interrupt() noexcept { interrupt_flag.store(false); }
bool render_interrupted() noexcept { return interrupt_flag.load(); }

RenderResult render_song(const Song& song, std::span<const ChannelSound> sounds,
                         const RenderSettings& settings, const SampleSink& sink,
                         const ProgressReport& progress) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  RenderResult result;
  std::vector<std::unique_ptr<ChannelPlayer>> players;
  for (const ChannelSound& sound : sounds) {
    players.push_back(std::make_unique<ChannelPlayer>(song, sound, settings, result.messages));
  }
  Mixer mixer(settings.rate, settings.limit);
  result.latency_frames =
      (players.empty() ? 0 : players.front()->latency_frames()) + mixer.latency_frames();

  const bool automatic = !settings.tail;
  const double rate = settings.rate;
  const double tail = settings.tail.value_or(kLongestAutoTail);
  const int64_t last = song.end_frame + result.latency_frames;  // of the engine's frames
  const int64_t total = last + seconds_to_frames(tail, rate);
  const double expected =
      static_cast<double>(automatic ? last + seconds_to_frames(kGuessedTail, rate) : total);
  Trimmer trimmer(sink, result.latency_frames, song.end_frame, automatic);

  for (int64_t begin = 0; begin < total; begin += kChunk) {
    if (render_interrupted()) throw CommandError(ExitCode::kInterrupted, "interrupted");
    const int64_t end = std::min(begin + kChunk, total);
    for (const auto& player : players) player->prepare(begin, end, result.messages);
    in_parallel(players.size(), [&](std::size_t i) { players[i]->render(begin, end); });
    trimmer.add(mixer.mix(players, static_cast<std::size_t>(end - begin)));
    progress(std::min(static_cast<double>(end) / expected, 1.0));
    // One more chunk empties the limiter.
    const bool silent = std::all_of(players.begin(), players.end(),
                                    [](const auto& player) { return player->asleep(); });
    if (automatic && silent && begin > last) break;
  }
  for (const auto& player : players) player->collect(result.messages);
  result.frames = trimmer.finish();
  result.cpu_seconds = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace kiln::cli
