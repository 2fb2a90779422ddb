#include "net/provider.hpp"

namespace parley {

std::string_view to_string(binding what) {
  switch (what) {
    case binding::nothing:
      return "nothing";
    case binding::requests:
      return "requests";
    case binding::tokens:
      return "tokens";
    case binding::window:
      return "window";
    case binding::paused:
      return "paused";
    case binding::latency:
      return "latency";
  }
  return "nothing";
}

}  // namespace parley
