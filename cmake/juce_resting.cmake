# A window of JUCE in which nothing is painted rests.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# On Linux every window of JUCE 7 asks as often as the screen shows pictures, and a hundred times a second
# where the screen does not tell, whether there is something to paint. That is most of what an open editor
# costs while nothing moves (docs/performance.md). Here that one source is compiled from a copy that asks four
# times a second once there was nothing for thirty pictures, and at once again when something wants to be
# painted. Where the source is another one than this file knows, JUCE stays as it is.

if(NOT UNIX OR APPLE)
  return()
endif()

# change(OLD NEW): in `source`, where OLD must be.
function(change old new)
  string(FIND "${source}" "${old}" place)
  if(place EQUAL -1)
    set(unknown TRUE PARENT_SCOPE)
  endif()
  string(REPLACE "${old}" "${new}" changed "${source}")
  set(source "${changed}" PARENT_SCOPE)
endfunction()

get_target_property(modules juce::juce_gui_basics INTERFACE_JUCE_MODULE_PATH)
set(gui_basics "${modules}/juce_gui_basics")
set(windowing native/juce_linux_Windowing.cpp)
set(copy "${CMAKE_BINARY_DIR}/juce_resting")
if(NOT EXISTS "${gui_basics}/${windowing}")
  message(STATUS "JUCE ${JUCE_VERSION}: its windows do not rest (no ${windowing})")
  return()
endif()

set(unknown FALSE)
file(READ "${gui_basics}/${windowing}" source)
change(
"            repainter->repaint (area.getIntersection (bounds.withZeroOrigin()));
"
"            repainter->repaint (area.getIntersection (bounds.withZeroOrigin()));

        if (std::exchange (resting, false))
        {
            idle = 0;
            vBlankManager.startTimer (1);
        }
")
change(
"        void repaint (Rectangle<int> area)
"
"        bool hasNothingToDo() const
        {
            return regionsNeedingRepaint.isEmpty()
                   && XWindowSystem::getInstance()->getNumPaintsPendingForWindow (peer.windowH) == 0;
        }

        void repaint (Rectangle<int> area)
")
change(
"            repainter->dispatchDeferredRepaints();
    }
"
"            repainter->dispatchDeferredRepaints();

        if (vBlankListeners.isEmpty() && (repainter == nullptr || repainter->hasNothingToDo()))
            idle = jmin (idle + 1, 30);
        else
            idle = 0;

        const auto rests = idle == 30;

        if (rests != std::exchange (resting, rests) || vBlankManager.getTimerInterval() == 1)
            updateVBlankTimer();
    }
")
change(
"    void updateVBlankTimer()
    {
"
"    bool resting = false;
    int idle = 0;

    void updateVBlankTimer()
    {
        if (resting)
        {
            vBlankManager.startTimer (250);
            return;
        }

")

if(unknown)
  message(STATUS "JUCE ${JUCE_VERSION}: its windows do not rest (${windowing} is another)")
  return()
endif()

file(CONFIGURE OUTPUT "${copy}/${windowing}" CONTENT "${source}" @ONLY)
configure_file("${gui_basics}/juce_gui_basics.cpp" "${copy}/juce_gui_basics.cpp" COPYONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${gui_basics}/${windowing}")

# What the copies include and is not beside them is beside the originals.
get_target_property(sources juce::juce_gui_basics INTERFACE_SOURCES)
string(REPLACE "${gui_basics}/juce_gui_basics.cpp" "${copy}/juce_gui_basics.cpp" sources "${sources}")
if(NOT sources MATCHES "juce_resting")
  message(STATUS "JUCE ${JUCE_VERSION}: its windows do not rest (juce_gui_basics.cpp is elsewhere)")
  return()
endif()
set_property(TARGET juce_gui_basics PROPERTY INTERFACE_SOURCES "${sources}")
target_include_directories(kiln_juce PRIVATE "${gui_basics}")
target_compile_definitions(kiln_juce PUBLIC KILN_JUCE_RESTS=1)  # for the test
