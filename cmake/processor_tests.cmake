# kiln_processor_tests: the processor as hosts call it, without a format around it, under sanitizers.
# SPDX-License-Identifier: GPL-3.0-or-later

if(NOT TARGET Kiln OR NOT TARGET GTest::gtest)
  return()
endif()

file(GLOB processor_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/processor/*_test.cpp")
if(NOT TARGET kiln_gui)
  list(FILTER processor_sources EXCLUDE REGEX "/threads_test\\.cpp$")
endif()
add_executable(kiln_processor_tests
  ${processor_sources} tests/host/main.cpp tests/host/rig.cpp)
target_link_libraries(kiln_processor_tests PRIVATE Kiln GTest::gtest)
target_compile_definitions(kiln_processor_tests PRIVATE
  KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" KILN_VST3_BUNDLE="")

include(GoogleTest)
gtest_discover_tests(kiln_processor_tests
  DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${KILN_TEST_PREFIX}"
  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
  PROPERTIES TIMEOUT 1200 PROCESSORS 2 LABELS "host;processor")

# Each watcher sees what was planted for it.
set(planted "")
if(KILN_SANITIZE MATCHES "realtime")
  set(planted slow)
elseif(KILN_SANITIZE MATCHES "thread")
  set(planted race)
elseif(TARGET kiln_gui)
  set(planted nan)
endif()
foreach(defect IN LISTS planted)
  set(name ${KILN_TEST_PREFIX}Processor.planted_${defect})
  add_test(NAME ${name} COMMAND kiln_processor_tests)
  set_tests_properties(${name} PROPERTIES LABELS "host;processor" TIMEOUT 300 WILL_FAIL TRUE
    ENVIRONMENT "KILN_PLANT=${defect};TSAN_OPTIONS=halt_on_error=1")
endforeach()
