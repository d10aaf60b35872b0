// Builds the pitch of each key from a scale and a keyboard map.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Formats: www.huygens-fokker.org/scala/scl_format.html and .../help.htm#mappings.
#include "kiln/voices/tuning.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "kiln/base/math.h"
#include "kiln/base/text.h"
#include "kiln/base/units.h"

namespace kiln {
namespace {

constexpr int kKeys = 128;
constexpr int kMiddleC = 60;
constexpr int kA4 = 69;
constexpr int kMostDegrees = 10000;
constexpr double kLowestPitch = -24.0, kHighestPitch = 156.0;  // what the engine plays
constexpr std::size_t kLongestName = 200;
constexpr double kMostCents = 120000.0;
constexpr int kUnmapped = std::numeric_limits<int>::min();

// Hands out the lines that are not comments, and says where it is when something is wrong.
class Lines {
 public:
  Lines(std::string_view text, std::string_view name) : rest_(text), name_(name) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);  // byte order mark of UTF-8
  }

  std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      ++number_;
      const std::size_t end = rest_.find_first_of("\r\n");
      const std::string_view line = rest_.substr(0, end);
      if (end == std::string_view::npos) {
        rest_ = {};
      } else {
        const bool both = rest_.substr(end, 2) == "\r\n";
        rest_.remove_prefix(end + (both ? 2 : 1));
      }
      if (!line.starts_with('!')) return line;
    }
    return std::nullopt;
  }
  std::string error(std::string_view reason) const {
    return std::string(name_) + ", line " + std::to_string(number_) + ": " + std::string(reason);
  }
  std::string ended(std::string_view missing) const {
    return std::string(name_) + ", after line " + std::to_string(number_) +
           ": the file ends before " + std::string(missing);
  }

 private:
  std::string_view rest_;
  std::string_view name_;
  int number_ = 0;
};

std::string_view first_word(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

// A word of a foreign file, short enough for one line of a message.
std::string quoted(std::string_view word) {
  constexpr std::size_t kShown = 30;
  std::string text = "\"";
  for (const char letter : word.substr(0, kShown)) {
    text += letter >= ' ' && letter <= '~' ? letter : '?';
  }
  return text + (word.size() > kShown ? "...\"" : "\"");
}

template <typename Integer>
std::optional<Integer> parse_integer(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Integer value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

// "701.955" is cents, "3/2" and "2" are ratios. What follows on the line is a remark.
std::optional<double> parse_cents(std::string_view line) {
  const std::string_view word = first_word(line);
  if (word.find('.') != std::string_view::npos) {
    const std::optional<double> cents = parse_double(word);
    if (!cents || std::fabs(*cents) > kMostCents) return std::nullopt;
    return cents;
  }
  const std::size_t slash = word.find('/');
  const auto above = parse_integer<int64_t>(word.substr(0, slash));
  const auto below = slash == std::string_view::npos
                         ? std::optional<int64_t>(1)
                         : parse_integer<int64_t>(word.substr(slash + 1));
  if (!above || !below || *above <= 0 || *below <= 0) return std::nullopt;
  return ratio_to_cents(static_cast<double>(*above) / static_cast<double>(*below));
}

struct Scale {
  std::string description;
  std::vector<double> cents;  // of degrees 1 … n; the last is the period

  // Degrees beyond the scale go on in the next period.
  double of(int64_t degree) const {
    const auto count = static_cast<int64_t>(cents.size());
    if (count == 0) return 0.0;
    int64_t period = degree / count;
    int64_t within = degree % count;
    if (within < 0) {
      within += count;
      --period;
    }
    const double start = within == 0 ? 0.0 : cents[static_cast<std::size_t>(within - 1)];
    return static_cast<double>(period) * cents.back() + start;
  }
};

struct KeyboardMap {
  int first = 0, last = kKeys - 1;
  int middle = kMiddleC;  // the key of degree 0
  int reference = kA4;    // the key of the frequency
  double hz = kConcertA;
  int octave_degree = 0;
  std::vector<int> degrees;  // empty: each key the next degree
};

std::string read_scale(std::string_view text, std::string_view name, Scale& scale) {
  Lines lines(text, name);
  const auto description = lines.next();
  if (!description) return lines.ended("the description");
  scale.description = description->substr(0, kLongestName);
  const auto count_line = lines.next();
  if (!count_line) return lines.ended("the number of notes");
  const auto count = parse_integer<int>(first_word(*count_line));
  if (!count || *count < 1 || *count > kMostDegrees) {
    return lines.error(quoted(first_word(*count_line)) +
                       " is not the number of notes (1 to 10000) that stands here");
  }
  for (int i = 0; i < *count; ++i) {
    const auto line = lines.next();
    if (!line) {
      return lines.ended("note " + std::to_string(i + 1) + " of " + std::to_string(*count));
    }
    const auto cents = parse_cents(*line);
    if (!cents) {
      return lines.error(quoted(first_word(*line)) +
                         " is no pitch: write cents with a point (701.955) or a ratio (3/2)");
    }
    scale.cents.push_back(*cents);
  }
  return {};
}

// The seven head lines of a .kbm, in their order.
std::string read_map_head(Lines& lines, KeyboardMap& map, int& size) {
  struct Field {
    const char* what;
    int* value;
    int lowest, highest;
  };
  const Field fields[] = {{"the size of the map", &size, 0, kMostDegrees},
                          {"the first key", &map.first, 0, kKeys - 1},
                          {"the last key", &map.last, 0, kKeys - 1},
                          {"the middle key", &map.middle, 0, kKeys - 1},
                          {"the reference key", &map.reference, 0, kKeys - 1}};
  const auto out_of_place = [&](std::string_view word, const std::string& what) {
    return lines.error(quoted(word) + " is not " + what + " that stands here");
  };
  for (const Field& field : fields) {
    const auto line = lines.next();
    if (!line) return lines.ended(field.what);
    const auto value = parse_integer<int>(first_word(*line));
    if (!value || *value < field.lowest || *value > field.highest) {
      return out_of_place(first_word(*line), std::string(field.what) + " (" +
                                                 std::to_string(field.lowest) + " to " +
                                                 std::to_string(field.highest) + ")");
    }
    *field.value = *value;
  }
  const auto hz_line = lines.next();
  if (!hz_line) return lines.ended("the reference frequency");
  const auto hz = parse_double(first_word(*hz_line));
  if (!hz || *hz < 1e-3 || *hz > 1e6) {
    return out_of_place(first_word(*hz_line), "the reference frequency in Hz");
  }
  map.hz = *hz;
  const auto octave_line = lines.next();
  if (!octave_line) return lines.ended("the degree of the octave");
  const auto octave = parse_integer<int>(first_word(*octave_line));
  if (!octave || *octave < 0 || *octave > kMostDegrees) {
    return out_of_place(first_word(*octave_line), "the degree of the octave");
  }
  map.octave_degree = *octave;  // 0: the scale's own period
  return {};
}

std::string read_map(std::string_view text, std::string_view name, KeyboardMap& map) {
  Lines lines(text, name);
  int size = 0;
  std::string error = read_map_head(lines, map, size);
  if (!error.empty()) return error;
  map.degrees.assign(static_cast<std::size_t>(size), kUnmapped);
  for (int& degree : map.degrees) {
    const auto line = lines.next();
    if (!line) break;  // the keys that are left out have no pitch
    const std::string_view word = first_word(*line);
    if (word == "x" || word == "X") continue;
    const auto value = parse_integer<int>(word);
    if (!value || *value < -kMostDegrees || *value > kMostDegrees) {
      return lines.error(quoted(word) + " is neither a degree of the scale nor x");
    }
    degree = *value;
  }
  return {};
}

// Cents above the middle key; none if the map leaves the key out.
std::optional<double> cents_of_key(int key, const Scale& scale, const KeyboardMap& map) {
  const int distance = key - map.middle;
  const auto size = static_cast<int>(map.degrees.size());
  if (size == 0) return scale.of(distance);
  int period = distance / size;
  int within = distance % size;
  if (within < 0) {
    within += size;
    --period;
  }
  const int degree = map.degrees[static_cast<std::size_t>(within)];
  if (degree == kUnmapped) return std::nullopt;
  const double octave = map.octave_degree > 0 ? scale.of(map.octave_degree) : scale.cents.back();
  return period * octave + scale.of(degree);
}

float held_pitch(double pitch) {
  return static_cast<float>(std::clamp(pitch, kLowestPitch, kHighestPitch));
}

double clamped_a4(float a4_hz) {
  return a4_hz >= 380.0f ? std::min(double{a4_hz}, 480.0) : a4_hz < 380.0f ? 380.0 : kConcertA;
}

}  // namespace

Tuning Tuning::equal(float a4_hz) {
  Tuning tuning;
  const double offset = ratio_to_semitones(clamped_a4(a4_hz) / kConcertA);
  for (int key = 0; key < kKeys; ++key) {
    tuning.pitch[static_cast<std::size_t>(key)] = static_cast<float>(key + offset);
  }
  return tuning;
}

TuningResult read_tuning(std::string_view scl, std::string_view scl_name, std::string_view kbm,
                         std::string_view kbm_name, float a4_hz) {
  TuningResult result;
  Scale scale;
  result.error = read_scale(scl, scl_name, scale);
  if (!result.error.empty()) return result;
  KeyboardMap map;
  double reference_pitch = 0.0;  // of map.reference, in semitones
  if (kbm.empty()) {
    map.reference = kMiddleC;
    reference_pitch = kMiddleC + ratio_to_semitones(clamped_a4(a4_hz) / kConcertA);
  } else {
    result.error = read_map(kbm, kbm_name, map);
    if (!result.error.empty()) return result;
    reference_pitch = hz_to_note(map.hz);
  }
  const std::optional<double> reference = cents_of_key(map.reference, scale, map);
  if (!reference) {
    result.error = std::string(kbm_name) + ": the reference key " + std::to_string(map.reference) +
                   " has no degree in the map; give it one or choose another";
    return result;
  }
  result.tuning = Tuning::equal(a4_hz);  // keys outside the map's range are not retuned
  result.tuning.name = scale.description.empty() ? std::string(scl_name) : scale.description;
  for (int key = map.first; key <= map.last; ++key) {
    const std::optional<double> cents = cents_of_key(key, scale, map);
    result.tuning.pitch[static_cast<std::size_t>(key)] =
        cents ? held_pitch(reference_pitch + (*cents - *reference) * 0.01)
              : std::numeric_limits<float>::quiet_NaN();
  }
  result.ok = true;
  return result;
}

}  // namespace kiln
