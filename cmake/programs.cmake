# The programs: the kiln command, the writer of the example song, the benchmarks.
# SPDX-License-Identifier: GPL-3.0-or-later

if(NOT TARGET kiln_engine)
  return()
endif()

set(needed PkgConfig::sndfile PkgConfig::ebur128 PkgConfig::cairo OpenSSL::Crypto CLI11::CLI11
           nlohmann_json::nlohmann_json)
set(missing "")
foreach(library IN LISTS needed)
  if(NOT TARGET ${library})
    list(APPEND missing ${library})
  endif()
endforeach()

# Everything but main.cpp is a library, so that tests run commands without starting a process.
kiln_find_sources(cli_sources FOLDERS kiln/cli EXCEPT "${KILN_NOT_PRODUCT}|/main\\.cpp$")
if(missing)
  message(STATUS "No kiln command: ${missing} not found")
elseif(cli_sources)
  add_library(kiln_cli STATIC ${cli_sources})
  kiln_group_sources(kiln_cli)
  target_link_libraries(kiln_cli PUBLIC kiln_engine ${needed})
  if(TARGET spdlog::spdlog)
    target_link_libraries(kiln_cli PUBLIC spdlog::spdlog)
  endif()
endif()
if(NOT missing AND EXISTS "${CMAKE_SOURCE_DIR}/kiln/cli/main.cpp")
  add_executable(kiln kiln/cli/main.cpp)
  if(TARGET kiln_cli)
    target_link_libraries(kiln PRIVATE kiln_cli)
  else()
    target_link_libraries(kiln PRIVATE kiln_engine ${needed})
  endif()
endif()

kiln_find_sources(song_sources FOLDERS examples EXCEPT "${KILN_NOT_PRODUCT}")
if(song_sources)
  add_executable(kiln_song ${song_sources})
  target_link_libraries(kiln_song PRIVATE kiln_engine)
endif()

kiln_find_sources(bench_sources FOLDERS kiln MATCHING "_bench\\.cpp$" EXCEPT "^kiln/(plugin|gui|lab)/")
kiln_find_sources(scenario_sources FOLDERS benchmarks EXCEPT "^benchmarks/[a-z]+/")
if((bench_sources OR scenario_sources) AND TARGET benchmark::benchmark)
  add_executable(kiln_bench EXCLUDE_FROM_ALL ${bench_sources} ${scenario_sources})
  target_link_libraries(kiln_bench PRIVATE kiln_engine benchmark::benchmark)
  target_compile_definitions(kiln_bench PRIVATE KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endif()

# Measures Kiln and other instruments as plug-ins: tools/compare_speed.
if(TARGET PkgConfig::lilv AND KILN_FST_HEADERS)
  file(GLOB compare_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/benchmarks/compare/*.cpp")
  add_executable(kiln_compare EXCLUDE_FROM_ALL ${compare_sources} benchmarks/scenario.cpp)
  # The header says what its authors have still to look up.
  set_source_files_properties(benchmarks/compare/vst2.cpp PROPERTIES COMPILE_OPTIONS -Wno-cpp)
  target_link_libraries(kiln_compare PRIVATE kiln_engine PkgConfig::lilv ${CMAKE_DL_LIBS})
  target_compile_definitions(kiln_compare PRIVATE KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endif()

# What tools/check_instructions counts.
add_executable(kiln_instructions EXCLUDE_FROM_ALL
  benchmarks/instructions/main.cpp benchmarks/scenario.cpp)
target_link_libraries(kiln_instructions PRIVATE kiln_engine)
target_compile_definitions(kiln_instructions PRIVATE KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
