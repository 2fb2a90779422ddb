#include "sim/service/schema_output.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/schema_height.hpp"
#include "sim/service/schema_rules.hpp"
#include "sim/service/schema_values.hpp"

namespace parley::sim::service {
namespace {

constexpr int soft_depth = 10;             // from here on the shallowest alternative is taken
constexpr int hard_depth = 200;            // a schema without finite documents ends here, with null
constexpr std::size_t soft_nodes = 1'000;  // likewise by size
constexpr std::size_t hard_nodes = 100'000;
constexpr std::uint64_t usual_extra_items = 3;

class document_writer {
 public:
  document_writer(const json::object& root, std::uint64_t key)
      : root_(root), random_(key, "document", "schema output") {}

  std::string run() {
    object_schema(root_, 0);
    return out_.take();
  }

 private:
  bool ending(int depth) const { return depth > soft_depth || nodes_ > soft_nodes; }

  void any_schema(const json::value& schema, int depth) {
    if (const auto* object = schema.if_object()) return object_schema(*object, depth);
    out_.string("anything");  // `true`: whatever
  }

  void object_schema(const json::object& schema, int depth) {
    if (depth > hard_depth || ++nodes_ > hard_nodes) return out_.literal("null");
    if (const auto* ref = schema.if_contains("$ref"); ref && ref->is_string()) {
      const auto* target = resolve_reference(root_, as_view(*ref));
      return target ? object_schema(*target, depth + 1) : out_.literal("null");
    }
    if (const auto* value = schema.if_contains("const")) return out_.value(*value);
    if (const auto* values = schema.if_contains("enum");
        values && values->is_array() && !values->get_array().empty())
      return out_.value(values->get_array()[random_.below(values->get_array().size())]);
    for (const std::string_view word : {"anyOf", "oneOf"})
      if (const auto* any = schema.if_contains(word);
          any && any->is_array() && !any->get_array().empty())
        return any_schema(alternative(any->get_array(), depth), depth + 1);
    if (const auto* all = schema.if_contains("allOf"); all && all->is_array())
      return object_schema(merged(schema, all->get_array()), depth + 1);
    typed(schema, type_of(schema, depth), depth);
  }

  const json::value& alternative(const json::array& options, int depth) {
    const auto any = random_.below(options.size());
    if (!ending(depth)) return options[any];
    if (!heights_) heights_.emplace(root_);
    return *std::min_element(options.begin(), options.end(), [&](const auto& a, const auto& b) {
      return heights_->of(a) < heights_->of(b);
    });
  }

  std::string_view type_of(const json::object& schema, int depth) {
    const auto* type = schema.if_contains("type");
    if (type && type->is_string()) return as_view(*type);
    if (type && type->is_array() && !type->get_array().empty()) {
      const auto& list = type->get_array();
      // Null only now and then, except where it ends a recursion.
      std::vector<std::string_view> others;
      bool nullable = false;
      for (const auto& one : list)
        if (one.is_string()) {
          if (as_view(one) == "null")
            nullable = true;
          else
            others.push_back(as_view(one));
        }
      if (others.empty()) return "null";
      const auto chosen =
          others.size() == 1 ? others.front() : others[random_.below(others.size())];
      return nullable && (ending(depth) || random_.chance(0.2)) ? "null" : chosen;
    }
    if (schema.contains("properties")) return "object";
    return schema.contains("items") ? "array" : "string";
  }

  void typed(const json::object& schema, std::string_view type, int depth) {
    if (type == "object") return object(schema, depth);
    if (type == "array") return array(schema, depth);
    if (type == "integer" || type == "number")
      return out_.literal(made_up_number(schema, type == "integer", random_));
    if (type == "boolean") return out_.boolean(random_.chance(0.5));
    if (type == "null") return out_.literal("null");
    out_.string(made_up_string(schema, random_));
  }

  void object(const json::object& schema, int depth) {
    out_.open('{');
    const auto* properties = schema.if_contains("properties");
    const auto* members = properties ? properties->if_object() : nullptr;
    if (members)
      for (const auto& member : *members) {
        out_.key(member.key());
        any_schema(member.value(), depth + 1);
      }
    if (const auto* required = schema.if_contains("required"); required && required->is_array())
      for (const auto& name : required->get_array())
        if (name.is_string() && !(members && members->contains(as_view(name))))
          out_.member(as_view(name), "anything");
    out_.close('}');
  }

  std::size_t item_limit(const json::object& schema, std::string_view name, std::size_t otherwise) {
    const auto* value = schema.if_contains(name);
    if (!value || !value->is_number()) return otherwise;
    return static_cast<std::size_t>(std::clamp(value->to_number<double>(), 0.0, 10'000.0));
  }

  void array(const json::object& schema, int depth) {
    const auto least = item_limit(schema, "minItems", 0);
    const auto most = std::max(least, item_limit(schema, "maxItems", least + usual_extra_items));
    const auto extra = std::min<std::uint64_t>(most - least, usual_extra_items);
    std::uint64_t count = least + (ending(depth) ? 0 : random_.below(extra + 1));
    const auto* items = schema.if_contains("items");
    if (items && items->is_bool() && !items->get_bool()) count = 0;
    out_.open('[');
    for (std::uint64_t i = 0; i < count; ++i)
      if (items)
        any_schema(*items, depth + 1);
      else
        out_.string("anything");
    out_.close(']');
  }

  // allOf is outside the strict subset; for the others, the parts' members together usually fit.
  static json::object merged(const json::object& schema, const json::array& parts) {
    json::object all = schema;
    all.erase("allOf");
    for (const auto& part : parts) {
      const auto* object = part.if_object();
      if (!object) continue;
      for (const auto& member : *object) {
        auto* mine = all.if_contains(member.key());
        if (mine && mine->is_object() && member.value().is_object())
          for (const auto& inner : member.value().get_object())
            mine->get_object()[inner.key()] = inner.value();
        else
          all[member.key()] = member.value();
      }
    }
    return all;
  }

  const json::object& root_;
  random_stream random_;
  json_text out_;
  std::size_t nodes_ = 0;
  std::optional<schema_heights> heights_;
};

}  // namespace

std::string make_document(const boost::json::object& schema, std::uint64_t key) {
  return document_writer(schema, key).run();
}

}  // namespace parley::sim::service
