# toml++ is used header-only, by service/fault_file.cpp alone.
find_path(PARLEY_TOMLPLUSPLUS toml++/toml.h REQUIRED)
