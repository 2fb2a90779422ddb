# toml++ is used header-only, by toml_reader.cpp alone.
find_path(PARLEY_TOMLPLUSPLUS toml++/toml.h REQUIRED)

parley_embed(TARGET parley_config SYMBOL parley::config_files
             BASE ${CMAKE_SOURCE_DIR}/config FILES ${CMAKE_SOURCE_DIR}/config/parley.toml)
