// The columns of every exported table, in their order; docs/exports.md says what each means.
// Must not know: formats.
#pragma once

#include <array>

#include "output/exports/export_table.hpp"

namespace parley::export_columns {

using enum export_type;
inline constexpr bool may_be_null = true;

inline constexpr export_column calls[] = {{"call", integer},
                                          {"session", integer},
                                          {"iteration", integer},
                                          {"customer_id", text},
                                          {"role", text},
                                          {"turn", integer},
                                          {"replicate", integer},
                                          {"reask", integer},
                                          {"state", text},
                                          {"failure", text, may_be_null},
                                          {"detail", text, may_be_null},
                                          {"finish", text, may_be_null},
                                          {"model", text},
                                          {"source", text, may_be_null,
                                           "(SELECT source FROM outcomes WHERE outcomes.call ="
                                           " v_calls.call)"},
                                          {"attempts", integer, may_be_null},
                                          {"input_tokens", integer, may_be_null},
                                          {"cached_tokens", integer, may_be_null},
                                          {"output_tokens", integer, may_be_null},
                                          {"reasoning_tokens", integer, may_be_null},
                                          {"cost", number, may_be_null},
                                          {"worst_tokens", integer},
                                          {"worst_cost", number},
                                          {"queued_ms", number, may_be_null},
                                          {"first_token_ms", number, may_be_null},
                                          {"latency_ms", number, may_be_null},
                                          {"request_id", text, may_be_null},
                                          {"response_id", text, may_be_null},
                                          {"digest", text},
                                          {"asked_at", timestamp},
                                          {"ended_at", timestamp, may_be_null},
                                          {"text", text, may_be_null}};

inline constexpr export_column conversations[] = {
    {"iteration", integer},
    {"customer_id", text},
    {"replicate", integer},
    {"cohort", text},
    {"outcome", text},
    {"detail", text},
    {"template", text},
    {"tone", text},
    {"cta", text},
    {"agent_turns", integer},
    {"reasks", integer},
    {"tokens", integer, false,
     "(SELECT coalesce(sum(json_extract(value, '$.input') + json_extract(value, '$.output')), 0)"
     " FROM json_each(spend))"},
    {"duration_sec", number}};

inline constexpr export_column transcripts[] = {{"iteration", integer},
                                                {"customer_id", text},
                                                {"cohort", text},
                                                {"replicate", integer},
                                                {"turn", integer},
                                                {"role", text},
                                                {"content", text},
                                                {"sentiment", number, may_be_null},
                                                {"silent", boolean},
                                                {"context", boolean},
                                                {"outcome", text},
                                                {"template", text},
                                                {"tone", text},
                                                {"cta", text},
                                                {"nps_expected", number, may_be_null},
                                                {"engagement_prob", number, may_be_null},
                                                {"churn_prob", number, may_be_null},
                                                {"reward", number, may_be_null}};

inline constexpr export_column scores[] = {
    {"iteration", integer},
    {"customer_id", text},
    {"cohort", text},
    {"scored", boolean},
    {"nps_expected", number, may_be_null},
    {"engagement_prob", number, may_be_null},
    {"churn_prob", number, may_be_null},
    {"ltv_delta", number, may_be_null},
    {"cta_clarity", number, may_be_null},
    {"sentiment_finanzas", number, may_be_null, "json_extract(aspects, '$.finanzas')"},
    {"sentiment_documentacion", number, may_be_null, "json_extract(aspects, '$.documentacion')"},
    {"sentiment_vehiculo", number, may_be_null, "json_extract(aspects, '$.vehiculo')"},
    {"sentiment_servicio", number, may_be_null, "json_extract(aspects, '$.servicio')"},
    {"sentiment_comunicacion", number, may_be_null, "json_extract(aspects, '$.comunicacion')"},
    {"reward", number, may_be_null},
    {"ltv_ratio", number, may_be_null},
    {"baseline_ltv", number, may_be_null},
    {"model_ltv_delta", number, may_be_null},
    {"ltv_disagrees", boolean, may_be_null},
    {"reasks", integer},
    {"unscored_reason", text},
    {"rationale", text, may_be_null}};

inline constexpr export_column labels[] = {
    {"iteration", integer},
    {"customer_id", text},
    {"side", integer},
    {"rater", text},
    {"nps", number, may_be_null},
    {"engagement", number, may_be_null},
    {"churn", number, may_be_null},
    {"skipped", boolean},
    {"drawn", boolean, false,
     "EXISTS (SELECT 1 FROM label_sample s WHERE s.iteration = labels.iteration AND s.customer_id ="
     " labels.customer_id AND s.side = labels.side)"},
    {"source", text},
    {"labelled_at", timestamp},
    {"note", text}};

inline constexpr export_column label_sample[] = {
    {"iteration", integer}, {"customer_id", text}, {"side", integer},      {"cohort", text},
    {"place", integer},     {"seed", text},        {"drawn_at", timestamp}};

inline constexpr export_column reports[] = {{"iteration", integer},
                                            {"cohort", text},
                                            {"customers", integer},
                                            {"scored", integer},
                                            {"silent", integer},
                                            {"invalid", integer},
                                            {"failed", integer},
                                            {"nps", number, may_be_null},
                                            {"nps_low", number, may_be_null},
                                            {"nps_high", number, may_be_null},
                                            {"net_promoter", number, may_be_null},
                                            {"churn", number, may_be_null},
                                            {"churn_low", number, may_be_null},
                                            {"churn_high", number, may_be_null},
                                            {"engagement", number, may_be_null},
                                            {"engagement_low", number, may_be_null},
                                            {"engagement_high", number, may_be_null},
                                            {"ltv", number, may_be_null},
                                            {"ltv_low", number, may_be_null},
                                            {"ltv_high", number, may_be_null},
                                            {"reward", number, may_be_null},
                                            {"reward_low", number, may_be_null},
                                            {"reward_high", number, may_be_null},
                                            {"nps_since_first", number, may_be_null},
                                            {"churn_since_first", number, may_be_null},
                                            {"ltv_since_first", number, may_be_null},
                                            {"best_strategy", text, may_be_null},
                                            {"best_strategy_n", integer},
                                            {"notes", text}};

inline constexpr export_column iterations[] = {{"iteration", integer},
                                               {"closed", boolean},
                                               {"started_at", timestamp},
                                               {"finished_at", timestamp, may_be_null},
                                               {"wall_sec", number, may_be_null},
                                               {"author", text, may_be_null},
                                               {"reason", text, may_be_null},
                                               {"customers", integer, may_be_null},
                                               {"scored", integer, may_be_null},
                                               {"silent", integer, may_be_null},
                                               {"invalid", integer, may_be_null},
                                               {"failed", integer, may_be_null},
                                               {"unscored", integer, may_be_null},
                                               {"left_out", integer, may_be_null},
                                               {"nps", number, may_be_null},
                                               {"churn", number, may_be_null},
                                               {"engagement", number, may_be_null},
                                               {"ltv", number, may_be_null},
                                               {"reward", number, may_be_null},
                                               {"tokens", integer, may_be_null},
                                               {"cost", number, may_be_null},
                                               {"makespan_ratio", number, may_be_null},
                                               {"binding_term", text, may_be_null},
                                               {"plan_source", text, may_be_null}};

inline constexpr export_column costs[] = {{"iteration", integer},
                                          {"role", text},
                                          {"calls", integer},
                                          {"answered", integer},
                                          {"failed", integer},
                                          {"lost", integer},
                                          {"attempts", integer},
                                          {"input_tokens", integer},
                                          {"cached_tokens", integer},
                                          {"output_tokens", integer},
                                          {"reasoning_tokens", integer},
                                          {"cost", number},
                                          {"worst_cost_of_lost", number}};

inline constexpr export_column prompts[] = {{"iteration", integer},
                                            {"author", text},
                                            {"reason", text},
                                            {"prompt_seed", text},
                                            {"tone", text},
                                            {"template", text},
                                            {"max_turns", integer},
                                            {"plan", text, false, "document"},
                                            {"reward", number, may_be_null},
                                            {"ltv_ratio", number, may_be_null}};

inline constexpr export_column proposals[] = {{"iteration", integer},
                                              {"prompt_seed", text},
                                              {"rationale", text},
                                              {"proposal", text, false, "document"}};

inline constexpr export_column customers[] = {
    {"customer_id", text},
    {"cohort", text},
    {"name", text, may_be_null, "json_extract(document, '$.persona.name')"},
    {"profile", text, false, "document"}};

inline constexpr export_column quota[] = {{"noted_at", timestamp, false, "at"},
                                          {"session", integer},
                                          {"model", text},
                                          {"in_flight", integer},
                                          {"waiting", integer},
                                          {"binds", text},
                                          {"calls", integer},
                                          {"failures", integer},
                                          {"attempts", integer},
                                          {"rate_limited", integer},
                                          {"retries", integer}};

inline constexpr export_column changes[] = {{"changed_at", timestamp, false, "at"},
                                            {"session", integer},
                                            {"iteration", integer},
                                            {"how", text},
                                            {"key", text},
                                            {"before", text},
                                            {"after", text}};

inline constexpr export_column settings_rows[] = {{"key", text}, {"value", text}, {"origin", text}};

inline constexpr export_column sessions[] = {
    {"session", integer}, {"started_at", timestamp}, {"ended_at", timestamp, may_be_null},
    {"version", text},    {"wall_sec", number},      {"in_flight_at_end", integer, may_be_null}};

inline constexpr export_column run[] = {
    {"run_id", text},
    {"command", text},
    {"version", text},
    {"provider", text},
    {"language", text},
    {"seed", text, false, "printf('%llu', seed)"},
    {"profiles_source", text},
    {"customers", integer, false, "(SELECT count(*) FROM profiles)"},
    {"first_iteration", integer},
    {"started_at", timestamp},
    {"finished_at", timestamp, may_be_null},
    {"stopped", text, may_be_null},
    {"stop_detail", text, may_be_null},
    {"stop_code", text, may_be_null},
    {"resumable", boolean},
    {"cost", number, may_be_null},
    {"cost_known", boolean, may_be_null},
    {"currency", text},
    {"confidence", number},
    {"wall_sec", number, may_be_null}};

}  // namespace parley::export_columns
