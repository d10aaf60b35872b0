# kiln_juce: the JUCE modules Kiln uses, compiled once for the plug-in, the editor and the host tests.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# JUCE's modules are interface libraries made of sources: whoever links one compiles it again. Here
# they are compiled into one static library; what links kiln_juce gets their headers and settings.
# Links with --gc-sections drop what a program does not call (hosting, in the plug-in).

option(KILN_PLUGIN "Build the plug-in, the stand-alone program and the editor (needs JUCE)" OFF)
if(NOT KILN_PLUGIN)
  return()
endif()
find_package(JUCE CONFIG REQUIRED)

# JUCE hosts VST2 only with headers of its own; the plug-in uses those of fst-dev.
set(juce_settings
  JUCE_WEB_BROWSER=0 JUCE_USE_CURL=0 JUCE_VST3_CAN_REPLACE_VST2=0 JUCE_USE_FLAC=0
  JUCE_USE_OGGVORBIS=0 JUCE_USE_MP3AUDIOFORMAT=0 JUCE_DISPLAY_SPLASH_SCREEN=0
  JUCE_REPORT_APP_USAGE=0 JUCE_STRICT_REFCOUNTEDPOINTER=1 JUCE_MODAL_LOOPS_PERMITTED=1
  JUCE_ALSA=1 JUCE_JACK=1 JUCE_PLUGINHOST_VST3=1 JUCE_PLUGINHOST_LV2=1
  JUCE_USE_CUSTOM_PLUGIN_STANDALONE_APP=1)

add_library(kiln_juce STATIC)
target_link_libraries(kiln_juce
  PRIVATE juce::juce_audio_basics juce::juce_audio_devices juce::juce_audio_formats
          juce::juce_audio_processors juce::juce_audio_utils juce::juce_core
          juce::juce_data_structures juce::juce_events juce::juce_graphics juce::juce_gui_basics
          juce::juce_gui_extra)
include(juce_resting)
target_compile_definitions(kiln_juce
  PUBLIC ${juce_settings} JUCE_GLOBAL_MODULE_SETTINGS_INCLUDED=1
  INTERFACE $<TARGET_PROPERTY:kiln_juce,COMPILE_DEFINITIONS>)
target_compile_options(kiln_juce PRIVATE -w -ffunction-sections -fdata-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
  # Newer Clang looks into templates that JUCE 7.0.5 never uses, and finds names missing there.
  target_compile_options(kiln_juce PUBLIC
    -fdelayed-template-parsing -Wno-delayed-template-parsing-in-cxx20)
endif()
if(KILN_SANITIZE MATCHES "thread")
  # It has to see both sides of what threads share.
  target_compile_options(kiln_juce PRIVATE -fsanitize=thread -fno-omit-frame-pointer)
endif()
target_include_directories(kiln_juce SYSTEM
  INTERFACE $<TARGET_PROPERTY:kiln_juce,INCLUDE_DIRECTORIES>)
if(UNIX AND NOT APPLE)
  # Debian's JUCE uses the system's image libraries instead of copies of its own.
  find_package(PNG REQUIRED)
  find_package(JPEG REQUIRED)
  find_package(ZLIB REQUIRED)
  target_link_libraries(kiln_juce INTERFACE PNG::PNG JPEG::JPEG ZLIB::ZLIB)
  target_link_options(kiln_juce INTERFACE -Wl,--gc-sections)
endif()
