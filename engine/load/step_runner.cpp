#include "engine/load/step_runner.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/random_stream.hpp"

namespace parley::load {
namespace {

constexpr auto lead = std::chrono::milliseconds(2);  // so that the first request is not late
constexpr int most_without_pause = 32;               // sends before replies are looked at again
constexpr auto start_apart = std::chrono::milliseconds(1);  // users' first requests
constexpr std::uint64_t most_unsent = 10'000'000;           // counted one by one

measured_window window_of(const step_plan& plan, time_point start) {
  measured_window window;
  window.from = start + plan.warmup;
  if (plan.length > nanoseconds(0)) window.until = start + plan.length;
  return window;
}

}  // namespace

// Says that a request is out, and that it is not any more, even when it was cancelled.
class step_runner::flight {
 public:
  explicit flight(step_runner& home) : home_(home) {
    ++home_.in_flight_;
    told();
  }
  flight(const flight&) = delete;
  flight& operator=(const flight&) = delete;
  ~flight() {
    --home_.in_flight_;
    told();
    home_.room_since_ = home_.doors_.clock.now();
    home_.room_.wake_one();
  }

 private:
  void told() {
    const time_point now = home_.doors_.clock.now();
    home_.collected_.in_flight(home_.in_flight_, now);
    home_.doors_.seconds.in_flight(home_.in_flight_, now);
  }
  step_runner& home_;
};

step_runner::step_runner(step_doors doors, step_plan plan, objective wanted, step_limits limits)
    : doors_(std::move(doors)),
      plan_(std::move(plan)),
      limits_(limits),
      start_(doors_.clock.now() + lead),
      last_send_(plan_.length > nanoseconds(0) ? start_ + plan_.length : time_point::max()),
      collected_(window_of(plan_, start_), std::move(wanted)),
      pace_(doors_.executor),
      work_(doors_.executor),
      beat_(doors_.executor),
      room_(doors_.executor) {}

step_runner::~step_runner() = default;

void step_runner::stop() {
  interrupted_ = true;
  if (stopping_) work_.cancel();
  stopping_ = true;
  pace_.cancel();
}

bool step_runner::over(time_point now) const {
  return stopping_ || nothing_left_ || now >= last_send_ || used_up();
}

bool step_runner::used_up() const {
  return plan_.requests > 0 && counted_ >= static_cast<std::uint64_t>(plan_.requests);
}

asio::awaitable<step_outcome> step_runner::run() {
  doors_.rule.on_start(doors_.clock.now());
  beat_.spawn(heartbeat());
  if (plan_.how == step_plan::pace::closed) {
    const auto users = plan_.concurrency;
    // Spread over the first half of the warm-up: opening all connections at once is a load of its
    // own.
    const auto spread = std::min<duration>(plan_.warmup / 2, users * start_apart);
    for (std::int64_t i = 0; i < users; ++i) work_.spawn(user(start_ + spread * i / users, i));
  } else {
    pace_.spawn(dispatch());
    co_await pace_.join();
  }
  beat_.spawn(drain_limit());
  co_await work_.join();
  beat_.cancel();
  co_await beat_.join();
  co_return conclude();
}

// --- open load --------------------------------------------------------------------------------

asio::awaitable<void> step_runner::dispatch() {
  const auto schedule = plan_.schedule();
  int without_pause = 0;
  for (;;) {
    const auto offset = schedule->next();
    if (!offset || used_up()) co_return;
    const time_point intended = start_ + *offset;
    if (intended >= last_send_) co_return;
    if (intended > doors_.clock.now()) {
      co_await doors_.clock.sleep_until(intended);
      without_pause = 0;
    } else if (++without_pause >= most_without_pause) {
      co_await asio::post(doors_.executor, asio::use_awaitable);
      without_pause = 0;
    }
    if (in_flight_ >= static_cast<std::uint64_t>(limits_.max_in_flight)) {
      at_limit_ = true;
      if (!co_await wait_for_room()) {
        count_unsent(*offset, *schedule);
        co_return;
      }
      held_until_ = room_since_;
    } else if (doors_.clock.now() >= last_send_) {
      // Due inside the step, but the step is over: the client did not get round to it.
      count_unsent(*offset, *schedule);
      co_return;
    }
    auto asked = doors_.asks.next();
    if (!asked) co_return;
    ++dispatched_;
    if (intended >= collected_.window().from) ++counted_;
    // What was due while the limit held everything back could be sent once there was room.
    work_.spawn(send_one(std::move(*asked), intended, std::max(intended, held_until_)));
  }
}

/// False: the step ended first.
asio::awaitable<bool> step_runner::wait_for_room() {
  while (in_flight_ >= static_cast<std::uint64_t>(limits_.max_in_flight)) {
    if (over(doors_.clock.now())) co_return false;
    co_await room_.wait();
  }
  co_return !over(doors_.clock.now());
}

void step_runner::count_unsent(nanoseconds offset, arrivals& schedule) {
  std::optional<nanoseconds> next = offset;
  std::uint64_t unsent = 0;
  for (; next && start_ + *next < last_send_ && unsent < most_unsent; next = schedule.next()) {
    if (plan_.requests > 0 && counted_ + unsent >= static_cast<std::uint64_t>(plan_.requests))
      break;
    if (start_ + *next >= collected_.window().from) ++unsent;
  }
  collected_.add_unsent(unsent);
}

asio::awaitable<void> step_runner::send_one(job asked, time_point intended, time_point due) {
  sample seen;
  seen.intended = intended;
  seen.due = due;
  co_await exchange(std::move(asked), seen);
}

// --- closed load ------------------------------------------------------------------------------

asio::awaitable<void> step_runner::user(time_point first, std::int64_t number) {
  co_await doors_.clock.sleep_until(first);
  time_point free_since = first;
  int failures = 0;
  random_stream thoughts(plan_.seed, "load", "thinking", number);
  while (!over(doors_.clock.now())) {
    auto asked = doors_.asks.next();
    if (!asked) {
      nothing_left_ = true;
      co_return;
    }
    ++dispatched_;
    if (free_since >= collected_.window().from) ++counted_;
    sample seen;
    seen.intended = seen.due = free_since;
    const auto why = co_await exchange(std::move(*asked), seen);
    free_since = seen.ended;
    failures = why ? failures + 1 : 0;
    if (!why && plan_.think <= nanoseconds(0)) continue;
    if (why)
      co_await rest_after(failures);
    else
      co_await think(thoughts);
    free_since = doors_.clock.now();
  }
}

/// Between a reply and the user's next request, of exponential length: people are no clockwork.
asio::awaitable<void> step_runner::think(random_stream& thoughts) {
  const double mean = std::chrono::duration<double>(plan_.think).count();
  const auto pause = std::chrono::duration<double>(thoughts.exponential(mean));
  const time_point until = doors_.clock.now() + std::chrono::duration_cast<duration>(pause);
  co_await doors_.clock.sleep_until(std::min(until, last_send_));
}

/// A user whose request failed waits a little, as people do: a closed loop would otherwise turn a
/// dead server into millions of requests. 10 ms, doubling to 1 s.
asio::awaitable<void> step_runner::rest_after(int failures) {
  const auto rest = std::min(std::chrono::milliseconds(10) * (1 << std::min(failures - 1, 7)),
                             std::chrono::milliseconds(1000));
  const time_point until = std::min<time_point>(doors_.clock.now() + rest, last_send_);
  co_await doors_.clock.sleep_until(until);
}

// --- one request ------------------------------------------------------------------------------

asio::awaitable<std::optional<failure>> step_runner::exchange(job asked, sample& seen) {
  flight out(*this);
  seen.sent = doors_.clock.now();
  doors_.seconds.sent(seen.sent);
  doors_.seconds.lag(micros(seen.sent - seen.due), seen.sent);
  outcome got;
  bool cancelled = false;
  try {
    const time_point deadline = seen.sent + limits_.call_timeout;
    outcome answer = co_await doors_.to.send(asked.request, deadline);
    got = std::move(answer);
  } catch (const boost::system::system_error&) {
    cancelled = true;  // the step's patience is over; the request counts as failed
  }
  const time_point now = doors_.clock.now();
  if (cancelled) {
    got.ended = now;
    got.reply = wire::wire_fail(failure_code::cancelled, "cancelled while it was out");
  }
  seen.ended = got.ended;
  seen.first_token = got.first_token;
  seen.last_token = got.last_token;
  seen.gaps = std::move(got.gaps);
  seen.connecting = got.connecting;
  seen.reused = got.reused;
  seen.streamed = got.streamed;
  if (got.limits) seen_limits_ = got.limits;
  if (got.reply.has_value()) {
    seen.usage = got.reply->usage;
    seen.usage_reported = got.reply->usage_reported;
    if (doors_.price) seen.cost = doors_.price(asked.request.model, seen.usage);
    ended(seen, nullptr, now);
    doors_.asks.answered(asked.owner, *got.reply);
    co_return std::nullopt;
  }
  const failure why = got.reply.error().what;
  seen.error = why.code;
  ended(seen, &why, now);
  doors_.asks.failed(asked.owner, why);
  co_return why;
}

void step_runner::ended(const sample& seen, const failure* why, time_point now) {
  collected_.add(seen);
  doors_.seconds.ended(seen, now);
  if (doors_.on_sample) doors_.on_sample(seen, why);
  if (why == nullptr) {
    doors_.rule.on_success(now);
    return;
  }
  if (stopped_ || why->code == failure_code::cancelled) return;
  stopped_ = doors_.rule.on_outcome(*why, now);
  if (!stopped_) return;
  stopping_ = true;
  pace_.cancel();
  room_.wake_all();
}

}  // namespace parley::load
