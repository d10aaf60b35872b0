# kiln_touch_tests: the editor under hands and keys, without a display.
# SPDX-License-Identifier: GPL-3.0-or-later

if(KILN_SANITIZE OR NOT TARGET kiln_gui OR NOT TARGET Kiln OR NOT TARGET GTest::gtest)
  return()
endif()

file(GLOB touch_test_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/gui/touch/*.cpp")
add_executable(kiln_touch_tests ${touch_test_sources})
target_link_libraries(kiln_touch_tests PRIVATE Kiln GTest::gtest)
include(GoogleTest)
gtest_discover_tests(kiln_touch_tests
  DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${KILN_TEST_PREFIX}"
  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" PROPERTIES TIMEOUT 300 LABELS host)
