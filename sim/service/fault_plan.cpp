#include "sim/service/fault_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

// In the order of fault_kind.
constexpr std::array<std::string_view, 41> names{"rate_limit",
                                                 "insufficient_quota",
                                                 "slow_down",
                                                 "overloaded",
                                                 "server_error",
                                                 "bad_gateway",
                                                 "gateway_timeout",
                                                 "unauthorized",
                                                 "bad_request",
                                                 "request_timeout",
                                                 "conflict",
                                                 "close",
                                                 "reset",
                                                 "hang",
                                                 "slow_headers",
                                                 "slow_body",
                                                 "truncated_body",
                                                 "cut_chunked",
                                                 "empty_body",
                                                 "wrong_content_type",
                                                 "malformed_body",
                                                 "stream_reset",
                                                 "stream_end",
                                                 "stream_stall",
                                                 "stream_split",
                                                 "stream_crlf",
                                                 "stream_comments",
                                                 "stream_sequence",
                                                 "stream_unknown_event",
                                                 "stream_error",
                                                 "stream_error_flat",
                                                 "stream_done",
                                                 "refusal",
                                                 "incomplete",
                                                 "content_filter",
                                                 "malformed_output",
                                                 "no_usage",
                                                 "no_rate_headers",
                                                 "unknown_rate_headers",
                                                 "shuffled_index",
                                                 "wrong_dimensions"};
static_assert(names.size() == static_cast<std::size_t>(fault_kind::wrong_dimensions) + 1);

constexpr std::array<std::string_view, 17> rule_members{
    "kind",    "role",        "model",        "endpoint", "probability", "nth",
    "every",   "burst",       "limit",        "from_s",   "until_s",     "retry_after_ms",
    "seconds", "retry_after", "should_retry", "code",     "note"};

bool fits(const fault_rule& rule, const fault_facts& facts) {
  switch (scope_of(rule.kind)) {
    case fault_scope::any:
      break;
    case fault_scope::plain:
      if (facts.stream) return false;
      break;
    case fault_scope::stream:
      if (!facts.stream) return false;
      break;
    case fault_scope::text:
      if (facts.endpoint == "embeddings") return false;
      break;
    case fault_scope::embedding:
      if (facts.endpoint != "embeddings") return false;
      break;
  }
  return (rule.role.empty() || rule.role == facts.role) &&
         (rule.model.empty() || rule.model == facts.model) &&
         (rule.endpoint.empty() || rule.endpoint == facts.endpoint);
}

void read_nth(field_reader& fields, fault_rule& rule) {
  const auto* list = fields.array("nth");
  if (!list) return;
  for (const auto& one : *list) {
    if (!one.is_int64() || one.get_int64() < 1 || list->size() > 10'000)
      return fields.complain(
          invalid_type(fields.path_of("nth"), "a list of numbers from 1", kind_name(one)));
    rule.nth.push_back(one.get_int64());
  }
}

void read_rule(const json::object& object, std::string path, field_reader& complaints,
               fault_rule& rule) {
  field_reader fields(object, path);
  fields.only(rule_members);
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
  fields.one_of("kind", names, kind);
  if (!kind) fields.complain(missing_parameter(path + ".kind"));
  word("role", rule.role);
  word("model", rule.model);
  word("endpoint", rule.endpoint);
  fields.decimal("probability", 0, 1, rule.probability);
  read_nth(fields, rule);
  count("every", 1, rule.every);
  count("burst", 1, rule.burst);
  count("limit", 0, rule.limit);
  fields.decimal("from_s", 0, 1e9, rule.from_s);
  fields.decimal("until_s", 0, 1e9, rule.until_s);
  fields.decimal("seconds", 0, 3'600, rule.seconds);
  fields.integer("retry_after_ms", {0, 86'400'000}, rule.retry_after_ms);
  fields.string("retry_after", rule.retry_after, 64);
  fields.string("code", rule.code, 64);
  if (fields.find("should_retry")) {
    bool retry = false;
    fields.boolean("should_retry", retry);
    rule.should_retry = retry;
  }
  // It goes into a header as it is.
  if (rule.retry_after &&
      std::any_of(rule.retry_after->begin(), rule.retry_after->end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F;
      }))
    fields.complain(invalid_value(path + ".retry_after", "control characters", "printable text"));
  if (fields.failed()) return complaints.complain(*fields.error());
  rule.kind = *fault_kind_from(*kind);
}

}  // namespace

std::string_view to_string(fault_kind kind) {
  return names[static_cast<std::size_t>(kind)];
}

std::optional<fault_kind> fault_kind_from(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<fault_kind>(found - names.begin());
}

fault_scope scope_of(fault_kind kind) {
  if (kind >= fault_kind::shuffled_index) return fault_scope::embedding;
  if (kind >= fault_kind::no_rate_headers) return fault_scope::any;
  if (kind >= fault_kind::refusal) return fault_scope::text;
  if (kind >= fault_kind::stream_reset) return fault_scope::stream;
  if (kind >= fault_kind::slow_body) return fault_scope::plain;
  return fault_scope::any;
}

checked<void> fault_plan::replace(const boost::json::object& document, time_point now) {
  field_reader fields(document, "");
  static constexpr std::array<std::string_view, 2> members{"seed", "faults"};
  fields.only(members);
  std::optional<std::int64_t> seed;
  fields.integer("seed", {0, std::nullopt}, seed);
  std::vector<live_rule> rules;
  const auto* list = fields.array("faults");
  if (!list)
    fields.complain(missing_parameter("faults"));
  else if (list->size() > max_fault_rules)
    fields.complain(
        invalid_request(fmt::format("Invalid 'faults': at most {} rules.", max_fault_rules),
                        "faults", "array_above_max_length"));
  else
    for (std::size_t i = 0; i < list->size() && !fields.failed(); ++i) {
      const auto path = fmt::format("faults[{}]", i);
      const auto* object = (*list)[i].if_object();
      if (!object) {
        fields.complain(invalid_type(path, "an object", kind_name((*list)[i])));
        break;
      }
      rules.emplace_back();
      read_rule(*object, path, fields, rules.back().rule);
    }
  if (fields.failed()) return *fields.error();
  rules_ = std::move(rules);
  seed_ = static_cast<std::uint64_t>(seed.value_or(1));
  start_ = now;
  return {};
}

bool fault_plan::strikes(live_rule& live, std::size_t index, const fault_facts& facts) {
  const fault_rule& rule = live.rule;
  const std::int64_t n = ++live.fitting;
  const std::uint64_t occurrence = live.seen.next(facts.hash);
  if (rule.limit >= 0 && live.strikes >= rule.limit) return false;
  bool struck = live.burst_left > 0;
  if (struck) {
    --live.burst_left;
  } else {
    const bool always = rule.nth.empty() && rule.every == 0 && rule.probability < 0;
    struck = always || std::find(rule.nth.begin(), rule.nth.end(), n) != rule.nth.end() ||
             (rule.every > 0 && n % rule.every == 0);
    if (!struck && rule.probability > 0) {
      random_stream random(seed_ ^ facts.hash, to_string(rule.kind), "fault",
                           occurrence * max_fault_rules + index);
      struck = random.chance(rule.probability);
    }
    if (struck) live.burst_left = rule.burst - 1;
  }
  if (struck) ++live.strikes;
  return struck;
}

std::optional<fault_rule> fault_plan::strike(const fault_facts& facts, time_point now) {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    live_rule& live = rules_[i];
    const bool in_time =
        elapsed >= live.rule.from_s && (live.rule.until_s < 0 || elapsed < live.rule.until_s);
    if (in_time && fits(live.rule, facts) && strikes(live, i, facts)) return live.rule;
  }
  return std::nullopt;
}

std::string fault_plan::to_json() const {
  json_text out;
  out.open('{');
  out.member("seed", static_cast<std::int64_t>(seed_));
  out.key("faults");
  out.open('[');
  for (const live_rule& live : rules_) {
    out.open('{');
    out.member("kind", to_string(live.rule.kind));
    if (!live.rule.role.empty()) out.member("role", live.rule.role);
    if (!live.rule.model.empty()) out.member("model", live.rule.model);
    if (live.rule.probability >= 0) out.member("probability", live.rule.probability);
    out.member("calls", live.fitting);
    out.member("strikes", live.strikes);
    out.close('}');
  }
  out.close(']');
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
