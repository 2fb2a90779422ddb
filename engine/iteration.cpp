#include "engine/iteration.hpp"

#include <algorithm>
#include <cassert>

namespace parley {

// Holds a customer's permit and its place among the open conversations. It is a parameter of the
// coroutine, so that both go home even when the task is cancelled before its first step.
class iteration_work::open_talk {
 public:
  open_talk(iteration_work& work, permit admitted) : work_(work), permit_(std::move(admitted)) {
    ++work_.tasks_alive_;
    ++work_.talking_;
  }
  open_talk(const open_talk&) = delete;
  open_talk& operator=(const open_talk&) = delete;
  ~open_talk() {
    talked();
    permit_.release();
    --work_.tasks_alive_;
    work_.close_when_done();
  }
  /// The conversation is over; the permit stays until the judge's queue has taken it.
  void talked() {
    if (over_) return;
    over_ = true;
    --work_.talking_;
  }

 private:
  iteration_work& work_;
  permit permit_;
  bool over_ = false;
};

iteration_work::iteration_work(asio::any_io_executor executor, iteration_inputs inputs)
    : in_(inputs),
      permits_(executor, static_cast<std::size_t>(in_.config.conversation.max_open)),
      something_ended_(executor),
      judges_(executor, judge_doors{in_.context, in_.llm, in_.clock, in_.tasks, in_.judge_deadline},
              static_cast<std::size_t>(in_.config.conversation.judge_queue),
              static_cast<std::size_t>(in_.config.conversation.judges),
              [this](judgement verdict, double seconds) { judged(std::move(verdict), seconds); }),
      scorer_(in_.config.scoring, in_.config.run.language),
      places_(in_.profiles.size()) {
  in_.llm.on_call_ended([this](const ended_call& call) { call_ended(call); });
}

iteration_work::~iteration_work() {
  in_.llm.on_call_ended({});
}

asio::awaitable<iteration_result> iteration_work::execute() {
  in_.measured.start_iteration(in_.clock.now());
  judges_.start();
  co_await intake();
  intake_done_ = true;
  close_when_done();
  co_await in_.tasks.join();
  record_cancelled();
  assert(permits_.out() == 0 && talking_ == 0 && judges_.seats_out() == 0);
  co_return collect();
}

asio::awaitable<void> iteration_work::intake() {
  const bool closed = in_.past && in_.past->closed;
  for (const std::size_t index : in_.order) {
    if (closed && !was_let_in(index)) continue;
    permit admitted = co_await permits_.acquire();
    // Who was let in once is let in again: what they said is paid for.
    if (!was_let_in(index) || stop_asked_ || in_.book.fatal() || in_.paid.refused()) {
      const admission verdict = co_await may_admit();
      if (verdict == admission::refuse) co_return;
    }
    ++in_progress_;
    auto place = std::make_unique<open_talk>(*this, std::move(admitted));
    in_.tasks.spawn(talk(index, std::move(place)));
  }
}

asio::awaitable<admission> iteration_work::may_admit() {
  for (;;) {
    const admission verdict = decide();
    if (verdict != admission::wait) co_return verdict;
    co_await something_ended_.wait();  // what is in progress ends by its deadline at the latest
  }
}

admission iteration_work::decide() {
  const auto refuse = [this](intake_end why) {
    why_ended_ = why;
    return admission::refuse;
  };
  if (in_.book.fatal()) return refuse(intake_end::provider_lost);
  if (stop_asked_) return refuse(intake_end::stopped);
  if (in_.paid.refused()) {
    budget_ = in_.paid.refused()->reason;
    return refuse(intake_end::budget);
  }
  const budget_admission budget = admission_for_budget(budgets_view(), in_.config.loop);
  if (budget.verdict == admission::refuse) {
    budget_ = budget.reason;
    return refuse(intake_end::budget);
  }
  const admission in_time = admission_for_deadline(deadline_view(), in_.measured);
  if (in_time == admission::refuse) return refuse(intake_end::deadline);
  if (in_.llm.paused()) return admission::wait;
  if (in_time == admission::wait || budget.verdict == admission::wait) return admission::wait;
  return admission_for_progress(deadline_view(), in_.measured);
}

[[gnu::noinline]] void iteration_work::open(std::size_t index) {
  places_[index].open = std::make_unique<conversation>(inputs_for(index));
}

asio::awaitable<void> iteration_work::talk(std::size_t index, std::unique_ptr<open_talk> place) {
  customer_place& mine = places_[index];
  open(index);
  const turn_listener heard = [this](const conversation& now, const turn& latest) {
    in_.observer.turn_spoken(now.so_far(), latest);
  };
  const double seconds =
      co_await converse(*mine.open, in_.llm, in_.clock, in_.talk_deadline, heard);
  place->talked();
  ended(index, seconds);
  if (mine.record->scorable())
    co_await judges_.submit(in_.customers[index], *mine.record);
  else
    settle(index);
}

[[gnu::noinline]] void iteration_work::ended(std::size_t index, double seconds) {
  conversation_record record = places_[index].open->take_record(seconds);
  record.duration_sec = duration_of(record);
  talked(index, std::move(record));
}

void iteration_work::talked(std::size_t index, conversation_record record) {
  customer_place& place = places_[index];
  calls_of_talking_ -= place.talk_calls;
  in_.measured.conversation_ended(place.talk_calls, record.reasks);
  place.open.reset();
  place.record = std::make_unique<conversation_record>(std::move(record));
  scorer_.add(in_.profiles[index], *place.record);
  in_.observer.conversation_ended(*place.record);
  something_ended_.wake_all();
}

void iteration_work::judged(judgement verdict, double seconds) {
  const std::size_t index = index_of_customer(verdict.customer_id);
  if (verdict.value) in_.measured.judgement_ended(seconds);
  const auto value = scorer_.add(in_.profiles[index], verdict, *places_[index].record);
  if (value) values_.push_back(*value);
  verdicts_.push_back(std::move(verdict));
  settle(index);
  in_.observer.judged(verdicts_.back(), value ? &*value : nullptr);
}

void iteration_work::settle(std::size_t index) {
  unsettled_ = spend_since(unsettled_, places_[index].spend);
  in_.settled.spend += places_[index].spend;
  ++in_.settled.customers;
  --in_progress_;
  something_ended_.wake_all();
}

void iteration_work::call_ended(const ended_call& call) {
  if (call.customer_id.empty()) return;
  customer_place& place = places_[index_of_customer(call.customer_id)];
  if (call.role != agent_role::judge) {
    ++place.talk_calls;
    ++calls_of_talking_;
    if (!call.recorded) in_.measured.call_ended(in_.clock.now(), call.seconds);
  } else if (!call.recorded) {
    in_.measured.judge_call_ended(in_.clock.now());
  }
  if (call.answered) {
    place.chain.push_back(call.observed);
    if (call.role == agent_role::judge)
      in_.measured.judge_call_answered(call.observed.latency_sec);
    else
      in_.measured.call_answered(call.observed.latency_sec);
    role_spend spent;
    spent.calls = 1;
    spent.retries = call.attempts - 1;
    spent.usage = call.usage;
    place.spend[static_cast<std::size_t>(call.role)] += spent;
    unsettled_[static_cast<std::size_t>(call.role)] += spent;
  }
  something_ended_.wake_all();
}

void iteration_work::close_when_done() {
  if (intake_done_ && tasks_alive_ == 0) judges_.close();
}

void iteration_work::stop_intake() {
  stop_asked_ = true;
  something_ended_.wake_all();
}

void iteration_work::settings_changed() {
  permits_.set_limit(static_cast<std::size_t>(in_.config.conversation.max_open));
  judges_.set_judges(static_cast<std::size_t>(in_.config.conversation.judges));
  something_ended_.wake_all();
}

void iteration_work::record_cancelled() {
  const std::string reason = "cancelled: the run was stopped before it ended";
  for (std::size_t index = 0; index < places_.size(); ++index) {
    if (!places_[index].open) continue;
    conversation& cut = *places_[index].open;
    if (!cut.done()) {
      const agent_role role =
          cut.awaiting_customer() ? agent_role::customer : agent_role::proactive;
      const failure why = fail(failure_code::cancelled, reason);
      cut.on_failure(why);
      in_.book.failed(role, why);
    }
    talked(index, cut.take_record(0));
  }
  for (judgement& verdict : judges_.take_unfinished(reason)) {
    const int cut_calls = verdict.spend[static_cast<std::size_t>(agent_role::judge)].failures;
    for (int i = 0; i < cut_calls; ++i)
      in_.book.failed(agent_role::judge, fail(failure_code::cancelled, reason));
    judged(std::move(verdict), 0);
  }
}

iteration_result iteration_work::collect() {
  iteration_result out;
  const auto by_customer = [](const auto& a, const auto& b) {
    return a.customer_id < b.customer_id;
  };
  for (customer_place& place : places_) {
    if (!place.record) {
      ++out.left_out;
      continue;
    }
    out.conversations.push_back(std::move(*place.record));
    out.chains.push_back(std::move(place.chain));
  }
  out.judgements = std::move(verdicts_);
  std::sort(out.judgements.begin(), out.judgements.end(), by_customer);
  out.values = std::move(values_);
  std::sort(out.values.begin(), out.values.end(), by_customer);
  out.report = scorer_.report(in_.number);
  out.intake = why_ended_;
  out.budget = budget_;
  if (why_ended_ == intake_end::deadline) out.report.refused_for_deadline = out.left_out;
  return out;
}

}  // namespace parley
