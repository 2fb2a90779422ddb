target_link_libraries(parley_profiles PRIVATE simdjson::simdjson)
