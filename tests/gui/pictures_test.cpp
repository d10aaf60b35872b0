// Each page at 100 and 200 % looks as in the manual.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pictures of docs/manual/images/ are made here, always from the same notes at the same time.
// KILN_REFRESH=1 writes them anew (tools/refresh_pictures); what was drawn lies in
// gui_pictures/ of the build folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <thread>
#include <vector>

#include "tests/gui/rig.h"

namespace kiln::gui_test {
namespace {

constexpr int kSameChannel = 20;          // difference of a channel that font renderers make
constexpr double kMostDifferent = 0.001;  // share of pixels
constexpr int kTile = 16;                 // of the design: as large as an icon
constexpr double kMostInTile = 0.12;      // share of its pixels
// What goes with the clock: the load of the machine and the meter in the header, and on the Effects
// page the spectrum of the equalizer and the last second of the compressor.
const juce::Rectangle<float> kLoad(976.0f, 22.0f, 40.0f, 22.0f);
const juce::Rectangle<float> kMeter(1064.0f, 26.0f, 146.0f, 16.0f);
const juce::Rectangle<float> kPeak(1166.0f, 9.0f, 62.0f, 16.0f);
const juce::Rectangle<float> kSecond(334.0f, 148.0f, 612.0f, 84.0f);
constexpr int kFrames = 60;

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

struct Difference {
  double share = 1.0;          // of pixels
  double in_tile = 1.0;        // the same where it is largest …
  juce::Point<int> tile = {};  // … and where that is, in the design
};

Difference difference(const juce::Image& a, const juce::Image& b, float scale, bool live) {
  if (a.getBounds() != b.getBounds()) return {};
  const juce::Rectangle<int> load = (kLoad * scale).getSmallestIntegerContainer();
  const juce::Rectangle<int> meter = (kMeter * scale).getSmallestIntegerContainer();
  const juce::Rectangle<int> peak = (kPeak * scale).getSmallestIntegerContainer();
  const juce::Rectangle<int> second = (kSecond * scale).getSmallestIntegerContainer();
  const juce::Image left = a.convertedToFormat(juce::Image::RGB);
  const juce::Image right = b.convertedToFormat(juce::Image::RGB);
  const juce::Image::BitmapData p(left, juce::Image::BitmapData::readOnly);
  const juce::Image::BitmapData q(right, juce::Image::BitmapData::readOnly);
  const int side = juce::roundToInt(kTile * scale), across = p.width / side + 1;
  std::vector<int> tiles(static_cast<std::size_t>(across * (p.height / side + 1)));
  for (int y = 0; y < p.height; ++y) {
    for (int x = 0; x < p.width; ++x) {
      if (load.contains(x, y) || meter.contains(x, y) || peak.contains(x, y) ||
          (live && second.contains(x, y)))
        continue;
      const juce::uint8* const one = p.getPixelPointer(x, y);
      const juce::uint8* const other = q.getPixelPointer(x, y);
      int most = 0;
      for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(one[c] - other[c]));
      if (most > kSameChannel) ++tiles[static_cast<std::size_t>(y / side * across + x / side)];
    }
  }
  const auto worst = std::max_element(tiles.begin(), tiles.end());
  const auto place = static_cast<int>(worst - tiles.begin());
  const int all = std::accumulate(tiles.begin(), tiles.end(), 0);
  return {static_cast<double>(all) / (p.width * p.height),
          static_cast<double>(*worst) / (side * side),
          {place % across * kTile, place / across * kTile}};
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
  // With every slot in use; the factory's preset of that name is leaner.
  ASSERT_EQ(model.import_preset(KILN_SOURCE_DIR "/tests/gui/pictures.kiln"), "");
  const auto shelf = processor.shelf();
  for (std::size_t i = 0; i < model.presets().size(); ++i) {
    if (!model.presets()[i].factory) model.load_preset(static_cast<int>(i));
  }
  const int chosen = model.current_preset();
  ASSERT_GE(chosen, 0) << "the preset of the manual's pictures is gone";
  for (int i = 0; i < 6000 && (!shelf->done(true) || model.phrase_outline(chosen).empty()); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  play_blocks(processor, 0.1);
  for (const int velocity : {92, 61, 104, 75, 88, 110, 69, 98}) {
    model.note_on(60, static_cast<float>(velocity) / 127.0f);
    play_blocks(processor, 0.02);
    model.note_off(60);
  }
  play_blocks(processor, 4.0);
  for (const int key : {48, 51, 55, 58, 62}) model.note_on(key, 0.57f);
  model.wheel(0.32f);
  play_blocks(processor, 2.6);
  gui::Editor editor(model);
  for (const int scale : {100, 200}) {
    editor.set_scale_percent(scale);
    for (const auto& [page, name] : kLooks) {
      editor.show(page);
      const bool live = page == gui::Page::kEffects;
      for (int i = 0; live && i < kFrames; ++i) {
        play_blocks(processor, 1.0 / kFrames);
        editor.look();
        std::this_thread::sleep_for(std::chrono::milliseconds(1000 / kFrames));
      }
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
      const Difference found = difference(now, before, 0.01f * static_cast<float>(scale), live);
      std::printf("%s: %.3f %% of the pixels differ, at %s %.0f %%\n", file.toRawUTF8(),
                  100.0 * found.share, found.tile.toString().toRawUTF8(), 100.0 * found.in_tile);
      EXPECT_TRUE(found.share < kMostDifferent && found.in_tile < kMostInTile)
          << file << " is not what docs/manual/images/ shows; if that is meant, "
          << "tools/refresh_pictures, else look at " << drawn.getChildFile(file).getFullPathName();
    }
  }
}

}  // namespace
}  // namespace kiln::gui_test
