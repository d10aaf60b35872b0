# The kiln command and the tests with one new module of each kind, made by tools/new_module.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Proves that a new module is its own files and one line of registry.cpp: an overlay tree in the
# build holds only what the tool writes, everything else is the engine as it is. The overlay's
# registries are objects on the link line, so that those in the engine's library stay unused.

if(KILN_TEST_PREFIX OR KILN_SANITIZE OR NOT TARGET kiln OR NOT TARGET GTest::gtest_main
   OR NOT TARGET kiln_cli OR NOT Python3_FOUND)
  return()
endif()

set(overlay "${CMAKE_BINARY_DIR}/template")
set(template_kinds oscillator filter effect lfo)
set(template_folders oscillators filters effects lfos)
set(template_sources "")
set(template_tests "")
set(template_registries "")
file(GLOB template_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tools/templates/*/*")
foreach(kind folder IN ZIP_LISTS template_kinds template_folders)
  set(stem "${overlay}/kiln/${folder}/planted_${kind}")
  list(APPEND template_registries "${CMAKE_SOURCE_DIR}/kiln/${folder}/registry.cpp")
  list(APPEND template_sources "${stem}.cpp" "${overlay}/kiln/${folder}/registry.cpp")
  list(APPEND template_tests "${stem}_test.cpp")
  if(EXISTS "${CMAKE_SOURCE_DIR}/tools/templates/${kind}/new_module.simd.cpp")
    list(APPEND template_sources "${stem}.simd.cpp")
    set_source_files_properties("${stem}.simd.cpp" PROPERTIES
      COMPILE_OPTIONS "${KILN_KERNEL_OPTIONS}")
  endif()
endforeach()

add_custom_command(
  OUTPUT ${template_sources} ${template_tests}
  COMMAND ${Python3_EXECUTABLE} -B "${CMAKE_SOURCE_DIR}/tests/template/plant.py" "${overlay}"
  DEPENDS ${template_files} ${template_registries} "${CMAKE_SOURCE_DIR}/tools/new_module"
          "${CMAKE_SOURCE_DIR}/tests/template/plant.py"
  COMMENT "Making one new module of each kind" VERBATIM)

add_library(kiln_template OBJECT EXCLUDE_FROM_ALL ${template_sources})
target_include_directories(kiln_template BEFORE PUBLIC "${overlay}")
target_link_libraries(kiln_template PUBLIC kiln_engine)

add_executable(kiln_with_template EXCLUDE_FROM_ALL kiln/cli/main.cpp)
target_link_libraries(kiln_with_template PRIVATE kiln_template kiln_cli)
add_executable(kiln_template_tests EXCLUDE_FROM_ALL ${template_tests})
target_link_libraries(kiln_template_tests PRIVATE kiln_template kiln_engine GTest::gtest_main)

# Compiled when the tests run, so that the everyday build does not pay for it.
add_test(NAME New_module.build
  COMMAND ${CMAKE_COMMAND} --build "${CMAKE_BINARY_DIR}"
          --target kiln_with_template kiln_template_tests)
add_test(NAME New_module.own_tests COMMAND kiln_template_tests)
add_test(NAME New_module.is_found_everywhere
  COMMAND ${Python3_EXECUTABLE} -B "${CMAKE_SOURCE_DIR}/tests/template/found.py"
          $<TARGET_FILE:kiln_with_template> "${overlay}")
set_tests_properties(New_module.build PROPERTIES FIXTURES_SETUP new_module RUN_SERIAL TRUE)
set_tests_properties(New_module.own_tests New_module.is_found_everywhere
  PROPERTIES FIXTURES_REQUIRED new_module)
set_tests_properties(New_module.build New_module.own_tests New_module.is_found_everywhere
  PROPERTIES LABELS template TIMEOUT 180)
