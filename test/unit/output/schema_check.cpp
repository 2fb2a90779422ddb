#include "schema_check.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

namespace parley::test {
namespace {

std::string whole_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

bool has_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  return type == "number" && value.is_number();
}

}  // namespace

const json::value& schema_check::document(const std::string& file) {
  const auto found = documents_.find(file);
  if (found != documents_.end()) return found->second;
  return documents_.emplace(file, json::parse(whole_file(folder_ / file))).first->second;
}

schema_check::place schema_check::resolve(std::string_view reference, const std::string& file) {
  const auto hash = reference.find('#');
  const std::string other(reference.substr(0, hash));
  place out{&document(other.empty() ? file : other), other.empty() ? file : other};
  if (hash != std::string_view::npos)
    out.schema = &out.schema->at_pointer(reference.substr(hash + 1));
  return out;
}

bool schema_check::complain(const std::string& pointer, const std::string& what) {
  if (problems_.size() < 20) problems_.push_back(pointer + ": " + what);
  return false;
}

bool schema_check::check_members(const json::value& value, const place& at,
                                 const std::string& pointer) {
  const auto* object = value.if_object();
  if (!object) return true;
  const auto& schema = at.schema->as_object();
  const auto* properties = schema.if_contains("properties");
  const auto* closed = schema.if_contains("additionalProperties");
  bool fits = true;
  for (const auto& member : *object) {
    const std::string name(member.key());
    const auto* one = properties ? properties->as_object().if_contains(name) : nullptr;
    if (one)
      fits = check(member.value(), {one, at.file}, pointer + "/" + name) && fits;
    else if (closed && *closed == false)
      fits = complain(pointer + "/" + name, "not in the schema");
  }
  return fits;
}

bool schema_check::check_keyword(std::string_view key, const json::value& expected,
                                 const json::value& value, const place& at,
                                 const std::string& pointer) {
  static const std::set<std::string_view> silent = {"$schema",
                                                    "$id",
                                                    "$defs",
                                                    "title",
                                                    "description",
                                                    "properties",
                                                    "additionalProperties",
                                                    "pattern",
                                                    "maxLength",
                                                    "maxItems",
                                                    "minItems",
                                                    "examples",
                                                    "default"};
  if (silent.contains(key)) return true;
  if (key == "$ref") return check(value, resolve(expected.as_string(), at.file), pointer);
  if (key == "const") return value == expected || complain(pointer, "not the constant");
  if (key == "type") {
    if (expected.is_string())
      return has_type(value, expected.as_string()) ||
             complain(pointer, "expected " + json::serialize(expected));
    for (const auto& one : expected.as_array())
      if (has_type(value, one.as_string())) return true;
    return complain(pointer, "expected one of " + json::serialize(expected));
  }
  if (key == "enum") {
    for (const auto& one : expected.as_array())
      if (one == value) return true;
    return complain(pointer, json::serialize(value) + " is not in the list");
  }
  if (key == "anyOf") {
    const auto before = problems_;
    for (const auto& one : expected.as_array()) {
      problems_ = before;
      if (check(value, {&one, at.file}, pointer)) return true;
    }
    return complain(pointer, "fits none of the alternatives");
  }
  if (key == "required") {
    bool all = true;
    for (const auto& name : expected.as_array())
      if (value.is_object() && !value.as_object().contains(name.as_string()))
        all = complain(pointer, "lacks " + json::serialize(name));
    return all;
  }
  if (key == "items") {
    bool all = true;
    if (value.is_array())
      for (std::size_t i = 0; i < value.as_array().size(); ++i)
        all = check(value.as_array()[i], {&expected, at.file}, fmt::format("{}/{}", pointer, i)) &&
              all;
    return all;
  }
  if (key == "minimum")
    return !value.is_number() || value.to_number<double>() >= expected.to_number<double>() ||
           complain(pointer, "too small");
  if (key == "maximum")
    return !value.is_number() || value.to_number<double>() <= expected.to_number<double>() ||
           complain(pointer, "too large");
  if (key == "minLength")
    return !value.is_string() ||
           value.as_string().size() >= static_cast<std::size_t>(expected.as_int64()) ||
           complain(pointer, "too short");
  return complain(pointer, "the schema's keyword " + std::string(key) + " is not known here");
}

bool schema_check::check(const json::value& value, const place& at, const std::string& pointer) {
  bool fits = check_members(value, at, pointer);
  for (const auto& member : at.schema->as_object())
    fits = check_keyword(member.key(), member.value(), value, at, pointer) && fits;
  return fits;
}

std::vector<std::string> schema_check::problems(const json::value& value,
                                                const std::string& schema_file) {
  problems_.clear();
  check(value, {&document(schema_file), schema_file}, "");
  return problems_;
}

}  // namespace parley::test
