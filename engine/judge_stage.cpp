#include "engine/judge_stage.hpp"

#include <fmt/format.h>

namespace parley {
namespace {

constexpr int most_tries = 2;  // the first and one repetition
constexpr auto judge_index = static_cast<std::size_t>(agent_role::judge);

void count_reply(judgement& verdict, const chat_reply& reply) {
  role_spend& spent = verdict.spend[judge_index];
  ++spent.calls;
  spent.retries += reply.attempts - 1;
  spent.usage += reply.usage;
}

}  // namespace

judge_stage::judge_stage(asio::any_io_executor executor, judge_doors doors, std::size_t queue,
                         std::size_t judges, listener judged)
    : doors_(doors),
      waiting_(executor, queue),
      seats_(executor, judges),
      judged_(std::move(judged)) {}

void judge_stage::start() {
  doors_.tasks.spawn(pump());
}

asio::awaitable<void> judge_stage::submit(const customer_agent& customer,
                                          const conversation_record& talk) {
  // Before waiting: a conversation whose submission is cancelled still needs its row.
  judgement& verdict = pending_[talk.customer_id].so_far;
  verdict.customer_id = talk.customer_id;
  verdict.cohort = talk.cohort;
  job work;
  work.customer = &customer;
  work.talk = &talk;
  co_await waiting_.send(work);
}

asio::awaitable<void> judge_stage::pump() {
  for (;;) {
    // The seat first: what has no seat stays in the queue, where it counts against its capacity.
    permit seat = co_await seats_.acquire();
    std::optional<job> work = co_await waiting_.receive();
    if (!work) co_return;
    doors_.tasks.spawn(judge_one(*work, std::move(seat)));
  }
}

asio::awaitable<void> judge_stage::judge_one(job work, permit seat) {
  progress& mine = pending_.at(work.talk->customer_id);
  judgement& verdict = mine.so_far;
  const time_point begun = doors_.clock.now();
  call_key key;
  key.customer_id = work.talk->customer_id;
  key.iteration = work.talk->iteration;
  key.turn = work.talk->agent_turns();
  key.replicate = work.talk->replicate;
  std::string complaint;
  bool was_cut = false;
  for (int attempt = 0; attempt < most_tries && !verdict.value; ++attempt) {
    key.reask = attempt;
    if (attempt > 0) ++verdict.reasks;
    chat_request request =
        ask_judge(doors_.context, work.customer->shown(), *work.talk, key, complaint);
    if (was_cut) request.max_output_tokens *= 2;
    mine.in_call = true;
    request.calls_left = 1;
    call_result reply = co_await doors_.llm.complete(std::move(request), doors_.deadline);
    mine.in_call = false;
    if (!reply) {  // retries are below us: this one failed for good
      ++verdict.spend[judge_index].failures;
      complaint = fmt::format("{}: {}", to_string(reply.error().code), reply.error().message);
      break;
    }
    count_reply(verdict, *reply);
    result<score> parsed = parse_score(*reply);
    if (parsed) {
      verdict.value = std::move(*parsed);
    } else {
      complaint = parsed.error().message;
      was_cut = parsed.error().code == failure_code::cut_short;
    }
  }
  if (!verdict.value) verdict.unscored_reason = complaint;
  const double seconds = std::chrono::duration<double>(doors_.clock.now() - begun).count();
  auto done = pending_.extract(work.talk->customer_id);
  seat.release();
  judged_(std::move(done.mapped().so_far), seconds);
}

std::vector<judgement> judge_stage::take_unfinished(const std::string& reason) {
  std::vector<judgement> out;
  for (auto& [id, unfinished] : pending_) {
    judgement& verdict = unfinished.so_far;
    if (unfinished.in_call) ++verdict.spend[judge_index].failures;
    verdict.unscored_reason = reason;
    out.push_back(std::move(verdict));
  }
  pending_.clear();
  return out;
}

}  // namespace parley
