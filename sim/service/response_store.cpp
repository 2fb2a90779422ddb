#include "sim/service/response_store.hpp"

#include <fmt/format.h>

namespace parley::sim::service {
namespace {

std::string name_of(std::string_view scope, std::string_view id) {
  return fmt::format("{} {}", id, scope);
}

std::size_t size_of(const stored_response& what) {
  std::size_t bytes = 512 + what.json.size();
  for (const auto& item : what.input_items) bytes += 64 + item.size();
  for (const auto& message : what.conversation) bytes += 96 + message.text.size();
  return bytes;
}

}  // namespace

void response_store::drop(std::list<node>::iterator which) {
  bytes_ -= which->bytes;
  by_name_.erase(which->name);
  by_use_.erase(which);
}

void response_store::put(std::string_view scope, std::string_view id, stored_response what) {
  erase(scope, id);
  const std::size_t bytes = size_of(what);
  if (bytes > max_stored_bytes) return;
  while (!by_use_.empty() &&
         (bytes_ + bytes > max_stored_bytes || by_use_.size() >= max_stored_responses))
    drop(std::prev(by_use_.end()));
  by_use_.push_front(
      {name_of(scope, id), std::make_shared<const stored_response>(std::move(what)), bytes});
  by_name_.emplace(by_use_.front().name, by_use_.begin());
  bytes_ += bytes;
}

std::shared_ptr<const stored_response> response_store::find(std::string_view scope,
                                                            std::string_view id) {
  const auto found = by_name_.find(name_of(scope, id));
  if (found == by_name_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->what;
}

bool response_store::erase(std::string_view scope, std::string_view id) {
  const auto found = by_name_.find(name_of(scope, id));
  if (found == by_name_.end()) return false;
  drop(found->second);
  return true;
}

}  // namespace parley::sim::service
