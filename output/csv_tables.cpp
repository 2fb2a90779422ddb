#include "output/csv_tables.hpp"

#include <algorithm>
#include <initializer_list>

#include "output/csv.hpp"

namespace parley {
namespace {

/// The judge's aspects in the order of its schema; every score names a subset of them.
constexpr std::array<std::string_view, 5> aspects = {"finanzas", "documentacion", "vehiculo",
                                                     "servicio", "comunicacion"};

std::string header(std::initializer_list<std::string_view> names) {
  csv_writer out;
  for (const auto name : names) out.text(name);
  out.end_row();
  return out.str();
}

std::int64_t tokens(const spend_by_role& spend) {
  std::int64_t sum = 0;
  for (const auto& role : spend) sum += role.usage.total();
  return sum;
}

written_table conversations_table(const iteration_record& record) {
  csv_writer out;
  for (const auto& c : record.conversations) {
    out.number(c.iteration).text(c.customer_id).text(to_string(c.cohort)).number(c.replicate);
    out.text(to_string(c.end)).number(c.agent_turns()).boolean(c.customer_answered());
    out.text(c.used.template_name).text(c.used.tone).text(c.used.cta).number(c.reasks);
    out.number(tokens(c.spend)).number(c.duration_sec).text(c.detail).end_row();
  }
  return {"conversations.csv",
          header({"iteration", "customer_id", "cohort", "replicate", "end", "agent_turns",
                  "customer_answered", "template", "tone", "cta", "reasks", "tokens",
                  "duration_sec", "detail"}),
          out.str()};
}

written_table turns_table(const iteration_record& record) {
  csv_writer out;
  for (const auto& c : record.conversations) {
    int index = 0;
    for (const auto& t : c.turns) {
      out.number(c.iteration).text(c.customer_id).number(c.replicate).number(++index);
      out.text(to_string(t.role)).text(t.content).number(t.sentiment);
      out.boolean(t.silent).boolean(t.context).end_row();
    }
  }
  return {"turns.csv",
          header({"iteration", "customer_id", "replicate", "turn", "role", "content", "sentiment",
                  "silent", "context"}),
          out.str()};
}

void score_cells(csv_writer& out, const judgement& j) {
  if (!j.value) {
    for (std::size_t i = 0; i < 5 + aspects.size(); ++i) out.empty();
    return;
  }
  const score& s = *j.value;
  out.number(s.nps_expected).number(s.engagement_prob).number(s.churn_prob).number(s.ltv_delta);
  out.number(s.cta_clarity);
  for (const auto aspect : aspects) {
    const auto found = std::find_if(s.aspect_sentiment.begin(), s.aspect_sentiment.end(),
                                    [&](const auto& one) { return one.first == aspect; });
    if (found == s.aspect_sentiment.end())
      out.empty();
    else
      out.number(found->second);
  }
}

written_table scores_table(const iteration_record& record) {
  csv_writer out;
  for (const auto& j : record.judgements) {
    out.number(record.iteration).text(j.customer_id).text(to_string(j.cohort));
    out.boolean(j.value.has_value());
    score_cells(out, j);
    const auto value = std::lower_bound(
        record.values.begin(), record.values.end(), j.customer_id,
        [](const customer_value& v, const std::string& id) { return v.customer_id < id; });
    if (value != record.values.end() && value->customer_id == j.customer_id) {
      out.number(value->reward).number(value->ltv_ratio).number(value->baseline_ltv);
      out.number(value->model_ltv_delta).boolean(value->ltv_disagrees);
    } else {
      for (int i = 0; i < 5; ++i) out.empty();
    }
    out.number(j.reasks).number(tokens(j.spend)).text(j.unscored_reason);
    out.text(j.value ? j.value->rationale : "").end_row();
  }
  return {"scores.csv",
          header({"iteration",
                  "customer_id",
                  "cohort",
                  "scored",
                  "NPS_expected",
                  "EngagementProb",
                  "ChurnProb",
                  "LTV_delta",
                  "CTA_clarity",
                  "sentiment_finanzas",
                  "sentiment_documentacion",
                  "sentiment_vehiculo",
                  "sentiment_servicio",
                  "sentiment_comunicacion",
                  "reward",
                  "ltv_ratio",
                  "baseline_ltv",
                  "model_ltv_delta",
                  "ltv_disagrees",
                  "reasks",
                  "tokens",
                  "unscored_reason",
                  "rationale"}),
          out.str()};
}

void cohort_row(csv_writer& out, int iteration, std::string_view name, const cohort_summary& c) {
  out.number(iteration).text(name).number(c.customers).number(c.n).number(c.silent);
  out.number(c.invalid).number(c.failed).number(c.unscored);
  for (const estimate* e : {&c.nps, &c.churn, &c.engagement, &c.ltv_ratio, &c.reward}) {
    if (e->n == 0)
      out.empty().empty().empty();
    else
      out.number(e->mean).number(e->low).number(e->high);
  }
  if (c.n == 0)
    out.empty();
  else
    out.number(c.net_promoter);
  const strategy best = c.best_strategy.value_or(strategy{});
  out.text(best.template_name).text(best.tone).text(best.cta).number(c.best_strategy_n);
  out.text(c.notes).end_row();
}

written_table cohorts_table(const iteration_record& record) {
  csv_writer out;
  for (const auto& c : record.report.cohorts)
    cohort_row(out, record.iteration, to_string(c.cohort), c);
  cohort_row(out, record.iteration, "all", record.report.all);
  return {"cohorts.csv",
          header({"iteration",
                  "cohort",
                  "customers",
                  "n",
                  "silent",
                  "invalid",
                  "failed",
                  "unscored",
                  "avg_nps",
                  "nps_low",
                  "nps_high",
                  "avg_churn",
                  "churn_low",
                  "churn_high",
                  "avg_engagement",
                  "engagement_low",
                  "engagement_high",
                  "avg_ltv",
                  "ltv_low",
                  "ltv_high",
                  "reward",
                  "reward_low",
                  "reward_high",
                  "net_promoter",
                  "best_template",
                  "best_tone",
                  "best_cta",
                  "best_strategy_n",
                  "notes"}),
          out.str()};
}

}  // namespace

std::array<written_table, 4> csv_tables(const iteration_record& record) {
  return {conversations_table(record), turns_table(record), scores_table(record),
          cohorts_table(record)};
}

}  // namespace parley
