#include "sim/service/item_references.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"

namespace parley::sim::service {
namespace {

// The id that an item refers to; nothing when it is no reference. The type may be left out.
std::optional<std::string_view> referred_id(const json::value& item) {
  const auto* object = item.if_object();
  const auto* id = object ? object->if_contains("id") : nullptr;
  if (!id || !id->is_string()) return std::nullopt;
  const auto* type = object->if_contains("type");
  const bool named = type && type->is_string() && as_view(*type) == "item_reference";
  const bool bare = (!type || type->is_null()) && !object->contains("role");
  if (!named && !bare) return std::nullopt;
  return as_view(*id);
}

api_error unknown_item(std::string_view id) {
  api_error error =
      not_found(fmt::format("Item with id '{}' not found. Items are not persisted when `store` is "
                            "set to false. Try again "
                            "with `store` set to true, or remove this item from your input.",
                            id.substr(0, 128)));
  error.param = "input";
  return error;
}

// A few bytes refer to megabytes: without a bound a small request would fill the machine.
api_error too_much() {
  return {413, "invalid_request_error",
          fmt::format("The items that the input refers to are too large: together at most {} bytes "
                      "may be read for them.",
                      max_referenced_bytes),
          "input", "request_too_large"};
}

}  // namespace

checked<std::shared_ptr<const boost::json::value>> with_referenced_items(
    response_store& store, std::string_view scope,
    std::shared_ptr<const boost::json::value> document) {
  const auto* body = document->if_object();
  const auto* input = body ? body->if_contains("input") : nullptr;
  const auto* items = input ? input->if_array() : nullptr;
  if (!items || std::none_of(items->begin(), items->end(),
                             [](const auto& item) { return referred_id(item).has_value(); }))
    return document;
  json::array filled;
  std::size_t read = 0;
  for (const auto& item : *items) {
    const auto id = referred_id(item);
    if (!id) {
      filled.push_back(item);
      continue;
    }
    const auto found = store.find_item(scope, *id);
    if (!found) return unknown_item(*id);
    read += found->bytes_read;
    if (read > max_referenced_bytes) return too_much();
    filled.push_back(*parse_json(found->json, max_body_depth));
  }
  auto copy = std::make_shared<json::value>(*document);
  copy->get_object()["input"] = std::move(filled);
  return std::shared_ptr<const json::value>(std::move(copy));
}

}  // namespace parley::sim::service
