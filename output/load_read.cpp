#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "output/load_fields.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

constexpr std::size_t longest_text = 1 << 20;
constexpr std::size_t most_items = 10'000'000;
constexpr double most = std::numeric_limits<double>::max();
constexpr std::int64_t most_count = std::numeric_limits<std::int64_t>::max();

using cell_list = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

/// "index:count index:count", indices ascending.
bool read_cells(std::string_view text, cell_list& into) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::uint32_t index = 0;
    std::uint64_t times = 0;
    auto read = std::from_chars(at, end, index);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':') return false;
    read = std::from_chars(read.ptr + 1, end, times);
    if (read.ec != std::errc() || times == 0) return false;
    if (!into.empty() && into.back().first >= index) return false;
    into.emplace_back(index, times);
    at = read.ptr;
    if (at == end) return true;
    if (*at++ != ' ' || at == end) return false;
  }
  return true;
}

class member_reader {
 public:
  member_reader(const json::value& value, std::string pointer, json_problems& problems)
      : in_(value, std::move(pointer), problems) {}

  void operator()(std::string_view key, std::string& v) { v = in_.text(key, 0, longest_text); }
  void operator()(std::string_view key, bool& v) { v = in_.boolean(key); }
  void operator()(std::string_view key, double& v) { v = in_.number(key, -most, most); }
  void operator()(std::string_view key, std::int64_t& v) {
    v = in_.integer(key, -most_count, most_count);
  }
  void operator()(std::string_view key, std::uint64_t& v) {
    v = static_cast<std::uint64_t>(in_.integer(key, 0, most_count));
  }
  void operator()(std::string_view key, std::uint32_t& v) {
    v = static_cast<std::uint32_t>(in_.integer(key, 0, std::numeric_limits<std::uint32_t>::max()));
  }
  void operator()(std::string_view key, cell_list& v) {
    const json::value* found = in_.member(key, "text of cells");
    if (!found) return;
    const auto* text = found->if_string();
    if (!text || !read_cells(*text, v)) {
      v.clear();
      in_.problems().add(in_.pointer_to(key), describe_json(*found),
                         "cells as \"index:count index:count\" in ascending order");
    }
  }
  void operator()(std::string_view key, std::vector<std::pair<std::string, std::uint64_t>>& v) {
    const json::value* found = in_.member(key, "an object of counts");
    if (!found) return;
    object_reader counts(*found, in_.pointer_to(key), in_.problems());
    if (!counts.is_object()) return;
    for (const auto& [name, value] : found->get_object())
      v.emplace_back(name, static_cast<std::uint64_t>(counts.integer(name, 0, most_count)));
  }
  void operator()(std::string_view key, std::vector<std::string>& v) {
    const json::array& items = in_.array(key, 0, most_items);
    for (std::size_t i = 0; i < items.size(); ++i)
      v.push_back(read_text(items[i], place(key, i), 0, longest_text, in_.problems()));
  }
  template <class T>
  void operator()(std::string_view key, std::optional<T>& v) {
    if (const json::value* found = in_.find(key))
      read_into(v.emplace(), *found, in_.pointer_to(key));
  }
  template <class T>
  void operator()(std::string_view key, std::vector<T>& v) {
    const json::array& items = in_.array(key, 0, most_items);
    for (std::size_t i = 0; i < items.size(); ++i)
      read_into(v.emplace_back(), items[i], place(key, i));
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view key, T& v) {
    if (const json::value* found = in_.member(key, "an object"))
      read_into(v, *found, in_.pointer_to(key));
  }

 private:
  std::string place(std::string_view key, std::size_t i) const {
    return fmt::format("{}/{}", in_.pointer_to(key), i);
  }
  template <class T>
  void read_into(T& value, const json::value& from, std::string pointer) {
    member_reader inner(from, std::move(pointer), in_.problems());
    visit_members(inner, value);
  }
  object_reader in_;
};

}  // namespace

result<load_record> load_from_json(std::string_view text) {
  auto value = parse_exact(text);
  if (!value) return value.error();
  const auto* object = value->if_object();
  const auto* format = object ? object->if_contains("format") : nullptr;
  if (!format || *format != "parley-load")
    return fail(failure_code::malformed_output,
                "/format: expected \"parley-load\": this is not the result of a load test");
  const auto* version = object->if_contains("format_version");
  if (!version || *version != 1)
    return fail(failure_code::malformed_output,
                fmt::format("/format_version: found {}, expected 1: written by another version of "
                            "parley; read it with that version",
                            version ? json::serialize(*version) : "nothing"));
  json_problems problems;
  load_record record;
  member_reader reader(*value, "", problems);
  visit_members(reader, record);
  if (!problems.none()) return problems.as_failure("the load result");
  return record;
}

}  // namespace parley
