#include "cli/program.hpp"

namespace parley::cli {

std::string version() {
  return PARLEY_VERSION;
}

}  // namespace parley::cli
