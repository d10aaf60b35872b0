# The plug-in in all its formats, and the stand-alone program.
# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT TARGET kiln_juce)
  return()
endif()
