#include "agents/planner_agent.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/model_reply.hpp"
#include "agents/model_text.hpp"
#include "agents/plan_limits.hpp"
#include "agents/read_rules.hpp"
#include "agents/record_json.hpp"
#include "agents/request.hpp"

namespace parley {
namespace {

constexpr std::size_t named_issues = 3;

// The mean of what is known; nothing when nothing is.
struct running_mean {
  double sum = 0;
  std::size_t n = 0;
  void add(double value) {
    sum += value;
    ++n;
  }
  std::optional<double> get() const {
    if (n == 0) return std::nullopt;
    return sum / static_cast<double>(n);
  }
};

using issue_counts = std::map<std::string, std::size_t>;

std::vector<std::pair<std::string, std::size_t>> most_frequent(const issue_counts& issues) {
  std::vector<std::pair<std::string, std::size_t>> out(issues.begin(), issues.end());
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (out.size() > named_issues) out.resize(named_issues);
  return out;
}

// Means are rounded: the planner needs no sixteen digits, and they cost tokens.
json::value rounded(std::optional<double> value) {
  if (!value) return nullptr;
  return static_cast<double>(static_cast<long long>(*value * 1000 + (*value < 0 ? -0.5 : 0.5))) /
         1000;
}

std::string cohorts_json(const std::array<cohort_statistics, 4>& cohorts) {
  json::array out;
  for (const cohort_statistics& one : cohorts) {
    json::array issues;
    for (const auto& [issue, count] : one.top_issues)
      issues.push_back(json::object{{"issue", issue}, {"tickets", count}});
    out.push_back(json::object{{"cohort", to_string(one.cohort)},
                               {"customers", one.customers},
                               {"mean_past_nps", rounded(one.mean_past_nps)},
                               {"mean_churn_est", rounded(one.mean_churn_est)},
                               {"mean_tickets", rounded(one.mean_tickets)},
                               {"top_issues", std::move(issues)}});
  }
  return json::serialize(out);
}

void repeated_objectives(const std::vector<std::string>& objectives, json_problems& problems) {
  for (std::size_t i = 0; i < objectives.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (!objectives[i].empty() && fold_line(objectives[i]) == fold_line(objectives[j]))
        problems.add(fmt::format("/objectives/{}", i),
                     fmt::format("a repetition of /objectives/{}", j), "a different objective");
}

result<plan> read_plan(const json::value& value, int max_turns_limit, rule_form form) {
  json_problems problems;
  object_reader in(value, "", problems);
  plan out;
  out.prompt_seed = in.text("prompt_seed", 1, plan_limits::prompt_seed);
  out.tone = one_line(in.text("tone", 1, plan_limits::name));
  out.template_name = one_line(in.text("template", 1, plan_limits::name));
  for (std::string& objective :
       in.texts("objectives", 1, plan_limits::objectives, plan_limits::objective))
    out.objectives.push_back(one_line(objective));
  repeated_objectives(out.objectives, problems);
  const int most_turns = std::clamp(max_turns_limit, 1, plan_limits::max_turns);
  out.max_turns = static_cast<int>(in.integer("max_turns", 1, most_turns));
  out.cohort_rules = read_rules(in, form);
  if (!problems.none()) return problems.as_failure("plan");
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto line = trim(text.substr(0, end)); !line.empty()) out.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::array<cohort_statistics, 4> describe_cohorts(std::span<const customer_profile> profiles) {
  std::array<cohort_statistics, 4> out;
  std::array<running_mean, 4> nps, churn, tickets;
  std::array<issue_counts, 4> issues;
  for (const customer_profile& profile : profiles) {
    const std::size_t i = index_of(profile.cohort);
    ++out[i].customers;
    if (profile.history.past_nps) nps[i].add(*profile.history.past_nps);
    if (profile.risk.churn_est) churn[i].add(*profile.risk.churn_est);
    tickets[i].add(static_cast<double>(profile.history.tickets.size()));
    for (const ticket& one : profile.history.tickets) ++issues[i][one_line(one.issue)];
  }
  for (const cohort c : all_cohorts) {
    const std::size_t i = index_of(c);
    out[i].cohort = c;
    out[i].mean_past_nps = nps[i].get();
    out[i].mean_churn_est = churn[i].get();
    out[i].mean_tickets = tickets[i].get().value_or(0.0);
    out[i].top_issues = most_frequent(issues[i]);
  }
  return out;
}

plan baseline_plan(const agent_context& context, int max_turns) {
  const prompt_library& prompts = *context.prompts;
  plan out;
  out.prompt_seed = prompts.render("baseline_seed", {});
  out.tone = one_line(prompts.render("baseline_tone", {}));
  out.template_name = one_line(prompts.render("baseline_template", {}));
  out.objectives = lines_of(prompts.render("baseline_objectives", {}));
  out.max_turns = std::clamp(max_turns, 1, plan_limits::max_turns);
  return out;
}

chat_request ask_planner(const agent_context& context,
                         const std::array<cohort_statistics, 4>& cohorts, const plan& last,
                         const tuning* proposal, const cohort_report* report, const call_key& key,
                         std::string_view complaint) {
  const prompt_library& prompts = *context.prompts;
  const int most_turns = context.max_turns > 0 ? context.max_turns : last.max_turns;
  const int room = context.role(agent_role::proactive).max_output_tokens;
  std::string instructions = prompts.render(
      "planner",
      {{"max_turns", std::to_string(most_turns)}, {"max_output_tokens", std::to_string(room)}});
  chat_request out =
      make_request(context, agent_role::planner, std::move(instructions), key, complaint);
  fences fence(context, agent_role::planner, key);
  const std::string known = fence.json_block("cohorts", cohorts_json(cohorts));
  const std::string before = fence.json_block("plan", json::serialize(plan_json(last)));
  std::string evidence;
  if (report != nullptr)
    evidence += fence.json_block("cohort_report", json::serialize(cohort_evidence_json(*report)));
  if (proposal != nullptr) {
    if (!evidence.empty()) evidence += "\n\n";
    evidence += fence.json_block("proposal", json::serialize(tuning_json(*proposal)));
  }
  if (evidence.empty()) evidence = prompts.render("no_evidence", {});
  out.input.push_back({speaker::user, prompts.render("planner_input", {{"cohorts", known},
                                                                       {"plan", before},
                                                                       {"evidence", evidence}})});
  return out;
}

result<plan> parse_plan(const chat_reply& reply, int max_turns_limit) {
  auto object = reply_object(reply, "plan");
  if (!object) return object.error();
  return read_plan(*object, max_turns_limit, {.ids = false, .most_characters = plan_limits::rule});
}

std::string plan_to_json(const plan& value) {
  return pretty_json(plan_json(value));
}

result<plan> plan_from_json(std::string_view text, int max_turns_limit) {
  auto value = parse_json(text);
  if (!value) return value.error();
  return read_plan(*value, max_turns_limit, {.ids = true, .most_characters = plan_limits::rule});
}

}  // namespace parley
