#include "net/http/name_lookup.hpp"

#include <algorithm>

#include "base/wait_list.hpp"

namespace parley::http {
namespace {

constexpr std::chrono::seconds remembered{60};

}  // namespace

using asio::ip::tcp;

bool is_localhost_name(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

struct name_lookup::state {
  state(asio::io_context& context, std::string h, std::string p)
      : host(std::move(h)), port(std::move(p)), resolver(context), done(context.get_executor()) {}
  std::string host, port;
  tcp::resolver resolver;
  wait_list done;
  bool asking = false;
  std::vector<tcp::endpoint> found;
  time_point good_until{};
  error_code error;
};

name_lookup::name_lookup(asio::io_context& context, deadlines& timers, std::string host,
                         std::string port)
    : state_(std::make_shared<state>(context, std::move(host), std::move(port))), timers_(timers) {
  // An address needs no question, and no thread for it.
  const auto number = static_cast<std::uint16_t>(std::stoi(state_->port));
  error_code ec;
  const auto address = asio::ip::make_address(state_->host, ec);
  if (!ec) {
    state_->found.emplace_back(address, number);
  } else if (is_localhost_name(state_->host)) {
    state_->found = {tcp::endpoint(asio::ip::address_v4::loopback(), number),
                     tcp::endpoint(asio::ip::address_v6::loopback(), number)};
  } else {
    return;
  }
  state_->good_until = time_point::max();
}

name_lookup::~name_lookup() {
  state_->resolver.cancel();
}

asio::awaitable<result<std::vector<tcp::endpoint>>> name_lookup::find(time_point until) {
  const auto shared = state_;
  if (timers_.now() < shared->good_until) co_return shared->found;
  if (!shared->asking) {
    shared->asking = true;
    auto answered = [shared](error_code ec, const tcp::resolver::results_type& all) {
      shared->asking = false;
      shared->error = ec;
      shared->found.clear();
      for (const auto& each : all) shared->found.push_back(each.endpoint());
      shared->done.wake_all();
    };
    shared->resolver.async_resolve(shared->host, shared->port, std::move(answered));
  }
  deadlines::entry limit(timers_, [shared] { shared->done.wake_all(); });
  limit.set(until);
  while (shared->asking && timers_.now() < until) co_await shared->done.wait();
  if (shared->asking)
    co_return fail(failure_code::timed_out,
                   fmt::format("the address of {} was not found in time; check the name server",
                               shared->host));
  if (shared->error || shared->found.empty())
    co_return fail(failure_code::connect_failed,
                   fmt::format("the host name {} could not be resolved ({}); check its spelling in "
                               "the base URL, and the network",
                               shared->host, shared->error.message()));
  shared->good_until = timers_.now() + remembered;
  co_return shared->found;
}

void name_lookup::prefer(const tcp::endpoint& good) {
  auto& all = state_->found;
  const auto where = std::find(all.begin(), all.end(), good);
  if (where != all.end()) std::rotate(all.begin(), where, where + 1);
}

void name_lookup::forget() {
  if (state_->good_until != time_point::max()) state_->good_until = {};
}

}  // namespace parley::http
