# Finds sources by folder and name, and groups them for unity builds.
# SPDX-License-Identifier: GPL-3.0-or-later

set(KILN_NOT_PRODUCT "_(test|bench|fuzz)(\\.simd)?\\.cpp$")

# kiln_find_sources(OUT MATCHING REGEX FOLDERS ...): every .cpp below the folders whose path matches,
# relative to the source tree, in a stable order. New files are found at the next build. Kernels
# (*.simd.cpp) get KILN_KERNEL_OPTIONS.
function(kiln_find_sources out)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MATCHING;EXCEPT" "FOLDERS")
  set(found "")
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}"
         "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND found ${files})
  endforeach()
  if(arg_MATCHING)
    list(FILTER found INCLUDE REGEX "${arg_MATCHING}")
  endif()
  if(arg_EXCEPT)
    list(FILTER found EXCLUDE REGEX "${arg_EXCEPT}")
  endif()
  list(SORT found)
  set(kernels ${found})
  list(FILTER kernels INCLUDE REGEX "\\.simd\\.cpp$")
  if(kernels)
    set_source_files_properties(${kernels} PROPERTIES COMPILE_OPTIONS "${KILN_KERNEL_OPTIONS}")
  endif()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# kiln_group_sources(TARGET): unity builds of at most eight files, never across folders. Types of a
# module folder stay apart: they are alike, and so are the names inside them.
function(kiln_group_sources target)
  if(NOT KILN_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    if(source MATCHES "\\.simd\\.cpp$|^kiln/(oscillators|filters|effects|lfos)/")
      set_source_files_properties("${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
      continue()
    endif()
    cmake_path(GET source PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    math(EXPR batch "0${count_${folder}} / 8")
    math(EXPR count_${folder} "0${count_${folder}} + 1")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${batch}")
  endforeach()
endfunction()
