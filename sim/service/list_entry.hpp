// One object of a list that clients page through: its id, and itself as JSON.
// Must not know: lists, pages.
#pragma once

#include <string>

namespace parley::sim::service {

struct list_entry {
  std::string id;
  std::string json;
};

}  // namespace parley::sim::service
