// The Presets page with five thousand presets, and what it does to files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "kiln/gui/panels/presets_page.h"
#include "tests/gui/rig.h"

namespace kiln::gui_test {
namespace {

constexpr int kMany = 5000;

void write_preset(const std::filesystem::path& folder, const std::string& file,
                  const std::string& name, const std::string& more) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder / (file + ".kiln")) << "kiln = 1\nname = \"" << name << "\"\n" << more;
}

void wait_for_shelf(Processor& processor, EditorModel& model, bool with_sounds) {
  const auto shelf = processor.shelf();
  for (int i = 0; i < 6000 && !shelf->done(with_sounds); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(shelf->done(with_sounds)) << "a minute was not enough to look at all presets";
  model.poll();
}

TEST(GuiPresets, five_thousand_scroll_and_filter_without_a_stutter) {
  const UserFolder user;
  const char* const words[] = {"Amber", "Basalt", "Clay", "Dust", "Ember", "Flint", "Glaze"};
  for (int i = 0; i < kMany; ++i) {
    const std::string name =
        std::string(words[i % 7]) + " " + words[i / 7 % 7] + " " + std::to_string(i);
    const std::string more = "category = \"" + std::string(i % 3 ? "Pad" : "Bass") +
                             "\"\nauthor = \"" + words[i % 5] + "\"\ntags = [\"" + words[i % 6] +
                             "\", \"wide\"]\n\n[osc1]\ntype = \"analog\"\n";
    write_preset(user.path() / "presets" / "many", std::to_string(i), name, more);
  }
  Processor processor;
  EditorModel model(processor);
  wait_for_shelf(processor, model, false);
  ASSERT_GE(model.presets().size(), static_cast<std::size_t>(kMany));
  gui::Context context(model);
  gui::PresetsPage page(context);
  page.setSize(gui::kWidth, gui::kKeyboardTop - gui::kHeaderHeight);
  juce::Image picture(juce::Image::RGB, page.getWidth(), page.getHeight(), true);
  double slowest_frame = 0.0, slowest_search = 0.0;
  const auto frame = [&] {
    const double before = thread_ms();
    context.refresh();
    page.tick();
    juce::Graphics g(picture);
    page.paintEntireComponent(g, false);
    slowest_frame = std::max(slowest_frame, thread_ms() - before);
  };
  frame();
  slowest_frame = 0.0;  // glyphs are there from now on
  for (int i = 0; i < 200; ++i) {
    page.rows().scroll_to(i * kMany / 200);
    frame();
  }
  for (const char* const text : {"g", "gl", "glaze", "glaze wide 49", "no such thing", ""}) {
    const double before = thread_ms();
    page.search(text);
    slowest_search = std::max(slowest_search, thread_ms() - before);
    if (std::string(text) == "glaze wide 49") {
      EXPECT_GT(page.rows().shown(), 0) << "a search for three words finds nothing";
      EXPECT_LT(page.rows().shown(), kMany / 10) << "a search for three words hides too little";
    }
  }
  std::printf("5000 presets: slowest frame %.1f ms, slowest search %.1f ms\n", slowest_frame,
              slowest_search);
  EXPECT_LT(slowest_frame, 16.0) << "a frame of the list takes too long";
  EXPECT_LT(slowest_search, 100.0) << "a search takes too long";
}

TEST(GuiPresets, files_are_saved_renamed_moved_and_deleted_with_undo) {
  const UserFolder user;
  Processor processor;
  processor.setRateAndBufferSizeDetails(kRate, kBlock);
  processor.prepareToPlay(kRate, kBlock);
  EditorModel model(processor);
  const auto there = [&](const char* name) { return preset_called(model, name); };
  EXPECT_EQ(model.save_as("Mine", "Lead"), "");
  ASSERT_GE(there("Mine"), 0) << "a saved preset is not in the list";
  EXPECT_EQ(model.current_preset(), there("Mine"));
  EXPECT_EQ(model.rename_preset(there("Mine"), "Yours", "Pad"), "");
  EXPECT_LT(there("Mine"), 0) << "a renamed preset is still there";
  EXPECT_EQ(model.current_preset(), there("Yours")) << "the loaded preset lost its name";
  EXPECT_TRUE(std::filesystem::exists(user.path() / "presets" / "pad" / "yours.kiln"));
  EXPECT_EQ(model.delete_preset(there("Yours")), "");
  EXPECT_LT(there("Yours"), 0) << "a deleted preset is still there";
  EXPECT_EQ(model.undo_label(), "Delete Yours");
  EXPECT_TRUE(model.undo());
  EXPECT_GE(there("Yours"), 0) << "undo did not bring a deleted preset back";
  EXPECT_TRUE(model.undo());
  EXPECT_GE(there("Mine"), 0) << "undo did not give a preset its name back";
  EXPECT_EQ(model.structure().meta.name, "Mine");
  EXPECT_TRUE(model.undo_files());
  EXPECT_LT(there("Mine"), 0) << "undo of the first save left a file";
  EXPECT_TRUE(model.redo());
  EXPECT_GE(there("Mine"), 0) << "redo did not save again";
  EXPECT_NE(model.delete_preset(preset_called(model, "Slow Glaze")), "")
      << "a factory preset can be deleted";
}

TEST(GuiPresets, a_dropped_file_is_imported_once) {
  const UserFolder user;
  const std::filesystem::path outside = user.path() / "outside";
  write_preset(outside, "a", "From a friend", "category = \"Bell\"\n");
  Processor processor;
  EditorModel model(processor);
  EXPECT_EQ(model.import_preset((outside / "a.kiln").string()), "");
  EXPECT_GE(preset_called(model, "From a friend"), 0) << "an imported preset is not in the list";
  EXPECT_NE(model.import_preset((outside / "a.kiln").string()), "") << "it came twice";
  std::ofstream(outside / "b.kiln") << "no preset";
  EXPECT_NE(model.import_preset((outside / "b.kiln").string()), "") << "nonsense was imported";
  EXPECT_TRUE(model.undo_files());
  EXPECT_LT(preset_called(model, "From a friend"), 0) << "undo left the imported file";
}

TEST(GuiPresets, sounds_are_measured_once_and_the_same_sound_is_the_nearest) {
  const UserFolder user;
  const std::filesystem::path own = user.path() / "presets" / "test";
  const std::string saw = "\n[osc1]\ntype = \"analog\"\n\n[filter1]\ntype = \"svf\"\ncutoff = ";
  write_preset(own, "a", "Low A", "category = \"Bass\"" + saw + "300.0\n");
  write_preset(own, "b", "Low B", "category = \"Bell\"" + saw + "310.0\n");
  write_preset(own, "c", "High C", "category = \"Bass\"" + saw + "9000.0\n");
  std::vector<ShelfItem> first;
  {
    Processor processor;
    EditorModel model(processor);
    wait_for_shelf(processor, model, true);
    const auto nearest = model.similar(preset_called(model, "Low A"), 3);
    ASSERT_EQ(nearest.size(), 3u);
    EXPECT_EQ(nearest.front().first, preset_called(model, "Low B"))
        << "the likest sound is " << model.presets()[nearest.front().first].name;
    EXPECT_GT(nearest.front().second, 0.9f) << "ten hertz make another sound of it";
    first = processor.shelf()->items();
  }
  Processor processor;
  EditorModel model(processor);
  EXPECT_EQ(processor.shelf()->measured(), static_cast<int>(model.presets().size()))
      << "what was measured is measured again";
  const std::vector<ShelfItem> again = processor.shelf()->items();
  ASSERT_EQ(again.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(again[i].print, first[i].print) << first[i].info.name << " came back different";
    EXPECT_EQ(again[i].info.tags, first[i].info.tags);
    EXPECT_EQ(again[i].info.description, first[i].info.description);
  }
}

}  // namespace
}  // namespace kiln::gui_test
