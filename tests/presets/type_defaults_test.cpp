// Values a type brings with it: the mix of an effect, in files, in edits and on the command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>

#include "kiln/document/document.h"
#include "kiln/effects/module.h"
#include "kiln/engine/instrument.h"
#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln {
namespace {

ParamIndex param(const char* id) { return *instrument_table().find(id); }

float type_of(std::string_view id) {
  const auto modules = effect_modules();
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].spec->id == id) return static_cast<float>(i);
  }
  return -1.0f;
}

float mix_of(const std::string& lines) {
  const ReadResult read = read_patch("kiln = 1\n[fx1]\n" + lines, instrument_table(), "test");
  EXPECT_TRUE(read.ok) << read.error;
  return read.patch.values[param("fx1.mix")];
}

TEST(TypeDefaultsTest, AFileThatNamesAnEffectHasItsMix) {
  for (const EffectModule& module : effect_modules()) {
    if (module.render == nullptr) continue;
    const std::string type = "type = \"" + std::string(module.spec->id) + "\"\n";
    EXPECT_EQ(mix_of(type), module.default_mix) << module.spec->id;
    EXPECT_EQ(mix_of(type + "mix = 77\n"), 77.0f) << module.spec->id;
    EXPECT_EQ(mix_of("mix = 100\n" + type), 100.0f) << module.spec->id;
  }
  EXPECT_NE(mix_of("type = \"reverb\"\n"), 100.0f);
}

TEST(TypeDefaultsTest, APresetLeavesOutTheMixOfItsTypeOnly) {
  Patch patch = make_patch(instrument_table());
  patch.values[param("fx1.type")] = type_of("reverb");
  for (const float mix : {25.0f, 100.0f}) {
    patch.values[param("fx1.mix")] = mix;
    const std::string text = write_patch(patch, instrument_table(), WriteMode::kPreset);
    EXPECT_EQ(text.find("mix =") == std::string::npos, mix == 25.0f) << text;
    EXPECT_EQ(read_patch(text, instrument_table(), "test").patch.values[param("fx1.mix")], mix);
  }
}

TEST(TypeDefaultsTest, AChosenTypeBringsItsMixUnlessItWasMoved) {
  const ParamTable& table = instrument_table();
  Patch patch = make_patch(table);
  choose_type(patch, table, param("fx2.type"), type_of("reverb"));
  EXPECT_EQ(patch.values[param("fx2.mix")], 25.0f);
  choose_type(patch, table, param("fx2.type"), type_of("delay"));
  EXPECT_EQ(patch.values[param("fx2.mix")], 30.0f);
  patch.values[param("fx2.mix")] = 80.0f;
  choose_type(patch, table, param("fx2.type"), type_of("reverb"));
  EXPECT_EQ(patch.values[param("fx2.mix")], 80.0f) << "a value set by hand is lost";
}

TEST(TypeDefaultsTest, AGestureThatChoosesATypeIsOneStepOfUndo) {
  Document document(instrument_table());
  document.begin_gesture(param("fx1.type"));
  document.set_value(param("fx1.type"), type_of("reverb"), Origin::kGui);
  document.end_gesture(param("fx1.type"));
  EXPECT_EQ(document.value(param("fx1.mix")), 25.0f);
  ASSERT_TRUE(document.undo());
  EXPECT_EQ(document.value(param("fx1.type")), 0.0f);
  EXPECT_EQ(document.value(param("fx1.mix")), 100.0f);
  ASSERT_TRUE(document.redo());
  EXPECT_EQ(document.value(param("fx1.mix")), 25.0f);
}

}  // namespace
}  // namespace kiln
