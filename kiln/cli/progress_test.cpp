// The progress bar's text, and its silence where there is no terminal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace kiln::cli {
namespace {

using ::testing::HasSubstr;

TEST(CliProgressTest, the_text_tells_share_and_time_left) {
  EXPECT_EQ(progress_text(0.5, 65.0),
            "[====================>                   ]  50 %, 1:05 left");
  EXPECT_THAT(progress_text(0.0, -1.0), HasSubstr("  0 %"));
  EXPECT_EQ(progress_text(2.0, 0.0), "[========================================] 100 %, 0:00 left");
}

TEST(CliProgressTest, nothing_is_written_where_it_is_not_shown) {
  std::ostringstream out;
  {
    Progress progress(out, false);
    progress.update(0.5);
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace kiln::cli
