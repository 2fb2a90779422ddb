// What a run does for the truth of its numbers: has the judge score again, measures at the end.
#include <fmt/format.h>

#include <algorithm>

#include "engine/judging.hpp"
#include "engine/run_state.hpp"
#include "engine/scoring/value_model.hpp"

namespace parley {
namespace {

constexpr int judgement_of_repeat = 1;
constexpr int judgement_of_anchor = 2;

const customer_profile& profile_of(const std::vector<customer_profile>& profiles,
                                   const std::string& id) {
  return *std::lower_bound(profiles.begin(), profiles.end(), id,
                           [](const customer_profile& one, const std::string& wanted) {
                             return one.customer_id < wanted;
                           });
}

}  // namespace

asio::awaitable<void> run::state::judge_again(const customer_profile& profile,
                                              conversation_record talk, int judgement_number,
                                              time_point deadline, permit seat,
                                              std::optional<double>& out) {
  judging_inputs judging{context_, llm_, profile, talk, deadline};
  judging.judgement = judgement_number;
  const judgement verdict = co_await judge_once(judging);
  if (verdict.value) out = normalised_reward(*verdict.value, in_.config.scoring);
  seat.release();
}

void run::state::begin_checks(const iteration_record& record, time_point deadline,
                              judge_checks& out) {
  if (ends_early()) return;
  out.begun = true;
  out.before = book_.spend();
  for (const judgement& verdict : record.judgements)
    if (verdict.value && truth_.judged_twice(verdict.customer_id, record.iteration))
      out.repeats.push_back({&verdict, std::nullopt});
  out.anchors.resize(truth_.anchors().size());
  if (!out.repeats.empty() || !out.anchors.empty())
    tasks_->spawn(check_judge(record, deadline, out));
}

// Nothing further is begun: it was stopped, lost its provider, or has no budget left.
bool run::state::ends_early() const {
  return stops_ > 0 || book_.fatal() || paid_.refused();
}

// A random tenth of this iteration's conversations, and the frozen ones of the first.
asio::awaitable<void> run::state::check_judge(const iteration_record& record, time_point deadline,
                                              judge_checks& out) {
  for (judge_checks::repeat& one : out.repeats) {
    const customer_profile& profile = profile_of(in_.profiles, one.first->customer_id);
    for (const conversation_record& talk : record.conversations) {
      if (talk.customer_id != profile.customer_id) continue;
      permit seat = co_await out.seats.acquire();
      if (ends_early()) co_return;
      tasks_->spawn(
          judge_again(profile, talk, judgement_of_repeat, deadline, std::move(seat), one.again));
    }
  }
  const std::vector<judge_anchor>& anchors = truth_.anchors();
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    // The name of a call says when it was made: the words are those of the first iteration.
    conversation_record frozen = anchors[i].talk;
    frozen.iteration = record.iteration;
    permit seat = co_await out.seats.acquire();
    if (ends_early()) co_return;
    tasks_->spawn(judge_again(in_.profiles[anchors[i].profile], std::move(frozen),
                              judgement_of_anchor, deadline, std::move(seat), out.anchors[i]));
  }
}

// Beside the tuner's call: what the judge spent since is the checks' alone.
void run::state::end_checks(iteration_record& record, const judge_checks& found) {
  if (found.begun) {
    constexpr auto judge = static_cast<std::size_t>(agent_role::judge);
    record.checks[judge] = spend_since(book_.spend(), found.before)[judge];
    for (const judge_checks::repeat& one : found.repeats)
      if (one.again)
        truth_.add_repeat(one.first->customer_id, record.iteration,
                          normalised_reward(*one.first->value, in_.config.scoring), *one.again);
    if (!found.anchors.empty()) truth_.look_at_anchors(record.iteration, found.anchors);
  }
  truth_.decide(record);
  if (truth_.search().findings().size() > 1)
    in_.observer.notice(fmt::format("Iteration {}: {}.", record.iteration,
                                    truth_.search().findings().back().reason));
}

asio::awaitable<void> run::state::measure_one(const plan& used, std::size_t customer, int arm,
                                              int iteration, time_point deadline, permit seat,
                                              semaphore& judges, std::optional<held_trial>& out) {
  trial_order order{in_.profiles[customer],
                    customers_[customer],
                    used,
                    iteration,
                    replicate_of_measurement,
                    arm,
                    false,
                    deadline};
  const trial_doors doors{in_.config, context_, llm_, time_, judges};
  held_trial held = co_await hold_trial(doors, std::move(order));
  out.emplace(std::move(held));
  seat.release();
}

// Baseline and champion meet the customers whom nothing was chosen on, side by side.
asio::awaitable<void> run::state::measure_gain() {
  if (!truth_.on() || record_.iterations.empty()) co_return;
  const std::vector<std::size_t> customers = truth_.to_measure();
  if (customers.empty()) co_return;
  last_measurement out;
  if (stops_ == 0 && !book_.fatal() && !paid_.refused()) {
    in_.observer.notice(fmt::format(
        "Measuring the first prompt and the {} on {} customers whom nothing was chosen on.",
        truth_.search().promoted() ? "champion" : "best candidate", customers.size()));
    const plan before = truth_.search().baseline();
    const plan after = truth_.search().plan_for(truth_.search().measured_arms());
    const int number = record_.iterations.back().iteration + 1;
    time_point deadline = time_.now() + in_.config.loop.iteration_deadline;
    if (const auto end_of_run = run_must_end()) deadline = std::min(deadline, *end_of_run);
    const spend_by_role spent = book_.spend();
    std::vector<std::array<std::optional<held_trial>, 2>> held(customers.size());
    const auto executor = co_await asio::this_coro::executor;
    {
      semaphore open(executor, static_cast<std::size_t>(in_.config.conversation.max_open));
      semaphore judges(executor, static_cast<std::size_t>(in_.config.conversation.judges));
      for (std::size_t i = 0; i < customers.size(); ++i)
        for (std::size_t arm = 0; arm < 2; ++arm) {
          if (ends_early()) break;
          permit seat = co_await open.acquire();
          tasks_->spawn(measure_one(arm == 0 ? before : after, customers[i], static_cast<int>(arm),
                                    number, deadline, std::move(seat), judges, held[i][arm]));
        }
      co_await tasks_->join();
    }
    out.complete = stops_ == 0 && !book_.fatal() && !paid_.refused();
    out.spend = spend_since(book_.spend(), spent);
    for (std::size_t i = 0; i < customers.size(); ++i) {
      const customer_profile& profile = in_.profiles[customers[i]];
      measured_pair row{profile.customer_id, profile.cohort, {}, {}, false};
      for (std::size_t arm = 0; arm < 2; ++arm) {
        if (!held[i][arm]) continue;
        const held_trial& one = *held[i][arm];
        truth_.conduct().count(one.talk, &one.verdict);
        row.invalid = row.invalid || one.talk.end == conversation_end::invalid;
        if (one.verdict.value)
          (arm == 0 ? row.before : row.after) =
              normalised_reward(*one.verdict.value, in_.config.scoring);
      }
      out.rows.push_back(std::move(row));
    }
  }
  truth_.take_measurement(std::move(out));
  if (book_.fatal())
    end({stop_reason::provider_failure,
         fmt::format("The provider cannot be used: {}: {}", to_string(book_.fatal()->code),
                     book_.fatal()->message)});
  else if (paid_.refused())
    end({paid_.refused()->reason, paid_.refused()->sentence +
                                      " The last measurement was cut short. Give it more and go on "
                                      "with `parley resume`."});
  else if (stops_ > 0)
    end({stop_reason::interrupted, "Stopped on request during the last measurement."});
}

}  // namespace parley
