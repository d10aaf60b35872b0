# Checks of the tree and of the compiled objects, as CTest tests of the builds that ask for them.
# SPDX-License-Identifier: GPL-3.0-or-later

find_package(Python3 COMPONENTS Interpreter)
if(NOT Python3_FOUND)
  return()
endif()
set(python "${Python3_EXECUTABLE}" -B)

# What depends on the sources alone runs once, in a build that runs all suites.
if(NOT KILN_TEST_SUITES)
  add_test(NAME ${KILN_TEST_PREFIX}Layers.tree
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_layers")
  add_test(NAME ${KILN_TEST_PREFIX}Layers.planted_violations
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tests/layers/planted.py")
  add_test(NAME ${KILN_TEST_PREFIX}Format.tree
    COMMAND bash "${CMAKE_SOURCE_DIR}/tools/check_format")
  set_tests_properties(${KILN_TEST_PREFIX}Layers.tree ${KILN_TEST_PREFIX}Layers.planted_violations
    ${KILN_TEST_PREFIX}Format.tree PROPERTIES LABELS lint TIMEOUT 120)
  set_tests_properties(${KILN_TEST_PREFIX}Format.tree PROPERTIES SKIP_RETURN_CODE 77)
endif()

# Sanitizers call what they like; only plain objects are looked at.
if(NOT KILN_SANITIZE AND TARGET kiln_engine)
  add_test(NAME ${KILN_TEST_PREFIX}Objects.engine
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_objects" $<TARGET_FILE:kiln_engine>)
  add_test(NAME ${KILN_TEST_PREFIX}Objects.planted_violations
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tests/static/planted.py" ${CMAKE_CXX_COMPILER})
  add_test(NAME ${KILN_TEST_PREFIX}Objects.command_lines
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_objects"
            --commands "${CMAKE_BINARY_DIR}/compile_commands.json")
  set_tests_properties(${KILN_TEST_PREFIX}Objects.engine
    ${KILN_TEST_PREFIX}Objects.planted_violations ${KILN_TEST_PREFIX}Objects.command_lines
    PROPERTIES LABELS static TIMEOUT 300)
endif()
