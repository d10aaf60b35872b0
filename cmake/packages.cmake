# The libraries Kiln uses, each as one imported target. Debian's names are in tools/packages.txt.
# SPDX-License-Identifier: GPL-3.0-or-later

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Imported targets are system includes: their headers raise no warnings.
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy)
find_package(fmt REQUIRED CONFIG)

# For the command line only. What is missing switches the command line off, not the engine.
pkg_check_modules(sndfile IMPORTED_TARGET sndfile)
pkg_check_modules(ebur128 IMPORTED_TARGET libebur128)
pkg_check_modules(cairo IMPORTED_TARGET cairo)
find_package(OpenSSL COMPONENTS Crypto)
find_package(CLI11 CONFIG)
find_package(nlohmann_json CONFIG)
find_package(spdlog CONFIG)

find_package(GTest)
find_package(benchmark CONFIG)

# For the comparison with other instruments, which are hosted: ./run bench --compare.
pkg_check_modules(lilv QUIET IMPORTED_TARGET lilv-0)
find_path(KILN_FST_HEADERS pluginterfaces/fst/fst.h)
