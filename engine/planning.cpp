#include "engine/planning.hpp"

#include <functional>

namespace parley {
namespace {

// `make` builds the request for a try, `parse` reads its reply. Both live in the caller's frame.
template <class T>
asio::awaitable<result<T>> ask_twice(
    provider& llm, time_point deadline, int iteration,
    const std::function<chat_request(const call_key&, std::string_view complaint)>& make,
    const std::function<result<T>(const chat_reply&)>& parse) {
  call_key key;
  key.iteration = iteration;
  failure unusable;
  for (key.reask = 0; key.reask < 2; ++key.reask) {
    chat_request request = make(key, unusable.message);
    if (unusable.code == failure_code::cut_short) request.max_output_tokens *= 2;
    call_result reply = co_await llm.complete(std::move(request), deadline);
    if (!reply) co_return reply.error();  // retries are below us
    result<T> parsed = parse(*reply);
    if (parsed) co_return parsed;
    unusable = parsed.error();
  }
  co_return unusable;
}

}  // namespace

asio::awaitable<result<plan>> obtain_plan(planning_inputs in) {
  const std::function<chat_request(const call_key&, std::string_view)> make =
      [&in](const call_key& key, std::string_view complaint) {
        return ask_planner(in.context, in.cohorts, in.last, in.proposal, in.report, key, complaint);
      };
  const std::function<result<plan>(const chat_reply&)> parse = [&in](const chat_reply& reply) {
    result<plan> made = parse_plan(reply, in.max_turns_limit);
    // A rule that the tuner or the last plan had keeps its id: the history follows rules by it.
    if (made)
      keep_rule_ids(made->cohort_rules,
                    in.proposal ? in.proposal->cohort_rules : in.last.cohort_rules);
    return made;
  };
  result<plan> outcome = co_await ask_twice(in.llm, in.deadline, in.iteration, make, parse);
  co_return outcome;
}

asio::awaitable<result<tuning>> obtain_tuning(tuning_inputs in) {
  const std::function<chat_request(const call_key&, std::string_view)> make =
      [&in](const call_key& key, std::string_view complaint) {
        return ask_tuner(in.context, in.current, in.report, in.history, key, complaint);
      };
  const std::function<result<tuning>(const chat_reply&)> parse = [&in](const chat_reply& reply) {
    return parse_tuning(reply, in.current);
  };
  result<tuning> outcome = co_await ask_twice(in.llm, in.deadline, in.iteration, make, parse);
  co_return outcome;
}

}  // namespace parley
