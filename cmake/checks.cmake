# Checks of the tree and of the compiled objects, as CTest tests of the builds that ask for them.
# SPDX-License-Identifier: GPL-3.0-or-later

find_package(Python3 COMPONENTS Interpreter)
if(NOT Python3_FOUND)
  message(STATUS "No checks of layers, sources and objects: python3 not found")
  return()
endif()
set(python "${Python3_EXECUTABLE}" -B)

# What depends on the sources alone runs once, in the build that has no prefix.
if(NOT KILN_TEST_PREFIX)
  foreach(check layers source)
    add_test(NAME Check_${check}.tree
      COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_${check}")
    add_test(NAME Check_${check}.planted_violations
      COMMAND ${python} "${CMAKE_SOURCE_DIR}/tests/${check}/planted.py")
    set_tests_properties(Check_${check}.tree Check_${check}.planted_violations
      PROPERTIES LABELS lint TIMEOUT 120)
  endforeach()
  add_test(NAME Check_compare.table
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/compare_speed" --check)
  set_tests_properties(Check_compare.table PROPERTIES LABELS lint TIMEOUT 60)
  add_test(NAME Check_format.tree COMMAND bash "${CMAKE_SOURCE_DIR}/tools/check_format")
  set_tests_properties(Check_format.tree PROPERTIES LABELS lint TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()

# Sanitizers call what they like; only plain objects are looked at.
if(NOT KILN_SANITIZE AND TARGET kiln_engine)
  add_test(NAME ${KILN_TEST_PREFIX}Check_objects.engine
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_objects" $<TARGET_FILE:kiln_engine>)
  add_test(NAME ${KILN_TEST_PREFIX}Check_objects.planted_violations
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tests/static/planted.py" ${CMAKE_CXX_COMPILER})
  add_test(NAME ${KILN_TEST_PREFIX}Check_objects.command_lines
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_objects"
            --commands "${CMAKE_BINARY_DIR}/compile_commands.json")
  set_tests_properties(${KILN_TEST_PREFIX}Check_objects.engine
    ${KILN_TEST_PREFIX}Check_objects.planted_violations ${KILN_TEST_PREFIX}Check_objects.command_lines
    PROPERTIES LABELS static TIMEOUT 300)
endif()

# The numbers in benchmarks/instructions.txt are those of the dev build: one SIMD target, optimised.
if(KILN_STATIC_SIMD AND NOT KILN_SANITIZE AND NOT KILN_TEST_PREFIX AND TARGET kiln_instructions
   AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" AND CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  set_target_properties(kiln_instructions PROPERTIES EXCLUDE_FROM_ALL OFF)
  add_test(NAME Check_instructions.plain_and_full
    COMMAND ${python} "${CMAKE_SOURCE_DIR}/tools/check_instructions"
            $<TARGET_FILE:kiln_instructions>)
  set_tests_properties(Check_instructions.plain_and_full
    PROPERTIES LABELS static TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
