#include "sim/service/list_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

std::optional<api_error> read_limit(const exchange& call, std::int64_t most, std::int64_t& limit) {
  const auto asked = call.parameter("limit");
  if (!asked) return std::nullopt;
  const auto [end, ec] = std::from_chars(asked->data(), asked->data() + asked->size(), limit);
  if (ec == std::errc::invalid_argument || end != asked->data() + asked->size())
    return invalid_type("limit", "an integer", "a string");
  if (ec == std::errc::result_out_of_range) limit = asked->front() == '-' ? 0 : most + 1;
  if (limit >= 1 && limit <= most) return std::nullopt;
  const bool above = limit > most;
  return invalid_request(
      fmt::format("Invalid 'limit': integer {} value. Expected a value {} {}, but got {} instead.",
                  above ? "above maximum" : "below minimum", above ? "<=" : ">=", above ? most : 1,
                  asked->substr(0, 32)),
      "limit", above ? "integer_above_max_value" : "integer_below_min_value");
}

}  // namespace

checked<page_query> read_page_query(const exchange& call, std::int64_t usual, std::int64_t most) {
  page_query query;
  query.limit = usual;
  if (auto error = read_limit(call, most, query.limit)) return *error;
  if (const auto order = call.parameter("order")) {
    if (*order != "asc" && *order != "desc")
      return invalid_value("order", *order, "'asc' and 'desc'");
    query.newest_first = *order == "desc";
  }
  query.after = call.parameter("after").value_or("");
  query.before = call.parameter("before").value_or("");
  return query;
}

std::string page_of(std::vector<list_entry> entries, const page_query& query) {
  if (query.newest_first) std::reverse(entries.begin(), entries.end());
  std::size_t first = 0, end = entries.size();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!query.after.empty() && entries[i].id == query.after) first = i + 1;
    if (!query.before.empty() && entries[i].id == query.before) end = i;
  }
  end = std::max(first, end);
  const std::size_t last = std::min(end, first + static_cast<std::size_t>(query.limit));
  json_text out;
  out.open('{');
  out.member("object", "list");
  out.key("data");
  out.open('[');
  for (std::size_t i = first; i < last; ++i) out.literal(entries[i].json);
  out.close(']');
  out.key("first_id");
  first < last ? out.string(entries[first].id) : out.literal("null");
  out.key("last_id");
  first < last ? out.string(entries[last - 1].id) : out.literal("null");
  out.member("has_more", last < end);
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
