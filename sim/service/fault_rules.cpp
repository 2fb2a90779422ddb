#include "sim/service/fault_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 18> members{
    "kind",    "role",        "model",          "endpoint",     "probability", "nth",
    "every",   "burst",       "limit",          "from_s",       "until_s",     "period_s",
    "seconds", "retry_after", "retry_after_ms", "should_retry", "code",        "note"};
constexpr std::array<std::string_view, 4> endpoints{"responses", "chat", "embeddings", "batches"};
constexpr std::size_t max_nth = 10'000;

void read_nth(field_reader& fields, fault_rule& rule) {
  const auto* list = fields.array("nth");
  if (!list) return;
  if (list->size() > max_nth)
    return fields.complain(
        invalid_request(fmt::format("Invalid 'nth': at most {} numbers.", max_nth),
                        fields.path_of("nth"), "array_above_max_length"));
  for (const auto& one : *list) {
    if (!one.is_int64() || one.get_int64() < 1)
      return fields.complain(
          invalid_type(fields.path_of("nth"), "a list of numbers from 1", kind_name(one)));
    rule.nth.push_back(one.get_int64());
  }
}

bool is_printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
}

void check_rule(field_reader& fields, const std::string& path, const fault_rule& rule) {
  // They go into headers as they are.
  for (const auto& [name, value] :
       {std::pair{"retry_after", rule.retry_after}, std::pair{"code", rule.code}})
    if (value && !is_printable(*value))
      fields.complain(
          invalid_value(fmt::format("{}.{}", path, name), "control characters", "printable text"));
  if (rule.until_s >= 0 && rule.until_s <= rule.from_s)
    fields.complain(invalid_request(
        fmt::format("Invalid '{0}.until_s': it must be greater than '{0}.from_s'.", path),
        path + ".until_s", "invalid_value"));
  if (rule.period_s > 0 && (rule.until_s < 0 || rule.until_s - rule.from_s >= rule.period_s))
    fields.complain(invalid_request(
        fmt::format("Invalid '{0}.period_s': it must be greater than '{0}.until_s' - "
                    "'{0}.from_s', the length of one window.",
                    path),
        path + ".period_s", "invalid_value"));
  if (rule.kind == fault_kind::refuse_connections && rule.until_s < 0)
    fields.complain(invalid_request(
        fmt::format("Missing '{}.until_s': 'refuse_connections' closes the listener from from_s "
                    "to until_s, and nothing could end it from outside.",
                    path),
        path + ".until_s", "missing_required_parameter"));
  if (rule.kind == fault_kind::refuse_connections &&
      (rule.probability >= 0 || rule.every > 0 || !rule.nth.empty()))
    fields.complain(invalid_request(
        fmt::format("Invalid '{}': 'refuse_connections' knows only windows: from_s, until_s and "
                    "period_s.",
                    path),
        path, "invalid_value"));
}

}  // namespace

std::span<const std::string_view> fault_rule_members() {
  return members;
}

std::span<const std::string_view> fault_kind_names() {
  static const auto names = [] {
    std::vector<std::string_view> list;
    for (const auto& entry : all_faults()) list.push_back(entry.name);
    return list;
  }();
  return names;
}

bool fault_rule::in_window(double elapsed_s) const {
  if (elapsed_s < from_s) return false;
  if (until_s < 0) return true;
  const double into = elapsed_s - from_s;
  return (period_s > 0 ? std::fmod(into, period_s) : into) < until_s - from_s;
}

std::optional<double> fault_rule::until_change(double elapsed_s) const {
  if (elapsed_s < from_s) return from_s - elapsed_s;
  if (until_s < 0) return std::nullopt;
  const double length = until_s - from_s;
  double into = elapsed_s - from_s;
  if (period_s > 0) into = std::fmod(into, period_s);
  if (into < length) return length - into;
  if (period_s > 0) return period_s - into;
  return std::nullopt;
}

void read_fault_rule(const boost::json::object& object, const std::string& path,
                     field_reader& complaints, fault_rule& rule) {
  field_reader fields(object, path);
  fields.only(members);
  std::optional<std::string> kind, text;
  std::optional<std::int64_t> number;
  const auto word = [&](std::string_view name, std::string& into) {
    text.reset();
    fields.string(name, text, 128);
    if (text) into = *text;
  };
  const auto count = [&](std::string_view name, std::int64_t low, std::int64_t& into) {
    number.reset();
    fields.integer(name, {low, 1'000'000'000}, number);
    if (number) into = *number;
  };
  fields.one_of("kind", fault_kind_names(), kind);
  if (!kind) fields.complain(missing_parameter(path + ".kind"));
  word("role", rule.role);
  word("model", rule.model);
  word("note", rule.note);
  std::optional<std::string> endpoint;
  fields.one_of("endpoint", endpoints, endpoint);
  rule.endpoint = endpoint.value_or("");
  fields.decimal("probability", 0, 1, rule.probability);
  read_nth(fields, rule);
  count("every", 1, rule.every);
  count("burst", 1, rule.burst);
  count("limit", 0, rule.limit);
  fields.decimal("from_s", 0, 1e9, rule.from_s);
  fields.decimal("until_s", 0, 1e9, rule.until_s);
  fields.decimal("period_s", 0.001, 1e9, rule.period_s);
  fields.decimal("seconds", 0, 3'600, rule.seconds);
  fields.integer("retry_after_ms", {0, 86'400'000}, rule.retry_after_ms);
  fields.string("retry_after", rule.retry_after, 64);
  fields.string("code", rule.code, 64);
  if (fields.find("should_retry")) {
    bool retry = false;
    fields.boolean("should_retry", retry);
    rule.should_retry = retry;
  }
  if (!fields.failed()) {
    rule.kind = *fault_kind_from(*kind);
    check_rule(fields, path, rule);
  }
  if (fields.failed()) complaints.complain(*fields.error());
}

std::string fault_rule_json(const fault_rule& rule, std::int64_t calls, std::int64_t strikes) {
  json_text out;
  out.open('{');
  out.member("kind", to_string(rule.kind));
  const auto word = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out.member(name, value);
  };
  word("role", rule.role);
  word("model", rule.model);
  word("endpoint", rule.endpoint);
  if (rule.probability >= 0) out.member("probability", rule.probability);
  if (!rule.nth.empty()) {
    out.key("nth");
    out.open('[');
    for (const auto n : rule.nth) out.integer(n);
    out.close(']');
  }
  if (rule.every > 0) out.member("every", rule.every);
  if (rule.burst != 1) out.member("burst", rule.burst);
  if (rule.limit >= 0) out.member("limit", rule.limit);
  if (rule.from_s > 0) out.member("from_s", rule.from_s);
  if (rule.until_s >= 0) out.member("until_s", rule.until_s);
  if (rule.period_s > 0) out.member("period_s", rule.period_s);
  if (rule.seconds != 1) out.member("seconds", rule.seconds);
  if (rule.retry_after) out.member("retry_after", *rule.retry_after);
  if (rule.retry_after_ms) out.member("retry_after_ms", *rule.retry_after_ms);
  if (rule.should_retry) out.member("should_retry", *rule.should_retry);
  if (rule.code) out.member("code", *rule.code);
  word("note", rule.note);
  out.member("calls", calls);
  out.member("strikes", strikes);
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
