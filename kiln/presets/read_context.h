// What the parts of the patch reader share: the patch so far and the warnings.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiln/presets/read.h"
#include "kiln/presets/toml_tree.h"

namespace kiln {

class ReadContext {
 public:
  ReadContext(const ParamTable& table, std::string_view file_name);

  const ParamTable& table;
  Patch patch;
  std::vector<std::string> warnings;

  void warn(int line, const std::string& text);
  std::string place(int line) const;

  // Keeps a key that isn't known, leaf by leaf, and says so once.
  void keep_unknown(std::vector<std::string> path, const TomlValue& value, bool say = true);

  // Fields of other kinds: each warns and leaves `out` alone when the value is of another kind.
  void read_text(const TomlValue& value, std::string_view name, std::size_t max_letters,
                 std::string& out);
  bool read_number(const TomlValue& value, std::string_view name, double min, double max,
                   double& out);

 private:
  std::string file_name_;
  int advice_ = 0;  // nearest names given so far: the search is long
  std::size_t dropped_warnings_ = 0;
};

// The table of one slot: parameters, revision, wavetable, drawing, macro label (read_slots.cpp).
void read_slot(ReadContext& context, const SlotInfo& slot, const TomlValue& value);
// The [[route]] tables (read_routes.cpp).
void read_routes(ReadContext& context, const TomlValue& value);
// effect_order: "fx3" or 3, each once (read_slots.cpp).
void read_effect_order(ReadContext& context, const TomlValue& value);

// At most `max` UTF-8 characters from the start of `text`.
std::string_view first_letters(std::string_view text, std::size_t max);

}  // namespace kiln
