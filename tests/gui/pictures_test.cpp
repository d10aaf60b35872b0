// Each page at 100 and 200 % looks as in the manual.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pictures of docs/manual/images/ are made here, always from the same notes at the same time.
// KILN_REFRESH=1 writes them anew (tools/refresh_pictures); what was drawn lies in
// gui_pictures/ of the build folder.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/gui/rig.h"

namespace kiln::gui_test {
namespace {

constexpr int kSameChannel = 20;          // difference of a channel that font renderers make
constexpr double kMostDifferent = 0.001;  // share of pixels
// The load of the machine: header, CPU.
const juce::Rectangle<float> kUnlike(976.0f, 22.0f, 40.0f, 22.0f);

struct Look {
  gui::Page page;
  const char* name;
};
constexpr Look kLooks[] = {{gui::Page::kVoice, "voice"},
                           {gui::Page::kEffects, "effects"},
                           {gui::Page::kMatrix, "matrix"},
                           {gui::Page::kPlay, "play"},
                           {gui::Page::kPresets, "presets"}};

bool write_png(const juce::Image& picture, const juce::File& file) {
  file.deleteFile();
  file.getParentDirectory().createDirectory();
  juce::FileOutputStream stream(file);
  return stream.openedOk() && juce::PNGImageFormat().writeImageToStream(picture, stream);
}

double share_of_other_pixels(const juce::Image& a, const juce::Image& b, float scale) {
  if (a.getBounds() != b.getBounds()) return 1.0;
  const juce::Rectangle<int> unlike = (kUnlike * scale).getSmallestIntegerContainer();
  const juce::Image left = a.convertedToFormat(juce::Image::RGB);
  const juce::Image right = b.convertedToFormat(juce::Image::RGB);
  const juce::Image::BitmapData p(left, juce::Image::BitmapData::readOnly);
  const juce::Image::BitmapData q(right, juce::Image::BitmapData::readOnly);
  int different = 0;
  for (int y = 0; y < p.height; ++y) {
    for (int x = 0; x < p.width; ++x) {
      if (unlike.contains(x, y)) continue;
      const juce::uint8* const one = p.getPixelPointer(x, y);
      const juce::uint8* const other = q.getPixelPointer(x, y);
      int most = 0;
      for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(one[c] - other[c]));
      different += most > kSameChannel ? 1 : 0;
    }
  }
  return static_cast<double>(different) / (p.width * p.height);
}

TEST(GuiPictures, every_page_looks_as_in_the_manual) {
  const UserFolder user;
  const juce::File kept = juce::File(KILN_SOURCE_DIR).getChildFile("docs/manual/images");
  const juce::File drawn = juce::File(KILN_BINARY_DIR).getChildFile("gui_pictures");
  const char* const asked = std::getenv("KILN_REFRESH");
  const bool refresh = asked != nullptr && *asked == '1';
  Processor processor;
  processor.setRateAndBufferSizeDetails(kRate, kBlock);
  processor.prepareToPlay(kRate, kBlock);
  EditorModel model(processor);
  model.load_preset(preset_called(model, "Slow Glaze"));
  const auto shelf = processor.shelf();
  const int chosen = model.current_preset();
  ASSERT_GE(chosen, 0) << "the preset of the manual's pictures is gone";
  for (int i = 0; i < 6000 && (!shelf->done(true) || model.phrase_outline(chosen).empty()); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  play_blocks(processor, 0.1);
  for (const int key : {48, 55, 62}) model.note_on(key, 0.72f);
  model.wheel(0.32f);
  play_blocks(processor, 2.6);
  gui::Editor editor(model);
  for (const int scale : {100, 200}) {
    editor.set_scale_percent(scale);
    for (const auto& [page, name] : kLooks) {
      editor.show(page);
      // What is drawn every other frame, and what is asked for four times a second.
      for (int i = 0; i < 4; ++i) {
        editor.look();
        std::this_thread::sleep_for(
            std::chrono::milliseconds(page == gui::Page::kPresets ? 100 : 1));
      }
      const juce::String file =
          juce::String(name) + (scale == 100 ? "" : "@" + juce::String(scale)) + ".png";
      const juce::Image now = editor.createComponentSnapshot(editor.getLocalBounds());
      ASSERT_TRUE(write_png(now, drawn.getChildFile(file)));
      if (refresh) {
        ASSERT_TRUE(write_png(now, kept.getChildFile(file)));
        continue;
      }
      const juce::Image before = juce::ImageFileFormat::loadFrom(kept.getChildFile(file));
      const double share = share_of_other_pixels(now, before, 0.01f * static_cast<float>(scale));
      std::printf("%s: %.3f %% of the pixels differ\n", file.toRawUTF8(), 100.0 * share);
      EXPECT_LT(share, kMostDifferent)
          << file << " is not what docs/manual/images/ shows; if that is meant, "
          << "tools/refresh_pictures, else look at " << drawn.getChildFile(file).getFullPathName();
    }
  }
}

}  // namespace
}  // namespace kiln::gui_test
