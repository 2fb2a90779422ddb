#include "test/sim/checkers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/cost.hpp"
#include "test/sim/lateness.hpp"
#include "test/sim/network_checks.hpp"

namespace parley::test {
namespace {

using complaints = std::vector<std::string>;

constexpr double instant = 1e-6;  // seconds

template <class Rows>
std::vector<std::string> ids_of(const Rows& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(row.customer_id);
  return out;
}

bool strictly_rising(const std::vector<std::string>& ids) {
  return std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end();
}

bool regular(stop_reason reason) {
  return reason == stop_reason::converged || reason == stop_reason::max_iterations;
}

void check_rows(const scenario& what, const iteration_record& it, bool last, stop_reason stopped,
                complaints& out) {
  const auto talked = ids_of(it.conversations);
  if (!strictly_rising(talked)) out.push_back("conversations are not sorted or not unique");
  std::vector<std::string> scorable, scored;
  for (const auto& talk : it.conversations)
    if (talk.scorable()) scorable.push_back(talk.customer_id);
  for (const auto& verdict : it.judgements)
    if (verdict.value) scored.push_back(verdict.customer_id);
  if (ids_of(it.judgements) != scorable) out.push_back("judgements are not the scorable ones");
  if (ids_of(it.values) != scored) out.push_back("values are not the scored ones");
  for (const auto& verdict : it.judgements)
    if (!verdict.value && verdict.unscored_reason.empty())
      out.push_back(verdict.customer_id + " is unscored without a reason");

  const std::size_t missing = what.customers - it.conversations.size();
  const bool cut_allowed = last && !regular(stopped);
  if (missing != 0 && missing != it.report.refused_for_deadline && !cut_allowed)
    out.push_back(fmt::format("{} customers vanished", missing));
}

void check_counts(const iteration_record& it, complaints& out) {
  std::size_t customers = 0, n = 0;
  for (const cohort_summary& c : it.report.cohorts) {
    customers += c.customers;
    n += c.n;
    if (c.n + c.invalid + c.failed + c.unscored != c.customers)
      out.push_back(fmt::format("cohort {}: counts do not add up", to_string(c.cohort)));
  }
  if (customers != it.conversations.size()) out.push_back("cohorts do not hold all customers");
  if (n != it.report.all.n || n != it.values.size()) out.push_back("scored counts differ");
}

void check_spend(const run_record& run, const outcome& seen, complaints& out) {
  for (std::size_t role = 0; role < run.spend.size(); ++role) {
    const role_spend& booked = run.spend[role];
    const role_spend& served = seen.log.replied[role];
    if (booked.calls != served.calls || booked.retries != served.retries ||
        !(booked.usage == served.usage))
      out.push_back(fmt::format("role {}: {} calls and {} tokens booked, {} and {} served", role,
                                booked.calls, booked.usage.total(), served.calls,
                                served.usage.total()));
  }
  for (const iteration_record& it : run.iterations) {
    spend_by_role rows = it.checks;
    for (const auto& talk : it.conversations) rows += talk.spend;
    for (const auto& verdict : it.judgements) rows += verdict.spend;
    for (const agent_role role : {agent_role::customer, agent_role::proactive, agent_role::judge}) {
      const auto i = static_cast<std::size_t>(role);
      if (rows[i].calls != it.report.spend[i].calls ||
          rows[i].failures != it.report.spend[i].failures ||
          !(rows[i].usage == it.report.spend[i].usage))
        out.push_back(
            fmt::format("iteration {}: {} rows hold {} calls and {} failures, the report "
                        "{} and {}",
                        it.iteration, to_string(role), rows[i].calls, rows[i].failures,
                        it.report.spend[i].calls, it.report.spend[i].failures));
    }
    if (it.report.tokens_used != total_tokens(it.report.spend)) out.push_back("tokens_used is off");
  }
}

void check_times(const scenario& what, const run_record& run, complaints& out) {
  const double deadline = static_cast<double>(what.config.loop.iteration_deadline.count());
  const double budget = static_cast<double>(what.config.loop.time_budget.count());
  for (const iteration_record& it : run.iterations) {
    if (it.report.wall_sec > deadline + instant)
      out.push_back(fmt::format("iteration {} took {:.2f} s", it.iteration, it.report.wall_sec));
    if (it.makespan_ratio != 0 && it.makespan_ratio < 1 - instant)
      out.push_back(fmt::format("iteration {} beat its lower bound: {:.3f} ({})", it.iteration,
                                it.makespan_ratio, it.binding_term));
  }
  if (budget > 0 && run.wall_sec > budget + instant)
    out.push_back(fmt::format("the run took {:.2f} s of {:.0f}", run.wall_sec, budget));
}

void check_limits(const scenario& what, const outcome& seen, complaints& out) {
  const talk_settings& talk = what.config.conversation;
  if (seen.log.most_talking > talk.max_open)
    out.push_back(fmt::format("{} conversations were open at once", seen.log.most_talking));
  if (seen.log.most_judging > talk.judges + (what.narrow_at ? 1 : 0))
    out.push_back(fmt::format("{} judges at once", seen.log.most_judging));
  // What was let in may end: a stop, not a cap. Only a bounded part can come on top.
  const loop_settings& loop = what.config.loop;
  const double open = talk.max_open + talk.judge_queue + talk.judges + 1;
  const double slack = std::max(8.0, open) * (4.0 * talk.max_turns + 2) * 2 + 8;
  if (loop.max_requests > 0 && static_cast<double>(total_requests(seen.record.spend)) >
                                   static_cast<double>(loop.max_requests) + slack)
    out.push_back(
        fmt::format("{} requests of {}", total_requests(seen.record.spend), loop.max_requests));
  if (loop.max_tokens > 0 && static_cast<double>(total_tokens(seen.record.spend)) >
                                 static_cast<double>(loop.max_tokens) + slack * 700)
    out.push_back(fmt::format("{} tokens of {}", total_tokens(seen.record.spend), loop.max_tokens));
}

void check_end(const scenario& what, const outcome& seen, complaints& out) {
  const run_record& run = seen.record;
  if (run.stop_detail.empty()) out.push_back("the run does not say why it ended");
  // What waited for the budget may still be handed on; then it is the provider that holds it.
  const loop_settings& loop = what.config.loop;
  const bool bounded = loop.max_cost > 0 || loop.max_tokens > 0 || loop.max_requests > 0;
  if (seen.log.while_held > 0 && !bounded)
    out.push_back(fmt::format("{} calls were made during a pause", seen.log.while_held));
  if (seen.log.after_fatal > 0)
    out.push_back(fmt::format("{} calls were sent after the fatal failure", seen.log.after_fatal));
  if (!what.network && run.stopped == stop_reason::provider_failure &&
      run.stop_code != failure_code::none && run.stop_code != what.script.fatal)
    out.push_back("the run names another fatal failure");
  if (run.stopped == stop_reason::interrupted && !what.stop_at)
    out.push_back("interrupted by nobody");
  if (seen.stopped_at && run.stopped == stop_reason::interrupted) {
    std::size_t late = 0;
    for (const auto& [who, when] : seen.log.first_call) late += when > *seen.stopped_at ? 1 : 0;
    // Who was let in before may still have waited for the budget with the first call.
    if (late > 0 && !bounded)
      out.push_back(fmt::format("{} customers were let in after stop()", late));
    if (seen.log.last_check && *seen.log.last_check > *seen.stopped_at && !bounded)
      out.push_back("a check of the judge was begun after stop()");
    if (!what.second_stop_at)
      for (const iteration_record& it : run.iterations)
        for (const auto& talk : it.conversations)
          if (talk.detail.find("cancelled") != std::string::npos)
            out.push_back("a graceful stop cancelled " + talk.customer_id);
  }
  if (run.stopped == stop_reason::interrupted && seen.second_stop_to_end &&
      *seen.second_stop_to_end > instant + 1e-3)
    out.push_back(fmt::format("the run went on for {:.3f} s after the second stop()",
                              *seen.second_stop_to_end));
  if (run.stopped == stop_reason::max_iterations &&
      static_cast<int>(run.iterations.size()) != what.config.loop.max_iterations)
    out.push_back("stopped for max_iterations at another number of iterations");
  if (run.iterations.size() != run.history.size()) out.push_back("prompt history has gaps");
  if ((run.iterations.size() >= 2) != run.comparison.has_value())
    out.push_back("comparison is missing or too much");
}

void check_events(const outcome& seen, complaints& out) {
  const observed_events& e = seen.events;
  const auto iterations = static_cast<int>(seen.record.iterations.size());
  int talks = 0, verdicts = 0, turns = 0;
  for (const iteration_record& it : seen.record.iterations) {
    talks += static_cast<int>(it.conversations.size());
    verdicts += static_cast<int>(it.judgements.size());
    for (const auto& talk : it.conversations) turns += static_cast<int>(talk.turns.size());
  }
  if (e.runs_started != 1 || e.runs_finished != 1) out.push_back("run events are not paired");
  if (e.iterations_started != iterations || e.iterations_finished != iterations ||
      e.prompts_recorded != iterations)
    out.push_back("iteration events do not match the record");
  if (e.conversations_ended != talks)
    out.push_back(fmt::format("{} conversations ended, {} recorded", e.conversations_ended, talks));
  if (e.judged != verdicts)
    out.push_back(fmt::format("{} judged, {} recorded", e.judged, verdicts));
  if (e.turns != turns) out.push_back(fmt::format("{} turns told, {} recorded", e.turns, turns));
}

}  // namespace

std::vector<std::string> check(const scenario& what, const outcome& seen) {
  complaints out;
  if (!seen.finished) return {"the loop fell silent before the run had ended"};
  if (seen.left_in_flight != 0) out.push_back("calls are still in flight");
  if (seen.left_waiting != 0) out.push_back("somebody still waits on the clock");
  const auto& iterations = seen.record.iterations;
  for (std::size_t i = 0; i < iterations.size(); ++i) {
    check_rows(what, iterations[i], i + 1 == iterations.size(), seen.record.stopped, out);
    check_counts(iterations[i], out);
  }
  check_spend(seen.record, seen, out);
  check_times(what, seen.record, out);
  for (std::string& line : check_lateness(what, seen)) out.push_back(std::move(line));
  check_limits(what, seen, out);
  check_end(what, seen, out);
  check_events(seen, out);
  for (std::string& line : check_network(what, seen)) out.push_back(std::move(line));
  return out;
}

}  // namespace parley::test
