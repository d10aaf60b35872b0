# Compiler flags for every source, as the interface target kiln_flags.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same patch must give the same bits from every compiler, so no flag here may let a compiler
# reorder, fuse or approximate floating-point arithmetic.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the engine is linked into plug-ins
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(KILN_CCACHE ccache)
if(KILN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for before it caches a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros ${KILN_CCACHE})
endif()

# In the compile rule itself, after all other flags: neither CMAKE_CXX_FLAGS, nor a target, nor a
# source property can come later and switch fused multiply-add on again.
string(REPLACE "<FLAGS>" "<FLAGS> -ffp-contract=off"
       CMAKE_CXX_COMPILE_OBJECT "${CMAKE_CXX_COMPILE_OBJECT}")

add_library(kiln_flags INTERFACE)
target_include_directories(kiln_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(kiln_flags INTERFACE
  -Wall -Wextra -Wvla -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
  -fno-math-errno)  # lets sqrt be one instruction; changes no result
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(kiln_flags INTERFACE
    -Wshadow=local -Wduplicated-cond -Wlogical-op -Wno-psabi)
else()
  target_compile_options(kiln_flags INTERFACE -Wshadow-uncaptured-local)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 16)
    # Newer Clang sees the deprecated buffer that libstdc++ 12 uses inside std::stable_sort.
    target_compile_options(kiln_flags INTERFACE -Wno-deprecated-declarations)
  endif()
endif()
if(KILN_WERROR)
  target_compile_options(kiln_flags INTERFACE -Werror)
endif()

if(KILN_SANITIZE)
  target_compile_options(kiln_flags INTERFACE
    -fsanitize=${KILN_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(kiln_flags INTERFACE -fsanitize=${KILN_SANITIZE})
  if(KILN_SANITIZE MATCHES "undefined")
    target_compile_options(kiln_flags INTERFACE -fno-sanitize-recover=all)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ cannot follow initialisation through the checks it has planted itself.
    target_compile_options(kiln_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# g++ before 12.3 fuses a multiply with an alternating add and subtract when it vectorises, whatever
# -ffp-contract says (GCC bug 107647; a complex product is enough). So wherever a processor that can
# fuse is compiled for, the older compiler either may not vectorise by itself (KILN_KERNEL_OPTIONS,
# for the kernels, which are written as vectors anyway) or is not told of fused instructions.
set(KILN_KERNEL_OPTIONS "")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12.3)
  set(KILN_KERNEL_OPTIONS -fno-tree-vectorize -fno-tree-slp-vectorize)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(kiln_flags INTERFACE ${KILN_KERNEL_OPTIONS})
  endif()
endif()

# Highway. One static target compiles quickly; the other builds compile the baseline and the targets
# not disabled here, and choose at run time. 1.0.3 takes plain -march=haswell for SSSE3: it wants AES
# and PCLMUL beside AVX2.
if(KILN_STATIC_SIMD)
  target_compile_definitions(kiln_flags INTERFACE HWY_COMPILE_ONLY_STATIC)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(kiln_flags INTERFACE -march=haswell -maes -mpclmul -mno-fma)
    target_compile_definitions(kiln_flags INTERFACE HWY_DISABLE_BMI2_FMA)  # AVX2 without FMA
  endif()
else()
  target_compile_definitions(kiln_flags INTERFACE
    "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_AVX3_DL|HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128)")
endif()
