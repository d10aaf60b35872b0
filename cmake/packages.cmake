# The libraries Kiln uses, each as one imported target. Debian's names are in tools/packages.txt.
# SPDX-License-Identifier: GPL-3.0-or-later

find_package(PkgConfig)
find_package(Threads REQUIRED)

# Highway as kiln_highway: Debian's, by pkg-config, or that of vcpkg, which is static. With
# KILN_OWN_TARGETS only Debian's headers, so that what is built starts without libhwy. Imported
# targets are system includes: their headers raise no warnings.
option(KILN_OWN_TARGETS "Choose SIMD targets without Highway's shared library" OFF)
add_library(kiln_highway INTERFACE)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(hwy IMPORTED_TARGET libhwy)
endif()
if(NOT TARGET PkgConfig::hwy)
  find_package(hwy CONFIG REQUIRED)
  target_link_libraries(kiln_highway INTERFACE hwy::hwy)
  set(KILN_OWN_TARGETS OFF)
elseif(KILN_OWN_TARGETS)
  target_include_directories(kiln_highway SYSTEM INTERFACE
    $<TARGET_PROPERTY:PkgConfig::hwy,INTERFACE_INCLUDE_DIRECTORIES>)
else()
  target_link_libraries(kiln_highway INTERFACE PkgConfig::hwy)
endif()
find_package(fmt REQUIRED CONFIG)
find_path(KILN_TOML_HEADERS toml++/toml.h REQUIRED)

# For the command line only. What is missing switches the command line off, not the engine.
if(PKG_CONFIG_FOUND)
  pkg_check_modules(sndfile IMPORTED_TARGET sndfile)
  pkg_check_modules(ebur128 IMPORTED_TARGET libebur128)
  pkg_check_modules(cairo IMPORTED_TARGET cairo)
endif()
find_package(OpenSSL COMPONENTS Crypto)
find_package(CLI11 CONFIG)
find_package(nlohmann_json CONFIG)
find_package(spdlog CONFIG)

find_package(GTest)
find_package(benchmark CONFIG)

# For the comparison with other instruments, which are hosted: ./run bench --compare.
pkg_check_modules(lilv QUIET IMPORTED_TARGET lilv-0)
find_path(KILN_FST_HEADERS pluginterfaces/fst/fst.h)
