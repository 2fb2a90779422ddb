target_link_libraries(parley_net PUBLIC OpenSSL::SSL OpenSSL::Crypto PRIVATE simdjson::simdjson)
