#include <span>

#include "base/embedded_file.hpp"
#include "config/loader.hpp"

namespace parley {

std::span<const embedded_file>
config_files();  // made from config/parley.toml by config/layer.cmake

std::string_view default_config_text() {
  return config_files().front().bytes;
}

}  // namespace parley
