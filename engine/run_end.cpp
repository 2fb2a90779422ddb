// Why a run ends after an iteration.
#include <fmt/format.h>

#include "engine/cost.hpp"
#include "engine/run_state.hpp"

namespace parley {
namespace {

// One real reason says more than a count.
std::string example_of(const iteration_record& record) {
  for (const conversation_record& talk : record.conversations)
    if (!talk.detail.empty()) return talk.detail;
  for (const judgement& verdict : record.judgements)
    if (!verdict.unscored_reason.empty()) return "judge: " + verdict.unscored_reason;
  return "no reason recorded";
}

std::string_view setting_of(stop_reason budget) {
  switch (budget) {
    case stop_reason::token_budget:
      return "loop.max_tokens";
    case stop_reason::cost_budget:
      return "loop.max_cost";
    default:
      return "loop.max_requests";
  }
}

}  // namespace

std::optional<stop_decision> run::state::must_stop(const iteration_record& record, bool decided) {
  if (auto decision = lost_or_stopped(record)) return decision;
  if (last_intake_.why == intake_end::budget)
    return stop_decision{
        last_intake_.budget,
        fmt::format("{} would not hold for all: {} of {} customers of iteration {} were left out.",
                    setting_of(last_intake_.budget), last_intake_.left_out, in_.profiles.size(),
                    record.iteration)};
  if (auto decision = nothing_scored(record)) return decision;
  if (decided && truth_.on() && truth_.search().nothing_to_gain() &&
      static_cast<int>(record_.iterations.size()) + 1 >= in_.config.loop.min_iterations)
    return stop_decision{
        stop_reason::converged,
        fmt::format("Nothing to gain here: {} iterations in a row brought no prompt that did "
                    "better on the customers it was searched on.",
                    truth_.search().fruitless())};
  loop_settings limits = in_.config.loop;
  if (in_.must_end)  // the tighter of time_budget and until
    limits.time_budget = std::chrono::ceil<std::chrono::seconds>(*run_must_end() - begun_);
  return decide_stop(limits, static_cast<int>(record_.iterations.size()) + 1, ltv_changes_,
                     used_so_far(record), record_.currency);
}

// A run that converged without a promotion found nothing; one that cannot promote, knows nothing.
void run::state::say_nothing_gained(stop_decision& why) const {
  const truth::loop_search& search = truth_.search();
  const bool tried = truth_.on() && search.can_promote() && search.findings().size() > 1;
  if (why.reason != stop_reason::converged || !tried || search.promoted() ||
      search.nothing_to_gain())
    return;
  const bool any = search.measured_arms() != search.baseline_arms();
  why.sentence = (any ? "Nothing to gain here that the customers who decide could show. "
                      : "Nothing to gain here: no prompt did better on the customers it was "
                        "searched on. ") +
                 why.sentence;
}

std::optional<stop_decision> run::state::lost_or_stopped(const iteration_record& record) const {
  if (book_.fatal() && book_.fatal()->code == failure_code::io_error)
    return stop_decision{stop_reason::provider_failure, book_.fatal()->message};
  if (book_.fatal())
    return stop_decision{stop_reason::provider_failure,
                         fmt::format("The provider cannot be used: {}: {}",
                                     to_string(book_.fatal()->code), book_.fatal()->message)};
  if (paid_.refused())
    return stop_decision{
        paid_.refused()->reason,
        paid_.refused()->sentence + " Give it more and go on with `parley resume`."};
  if (stops_ == 0) return std::nullopt;
  const std::size_t reached = record.conversations.size();
  return stop_decision{stop_reason::interrupted,
                       fmt::format("Stopped on request in iteration {}; {} of {} customers were "
                                   "talked to in it.",
                                   record.iteration, reached, in_.profiles.size())};
}

std::optional<stop_decision> run::state::nothing_scored(const iteration_record& record) const {
  if (record.report.all.n > 0) return std::nullopt;
  if (record.conversations.empty())
    return stop_decision{
        stop_reason::time_budget,
        fmt::format("No conversation fits into iteration {}: give loop.iteration_deadline or "
                    "loop.time_budget more time.",
                    record.iteration)};
  return stop_decision{
      stop_reason::provider_failure,
      fmt::format("None of {} conversations of iteration {} could be scored "
                  "({} invalid, {} failed, {} unscored), e.g. {}",
                  record.conversations.size(), record.iteration, record.report.all.invalid,
                  record.report.all.failed, record.report.all.unscored, example_of(record))};
}

budget_use run::state::used_so_far(const iteration_record& record) const {
  budget_use used;
  const spend_by_role& all = book_.spend();
  const spend_by_role& last = record.report.spend;
  used.elapsed = time_.now() - begun_;
  used.last_elapsed = std::chrono::duration<double>(record.report.wall_sec);
  used.tokens = total_tokens(all);
  used.last_tokens = total_tokens(last);
  used.requests = total_requests(all);
  used.last_requests = total_requests(last);
  used.cost = cost_of(all, in_.config).amount;
  used.last_cost = cost_of(last, in_.config).amount;
  return used;
}

}  // namespace parley
