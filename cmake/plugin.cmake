# The plug-in in all its formats, and the stand-alone program.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Products lie in Kiln_artefacts/ of the build folder, one folder a format.
if(NOT TARGET kiln_juce)
  return()
endif()

set(plugin_uri "urn:kiln:synth")  # LV2's name of it: never changes
set(plugin_formats VST3 LV2 Standalone)
if(KILN_SANITIZE)
  set(plugin_formats Standalone)  # only the processor itself is tested (processor_tests.cmake)
endif()
find_path(KILN_VST2_HEADERS pluginterfaces/vst2.x/aeffect.h)
if(KILN_VST2_HEADERS AND NOT KILN_SANITIZE)
  juce_set_vst2_sdk_path("${KILN_VST2_HEADERS}")
  list(APPEND plugin_formats VST)
endif()
if(APPLE AND NOT KILN_SANITIZE)
  list(APPEND plugin_formats AU)
endif()

juce_add_plugin(Kiln
  PRODUCT_NAME Kiln
  VERSION ${PROJECT_VERSION}
  DESCRIPTION "Polyphonic synthesizer"
  COMPANY_NAME Kiln
  COMPANY_WEBSITE "http://kiln-synth.org"
  BUNDLE_ID org.kiln-synth.kiln
  PLUGIN_MANUFACTURER_CODE Kiln
  PLUGIN_CODE Kln1
  FORMATS ${plugin_formats}
  IS_SYNTH TRUE NEEDS_MIDI_INPUT TRUE NEEDS_MIDI_OUTPUT FALSE IS_MIDI_EFFECT FALSE
  EDITOR_WANTS_KEYBOARD_FOCUS TRUE
  VST3_CATEGORIES Instrument Synth
  VST2_CATEGORY kPlugCategSynth
  AU_MAIN_TYPE kAudioUnitType_MusicDevice
  COPY_PLUGIN_AFTER_BUILD FALSE)

kiln_find_sources(plugin_sources FOLDERS kiln/plugin EXCEPT "${KILN_NOT_PRODUCT}")
set(shared_sources ${plugin_sources})
list(FILTER shared_sources EXCLUDE REGEX "^kiln/plugin/(vst3|standalone)/")
# Without the editor's fonts the plug-in has a plain window.
if(TARGET kiln_gui)
  list(FILTER shared_sources EXCLUDE REGEX "/generic_editor\\.cpp$")
  target_link_libraries(Kiln PUBLIC kiln_gui)
else()
  list(FILTER shared_sources EXCLUDE REGEX
       "/(kiln_editor|editor_[a-z]+|preset_[a-z]+|sound_print|display_curves|effect_curves|live_spectra)\\.cpp$")
endif()
target_sources(Kiln PRIVATE ${shared_sources})
target_link_libraries(Kiln PUBLIC kiln_juce kiln_engine)
# juce_add_plugin would warn of a URI that is no web address, and Debian's does not pass it on.
target_compile_definitions(Kiln PUBLIC JucePlugin_LV2URI="${plugin_uri}")

if(KILN_SANITIZE)
  set_target_properties(Kiln_Standalone Kiln_All PROPERTIES EXCLUDE_FROM_ALL TRUE)
  return()
endif()

# VST3: our factory around JUCE's, which gets another name.
set(vst3_sources ${plugin_sources})
list(FILTER vst3_sources INCLUDE REGEX "^kiln/plugin/vst3/")
target_sources(Kiln_VST3 PRIVATE ${vst3_sources})
get_target_property(juce_modules juce::juce_audio_plugin_client INTERFACE_JUCE_MODULE_PATH)
set(juce_vst3 "${juce_modules}/juce_audio_plugin_client/juce_audio_plugin_client_VST3")
set_source_files_properties("${juce_vst3}.cpp" "${juce_vst3}.mm" PROPERTIES
  COMPILE_DEFINITIONS "GetPluginFactory=kiln_juce_plugin_factory")

set(standalone_sources ${plugin_sources})
list(FILTER standalone_sources INCLUDE REGEX "^kiln/plugin/standalone/")
target_sources(Kiln_Standalone PRIVATE ${standalone_sources})

# JUCE's own sources come with warnings we don't want to see, and every symbol of a plug-in but its
# format's entry is hidden: hosts load many plug-ins into one process.
foreach(format IN LISTS plugin_formats)
  target_compile_options(Kiln_${format} PRIVATE -w)
  if(UNIX AND NOT APPLE AND NOT format STREQUAL "Standalone")
    target_link_options(Kiln_${format} PRIVATE
      -Wl,--exclude-libs,ALL "-Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/exports.map")
  endif()
endforeach()
add_custom_target(kiln_plugin DEPENDS Kiln_All)

# What the binaries need of a system, and show to a host.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT KILN_SANITIZE)
  set(binaries "")
  foreach(format IN LISTS plugin_formats)
    list(APPEND binaries $<TARGET_FILE:Kiln_${format}>)
  endforeach()
  set(check ${Python3_EXECUTABLE} -B "${CMAKE_SOURCE_DIR}/tools/check_plugin")
  add_test(NAME ${KILN_TEST_PREFIX}Check_plugin.binaries COMMAND ${check} ${binaries})
  add_test(NAME ${KILN_TEST_PREFIX}Check_plugin.planted_violations
           COMMAND ${check} --plant $<TARGET_FILE:Kiln_VST3>)
  set_tests_properties(${KILN_TEST_PREFIX}Check_plugin.planted_violations PROPERTIES WILL_FAIL TRUE)
endif()

# Real hosts, after all other tests (COST) and one at a time; what plays live, with nothing beside it.
# Exit code 77: the host is not installed.
option(KILN_REAL_HOSTS "Test the plug-in in Ardour, on JACK, under real mouse and keys, too" OFF)
if(TARGET kiln AND KILN_REAL_HOSTS)
  set(artefacts "${CMAKE_BINARY_DIR}/Kiln_artefacts/${CMAKE_BUILD_TYPE}")
  set(real_hosts ${KILN_TEST_PREFIX}Host.jack)
  add_test(NAME ${KILN_TEST_PREFIX}Host.jack
    COMMAND bash "${CMAKE_SOURCE_DIR}/tests/host/jack/test.sh" "${artefacts}")
  foreach(rate 44100 48000 96000)
    list(APPEND real_hosts ${KILN_TEST_PREFIX}Host.ardour_${rate})
    add_test(NAME ${KILN_TEST_PREFIX}Host.ardour_${rate}
      COMMAND bash "${CMAKE_SOURCE_DIR}/tests/host/ardour/test.sh" $<TARGET_FILE:kiln>
              "${artefacts}" "${CMAKE_SOURCE_DIR}/presets/factory/pad/anagama.kiln" ${rate})
  endforeach()
  set_tests_properties(${real_hosts} PROPERTIES
    LABELS host TIMEOUT 600 COST -1 SKIP_RETURN_CODE 77 RESOURCE_LOCK real_hosts)
  set_tests_properties(${KILN_TEST_PREFIX}Host.jack PROPERTIES RUN_SERIAL TRUE)
endif()

# What JUCE's generator writes about the LV2 is known; nothing new may come to it.
if(Python3_FOUND)
  set(validate ${Python3_EXECUTABLE} -B "${CMAKE_SOURCE_DIR}/tests/host/lv2_validate.py")
  set(bundle "${CMAKE_BINARY_DIR}/Kiln_artefacts/${CMAKE_BUILD_TYPE}/LV2/Kiln.lv2")
  add_test(NAME ${KILN_TEST_PREFIX}Host.lv2_validate COMMAND ${validate} "${bundle}")
  add_test(NAME ${KILN_TEST_PREFIX}Host.planted_lv2_text COMMAND ${validate} --plant "${bundle}")
  set_tests_properties(${KILN_TEST_PREFIX}Host.lv2_validate ${KILN_TEST_PREFIX}Host.planted_lv2_text
    PROPERTIES LABELS host TIMEOUT 60 SKIP_RETURN_CODE 77)
  set_tests_properties(${KILN_TEST_PREFIX}Host.planted_lv2_text PROPERTIES WILL_FAIL TRUE)
endif()

# The host test: the processor alone and the built VST3 through JUCE's hosting classes. Each planted
# defect must turn one of its rows red.
if(TARGET GTest::gtest)
  file(GLOB host_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/host/*.cpp")
  add_executable(kiln_host_tests ${host_sources})
  # VST3's interfaces have no virtual destructors.
  set_source_files_properties("${CMAKE_SOURCE_DIR}/tests/host/automation_test.cpp"
    "${CMAKE_SOURCE_DIR}/tests/host/guarded_test.cpp"
    "${CMAKE_SOURCE_DIR}/tests/host/unsorted_test.cpp" PROPERTIES
    COMPILE_OPTIONS -Wno-non-virtual-dtor)
  # FST's headers say with #warning what they don't know.
  set_source_files_properties("${CMAKE_SOURCE_DIR}/tests/host/vst2_instance.cpp" PROPERTIES
    COMPILE_OPTIONS "-Wno-cpp;-Wno-deprecated-declarations")
  target_link_libraries(kiln_host_tests PRIVATE Kiln GTest::gtest)
  target_compile_definitions(kiln_host_tests PRIVATE
    KILN_VST3_BUNDLE="${CMAKE_BINARY_DIR}/Kiln_artefacts/${CMAKE_BUILD_TYPE}/VST3/Kiln.vst3")
  add_dependencies(kiln_host_tests Kiln_VST3)
  if(KILN_VST2_HEADERS)
    target_compile_definitions(kiln_host_tests PRIVATE KILN_VST2_FILE="$<TARGET_FILE:Kiln_VST>")
    target_include_directories(kiln_host_tests SYSTEM PRIVATE "${KILN_VST2_HEADERS}")
    add_dependencies(kiln_host_tests Kiln_VST)
  endif()
  include(GoogleTest)
  gtest_discover_tests(kiln_host_tests
    DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${KILN_TEST_PREFIX}"
    TEST_FILTER "-*Timing*" TEST_LIST kiln_host_plain
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" PROPERTIES TIMEOUT 600 LABELS host)
  gtest_discover_tests(kiln_host_tests
    DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${KILN_TEST_PREFIX}"
    TEST_FILTER "*Timing*" TEST_LIST kiln_host_timing
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    PROPERTIES TIMEOUT 600 RUN_SERIAL TRUE LABELS "host;timing")
  foreach(planted block:BlocksOfAny block:TenThousand nan:SampleRates nan:EveryTransport
                  nan:OtherThreads state:DamagedStates crash:AStateComes forget:AStateComes
                  points:APointInside stuck:SurvivesEveryKind leak:InstancesCome
                  memory:ManyInstances slow:TailsAndIdling scan:AColdScan lost:NotesAndPoints)
    string(REPLACE ":" ";" planted ${planted})
    list(GET planted 0 defect)
    list(GET planted 1 row)
    set(name ${KILN_TEST_PREFIX}Host.planted_${defect}.${row})
    add_test(NAME ${name} COMMAND kiln_host_tests --gtest_filter=*.*${row}*-*/vst*)
    set_tests_properties(${name} PROPERTIES
      LABELS host TIMEOUT 300 WILL_FAIL TRUE ENVIRONMENT "KILN_PLANT=${defect}")
  endforeach()
endif()

# The binary that ships, under a guard that is loaded before the C library.
if(TARGET kiln_host_tests AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT KILN_SANITIZE)
  add_library(kiln_rtguard MODULE tests/host/guard/rtguard.cpp)
  target_link_libraries(kiln_rtguard PRIVATE ${CMAKE_DL_LIBS})
  add_dependencies(kiln_host_tests kiln_rtguard)
  foreach(planted "" malloc)
    set(name ${KILN_TEST_PREFIX}Host.guarded)
    if(planted)
      set(name ${KILN_TEST_PREFIX}Host.planted_${planted})
    endif()
    add_test(NAME ${name} COMMAND kiln_host_tests --gtest_filter=HostGuardedTest.*
             WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS host TIMEOUT 300
      ENVIRONMENT "LD_PRELOAD=$<TARGET_FILE:kiln_rtguard>;KILN_PLANT=${planted}")
  endforeach()
  set_tests_properties(${KILN_TEST_PREFIX}Host.planted_malloc PROPERTIES WILL_FAIL TRUE)
endif()

if(TARGET kiln_gui)
  # Pictures of each page on the sounding engine, without a display.
  add_executable(kiln_gui_shot tests/gui/shot.cpp)
  target_link_libraries(kiln_gui_shot PRIVATE Kiln)
  # What the open window costs; needs a display (tests/gui/cost.sh brings one).
  add_executable(kiln_gui_cost tests/gui/cost.cpp)
  target_link_libraries(kiln_gui_cost PRIVATE Kiln)
  # The editor without a display: presets, pictures, that it disturbs no sound.
  if(TARGET GTest::gtest)
    add_executable(kiln_gui_tests tests/gui/presets_test.cpp tests/gui/pictures_test.cpp
                   tests/gui/disturb_test.cpp tests/host/main.cpp tests/host/rig.cpp)
    target_link_libraries(kiln_gui_tests PRIVATE Kiln GTest::gtest)
    target_compile_definitions(kiln_gui_tests PRIVATE
      KILN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" KILN_BINARY_DIR="${CMAKE_BINARY_DIR}"
      KILN_VST3_BUNDLE="")
    gtest_discover_tests(kiln_gui_tests
      DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_PREFIX "${KILN_TEST_PREFIX}"
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
      PROPERTIES TIMEOUT 600 RUN_SERIAL TRUE LABELS "host;gui")
  endif()
  if(TARGET kiln_gui_tests)
    add_test(NAME ${KILN_TEST_PREFIX}Host.planted_window
      COMMAND kiln_gui_tests --gtest_filter=GuiDisturb.opening*)
    set_tests_properties(${KILN_TEST_PREFIX}Host.planted_window PROPERTIES
      LABELS "host;gui" TIMEOUT 300 WILL_FAIL TRUE ENVIRONMENT "KILN_PLANT=window")
  endif()
  # Menus open on a screen only, and windows rest there. Exit code 77: no X server or window manager.
  if(TARGET GTest::gtest AND NOT KILN_SANITIZE)
    add_test(NAME ${KILN_TEST_PREFIX}Gui.screen
      COMMAND bash "${CMAKE_SOURCE_DIR}/tests/gui/with_screen.sh"
        "${CMAKE_BINARY_DIR}/bin/kiln_touch_tests" --gtest_filter=MenuTest.*:RestTest.*)
    set_tests_properties(${KILN_TEST_PREFIX}Gui.screen PROPERTIES
      LABELS "host;gui" TIMEOUT 120 SKIP_RETURN_CODE 77)
  endif()
  # The stand-alone program under real mouse and keys. Exit code 77: no X server or JACK here.
  if(KILN_REAL_HOSTS)
    add_test(NAME ${KILN_TEST_PREFIX}Gui.hands
      COMMAND bash "${CMAKE_SOURCE_DIR}/tests/gui/hands.sh" $<TARGET_FILE:Kiln_Standalone>)
    set_tests_properties(${KILN_TEST_PREFIX}Gui.hands PROPERTIES
      LABELS "host;gui" TIMEOUT 600 COST -1 RUN_SERIAL TRUE SKIP_RETURN_CODE 77)
  endif()
endif()
