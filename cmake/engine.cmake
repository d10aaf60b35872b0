# kiln_engine: the instrument without any plug-in, command line or window.
# SPDX-License-Identifier: GPL-3.0-or-later

kiln_find_sources(engine_sources
  FOLDERS kiln/base kiln/simd kiln/parameters kiln/dsp kiln/oscillators kiln/filters kiln/envelopes
          kiln/lfos kiln/effects kiln/modulation kiln/voices kiln/midi kiln/presets kiln/document
          kiln/engine kiln/live
  EXCEPT "${KILN_NOT_PRODUCT}")

if(engine_sources)
  add_library(kiln_engine STATIC ${engine_sources})
  kiln_group_sources(kiln_engine)
  # fmt header-only and no logging library: a plug-in must not ask its host for shared libraries.
  target_link_libraries(kiln_engine
    PUBLIC kiln_flags fmt::fmt-header-only kiln_highway Threads::Threads)
  target_include_directories(kiln_engine SYSTEM PRIVATE "${KILN_TOML_HEADERS}")
  if(KILN_OWN_TARGETS)
    set_source_files_properties("${CMAKE_SOURCE_DIR}/kiln/simd/detect_targets.simd.cpp" PROPERTIES
      COMPILE_DEFINITIONS KILN_OWN_TARGETS)
  endif()

  # Programs built here find the presets and wavetables of this source tree. Packages switch it off.
  option(KILN_USE_SOURCE_DATA "Look for presets and wavetables in the source tree, too" ON)
  if(KILN_USE_SOURCE_DATA)
    set_source_files_properties("${CMAKE_SOURCE_DIR}/kiln/presets/places.cpp" PROPERTIES
      COMPILE_DEFINITIONS "KILN_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
  endif()
endif()
