// Everything one iteration and one run produced, as the files show it.
// Must not know: how it came about, SQLite, HTML.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agents/cohort_report.hpp"
#include "agents/plan.hpp"
#include "agents/score.hpp"
#include "base/errors.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// One customer's reward and LTV, the rows that comparisons are made from.
struct customer_value {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
  double reward = 0;     ///< normalised 0..1
  double ltv_ratio = 1;  ///< expected / baseline
  double baseline_ltv = 0;
  double model_ltv_delta = 0;  ///< from the churn formula, share of baseline
  bool ltv_disagrees = false;  ///< judge's LTV_delta against the formula: other sign or far off
};

/// A live change of a setting, as it was applied.
struct config_change {
  std::string at;  ///< UTC timestamp
  std::string key, before, after;
};

struct iteration_record {
  int iteration = 0;
  std::string started_at, finished_at;  ///< UTC timestamps
  plan used;
  std::vector<conversation_record> conversations;  ///< sorted by customer_id
  std::vector<judgement> judgements;               ///< sorted by customer_id; scorable ones only
  std::vector<customer_value> values;              ///< sorted by customer_id; scored ones only
  cohort_report report;
  std::optional<tuning> proposal;  ///< the tuner's, for the next iteration; none after the last
  std::string plan_source;         ///< "baseline", "planner", or why the planner's was not usable
  std::vector<config_change> config_changes;
  double makespan_ratio = 0;  ///< wall / lower bound; 0: not computed
  std::string binding_term;   ///< what the lower bound rested on; "" if not computed
  spend_by_role checks{};     ///< part of report.spend: judging again. Not in the files.
  bool complete = true;       ///< false: it goes on when the run does. Not in the files.
  std::string intake;  ///< how letting in ended: "everyone", "deadline", ... Not in the files.
  std::size_t left_out = 0;  ///< customers that were not talked to. Not in the files.
};

/// Paired difference after - before over the customers scored in both.
struct comparison_row {
  std::optional<parley::cohort> cohort;  ///< nothing: all customers
  std::size_t n = 0;                     ///< pairs
  estimate nps_before, nps_after, nps_change;
  estimate churn_before, churn_after, churn_change;
  estimate engagement_before, engagement_after, engagement_change;
  estimate ltv_before, ltv_after, ltv_change;
  estimate reward_before, reward_after, reward_change;
};

struct before_after {
  int before_iteration = 1;
  int after_iteration = 1;
  std::vector<comparison_row> rows;  ///< cohorts that have pairs, then all
  std::string verdict;               ///< one honest sentence
};

enum class stop_reason : std::uint8_t {
  converged,
  max_iterations,
  time_budget,
  token_budget,
  cost_budget,
  request_budget,
  interrupted,
  provider_failure
};
std::string_view to_string(stop_reason reason);

/// The run whose last prompt a run of `parley iterate` took up.
struct earlier_run {
  std::string run_id;
  int iteration = 0;                    ///< of that run, after which this one goes on
  std::size_t customers_in_common = 0;  ///< with this run
};

/// What a role's model was asked for and cost, in currency per million tokens.
struct role_price {
  std::string model;
  double input = 0, cached_input = 0, output = 0;
  bool operator==(const role_price&) const = default;
};
/// Nothing for a role whose model has no price.
using prices_by_role = std::array<std::optional<role_price>, agent_role_count>;

/// Calls that were in flight when a session ended: they may be paid twice.
struct lost_calls {
  std::int64_t calls = 0;
  std::int64_t worst_tokens = 0;
  double worst_cost = 0;
  std::int64_t requests = 0;  ///< of these calls, at most
};

struct run_record {
  std::string run_id;  ///< folder name: "20261122-140305-1a2b"
  std::string version;
  std::string provider;  ///< "sim" or "openai"
  std::string language;
  std::uint64_t seed = 0;
  std::string started_at, finished_at;
  std::string profiles_source;
  std::vector<customer_profile> profiles;
  std::vector<iteration_record> iterations;
  std::vector<prompt_version> history;
  std::optional<earlier_run> continues;    ///< nothing: this run began with the baseline
  std::optional<before_after> comparison;  ///< `before` may be an iteration of `continues`
  stop_reason stopped = stop_reason::max_iterations;
  std::string stop_detail;                      ///< one sentence
  failure_code stop_code = failure_code::none;  ///< of the failure behind provider_failure
  spend_by_role spend{};
  prices_by_role prices{};  ///< that the costs rest on
  lost_calls lost;          ///< of all sessions
  double cost = 0;
  bool cost_known = true;
  double wall_sec = 0;
  std::string currency = "USD";
  std::string truth;         ///< what may be claimed: a JSON document; "": nothing was examined
  std::string people;        ///< what people's scores say: people.json; "": nobody scored. Not in
                             ///< the files, which are the same whether a run was labelled or not.
  double confidence = 0.95;  ///< of every interval in this record, 0.5..0.999
};

}  // namespace parley
