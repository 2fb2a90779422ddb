# Debian's packages, as SYSTEM targets: their headers may not trip our warnings.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(SQLite3 3.37 REQUIRED)  # STRICT tables
find_package(Boost 1.81 REQUIRED)
if(PARLEY_TESTS)
  find_package(Catch2 3 REQUIRED)
endif()

add_library(parley_boost INTERFACE)
target_include_directories(parley_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
# Asio, Beast and JSON are compiled once each: base/asio_impl.cpp, net/beast_impl.cpp, base/json_impl.cpp.
target_compile_definitions(parley_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION
    BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_JSON_NO_LIB BOOST_JSON_STATIC_LINK)
target_link_libraries(parley_boost INTERFACE Threads::Threads)
