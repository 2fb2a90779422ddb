#include "net/http/connect_race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/task_group.hpp"
#include "base/wait_list.hpp"

namespace parley::http {
namespace {

using asio::ip::tcp;
constexpr std::chrono::milliseconds head_start{250};  // RFC 8305, section 5

struct race {
  explicit race(asio::io_context& on) : context(on), changed(on.get_executor()) {}
  asio::io_context& context;
  wait_list changed;
  raced_connection result;
  std::size_t failed = 0;
};

asio::awaitable<void> run(race& all, tcp::endpoint to) {
  tcp::socket socket(all.context);
  const auto outcome = co_await socket.async_connect(to, asio::as_tuple(asio::use_awaitable));
  const error_code problem = std::get<0>(outcome);
  if (all.result.socket) co_return;
  if (problem) {
    all.result.last = problem;
    ++all.failed;
  } else {
    all.result.socket.emplace(std::move(socket));
    all.result.endpoint = to;
  }
  all.changed.wake_all();
}

}  // namespace

std::vector<tcp::endpoint> families_in_turn(const std::vector<tcp::endpoint>& addresses) {
  std::vector<tcp::endpoint> ordered, first, second;
  for (const auto& each : addresses)
    (each.protocol() == addresses.front().protocol() ? first : second).push_back(each);
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) ordered.push_back(first[i]);
    if (i < second.size()) ordered.push_back(second[i]);
  }
  return ordered;
}

asio::awaitable<raced_connection> race_to_connect(asio::io_context& context, deadlines& timers,
                                                  std::vector<tcp::endpoint> addresses,
                                                  time_point until) {
  const auto order = families_in_turn(addresses);
  race all(context);
  task_group runners(context.get_executor());
  deadlines::entry alarm(timers, [&all] { all.changed.wake_all(); });
  std::exception_ptr stopped;
  std::size_t started = 0;
  time_point next_start = timers.now();
  try {
    while (!all.result.socket && all.failed < order.size()) {
      const time_point now = timers.now();
      if (now >= until) {
        all.result.last = asio::error::timed_out;
        break;
      }
      if (started < order.size() && (started == all.failed || now >= next_start)) {
        runners.spawn(run(all, order[started++]));
        next_start = now + head_start;
      }
      alarm.set(started < order.size() ? std::min(next_start, until) : until);
      co_await all.changed.wait();
    }
  } catch (...) {
    stopped = std::current_exception();  // cancelled: nobody may be left behind
  }
  alarm.clear();
  runners.cancel();
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await runners.join();
  co_await asio::this_coro::throw_if_cancelled(true);
  if (stopped) std::rethrow_exception(stopped);
  co_return std::move(all.result);
}

}  // namespace parley::http
