// Responses that clients asked to keep, for previous_response_id and retrieval. Bounded memory: the
// least recently used go first.
// Must not know: HTTP, how responses are made.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model.hpp"

namespace parley::sim::service {

struct stored_response {
  std::string json;                         ///< the finished Response object
  std::vector<std::string> input_items;     ///< JSON objects with ids
  std::vector<model_message> conversation;  ///< all before it, its input and its answer
  std::vector<std::string> open_calls;      ///< call ids of its function calls
};

inline constexpr std::size_t max_stored_bytes = 64u << 20;
inline constexpr std::size_t max_stored_responses = 20'000;

class response_store {
 public:
  /// `scope`: the key that owns it; another key does not see it.
  void put(std::string_view scope, std::string_view id, stored_response what);
  /// Nothing when unknown, deleted or forgotten. Shared, so that a reader may wait meanwhile.
  std::shared_ptr<const stored_response> find(std::string_view scope, std::string_view id);
  bool erase(std::string_view scope, std::string_view id);
  std::size_t size() const { return by_name_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct node {
    std::string name;
    std::shared_ptr<const stored_response> what;
    std::size_t bytes;
  };
  void drop(std::list<node>::iterator which);
  std::list<node> by_use_;  // most recent first
  std::map<std::string, std::list<node>::iterator, std::less<>> by_name_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::sim::service
