# kiln_engine: the instrument without any plug-in, command line or window.
# SPDX-License-Identifier: GPL-3.0-or-later

kiln_find_sources(engine_sources
  FOLDERS kiln/base kiln/simd kiln/parameters kiln/dsp kiln/oscillators kiln/filters kiln/envelopes
          kiln/lfos kiln/effects kiln/modulation kiln/voices kiln/midi kiln/presets kiln/document
          kiln/engine
  EXCEPT "${KILN_NOT_PRODUCT}")

if(engine_sources)
  add_library(kiln_engine STATIC ${engine_sources})
  kiln_group_sources(kiln_engine)
  # fmt header-only and no logging library: a plug-in must not ask its host for shared libraries.
  target_link_libraries(kiln_engine
    PUBLIC kiln_flags fmt::fmt-header-only PkgConfig::hwy Threads::Threads)
endif()
