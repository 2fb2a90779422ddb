// Rows of one iteration: plan, conversations, scores, cohort reports.
#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/store/put_row.hpp"
#include "output/store/run_store.hpp"

namespace parley {
namespace {

std::string text_of(const json::value& value) {
  json::value portable = value;
  make_portable(portable);
  return json::serialize(portable);
}

std::optional<double> mean_of(const estimate& value) {
  return value.n > 0 ? std::optional<double>(value.mean) : std::nullopt;
}

json::object aspects_json(const score& value) {
  json::object out;
  for (const auto& [name, sentiment] : value.aspect_sentiment) out[name] = sentiment;
  return out;
}

}  // namespace

result<void> run_store::iteration_begun(std::int64_t session, int iteration, const std::string& at,
                                        double begun_sec, const plan& used,
                                        const std::string& plan_source) {
  // One that goes on after a kill keeps when it was begun.
  auto done = put(use("INSERT INTO iterations (iteration, session, begun_sec, started_at,"
                      " plan_source) VALUES (?,?,?,?,?)"
                      " ON CONFLICT DO UPDATE SET plan_source = excluded.plan_source"),
                  iteration, session, begun_sec, at, plan_source);
  if (!done) return done;
  return put(use("INSERT OR REPLACE INTO plans VALUES (?,?,?,?,?,?)"), iteration,
             repaired_utf8(used.prompt_seed), repaired_utf8(used.tone),
             repaired_utf8(used.template_name), used.max_turns, text_of(plan_json(used)));
}

result<void> run_store::conversation(const conversation_record& record) {
  auto done = put(use("INSERT OR REPLACE INTO conversations VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"),
                  record.iteration, record.customer_id, record.replicate, to_string(record.cohort),
                  to_string(record.end), repaired_utf8(record.detail),
                  repaired_utf8(record.used.template_name), repaired_utf8(record.used.tone),
                  repaired_utf8(record.used.cta), record.agent_turns(), record.reasks,
                  text_of(spend_json(record.spend)), record.duration_sec);
  if (done)
    done = put(use("DELETE FROM turns WHERE iteration = ? AND customer_id = ? AND replicate = ?"),
               record.iteration, record.customer_id, record.replicate);
  for (std::size_t i = 0; done && i < record.turns.size(); ++i) {
    const turn& said = record.turns[i];
    done = put(use("INSERT INTO turns VALUES (?,?,?,?,?,?,?,?,?)"), record.iteration,
               record.customer_id, record.replicate, i + 1, to_string(said.role),
               repaired_utf8(said.content), said.sentiment, said.silent, said.context);
  }
  return done;
}

result<void> run_store::judged(int iteration, const judgement& verdict,
                               const customer_value* value) {
  auto row = use("INSERT OR REPLACE INTO scores VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  if (!row) return row.error();
  statement& to = **row;
  to.bind(iteration).bind(verdict.customer_id).bind(to_string(verdict.cohort));
  to.bind(verdict.value.has_value());
  if (verdict.value) {
    const score& s = *verdict.value;
    to.bind(s.nps_expected).bind(s.engagement_prob).bind(s.churn_prob).bind(s.ltv_delta);
    to.bind(s.cta_clarity).bind(text_of(aspects_json(s))).bind(repaired_utf8(s.rationale));
  } else {
    for (int i = 0; i < 7; ++i) to.bind_null();
  }
  to.bind(repaired_utf8(verdict.unscored_reason)).bind(verdict.reasks);
  to.bind(text_of(spend_json(verdict.spend)));
  if (value) {
    to.bind(value->reward).bind(value->ltv_ratio).bind(value->baseline_ltv);
    to.bind(value->model_ltv_delta).bind(value->ltv_disagrees);
  } else {
    for (int i = 0; i < 5; ++i) to.bind_null();
  }
  return to.run();
}

result<void> run_store::prompt(const prompt_version& version) {
  return put(use("INSERT OR REPLACE INTO prompt_versions VALUES (?,?,?,?,?)"), version.iteration,
             version.author, repaired_utf8(version.reason), version.reward, version.ltv_ratio);
}

result<void> run_store::iteration_ended(const iteration_record& record, const iteration_end& how) {
  auto done =
      put(use("UPDATE iterations SET started_at = ?, finished_at = ?, closed = ?, intake = ?,"
              " left_out = ?, plan_source = ?, wall_sec = ?, tokens = ?, cost = ?, spend = ?,"
              " makespan_ratio = ?, binding_term = ?, report = ? WHERE iteration = ?"),
          record.started_at, record.finished_at, how.closed, how.intake, how.left_out,
          repaired_utf8(record.plan_source), record.report.wall_sec, record.report.tokens_used,
          record.report.cost, text_of(spend_json(record.report.spend)), record.makespan_ratio,
          record.binding_term, text_of(cohort_report_json(record.report)), record.iteration);
  if (done && record.proposal)
    done = put(use("INSERT OR REPLACE INTO proposals VALUES (?,?,?,?)"), record.iteration,
               repaired_utf8(record.proposal->prompt_seed),
               repaired_utf8(record.proposal->rationale), text_of(tuning_json(*record.proposal)));
  for (const cohort_summary& row : record.report.cohorts)
    if (done) done = cohort_row(record.iteration, to_string(row.cohort), row);
  if (done) done = cohort_row(record.iteration, "all", record.report.all);
  return done;
}

result<void> run_store::cohort_row(int iteration, std::string_view name,
                                   const cohort_summary& row) {
  auto made =
      use("INSERT OR REPLACE INTO cohort_reports VALUES"
          " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  if (!made) return made.error();
  statement& to = **made;
  to.bind(iteration).bind(name).bind(row.customers).bind(row.n).bind(row.silent);
  to.bind(row.invalid).bind(row.failed).bind(row.unscored);
  for (const estimate* each :
       {&row.nps, &row.churn, &row.engagement, &row.ltv_ratio, &row.reward}) {
    to.bind(mean_of(*each)).bind(each->low).bind(each->high);
  }
  to.bind(row.n > 0 ? std::optional<double>(row.net_promoter) : std::nullopt);
  to.bind(row.best_strategy ? std::optional<std::string>(repaired_utf8(row.best_strategy->text()))
                            : std::nullopt);
  to.bind(row.best_strategy_n).bind(repaired_utf8(row.notes));
  return to.run();
}

}  // namespace parley
