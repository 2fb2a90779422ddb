#include "sim/service/response_store.hpp"

#include <fmt/format.h>

#include "base/json.hpp"

namespace parley::sim::service {
namespace {

constexpr std::size_t max_stored_depth = 256;  // a schema of the request lies deeper in the reply

std::string name_of(std::string_view scope, std::string_view id) {
  return fmt::format("{} {}", id, scope);
}

std::size_t size_of(const stored_response& what) {
  std::size_t bytes = 512 + what.json.size();
  for (const auto& item : what.input_items) bytes += 256 + 3 * item.id.size() + item.json.size();
  for (const auto& id : what.output_ids) bytes += 256 + 2 * id.size();
  for (const auto& message : what.conversation) bytes += 96 + message.text.size();
  return bytes;
}

}  // namespace

void response_store::index(place which) {
  for (const auto& item : which->what->input_items)
    by_item_.insert_or_assign(name_of(which->scope, item.id), which);
  for (const auto& id : which->what->output_ids)
    by_item_.insert_or_assign(name_of(which->scope, id), which);
}

// An id that a later response has too stays that one's.
void response_store::forget_item(place which, std::string_view item_id) {
  const auto found = by_item_.find(name_of(which->scope, item_id));
  if (found != by_item_.end() && found->second == which) by_item_.erase(found);
}

void response_store::drop(place which) {
  bytes_ -= which->bytes;
  for (const auto& item : which->what->input_items) forget_item(which, item.id);
  for (const auto& id : which->what->output_ids) forget_item(which, id);
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
  by_use_.push_front({name_of(scope, id), std::string(scope),
                      std::make_shared<const stored_response>(std::move(what)), bytes});
  by_name_.emplace(by_use_.front().name, by_use_.begin());
  index(by_use_.begin());
  bytes_ += bytes;
}

std::shared_ptr<const stored_response> response_store::find(std::string_view scope,
                                                            std::string_view id) {
  const auto found = by_name_.find(name_of(scope, id));
  if (found == by_name_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->what;
}

std::optional<stored_item> response_store::find_item(std::string_view scope,
                                                     std::string_view item_id) {
  const auto found = by_item_.find(name_of(scope, item_id));
  if (found == by_item_.end()) return std::nullopt;
  const auto what = found->second->what;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  for (const auto& item : what->input_items)
    if (item.id == item_id) return stored_item{item.json, item.json.size()};
  const auto response = parse_json(what->json, max_stored_depth);
  const auto* output = response ? response->get_object().if_contains("output") : nullptr;
  if (!output || !output->is_array()) return std::nullopt;
  for (const auto& item : output->get_array())
    if (item.at("id").as_string() == item_id)
      return stored_item{json::serialize(item), what->json.size()};
  return std::nullopt;
}

bool response_store::erase(std::string_view scope, std::string_view id) {
  const auto found = by_name_.find(name_of(scope, id));
  if (found == by_name_.end()) return false;
  drop(found->second);
  return true;
}

}  // namespace parley::sim::service
