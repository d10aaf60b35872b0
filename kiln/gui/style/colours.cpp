// The heat ramp, and what colour and tag a modulation source has.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/style/colours.h"

#include <array>

namespace kiln::gui {
namespace {

constexpr std::array<std::uint32_t, 7> kHeat = {0xff2a1512, 0xff5a2416, 0xff8e3719, 0xffd05320,
                                                0xffff8a49, 0xffffc28c, 0xfffdecd5};
constexpr std::array<std::uint32_t, 4> kEnvelopes = {0xfffbef60, 0xff6eb028, 0xffa3ffbf,
                                                     0xff329e8e};
constexpr std::array<std::uint32_t, 6> kLfos = {0xff5ad2da, 0xff2599c0, 0xff7cafff,
                                                0xff7083ff, 0xfffdc8ff, 0xffe557b7};
constexpr std::array<std::uint32_t, 8> kMacros = {0xffe8d68e, 0xff9aaa78, 0xffd0f5d8, 0xff82b1b0,
                                                  0xff68b6dc, 0xfff7eafb, 0xffeb9dbc, 0xfff9a39e};
constexpr std::uint32_t kPerformance = 0xffd1cdc7;
constexpr std::uint32_t kRandom = 0xffde6786;

// The place of a source in a run of the enum, or −1.
int place(Source source, Source first, int count) {
  const int i = static_cast<int>(source) - static_cast<int>(first);
  return i >= 0 && i < count ? i : -1;
}

}  // namespace

juce::Colour heat(float t) {
  const float at = juce::jlimit(0.0f, 1.0f, t) * static_cast<float>(kHeat.size() - 1);
  const auto i = std::min(kHeat.size() - 2, static_cast<std::size_t>(at));
  return juce::Colour(kHeat[i]).interpolatedWith(juce::Colour(kHeat[i + 1]),
                                                 at - static_cast<float>(i));
}

juce::Colour source_colour(Source source) {
  if (const int i = place(source, Source::kEnv1, kEnvelopeCount); i >= 0) {
    return juce::Colour(kEnvelopes[static_cast<std::size_t>(i)]);
  }
  if (const int i = place(source, Source::kLfo1, 2 * kLfoCount); i >= 0) {
    return juce::Colour(kLfos[static_cast<std::size_t>(i % kLfoCount)]);
  }
  if (const int i = place(source, Source::kMacro1, kMacroCount); i >= 0) {
    return juce::Colour(kMacros[static_cast<std::size_t>(i)]);
  }
  if (source == Source::kRandom1 || source == Source::kRandom2) return juce::Colour(kRandom);
  return juce::Colour(kPerformance);
}

const char* source_tag(Source source) {
  static constexpr const char* kEnvelopeTags[] = {"A", "E2", "E3", "E4"};
  static constexpr const char* kLfoTags[] = {"L1", "L2", "L3", "L4", "L5", "L6"};
  static constexpr const char* kMacroTags[] = {"M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8"};
  if (const int i = place(source, Source::kEnv1, kEnvelopeCount); i >= 0) return kEnvelopeTags[i];
  if (const int i = place(source, Source::kLfo1, 2 * kLfoCount); i >= 0) {
    return kLfoTags[i % kLfoCount];
  }
  if (const int i = place(source, Source::kMacro1, kMacroCount); i >= 0) return kMacroTags[i];
  switch (source) {
    case Source::kVelocity:
      return "V";
    case Source::kWheel:
      return "W";
    case Source::kBend:
      return "B";
    case Source::kNotePressure:
    case Source::kChannelPressure:
      return "P";
    case Source::kSlide:
      return "S";
    case Source::kNote:
    case Source::kNoteInOctave:
      return "N";
    case Source::kReleaseVelocity:
      return "R";
    case Source::kRandom1:
    case Source::kRandom2:
      return "?";
    default:
      return "*";
  }
}

}  // namespace kiln::gui
