# parley_layer(NAME DEPENDS other...)  -> static library parley_NAME from NAME/**/*.cpp
# parley_embed(TARGET NAMESPACE ...)   -> compiles text files into a library
# parley_unit_tests(NAME LINKS ...)    -> ctest entry unit_NAME from test/unit/NAME/*_test.cpp

function(parley_layer name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    add_library(parley_${name} INTERFACE)
    return()
  endif()
  add_library(parley_${name} STATIC ${sources})
  target_include_directories(parley_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(parley_${name} PUBLIC parley_boost fmt::fmt PRIVATE parley_warnings)
  foreach(dep IN LISTS ARG_DEPENDS)
    target_link_libraries(parley_${name} PUBLIC parley_${dep})
  endforeach()
  target_precompile_headers(parley_${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${name}/layer.cmake)
    include(${CMAKE_SOURCE_DIR}/${name}/layer.cmake)  # libraries and embedded files of this folder only
  endif()
endfunction()

# parley_embed(TARGET <target> SYMBOL <namespace::function> HEADER <path.hpp> BASE <dir> FILES <file>...)
# Generates `std::span<const parley::embedded_file> <function>()`: the files' names (relative to BASE) and bytes.
function(parley_embed)
  cmake_parse_arguments(ARG "" "TARGET;SYMBOL;BASE" "FILES" ${ARGN})
  string(MAKE_C_IDENTIFIER "${ARG_SYMBOL}" stem)
  set(out ${CMAKE_BINARY_DIR}/embedded/${stem}.cpp)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${ARG_SYMBOL} -DBASE=${ARG_BASE}
            "-DFILES=${ARG_FILES}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${ARG_FILES} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${ARG_TARGET} PRIVATE ${out})
endfunction()

function(parley_unit_tests name)
  cmake_parse_arguments(ARG "" "LABEL" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/unit/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(unit_${name} ${sources})
  target_link_libraries(unit_${name} PRIVATE ${ARG_LINKS} parley_test_support Catch2::Catch2WithMain parley_warnings)
  target_precompile_headers(unit_${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp <catch2/catch_test_macros.hpp>)
  target_compile_definitions(unit_${name} PRIVATE PARLEY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME unit_${name} COMMAND unit_${name} --order rand --warn NoAssertions)
  set_tests_properties(unit_${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
