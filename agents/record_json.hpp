// JSON forms of plans, transcripts, scores and reports: in prompts and in every file of a run.
// Must not know: files, prompts, how a record came about.
#pragma once

#include "agents/cohort_report.hpp"
#include "agents/plan.hpp"
#include "agents/score.hpp"
#include "base/json.hpp"

namespace parley {

json::value or_null(const std::optional<double>& value);

/// Writers. Members stand in a fixed order; what is absent is null or left out, never zero.
/// Specification 3.3 plus cohort_rules [{id, cohort, text}]; cohort "all" stands for every cohort.
json::value plan_json(const plan& value);
json::value tuning_json(const tuning& value);
/// {iteration, author, reason, reward, ltv_ratio, plan}
json::value prompt_version_json(const prompt_version& value);
/// Specification 4.2: {customer_id, cohort, iteration, replicate, turns, end, detail, strategy,
/// metadata {tokens, duration_sec, reasks}, spend}
json::value transcript_json(const conversation_record& value);
/// Specification 3.5 plus CTA_clarity.
json::value score_json(const score& value);
/// {customer_id, cohort, scored, ...members of the score, or unscored_reason..., reasks, spend}
json::value judgement_json(const judgement& value);
/// Specification 4.3; means of an empty cohort are null; "intervals" holds the confidence limits.
json::value cohort_report_json(const cohort_report& value);
/// The same for a model's eyes: no time, cost or tokens, because they differ from run to run and a
/// prompt must not; numbers to four decimals.
json::value cohort_evidence_json(const cohort_report& value);
/// {role: {calls, failures, retries, input, cached_input, output, reasoning}}, roles with any.
json::value spend_json(const spend_by_role& value);
json::value strategy_json(const strategy& value);

/// Readers of the same forms (round trip without loss). `pointer` names the value inside its
/// document. Errors: malformed_output, one line with JSON pointer, what was found, what expected.
result<plan> plan_from(const json::value& value, std::string_view pointer = {});
result<tuning> tuning_from(const json::value& value, std::string_view pointer = {});
result<prompt_version> prompt_version_from(const json::value& value, std::string_view pointer = {});
result<conversation_record> transcript_from(const json::value& value,
                                            std::string_view pointer = {});
result<score> score_from(const json::value& value, std::string_view pointer = {});
result<judgement> judgement_from(const json::value& value, std::string_view pointer = {});
result<cohort_report> cohort_report_from(const json::value& value, std::string_view pointer = {});
result<spend_by_role> spend_from(const json::value& value, std::string_view pointer = {});
result<strategy> strategy_from(const json::value& value, std::string_view pointer = {});

}  // namespace parley
