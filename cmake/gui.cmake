# kiln_gui: the editor. Needs JUCE and the fonts Inter and JetBrains Mono; without them it is left out.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The realtime sanitizer watches blocks, in which no window has a part: there it is left out, too.

if(NOT TARGET kiln_juce OR KILN_SANITIZE MATCHES "realtime")
  return()
endif()

# The faces the design uses, from Debian's fonts-inter and fonts-jetbrains-mono (SIL Open Font
# License), carried inside the binary so that the editor looks the same on every machine.
set(KILN_FONT_FOLDERS /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/jetbrains-mono
    CACHE STRING "Where the font files of the editor are")
set(font_files "")
foreach(name Inter-Regular.otf Inter-Medium.otf Inter-SemiBold.otf InterDisplay-SemiBold.otf
             JetBrainsMono-Regular.ttf JetBrainsMono-Medium.ttf)
  find_file(KILN_FONT_${name} ${name} PATHS ${KILN_FONT_FOLDERS} NO_DEFAULT_PATH)
  if(NOT KILN_FONT_${name})
    message(STATUS "No editor: font ${name} not found (fonts-inter, fonts-jetbrains-mono)")
    return()
  endif()
  list(APPEND font_files "${KILN_FONT_${name}}")
endforeach()
juce_add_binary_data(kiln_fonts NAMESPACE kiln_fonts HEADER_NAME kiln_fonts.h
                     SOURCES ${font_files})

kiln_find_sources(gui_sources FOLDERS kiln/gui EXCEPT "${KILN_NOT_PRODUCT}")
add_library(kiln_gui STATIC ${gui_sources})
target_link_libraries(kiln_gui PUBLIC kiln_engine kiln_juce PRIVATE kiln_fonts)
# JUCE's headers take longer than all else; compiled once, files stay apart and build quickly.
target_precompile_headers(kiln_gui PRIVATE <juce_gui_basics/juce_gui_basics.h>)

