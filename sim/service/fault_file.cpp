#include "sim/service/fault_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "config/loader.hpp"
#include "config/safe_toml.hpp"
#include "sim/service/fault_plan.hpp"
#include "sim/simulated_provider.hpp"

// As in config/toml_reader.cpp: toml++ asserts where it should report an error.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace parley::sim::service {
namespace {

constexpr int deepest = 16;

// TOML to JSON; remembers where each member stands, by the path that complaints name it with.
class converter {
 public:
  json::value value(const toml::node& node, const std::string& path, int depth) {
    places_[path] = node.source().begin;
    if (const auto* v = node.as_integer()) return v->get();
    if (const auto* v = node.as_floating_point()) return v->get();
    if (const auto* v = node.as_boolean()) return v->get();
    if (const auto* v = node.as_string()) return json::string(v->get());
    if (depth > deepest) return nullptr;
    if (const auto* list = node.as_array()) {
      json::array out;
      for (std::size_t i = 0; i < list->size(); ++i)
        out.push_back(value(*list->get(i), fmt::format("{}[{}]", path, i), depth + 1));
      return out;
    }
    if (const auto* inner = node.as_table()) return table(*inner, path, depth + 1);
    return json::string("a date or time");
  }

  json::object table(const toml::table& from, const std::string& path, int depth) {
    json::object out;
    for (auto&& [key, node] : from) {
      const std::string name(key.str());
      const std::string where = path.empty() ? name : fmt::format("{}.{}", path, name);
      out[name] = value(node, where, depth);
      // What is unknown stands at its name, what is wrong at its value.
      names_[where] = key.source().begin;
    }
    return out;
  }

  /// The place of a member, or of the nearest thing around it.
  toml::source_position place_of(std::string path, bool of_name) const {
    const auto& places = of_name ? names_ : places_;
    while (!path.empty()) {
      if (const auto found = places.find(path); found != places.end()) return found->second;
      if (const auto found = places_.find(path); found != places_.end()) return found->second;
      path.resize(path.find_last_of(".[") == std::string::npos ? 0 : path.find_last_of(".["));
    }
    return {1, 1};
  }

 private:
  std::map<std::string, toml::source_position> places_, names_;
};

std::vector<std::string> as_strings(std::span<const std::string_view> names) {
  return {names.begin(), names.end()};
}

// "; did you mean 'kind'?", where one is near.
std::string suggestion(const api_error& error, const json::object& plan) {
  const std::string path = error.param.value_or("");
  const auto leaf = path.substr(path.find_last_of('.') + 1);
  const auto mean = [](std::string_view wrong, const std::vector<std::string>& names) {
    const auto near = nearest_name(wrong, names);
    return near ? fmt::format(" Did you mean '{}'?", *near) : std::string();
  };
  if (error.code == "unknown_parameter")
    return path.find('.') == std::string::npos ? mean(leaf, {"seed", "faults"})
                                               : mean(leaf, as_strings(fault_rule_members()));
  if (error.code != "invalid_value" || leaf != "kind") return {};
  const auto open = path.find('['), close = path.find(']');
  if (open == std::string::npos || close == std::string::npos) return {};
  const auto index = std::stoul(path.substr(open + 1, close - open - 1));
  const auto& rule = plan.at("faults").as_array().at(index).as_object();
  return mean(std::string_view(rule.at("kind").as_string()), as_strings(fault_kind_names()));
}

// The API's way of listing every kind would fill the screen.
std::string message_of(const api_error& error) {
  const auto list = error.message.find(" Supported values are: ");
  if (list == std::string::npos || error.message.size() < 300) return error.message;
  return error.message.substr(0, list) +
         " The kinds are listed in docs/simulated_provider.md and by `parley sim --list-faults`.";
}

}  // namespace

result<boost::json::object> parse_fault_plan(std::string_view text, const std::string& file) {
  const auto wrong = [&](toml::source_position at, const std::string& what) {
    return fail(failure_code::invalid_config,
                fmt::format("{}:{}:{}: {}", file, at.line, at.column, what));
  };
  if (text.size() > max_fault_file_bytes)
    return fail(failure_code::invalid_config,
                fmt::format("{}: the file has {} bytes; a fault plan has at most {}", file,
                            text.size(), max_fault_file_bytes));
  if (!is_valid_utf8(text)) return wrong({1, 1}, "the file is not UTF-8");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto parsed =
      parse_safely(text, [&](std::string_view bytes) { return toml::parse(bytes, file); });
  if (!parsed) {
    const toml::source_position at = parsed.error().source().begin;
    return wrong(at, "not valid TOML: " +
                         toml_complaint(text, at.line, at.column, parsed.error().description()));
  }
  converter convert;
  json::object plan = convert.table(parsed.table(), "", 0);
  fault_plan checked_plan(time_point{});
  if (auto fits = checked_plan.replace(plan, time_point{}); !fits) {
    const api_error& error = fits.error();
    const bool of_name = error.code == "unknown_parameter";
    return wrong(convert.place_of(error.param.value_or(""), of_name),
                 message_of(error) + suggestion(error, plan));
  }
  return plan;
}

}  // namespace parley::sim::service

namespace parley::sim {

std::vector<known_fault> known_faults() {
  std::vector<known_fault> list;
  for (const auto& one : service::all_faults())
    list.push_back({one.name, to_string(one.scope), one.meaning});
  return list;
}

result<boost::json::object> read_fault_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(failure_code::not_found,
                fmt::format("{}: cannot open the fault plan; see docs/simulated_provider.md for "
                            "its form",
                            path));
  std::string text(service::max_fault_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return service::parse_fault_plan(text, path);
}

}  // namespace parley::sim
