// Responses that clients asked to keep, for previous_response_id, retrieval and references to their
// items. Bounded memory: the least recently used go first.
// Must not know: HTTP, how responses are made.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model.hpp"
#include "sim/service/list_entry.hpp"

namespace parley::sim::service {

struct stored_response {
  std::string json;                         ///< the finished Response object
  std::vector<list_entry> input_items;      ///< JSON objects with their ids
  std::vector<std::string> output_ids;      ///< ids of the items of its output
  std::vector<model_message> conversation;  ///< all before it, its input and its answer
  std::vector<std::string> open_calls;      ///< call ids of its function calls
};

struct stored_item {
  std::string json;
  std::size_t bytes_read;  ///< what finding it cost: a response is read whole for one of its items
};

inline constexpr std::size_t max_stored_bytes = 64u << 20;
inline constexpr std::size_t max_stored_responses = 20'000;

class response_store {
 public:
  /// `scope`: the key that owns it; another key does not see it.
  void put(std::string_view scope, std::string_view id, stored_response what);
  /// Nothing when unknown, deleted or forgotten. Shared, so that a reader may wait meanwhile.
  std::shared_ptr<const stored_response> find(std::string_view scope, std::string_view id);
  /// An item of a stored response's input or output; nothing when no response has it.
  std::optional<stored_item> find_item(std::string_view scope, std::string_view item_id);
  bool erase(std::string_view scope, std::string_view id);
  std::size_t size() const { return by_name_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct node {
    std::string name, scope;
    std::shared_ptr<const stored_response> what;
    std::size_t bytes;
  };
  using place = std::list<node>::iterator;
  void drop(place which);
  void index(place which);
  void forget_item(place which, std::string_view item_id);
  std::list<node> by_use_;  // most recent first
  std::map<std::string, place, std::less<>> by_name_;
  std::map<std::string, place, std::less<>> by_item_;  // the response that had it last
  std::size_t bytes_ = 0;
};

}  // namespace parley::sim::service
