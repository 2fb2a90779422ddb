target_link_libraries(parley_net PUBLIC OpenSSL::SSL OpenSSL::Crypto PRIVATE simdjson::simdjson)
target_compile_definitions(parley_net PRIVATE PARLEY_VERSION="${PROJECT_VERSION}")
