#include "net/openai_calls.hpp"

#include <fmt/format.h>

#include "net/openai_race.hpp"
#include "net/openai_ticket.hpp"
#include "net/wire/one_line.hpp"

namespace parley {
namespace {

failure too_late(const std::string& model, bool sent) {
  return fail(failure_code::deadline_exceeded,
              fmt::format("{}: the deadline passed {}", model,
                          sent ? "before a complete reply came" : "while waiting for quota"));
}

}  // namespace

openai_calls::openai_calls(asio::any_io_executor executor, clock_source& clock,
                           std::unique_ptr<http::client> client, std::unique_ptr<wire::codec> codec,
                           openai_provider_settings settings)
    : executor_(std::move(executor)),
      clock_(clock),
      client_(std::move(client)),
      codec_(std::move(codec)),
      settings_(std::move(settings)),
      retry_(settings_.retry, settings_.seed),
      timer_(executor_, clock_, [this] { pump_all(); }) {
  const auto started = wall_clock_now().time_since_epoch().count();
  trace_prefix_ =
      fmt::format("parley-{:016x}", stable_hash(fmt::format("{}", started), settings_.seed));
}

openai_calls::~openai_calls() = default;

openai_calls::line& openai_calls::line_for(const std::string& model) {
  auto& found = lines_[model];
  if (!found)
    found = std::make_unique<line>(model, settings_.limits_source.limits_for(model), quota(),
                                   clock_.now());
  return *found;
}

void openai_calls::hold(bool held) {
  if (held == held_) return;
  held_ = held;
  if (held) {
    held_since_ = clock_.now();
    return timer_.disarm();
  }
  const duration away = clock_.now() - held_since_;
  held_for_ += away;
  for (auto& [model, where] : lines_) where->governor.postpone(away);
  pump_all();
}

void openai_calls::pump(line& where) {
  if (held_) return;
  const auto now = clock_.now();
  for (const auto id : where.governor.expire(now)) where.wake(id, turn::late);
  while (const auto id = where.governor.admit(now)) where.wake(*id, turn::come);
  rearm();
}

void openai_calls::pump_all() {
  for (auto& [model, where] : lines_) pump(*where);
}

void openai_calls::rearm() {
  const auto now = clock_.now();
  auto at = time_point::max();
  for (const auto& [model, where] : lines_) at = std::min(at, where->governor.next_wake(now));
  timer_.arm(at);
}

void openai_calls::stop_all(const failure& why) {
  if (stopped_) return;
  stopped_ = why;
  for (auto& [model, where] : lines_) where->wake_all(turn::stopped);
}

void openai_calls::set_limits(const settings& updated) {
  settings_.limits_source = updated;
  for (auto& [model, where] : lines_)
    where->governor.set_limits(updated.limits_for(model), clock_.now(), quota().share);
  pump_all();
}

std::vector<model_state> openai_calls::states() const {
  std::vector<model_state> all;
  for (const auto& [model, where] : lines_) all.push_back(where->governor.state(clock_.now()));
  return all;
}

std::optional<failure> openai_calls::not_sent(const ticket& called) const {
  if (called.called == turn::late) return too_late(called.where.model, called.sent > 0);
  return stopped_;  // perhaps only just now, between the call and this line
}

failure openai_calls::describe(const failure& raw, int attempts, std::string_view why) const {
  const bool at_openai = settings_.endpoint.base_url.find("openai.com") != std::string::npos;
  std::string text = at_openai ? raw.message : wire::without_openai_links(raw.message);
  if (attempts > 1) text += fmt::format(" (attempt {})", attempts);
  if (!why.empty()) text += fmt::format("; not tried again: {}", why);
  failure out = fail(raw.code, wire::without_secret(std::move(text), settings_.api_key));
  out.attempts = attempts;
  return out;
}

void openai_calls::note_success(ticket& mine, attempt& done) {
  auto& reply = *done.reply;
  if (!reply.usage_reported)
    reply.usage = mine.where.governor.guess_usage(mine.id, reply.text.size());
  if (reply.model.empty()) reply.model = mine.where.model;
  reply.attempts = mine.sent;
  retry_.on_success();
  const auto now = clock_.now();
  mine.where.governor.succeeded(mine.id, reply.usage, reply.usage_reported, now);
}

asio::awaitable<call_result> openai_calls::complete(shared_request request, time_point deadline) {
  call_attempts* const watch = request.attempts();
  if (stopped_ || deadline <= clock_.now()) {
    attempt_ended(watch, 1, attempt_end::not_sent());
    if (stopped_) co_return *stopped_;
    co_return too_late(request->model, false);
  }
  const int configured = request->max_output_tokens;
  const auto& governor = line_for(request->model).governor;
  int tight = configured;
  if (quota().tighten_output) tight = governor.room_for(request->role, configured);
  ++asked_;
  const duration held_before = held_for_;
  sized_request small(request, tight);
  auto first = co_await ask_hedged(std::move(small), 1, deadline);
  if (!first || first->finish != finish_reason::length || tight >= configured) co_return first;
  // The room was ours to choose, and too small: with all of it, and both are paid.
  const auto number = co_await next_attempt(watch, first->attempts, true);
  if (!number) co_return first;
  sized_request large(std::move(request), configured);
  const time_point later = deadline + (held_for_ - held_before);
  auto second = co_await ask_hedged(std::move(large), *number, later);
  if (!second) co_return first;  // better cut than nothing
  second->usage += first->usage;
  second->usage_reported = second->usage_reported && first->usage_reported;
  second->attempts += first->attempts;
  second->queued += first->queued;
  co_return second;
}

void openai_calls::tell_ended(ticket& mine, const attempt& done) {
  attempt_end how;
  if (!done.reply)
    how.why = done.reply.error().what.code;
  else if (done.reply->usage_reported)
    how.usage = done.reply->usage;
  attempt_ended(mine.watch, mine.number, how);
}

asio::awaitable<call_result> openai_calls::ask(sized_request asked, int number, time_point promised,
                                               runner* watched) {
  const chat_request& request = *asked.request;
  const std::string body =
      codec_->encode_with_room(request, settings_.transport.stream, asked.room);
  ticket mine(*this, line_for(request.model), asked, promised);
  mine.number = number;
  const duration held_before = held_for_;
  if (auto never = mine.where.governor.never_fits(mine.shape); !never.empty()) {
    mine.where.governor.count_failure();
    attempt_ended(mine.watch, mine.number, attempt_end::not_sent());
    co_return fail(failure_code::request_too_large, request.model + ": " + never);
  }
  int attempts = 0;  // those that count: not the ones refused for quota
  for (;;) {
    const auto queued_at = clock_.now();
    pump(mine.where);
    while (mine.called == turn::not_yet) co_await mine.gate.wait();
    if (auto refused = not_sent(mine)) {
      mine.where.governor.count_failure();
      attempt_ended(mine.watch, mine.number, attempt_end::not_sent());
      co_return std::move(*refused);
    }
    const auto admitted = clock_.now();
    const time_point deadline = promised + (held_for_ - held_before);
    ++mine.sent;
    if (watched) watched->on_sent(admitted);
    attempt done = co_await send_once(mine, body, deadline);
    if (watched) watched->in_flight = false;
    tell_ended(mine, done);
    if (done.reply) {
      note_success(mine, done);
      done.reply->queued =
          std::chrono::duration_cast<std::chrono::microseconds>(admitted - queued_at);
      co_return std::move(*done.reply);
    }
    const auto now = clock_.now();
    auto error = done.reply.error();
    // Our own deadline cut the attempt short: that says nothing about the provider.
    if (error.what.code == failure_code::timed_out && now >= deadline)
      error.what = too_late(mine.where.model, true);
    attempts += mine.where.governor.failed(mine.id, error, done.limits, now) ? 1 : 0;
    const auto next = retry_.on_failure(error, attempts, now, deadline);
    if (next.what == quota::retry_decision::kind::give_up) {
      const auto last = describe(error.what, mine.sent, next.why);
      mine.where.governor.count_failure();
      if (quota::is_fatal(last.code)) stop_all(last);
      co_return last;
    }
    if (mine.watch) pump(mine.where);  // others may need what this one held; it may wait for them
    const auto more = co_await next_attempt(mine.watch, mine.number, true);
    if (!more) {
      mine.where.governor.count_failure();
      co_return more.error();
    }
    mine.number = *more;
    if (stopped_) {
      attempt_ended(mine.watch, mine.number, attempt_end::not_sent());
      co_return *stopped_;
    }
    const bool counts = next.what == quota::retry_decision::kind::retry;
    mine.wait_again(next.not_before, counts);
  }
}

asio::awaitable<result<std::vector<std::string>>> openai_calls::list_models(time_point deadline) {
  auto outgoing = make_request("GET", "/models");
  http::body_sink none;
  auto answer = co_await client_->exchange(std::move(outgoing), deadline, std::move(none));
  if (!answer) co_return describe(answer.error(), 1, {});
  if (answer->reply.status / 100 != 2) {
    const auto error = wire::error_from_reply(answer->reply, wall_clock_now());
    co_return describe(error.what, 1, {});
  }
  co_return wire::decode_model_list(answer->reply.body);
}

}  // namespace parley
