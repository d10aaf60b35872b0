// Loads each face once in the process.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/style/fonts.h"

#include "kiln_fonts.h"

namespace kiln::gui {
namespace {

struct Faces {
  juce::Typeface::Ptr faces[6];
  // Font heights are counted from ascent to descent, which is this much of an em.
  float height[6] = {};

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
    const auto i = static_cast<std::size_t>(face);
    faces[i] = juce::Typeface::createSystemTypefaceFor(data, static_cast<std::size_t>(size));
    height[i] = 1.0f / faces[i]->getHeightToPointsFactor();
  }
};

}  // namespace

juce::Font font(Face face, float size) {
  static const Faces faces;
  const auto i = static_cast<std::size_t>(face);
  return juce::Font(faces.faces[i]).withHeight(size * faces.height[i]);
}

}  // namespace kiln::gui
