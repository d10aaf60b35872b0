// Hard sync, lane by lane: events are rare and lie anywhere, so this is plain scalar code.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/sync.h"

#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/phase.h"
#include "kiln/dsp/blep.h"
#include "kiln/oscillators/cross.h"

namespace kiln {
namespace {

constexpr double kCycle = 4294967296.0;
constexpr uint32_t kQuarter = 1u << 30;
constexpr double kMaxSlave = 0.45;  // cycles per frame
constexpr float kPerRadian = 0.159154943f;
constexpr float kTwoPi = 6.28318531f;

// The shape of one frame.
struct Shape {
  float sine, triangle, saw, pulse;
  uint32_t half_width;
  float bend;
};

Shape shape_at(const SyncWave& wave, int lane, int k) {
  return {wave.weight[0].at(lane, k),
          wave.weight[1].at(lane, k),
          wave.weight[2].at(lane, k),
          wave.weight[3].at(lane, k),
          cycles_to_phase(static_cast<double>(wave.half_width->at(lane, k))),
          wave.bend->at(lane, k)};
}

// How far Width bends the phase of sine, triangle and saw back.
uint32_t turn(uint32_t phase, float bend) {
  if (bend == 0.0f) return 0;
  return cycles_to_phase(math::sin_cycles(phase_to_signed_cycles(phase)) * bend * kPerRadian);
}

float value_at(const Shape& shape, uint32_t phase) {
  const uint32_t p = phase - turn(phase, shape.bend);
  float y = 0.0f;
  if (shape.sine != 0.0f) y -= shape.sine * math::sin_cycles(phase_to_signed_cycles(p));
  if (shape.triangle != 0.0f) {
    // −1 at a quarter, +1 at three quarters.
    y += shape.triangle * (4.0f * std::fabs(phase_to_signed_cycles(p - kQuarter)) - 1.0f);
  }
  if (shape.saw != 0.0f) y += shape.saw * (2.0f * phase_to_cycles(p) - 1.0f);
  if (shape.pulse != 0.0f) {
    y += shape.pulse * 2.0f *
         (phase_to_cycles(phase + kQuarter - shape.half_width) -
          phase_to_cycles(phase + kQuarter + shape.half_width));
  }
  return y;
}

constexpr int kOrders = BlepTable<8>::kOrders;
constexpr float kFactorial[kOrders] = {1, 1, 2, 6, 24, 120};

// A course through time, in frames: the sum of at[n]·tⁿ.
struct Series {
  float at[kOrders];
};

// The bent phase in cycles, from `phase` on, which moves by `speed` cycles a frame.
Series bent_phase_series(uint32_t phase, float bend, float speed) {
  Series p{{phase_to_signed_cycles(phase - turn(phase, bend)), speed, 0, 0, 0, 0}};
  if (bend == 0.0f) return p;
  const float c = bend * math::cos_cycles(phase_to_signed_cycles(phase));
  const float s = bend * math::sin_cycles(phase_to_signed_cycles(phase));
  const float angle = kTwoPi * speed;
  const float derivatives[kOrders] = {0, -c, s, c, -s, -c};  // of −bend·sin
  float power = kPerRadian;
  for (int n = 1; n < kOrders; ++n) {
    power *= angle / static_cast<float>(n);
    p.at[n] += power * derivatives[n];
  }
  return p;
}

// sin 2πp, from the rule that its derivative is 2πp' cos 2πp.
Series sine_series(const Series& p) {
  Series s{}, c{};
  s.at[0] = math::sin_cycles(p.at[0]);
  c.at[0] = math::cos_cycles(p.at[0]);
  for (int n = 1; n < kOrders; ++n) {
    float sine = 0.0f, cosine = 0.0f;
    for (int j = 1; j <= n; ++j) {
      const float moved = kTwoPi * static_cast<float>(j) * p.at[j];
      sine += moved * c.at[n - j];
      cosine -= moved * s.at[n - j];
    }
    s.at[n] = sine / static_cast<float>(n);
    c.at[n] = cosine / static_cast<float>(n);
  }
  return s;
}

// The wave from `phase` on; at[0] is left to value_at().
Series wave_series(const Shape& shape, uint32_t phase, float speed) {
  const Series p = bent_phase_series(phase, shape.bend, speed);
  const uint32_t bent = phase - turn(phase, shape.bend);
  const float line =
      2.0f * shape.saw + (bent - kQuarter < 2u * kQuarter ? 4.0f : -4.0f) * shape.triangle;
  Series y{};
  for (int n = 1; n < kOrders; ++n) y.at[n] = line * p.at[n];
  if (shape.sine != 0.0f) {
    const Series sine = sine_series(p);
    for (int n = 1; n < kOrders; ++n) y.at[n] -= shape.sine * sine.at[n];
  }
  return y;
}

// Does a phase that moves by `delta` from `start` cross 0? +1 forwards, −1 backwards, 0 not;
// `part` is the share of the way done then.
int crossing(uint32_t start, int64_t delta, float& part) {
  const int64_t end = static_cast<int64_t>(start) + delta;
  if (end >= (int64_t{1} << 32)) {
    part = static_cast<float>((kCycle - static_cast<double>(start)) / static_cast<double>(delta));
    return 1;
  }
  if (end < 0) {
    part = static_cast<float>(static_cast<double>(start) / -static_cast<double>(delta));
    return -1;
  }
  return 0;
}

template <int kZeros>
struct Ring {
  float* slots;
  int now;

  // The n-th derivative per frame changes by `height`.
  void change(int n, float age, float height) {
    const auto& rows = BlepTable<kZeros>::get().residual[static_cast<std::size_t>(n)];
    add_residual<kZeros>(rows, age, height, slots, 1, now);
  }
  void step(float age, float height) { change(0, age, height); }
  float tick(float value) {
    slots[now] += value;
    float& oldest = slots[(now + kZeros) & (2 * kZeros - 1)];
    const float out = oldest;
    oldest = 0.0f;
    return out;
  }
};

// How many derivatives count, the value among them. Straight lines have none beyond the slope, and
// from half a cycle a frame on those of a sine grow faster than their residuals shrink.
int orders_of(const Shape& shape, float speed) {
  const bool straight = shape.sine == 0.0f && shape.bend == 0.0f;
  return straight || std::fabs(speed) * (1.0f + std::fabs(shape.bend)) > 0.5f ? 2 : kOrders;
}

// The triangle's corner where the bent phase passes `place`, about `part` of the way on; `turned`
// is +1 or −1 for a corner that opens upwards or downwards when passed forwards.
template <int kZeros>
void add_corner(Ring<kZeros>& ring, const Shape& shape, uint32_t phase, int64_t delta,
                uint32_t place, float part, float turned, float from, float to) {
  const float frames = from - to;
  const float speed = static_cast<float>(static_cast<double>(delta) / kCycle) / frames;
  const auto phase_there = [&] {
    return phase + static_cast<uint32_t>(static_cast<int64_t>(static_cast<double>(part) *
                                                              static_cast<double>(delta)));
  };
  Series course = bent_phase_series(phase_there(), shape.bend, speed);
  if (shape.bend != 0.0f) {  // no straight way there
    for (int pass = 0; pass < 2; ++pass) {
      const uint32_t there = phase_there();
      const float beyond = phase_to_signed_cycles(there - turn(there, shape.bend) - place);
      part = math::clamp(part - beyond / (course.at[1] * frames), 0.0f, 1.0f);
      course = bent_phase_series(phase_there(), shape.bend, speed);
    }
  }
  for (int n = 1; n < orders_of(shape, speed); ++n) {
    const float change = 8.0f * shape.triangle * turned * kFactorial[n] * course.at[n];
    ring.change(n, from + (to - from) * part, change);
  }
}

// The wave runs `delta` on from `phase` while its age falls from `from` to `to` (in frames), and
// the shape moves from `a` to `b`: the residuals of its own jumps and corners.
template <int kZeros>
void add_events(Ring<kZeros>& ring, const Shape& a, const Shape& b, uint32_t phase, int64_t delta,
                float from, float to) {
  const auto age = [&](float part) { return from + (to - from) * part; };
  float part = 0.0f;
  if (b.saw != 0.0f) {  // bent or not, it falls where the phase is 0
    if (const int way = crossing(phase, delta, part)) {
      ring.step(age(part), -2.0f * static_cast<float>(way) * b.saw);
    }
  }
  if (b.triangle != 0.0f && from > to) {
    const uint32_t first = turn(phase, a.bend);
    const uint32_t last = turn(phase + static_cast<uint32_t>(delta), b.bend);
    const int64_t moved = delta - static_cast<int32_t>(last - first);
    const uint32_t p = phase - first;
    if (const int way = crossing(p - kQuarter, moved, part)) {
      add_corner(ring, b, phase, delta, kQuarter, part, static_cast<float>(way), from, to);
    }
    if (const int way = crossing(p + kQuarter, moved, part)) {
      add_corner(ring, b, phase, delta, 3u * kQuarter, part, -static_cast<float>(way), from, to);
    }
  }
  if (b.pulse != 0.0f) {
    const int64_t wider = static_cast<int32_t>(b.half_width - a.half_width);
    if (const int way = crossing(phase + kQuarter + a.half_width, delta + wider, part)) {
      ring.step(age(part), 2.0f * static_cast<float>(way) * b.pulse);
    }
    if (const int way = crossing(phase + kQuarter - a.half_width, delta - wider, part)) {
      ring.step(age(part), -2.0f * static_cast<float>(way) * b.pulse);
    }
  }
}

// One lane's oscillator between two frames.
struct Runner {
  uint32_t master, slave, wave;

  // `reset` < 0: none; else the age of a reset by the cross source. Gives the age of the reset that
  // happened, or −1.
  template <int kZeros>
  float advance(Ring<kZeros>& ring, const Shape& a, const Shape& b, double increment, double ratio,
                bool by_master, int64_t modulated, float reset) {
    const auto step = static_cast<uint32_t>(increment * kCycle);
    master += step;
    if (reset >= 0.0f) {
      master = static_cast<uint32_t>(increment * static_cast<double>(reset) * kCycle);
    } else if (by_master && master < step) {
      reset = static_cast<float>(static_cast<double>(master) / static_cast<double>(step));
    }
    const double speed = increment * ratio < kMaxSlave ? increment * ratio : kMaxSlave;
    const auto own = static_cast<uint32_t>(speed * kCycle);
    const int64_t whole = static_cast<int64_t>(own) + modulated;
    if (reset < 0.0f) {
      add_events(ring, a, b, wave, whole, 1.0f, 0.0f);
      slave += own;
      wave += static_cast<uint32_t>(whole);
      return reset;
    }
    const double before = 1.0 - static_cast<double>(reset);
    const auto own_before = static_cast<uint32_t>(speed * before * kCycle);
    const auto moved = static_cast<int64_t>(static_cast<double>(whole) * before);
    add_events(ring, a, b, wave, moved, 1.0f, reset);
    slave += own_before;
    wave += static_cast<uint32_t>(moved);
    const uint32_t after = wave - slave;  // phase 0 plus the modulation
    const float per_frame = static_cast<float>(static_cast<double>(whole) / kCycle);
    ring.step(reset, value_at(b, after) - value_at(b, wave));
    const Series leaves = wave_series(b, wave, per_frame);
    const Series comes = wave_series(b, after, per_frame);
    for (int n = 1; n < orders_of(b, per_frame); ++n) {
      ring.change(n, reset, kFactorial[n] * (comes.at[n] - leaves.at[n]));
    }
    add_events(ring, b, b, after, whole - moved, reset, 0.0f);
    slave = own - own_before;
    wave = after + static_cast<uint32_t>(whole - moved);
    return reset;
  }
};

float* ring_of(const SyncCoefficients& c, int unison, int lane) {
  const int length = 2 * blep_zeros(c.quality);
  return c.rings + (static_cast<std::ptrdiff_t>(unison) * kLanes + lane) * length;
}

template <int kZeros>
void enter_lane(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                const IntLanes* phase, int lane, bool starting) {
  const Shape shape = shape_at(wave, lane, 0);
  for (int u = 0; u < c.unison; ++u) {
    const double increment = static_cast<double>(wave.increment[u].start[lane]);
    const auto step = static_cast<uint32_t>(increment * kCycle);
    Ring<kZeros> ring{ring_of(c, u, lane), 0};
    for (int j = 0; j < 2 * kZeros; ++j) ring.slots[j] = 0.0f;
    const uint32_t begin = phase[u][lane] - kZeros * step;
    const bool synced = starting && has_lane(c.by_master, lane);
    const double ratio = synced ? static_cast<double>(c.ratio.start[lane]) : 1.0;
    const auto slave = static_cast<uint32_t>(static_cast<uint64_t>(ratio * begin));
    Runner runner{begin, slave, slave};
    for (int j = 0; j < 2 * kZeros; ++j) {
      runner.advance(ring, shape, shape, increment, ratio, synced, 0, -1.0f);
      ring.tick(value_at(shape, runner.wave));
      ring.now = (ring.now + 1) & (2 * kZeros - 1);
    }
    state.master[u][lane] = runner.master;
    state.slave[u][lane] = runner.slave;
    state.wave[u][lane] = runner.wave;
  }
  state.now[lane] = 0;
  state.modulation[lane] = 0;
  state.last_half_width[lane] = shape.half_width;
  state.last_bend[lane] = shape.bend;
  state.active |= lane_bit(lane);
}

// What all unison lanes of a voice share in the frames of one call.
struct Frames {
  Shape last;                      // of the frame before
  Shape shape[kMaxControlFrames];  // only [0] when `steady`
  bool steady = true;
  double ratio[kMaxControlFrames];
  float factor[kMaxControlFrames];       // of the increment
  int64_t modulated[kMaxControlFrames];  // motion of the phase beside its own
  float reset[kMaxControlFrames];        // age of a reset by the cross source, or −1
};

bool stands_still(const Ramp& ramp, int lane) { return ramp.step[lane] == 0.0f; }

void gather(Frames& frames, SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
            const OscillatorRender& render, int lane) {
  const bool by_cross = has_lane(c.by_cross, lane) && render.cross_sync != nullptr;
  frames.steady = stands_still(*wave.half_width, lane) && stands_still(*wave.bend, lane);
  for (int w = 0; w < 4; ++w) {
    frames.steady = frames.steady && stands_still(wave.weight[w], lane);
  }
  frames.shape[0] = shape_at(wave, lane, render.begin);
  frames.last = frames.shape[0];
  frames.last.half_width = state.last_half_width[lane];
  frames.last.bend = state.last_bend[lane];
  for (int k = render.begin, j = 0; k < render.end; ++k, ++j) {
    if (!frames.steady) frames.shape[j] = shape_at(wave, lane, k);
    frames.ratio[j] = static_cast<double>(c.ratio.at(lane, k));
    frames.factor[j] = 1.0f;
    frames.modulated[j] = 0;
    frames.reset[j] = -1.0f;
    if (wave.cross != nullptr) {
      const float x = math::clamp((*wave.cross)[k][lane], -kMaxCrossInput, kMaxCrossInput);
      const float depth = wave.cross_depth->at(lane, k);
      if (wave.cross_mode == CrossMode::kPhase) {
        const uint32_t offset = cycles_to_phase(depth * x * kCrossCycles);
        frames.modulated[j] = static_cast<int32_t>(offset - state.modulation[lane]);
        state.modulation[lane] = offset;
      } else {
        frames.factor[j] = math::exp2(depth * x * kCrossOctaves);
      }
    }
    if (by_cross) {
      const float age = (*render.cross_sync)[k][lane];
      if (age > 0.0f) frames.reset[j] = age < 1.0f ? age : 1.0f;
    }
  }
  const Shape& end = frames.shape[frames.steady ? 0 : render.end - render.begin - 1];
  state.last_half_width[lane] = end.half_width;
  state.last_bend[lane] = end.bend;
}

template <int kZeros>
void render_lane(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                 const OscillatorRender& render, int centre, int lane) {
  Frames frames;
  gather(frames, state, c, wave, render, lane);
  const bool by_master = has_lane(c.by_master, lane);
  const bool unison = c.unison > 1;
  for (int u = 0; u < c.unison; ++u) {
    Ring<kZeros> ring{ring_of(c, u, lane), static_cast<int>(state.now[lane])};
    Runner runner{state.master[u][lane], state.slave[u][lane], state.wave[u][lane]};
    const float increment = wave.increment[u].start[lane];
    const float glide = wave.increment[u].step[lane];
    const Shape* last = &frames.last;
    for (int k = render.begin, j = 0; k < render.end; ++k, ++j) {
      const Shape* shape = &frames.shape[frames.steady ? 0 : j];
      const float cycles = math::clamp(
          (increment + static_cast<float>(k) * glide) * frames.factor[j], 0.0f, 0.4999999f);
      const float reset =
          runner.advance(ring, *last, *shape, static_cast<double>(cycles), frames.ratio[j],
                         by_master, frames.modulated[j], frames.reset[j]);
      const float y = ring.tick(value_at(*shape, runner.wave));
      ring.now = (ring.now + 1) & (2 * kZeros - 1);
      last = shape;
      if (u == centre && render.sync_out != nullptr) {
        (*render.sync_out)[k][lane] = reset < 0.0f ? 0.0f : reset > 0x1p-24f ? reset : 0x1p-24f;
      }
      if (!unison) {
        (*render.left)[k][lane] = y;
        continue;
      }
      float& left = (*render.left)[k][lane];
      float& right = (*render.right)[k][lane];
      left = (u == 0 ? 0.0f : left) + render.unison_left[u].at(lane, k) * y;
      right = (u == 0 ? 0.0f : right) + render.unison_right[u].at(lane, k) * y;
    }
    state.master[u][lane] = runner.master;
    state.slave[u][lane] = runner.slave;
    state.wave[u][lane] = runner.wave;
  }
  const int count = render.end - render.begin;
  state.now[lane] = (state.now[lane] + static_cast<uint32_t>(count)) & (2 * kZeros - 1);
}

}  // namespace

std::size_t sync_memory_floats(int unison, int quality) {
  return static_cast<std::size_t>(unison * kLanes * 2 * blep_zeros(quality));
}

void prepare_sync(SyncCoefficients& c, int unison, int quality, float* memory) {
  c.quality = quality;
  c.unison = unison;
  c.rings = memory;
  c.ratio_target = Lanes::filled(1.0f);
  c.ratio = Ramp::constant(1.0f);
  // Builds the tables now.
  if (quality == 1) {
    BlepTable<16>::get();
  } else {
    BlepTable<8>::get();
  }
}

void enter_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                const IntLanes* phase, LaneMask entering, LaneMask starting) noexcept {
  for (const int lane : lanes_of(entering)) {
    const bool start = has_lane(starting, lane);
    if (c.quality == 1) {
      enter_lane<16>(state, c, wave, phase, lane, start);
    } else {
      enter_lane<8>(state, c, wave, phase, lane, start);
    }
  }
}

void leave_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave, IntLanes* phase,
                LaneMask leaving) noexcept {
  for (const int lane : lanes_of(leaving)) {
    for (int u = 0; u < c.unison; ++u) {
      const auto ahead =
          static_cast<uint32_t>(static_cast<double>(wave.increment[u].start[lane]) * kCycle);
      phase[u][lane] = state.slave[u][lane] - static_cast<uint32_t>(blep_zeros(c.quality)) * ahead;
    }
  }
  state.active &= ~leaving;
}

void render_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                 const OscillatorRender& render, int centre) noexcept {
  for (const int lane : lanes_of(state.active & render.lanes)) {
    if (c.quality == 1) {
      render_lane<16>(state, c, wave, render, centre, lane);
    } else {
      render_lane<8>(state, c, wave, render, centre, lane);
    }
  }
}

}  // namespace kiln
