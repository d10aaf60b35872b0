// Loads each face once in the process.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one place where the editor tells JUCE 8 from JUCE 7: from 8 on a font is made of options, and
// does not measure text itself.
#include "kiln/gui/style/fonts.h"

#include <algorithm>

#include "kiln_fonts.h"

namespace kiln::gui {
namespace {

struct Faces {
  juce::Typeface::Ptr faces[6];

  Faces() {
    load(Face::kRegular, kiln_fonts::InterRegular_otf, kiln_fonts::InterRegular_otfSize);
    load(Face::kMedium, kiln_fonts::InterMedium_otf, kiln_fonts::InterMedium_otfSize);
    load(Face::kSemiBold, kiln_fonts::InterSemiBold_otf, kiln_fonts::InterSemiBold_otfSize);
    load(Face::kDisplay, kiln_fonts::InterDisplaySemiBold_otf,
         kiln_fonts::InterDisplaySemiBold_otfSize);
    load(Face::kMono, kiln_fonts::JetBrainsMonoRegular_ttf,
         kiln_fonts::JetBrainsMonoRegular_ttfSize);
    load(Face::kMonoMedium, kiln_fonts::JetBrainsMonoMedium_ttf,
         kiln_fonts::JetBrainsMonoMedium_ttfSize);
  }

  void load(Face face, const char* data, int size) {
    faces[static_cast<std::size_t>(face)] =
        juce::Typeface::createSystemTypefaceFor(data, static_cast<std::size_t>(size));
  }
};

}  // namespace

juce::Font font(Face face, float size) {
  static const Faces faces;
  const juce::Typeface::Ptr& typeface = faces.faces[static_cast<std::size_t>(face)];
#if JUCE_MAJOR_VERSION >= 8
  const juce::FontOptions options(typeface);
  return juce::Font(options.withMetricsKind(juce::TypefaceMetricsKind::legacy))
      .withPointHeight(size);
#else
  return juce::Font(typeface).withPointHeight(size);
#endif
}

juce::Font readable(const juce::Font& face, float scale) {
  const float least = kLeastText / std::max(0.1f, scale);
  return face.getHeightInPoints() < least - 0.001f ? face.withPointHeight(least) : face;
}

float text_width(const juce::String& text, const juce::Font& face) {
#if JUCE_MAJOR_VERSION >= 8
  juce::GlyphArrangement line;
  line.addLineOfText(face, text, 0.0f, 0.0f);
  return line.getBoundingBox(0, -1, true).getWidth();
#else
  return face.getStringWidthFloat(text);
#endif
}

}  // namespace kiln::gui
