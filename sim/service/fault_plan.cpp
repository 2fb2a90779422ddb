#include "sim/service/fault_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

bool scope_fits(fault_scope scope, const fault_facts& facts) {
  switch (facts.place) {
    case fault_place::connection:
      return scope == fault_scope::connection;
    case fault_place::batch:
      return scope == fault_scope::batch;
    case fault_place::batch_line:
      return scope == fault_scope::batch_line;
    case fault_place::line_text:
      return scope == fault_scope::text && facts.endpoint != "embeddings";
    case fault_place::call:
      break;
  }
  switch (scope) {
    case fault_scope::any:
      return true;
    case fault_scope::plain:
      return !facts.stream;
    case fault_scope::stream:
      return facts.stream;
    case fault_scope::text:
      return facts.endpoint != "embeddings";
    case fault_scope::embedding:
      return facts.endpoint == "embeddings";
    default:
      return false;
  }
}

bool fits(const fault_rule& rule, const fault_facts& facts) {
  const bool batched = facts.place == fault_place::line_text && rule.endpoint == "batches";
  return scope_fits(scope_of(rule.kind), facts) && (rule.role.empty() || rule.role == facts.role) &&
         (rule.model.empty() || rule.model == facts.model) &&
         (rule.endpoint.empty() || rule.endpoint == facts.endpoint || batched);
}

}  // namespace

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
      read_fault_rule(*object, path, fields, rules.back().rule);
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
  const double at = elapsed(now);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    live_rule& live = rules_[i];
    if (live.rule.kind == fault_kind::refuse_connections) continue;  // the listener is closed then
    if (live.rule.in_window(at) && fits(live.rule, facts) && strikes(live, i, facts))
      return live.rule;
  }
  return std::nullopt;
}

bool fault_plan::refuses_connections(time_point now) const {
  const double at = elapsed(now);
  return std::any_of(rules_.begin(), rules_.end(), [at](const live_rule& live) {
    return live.rule.kind == fault_kind::refuse_connections && live.rule.in_window(at);
  });
}

time_point fault_plan::next_refusal_change(time_point now) const {
  std::optional<double> soonest;
  for (const live_rule& live : rules_) {
    if (live.rule.kind != fault_kind::refuse_connections) continue;
    const auto change = live.rule.until_change(elapsed(now));
    if (change && (!soonest || *change < *soonest)) soonest = change;
  }
  if (!soonest) return time_point::max();
  return now +
         std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(*soonest));
}

std::string fault_plan::to_json() const {
  json_text out;
  out.open('{');
  out.member("seed", static_cast<std::int64_t>(seed_));
  out.key("faults");
  out.open('[');
  for (const live_rule& live : rules_)
    out.literal(fault_rule_json(live.rule, live.fitting, live.strikes));
  out.close(']');
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
