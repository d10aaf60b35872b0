# kiln_tests: every *_test.cpp in one program, each test known to CTest by its own name.
# SPDX-License-Identifier: GPL-3.0-or-later

if(NOT TARGET kiln_engine OR NOT TARGET GTest::gmock)
  return()
endif()

# tests/ has its shared helpers in files that are not *_test.cpp. The folders left out hold scripts
# and programs of their own.
kiln_find_sources(support_sources FOLDERS tests
  EXCEPT "${KILN_NOT_PRODUCT}|^tests/(layers|source|static|fuzz|host|gui|processor)/")
kiln_find_sources(test_sources FOLDERS kiln tests MATCHING "_test(\\.simd)?\\.cpp$"
  EXCEPT "^tests/(layers|static|host|gui|processor)/|^kiln/(plugin|gui|lab)/")
if(NOT TARGET kiln_cli)
  list(FILTER test_sources EXCLUDE REGEX "^kiln/cli/")
endif()

# A build that only runs some tests only compiles the files that hold them.
set(name_filter "")
if(KILN_TEST_WORDS)
  list(JOIN KILN_TEST_WORDS "*:*" name_filter)
  set(name_filter "*${name_filter}*")
  list(JOIN KILN_TEST_WORDS "|" words)
  set(chosen "")
  foreach(source IN LISTS test_sources)
    file(STRINGS "${CMAKE_SOURCE_DIR}/${source}" hits LIMIT_COUNT 1 REGEX
         "^ *((TYPED_)?TEST(_F|_P)?|INSTANTIATE_[A-Z_]+)\\(.*(${words})")
    if(hits)
      list(APPEND chosen "${source}")
    endif()
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${test_sources})
  set(test_sources ${chosen})
endif()
if(NOT test_sources)
  return()
endif()

# The engine, the commands and the helpers, for tests and benchmarks alike.
set(tested kiln_engine)
if(TARGET kiln_cli)
  list(APPEND tested kiln_cli)
endif()

add_executable(kiln_tests ${test_sources} ${support_sources})
target_compile_options(kiln_tests PRIVATE ${KILN_KERNEL_OPTIONS})  # some hold kernels of their own
target_link_libraries(kiln_tests PRIVATE ${tested} GTest::gmock GTest::gtest_main)
foreach(library OpenSSL::Crypto nlohmann_json::nlohmann_json PkgConfig::sndfile)
  if(TARGET ${library})
    target_link_libraries(kiln_tests PRIVATE ${library})
  endif()
endforeach()
target_compile_definitions(kiln_tests PRIVATE
  KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" KILN_BINARY_DIR="${CMAKE_BINARY_DIR}")
if(KILN_PRECOMPILE)
  target_precompile_headers(kiln_tests PRIVATE <gtest/gtest.h> <gmock/gmock.h>)
  foreach(source IN LISTS test_sources)
    if(source MATCHES "\\.simd\\.cpp$")
      set_source_files_properties("${source}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
endif()
if(TARGET kiln)
  add_dependencies(kiln_tests kiln)  # tests of the command line start it
endif()

# Suites that measure time (their name ends in Timing or TimingTest) run with nothing beside them.
include(GoogleTest)
set(timing "*Timing.*:*TimingTest.*")
if(name_filter)
  set(plain_filter "${name_filter}-${timing}")
else()
  set(plain_filter "-${timing}")
endif()
gtest_discover_tests(kiln_tests
  DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
  TEST_PREFIX "${KILN_TEST_PREFIX}" TEST_FILTER "${plain_filter}" TEST_LIST kiln_plain_tests
  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
  PROPERTIES TIMEOUT 300)
if(NOT name_filter)
  gtest_discover_tests(kiln_tests
    DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    TEST_PREFIX "${KILN_TEST_PREFIX}" TEST_FILTER "${timing}" TEST_LIST kiln_timing_tests
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    PROPERTIES TIMEOUT 300 RUN_SERIAL TRUE LABELS timing)
endif()
