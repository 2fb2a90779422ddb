#include "engine/judging.hpp"

#include <fmt/format.h>

namespace parley {

asio::awaitable<judgement> judge_once(judging_inputs in) {
  constexpr auto judge_index = static_cast<std::size_t>(agent_role::judge);
  judgement out;
  out.customer_id = in.talk.customer_id;
  out.cohort = in.talk.cohort;
  role_spend& spent = out.spend[judge_index];
  call_key key;
  key.customer_id = in.talk.customer_id;
  key.iteration = in.talk.iteration;
  key.turn = in.talk.agent_turns();
  key.replicate = in.talk.replicate;
  key.judgement = in.judgement;
  key.arm = in.arm;
  bool was_cut = false;
  for (key.reask = 0; key.reask < 2 && !out.value; ++key.reask) {
    out.reasks = key.reask;
    chat_request request = ask_judge(in.context, in.profile, in.talk, key, out.unscored_reason);
    if (was_cut) request.max_output_tokens *= 2;
    call_result reply = co_await in.llm.complete(std::move(request), in.deadline);
    if (!reply) {  // retries are below us: this one failed for good
      ++spent.failures;
      out.unscored_reason =
          fmt::format("{}: {}", to_string(reply.error().code), reply.error().message);
      co_return out;
    }
    ++spent.calls;
    spent.retries += reply->attempts - 1;
    spent.usage += reply->usage;
    result<score> parsed = parse_score(*reply);
    if (parsed) {
      out.value = std::move(*parsed);
      out.unscored_reason.clear();
    } else {
      out.unscored_reason = parsed.error().message;
      was_cut = parsed.error().code == failure_code::cut_short;
    }
  }
  co_return out;
}

}  // namespace parley
