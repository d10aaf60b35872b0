// What a job sounds like and how two jobs are told apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_job.h"

#include <bit>
#include <string_view>

namespace kiln::cli {
namespace {

// FNV-1a, 64 bits (Fowler, Noll and Vo).
class Identity {
 public:
  explicit Identity(std::uint64_t start) : hash_(start) {}
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash_ = (hash_ ^ (number >> shift & 0xffu)) * 0x100000001b3u;
    }
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_;
};

}  // namespace

Patch BatchJob::patch() const {
  Patch patch = preset->patch;
  for (const auto& [param, real] : values) patch.values[param] = real;
  for (Route& route : patch.routes) route.depth *= depth;
  return patch;
}

std::uint64_t BatchJob::identity() const {
  Identity identity(preset->identity);
  for (const auto& [param, real] : values) {
    identity.add(std::uint64_t{param});
    identity.add(double{real});
  }
  identity.add(double{depth});
  for (const TypedNote& note : notes) {
    identity.add(static_cast<std::uint64_t>(note.note * 128 + note.velocity));
    identity.add(note.start);
    identity.add(note.length);
  }
  identity.add(static_cast<std::uint64_t>(rate));
  identity.add(static_cast<std::uint64_t>(quality));
  identity.add(seed);
  identity.add(tail.value_or(-1.0));
  identity.add(length.value_or(-1.0));
  identity.add(static_cast<std::uint64_t>(2 * mono + flac));
  identity.add(static_cast<std::uint64_t>(bits));
  return identity.value();
}

}  // namespace kiln::cli
