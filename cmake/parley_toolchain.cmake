# Compiler cache, fast linker, warnings, sanitizers: everything that depends on the machine's tools.

find_program(PARLEY_CCACHE ccache)
if(PARLEY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers carry time stamps; ccache must be told that they do not matter.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${PARLEY_CCACHE})
endif()

find_program(PARLEY_MOLD mold)
find_program(PARLEY_LLD NAMES ld.lld ld.lld-19)
if(PARLEY_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(PARLEY_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()

add_library(parley_warnings INTERFACE)
# -Wconversion means the same to both compilers: GCC leaves sign conversions out of it in C++.
target_compile_options(parley_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion)
if(PARLEY_WERROR)
  target_compile_options(parley_warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A precompiled header without its time stamp lets ccache hit after a fresh checkout.
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives inside libstdc++ at -O2 (a moved short string is "read" past its 16 bytes), pairs
  # Boost.Asio's operator new of coroutine frames with another delete once it has inlined one of the two (GCC bug
  # 103993), and warns on aggregates we initialise by name.
  target_compile_options(parley_warnings INTERFACE -Wno-missing-field-initializers -Wno-restrict
      -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds
      -Wno-dangling-reference -Wno-dangling-pointer -Wno-mismatched-new-delete)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(parley_warnings INTERFACE -Wno-missing-field-initializers
      -Wno-missing-designated-field-initializers)
endif()

if(PARLEY_SANITIZE)
  add_compile_options(-fsanitize=${PARLEY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PARLEY_SANITIZE})
  # A recycled coroutine frame hides a use after free from the sanitizer.
  add_compile_definitions(BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()
if(PARLEY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(PARLEY_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
