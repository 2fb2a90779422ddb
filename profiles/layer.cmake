target_link_libraries(parley_profiles PRIVATE simdjson::simdjson)

# The sample customers: the program runs without any file.
file(GLOB demo_profiles CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/profiles/demo/*.json)
list(SORT demo_profiles)
parley_embed(TARGET parley_profiles SYMBOL parley::demo_profile_files
             BASE ${CMAKE_SOURCE_DIR}/profiles/demo FILES ${demo_profiles})
