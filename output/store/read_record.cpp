// The whole record of a run from its tables: the same values as in run.json.
#include <fmt/format.h>

#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/store/each_row.hpp"
#include "output/store/names.hpp"
#include "output/store/read_run.hpp"

namespace parley {
namespace {

/// Collects the first thing that is wrong with a row.
class row_problems {
 public:
  /// The value that `read` makes of a JSON document.
  template <class T, class Reader>
  T document(const std::string& text, std::string_view where, Reader read) {
    const auto value = parse_exact(text);
    if (!value) return note<T>(where, value.error());
    auto made = read(*value, std::string_view());
    if (!made) return note<T>(where, made.error());
    return std::move(*made);
  }
  template <class T, class Reader>
  T value(const json::value& row, std::string_view where, Reader read) {
    auto made = read(row, std::string_view());
    if (!made) return note<T>(where, made.error());
    return std::move(*made);
  }
  const std::string& first() const { return first_; }

 private:
  template <class T>
  T note(std::string_view where, const failure& why) {
    if (first_.empty()) first_ = fmt::format("{}: {}", where, why.message);
    return T{};
  }
  std::string first_;
};

json::value parsed(const std::string& text) {
  auto value = parse_exact(text);
  return value ? std::move(*value) : json::value(nullptr);
}

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

result<void> read_turns(database& db, int iteration,
                        std::map<std::pair<std::string, int>, json::array>& out) {
  return each_row(db,
                  fmt::format("SELECT customer_id, replicate, role, content, sentiment, silent,"
                              " context FROM turns WHERE iteration = {}"
                              " ORDER BY customer_id, replicate, turn",
                              iteration),
                  [&](statement& row) {
                    std::pair<std::string, int> whose{row.text(), 0};
                    whose.second = row.small();
                    json::object turn{{"role", row.text()}};
                    turn["content"] = row.text();
                    if (const auto sentiment = row.maybe_number()) turn["sentiment"] = *sentiment;
                    if (row.flag()) turn["silent"] = true;
                    if (row.flag()) turn["context"] = true;
                    out[whose].push_back(std::move(turn));
                  });
}

result<void> read_conversations(database& db, iteration_record& out, row_problems& problems) {
  std::map<std::pair<std::string, int>, json::array> turns;
  if (auto done = read_turns(db, out.iteration, turns); !done) return done;
  return each_row(
      db,
      fmt::format("SELECT customer_id, replicate, cohort, outcome, detail, template, tone, cta,"
                  " reasks, spend, duration_sec FROM conversations WHERE iteration = {}"
                  " ORDER BY customer_id, replicate",
                  out.iteration),
      [&](statement& row) {
        const std::string customer = row.text();
        const int replicate = row.small();
        json::object talk{{"customer_id", customer},
                          {"iteration", out.iteration},
                          {"replicate", replicate},
                          {"turns", std::move(turns[{customer, replicate}])}};
        talk["cohort"] = row.text();
        talk["end"] = row.text();
        talk["detail"] = row.text();
        json::object strategy;
        for (const char* part : {"template", "tone", "cta"}) strategy[part] = row.text();
        talk["strategy"] = std::move(strategy);
        const int reasks = row.small();
        talk["spend"] = parsed(row.text());
        talk["metadata"] =
            json::object{{"tokens", 0}, {"duration_sec", row.number()}, {"reasks", reasks}};
        out.conversations.push_back(problems.value<conversation_record>(
            talk, "conversation of " + customer, transcript_from));
      });
}

void score_members(statement& row, json::object& verdict) {
  for (const char* member :
       {"NPS_expected", "EngagementProb", "ChurnProb", "LTV_delta", "CTA_clarity"})
    verdict[member] = or_null(row.maybe_number());
  verdict["AspectSentiment"] = parsed(row.text());
  verdict["rationale"] = row.text();
  verdict["unscored_reason"] = row.text();
  verdict["reasks"] = row.small();
  verdict["spend"] = parsed(row.text());
}

result<void> read_scores(database& db, iteration_record& out, row_problems& problems) {
  return each_row(
      db,
      fmt::format("SELECT customer_id, cohort, scored, nps_expected, engagement_prob, churn_prob,"
                  " ltv_delta, cta_clarity, aspects, rationale, unscored_reason, reasks, spend,"
                  " reward, ltv_ratio, baseline_ltv, model_ltv_delta, ltv_disagrees"
                  " FROM scores WHERE iteration = {} ORDER BY customer_id",
                  out.iteration),
      [&](statement& row) {
        const std::string customer = row.text();
        const std::string cohort_name = row.text();
        json::object verdict{{"customer_id", customer}, {"cohort", cohort_name}};
        verdict["scored"] = row.flag();
        score_members(row, verdict);
        out.judgements.push_back(
            problems.value<judgement>(verdict, "score of " + customer, judgement_from));
        const auto reward = row.maybe_number();
        if (!reward) return;
        customer_value value;
        value.customer_id = customer;
        value.cohort = cohort_from(cohort_name).value_or(cohort::quiet_satisfied);
        value.reward = *reward;
        value.ltv_ratio = row.number();
        value.baseline_ltv = row.number();
        value.model_ltv_delta = row.number();
        value.ltv_disagrees = row.flag();
        out.values.push_back(std::move(value));
      });
}

result<void> read_iterations(database& db, run_record& out, row_problems& problems) {
  return each_row(
      db,
      "SELECT iteration, started_at, finished_at, plan_source, makespan_ratio, binding_term,"
      " report, plans.document, proposals.document, author, reason, reward, ltv_ratio"
      " FROM iterations LEFT JOIN plans USING (iteration) LEFT JOIN proposals USING (iteration)"
      " LEFT JOIN prompt_versions USING (iteration) WHERE finished_at IS NOT NULL"
      " ORDER BY iteration",
      [&](statement& row) {
        iteration_record one;
        one.iteration = row.small();
        const std::string where = fmt::format("iteration {}", one.iteration);
        one.started_at = row.text();
        one.finished_at = row.text();
        one.plan_source = row.text();
        one.makespan_ratio = row.number();
        one.binding_term = row.text();
        one.report = problems.document<cohort_report>(row.text(), where, cohort_report_from);
        one.used = problems.document<plan>(row.text(), where, plan_from);
        if (const auto proposal = row.maybe_text())
          one.proposal = problems.document<tuning>(*proposal, where, tuning_from);
        prompt_version version;
        version.iteration = one.iteration;
        version.used = one.used;
        version.author = row.text();
        version.reason = row.text();
        version.reward = row.maybe_number();
        version.ltv_ratio = row.maybe_number();
        out.history.push_back(std::move(version));
        out.iterations.push_back(std::move(one));
      });
}

result<void> read_end(database& db, run_record& out, row_problems& problems) {
  return each_row(db, "SELECT spend, comparison, truth FROM run", [&](statement& row) {
    if (const auto spend = row.maybe_text())
      out.spend = problems.document<spend_by_role>(*spend, "run.spend", spend_from);
    const auto comparison = row.maybe_text();
    out.truth = row.maybe_text().value_or("");
    if (!comparison) return;
    const auto read = [](const json::value& value, std::string_view) -> result<before_after> {
      json_problems wrong;
      before_after made = before_after_from(value, "", wrong);
      if (!wrong.none()) return wrong.as_failure("comparison");
      return made;
    };
    out.comparison = problems.document<before_after>(*comparison, "run.comparison", read);
  });
}

}  // namespace

result<run_record> read_record(database& db) {
  auto head = read_head(db);
  if (!head) return head.error();
  run_record out = std::move(head->record);
  row_problems problems;
  auto done = read_iterations(db, out, problems);
  if (done) done = read_end(db, out, problems);
  for (iteration_record& one : out.iterations) {
    if (done) done = read_conversations(db, one, problems);
    if (done) done = read_scores(db, one, problems);
    if (!done) break;
    done = each_row(db,
                    fmt::format("SELECT at, key, before, after FROM config_changes WHERE"
                                " iteration = {} AND how = 'live' ORDER BY change",
                                one.iteration),
                    [&](statement& row) {
                      config_change change;
                      change.at = row.text();
                      change.key = row.text();
                      change.before = row.text();
                      change.after = row.text();
                      one.config_changes.push_back(std::move(change));
                    });
  }
  if (!done) return done.error();
  const auto lost = read_lost(db);
  if (!lost) return lost.error();
  out.lost = *lost;
  if (problems.first().empty()) return out;
  return fail(failure_code::malformed_output,
              fmt::format("{}: {}", db.file().string(), problems.first()));
}

}  // namespace parley
