# One libFuzzer program per *_fuzz.cpp, and one CTest test that runs it for a while.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A target named kiln/presets/read_fuzz.cpp becomes the program read_fuzz; its committed corpus is
# tests/fuzz/corpus/read_fuzz/, and what a run finds new goes to the build's corpus/read_fuzz/.

if(NOT KILN_FUZZ OR NOT TARGET kiln_engine)
  return()
endif()
set(KILN_FUZZ_SECONDS 30 CACHE STRING "Seconds each fuzz target runs as a test")

kiln_find_sources(fuzz_sources FOLDERS kiln tests/fuzz MATCHING "_fuzz\\.cpp$")
foreach(source IN LISTS fuzz_sources)
  cmake_path(GET source STEM name)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE kiln_engine)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set(corpus "${CMAKE_BINARY_DIR}/corpus/${name}")
  file(MAKE_DIRECTORY "${corpus}" "${CMAKE_BINARY_DIR}/findings/${name}")
  set(seeds "")
  if(IS_DIRECTORY "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    set(seeds "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
  endif()
  add_test(NAME ${KILN_TEST_PREFIX}Fuzz.${name}
    COMMAND ${name} -max_total_time=${KILN_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=2048
            -print_final_stats=1 -artifact_prefix=${CMAKE_BINARY_DIR}/findings/${name}/
            "${corpus}" ${seeds})
  math(EXPR limit "${KILN_FUZZ_SECONDS} + 60")
  set_tests_properties(${KILN_TEST_PREFIX}Fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT ${limit})
endforeach()
