#include "sim/service/schema_height.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/schema_rules.hpp"

namespace parley::sim::service {
namespace {

constexpr int max_walk_depth = 256;

const json::object* target_of(const json::object& root, const json::object& schema) {
  const auto* ref = schema.if_contains("$ref");
  return ref && ref->is_string() ? resolve_reference(root, as_view(*ref)) : nullptr;
}

bool allows_null_or_plain(const json::value& type) {
  const auto* list = type.if_array();
  if (!list) return type.is_string() && as_view(type) != "object" && as_view(type) != "array";
  return std::any_of(list->begin(), list->end(), allows_null_or_plain);
}

}  // namespace

schema_heights::schema_heights(const boost::json::object& root) : root_(root) {
  heights_[&root] = endless;
  for (const auto& member : root) collect(member.value(), 0);
  // Bellman-Ford: a height only falls, at most once a level.
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [schema, height] : heights_) {
      const int better = measure(*schema);
      if (better >= height) continue;
      height = better;
      changed = true;
    }
  }
}

// Every object below counts as a possible schema: a few that are none do no harm.
void schema_heights::collect(const boost::json::value& schema, int depth) {
  if (depth > max_walk_depth) return;
  if (const auto* list = schema.if_array()) {
    for (const auto& one : *list) collect(one, depth + 1);
  } else if (const auto* object = schema.if_object()) {
    heights_[object] = endless;
    for (const auto& member : *object) collect(member.value(), depth + 1);
  }
}

int schema_heights::of(const boost::json::value& schema) const {
  const auto* object = schema.if_object();
  if (!object) return 0;
  const auto found = heights_.find(object);
  return found == heights_.end() ? endless : found->second;
}

int schema_heights::measure(const boost::json::object& schema) const {
  if (const auto* target = target_of(root_, schema)) {
    const auto found = heights_.find(target);
    return found == heights_.end() ? endless : std::min(endless, found->second + 1);
  }
  for (const std::string_view word : {"anyOf", "oneOf"}) {
    const auto* any = schema.if_contains(word);
    if (!any || !any->is_array()) continue;
    int best = endless;
    for (const auto& one : any->get_array()) best = std::min(best, of(one));
    return std::min(endless, best + 1);
  }
  if (schema.contains("const") || schema.contains("enum")) return 0;
  const auto* type = schema.if_contains("type");
  if (type && allows_null_or_plain(*type)) return 0;
  int worst = 0;
  if (const auto* properties = schema.if_contains("properties");
      properties && properties->is_object())
    for (const auto& member : properties->get_object())
      worst = std::max(worst, of(member.value()) + 1);
  const auto* least = schema.if_contains("minItems");
  const auto* items = schema.if_contains("items");
  if (items && least && least->is_number() && least->to_number<double>() >= 1)
    worst = std::max(worst, of(*items) + 1);
  return std::min(endless, worst);
}

}  // namespace parley::sim::service
