// Fuzz target of the patch reader: any text gives an error, or a valid patch that survives saving.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "kiln/presets/read.h"
#include "kiln/presets/test_patch.h"
#include "kiln/presets/write.h"

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using kiln::WriteMode;
  const kiln::ParamTable& table = kiln::test::small_table();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const kiln::ReadResult first = kiln::read_patch(text, table, "fuzz");
  if (!first.ok) {
    require(!first.error.empty(), "an error without a reason");
    return 0;
  }
  require(kiln::is_valid(first.patch, table), "an invalid patch was accepted");
  const std::string saved = kiln::write_patch(first.patch, table, WriteMode::kState);
  const kiln::ReadResult second = kiln::read_patch(saved, table, "again");
  require(second.ok, "what was saved can't be read");
  require(kiln::write_patch(second.patch, table, WriteMode::kState) == saved,
          "saving twice gives two texts");
  return 0;
}
