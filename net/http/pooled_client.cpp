#include "net/http/pooled_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <map>

#include "net/http/client_connection.hpp"
#include "net/http/client_failures.hpp"
#include "net/http/message_writer.hpp"
#include "net/http/pool_state.hpp"

namespace parley::http {
namespace {

// A body up to here leaves with its header in one write.
constexpr std::size_t joined_body = 64 * 1024;

pool_limits limits_of(const transport_settings& transport) {
  pool_limits limits;
  limits.max_open = static_cast<std::size_t>(std::max(transport.max_connections, 1));
  limits.max_idle = transport.max_idle;
  limits.min_open = static_cast<std::size_t>(std::max(transport.min_connections, 0));
  return limits;
}

std::string host_field(const origin& where) {
  const std::string place = place_of(where);
  const bool usual = where.port == (where.tls ? "443" : "80");
  return usual ? place.substr(0, place.size() - where.port.size() - 1) : place;
}

class pooled_client final : public client {
 public:
  pooled_client(asio::io_context& context, std::unique_ptr<deadlines> timers,
                std::unique_ptr<connector> connections, client_settings settings)
      : context_(context),
        timers_(std::move(timers)),
        connector_(std::move(connections)),
        settings_(std::move(settings)),
        place_(place_of(settings_.where)),
        host_(host_field(settings_.where)),
        pool_(limits_of(settings_.transport)) {}

  asio::awaitable<result<exchange_result>> exchange(request outgoing, time_point deadline,
                                                    body_sink sink, head_sink on_head) override;

  pool_counters counters() const override {
    pool_counters now = counters_;
    now.open = open_;
    now.idle = pool_.idle();
    return now;
  }
  void close_idle() override {
    for (const connection_id each : pool_.take_all_idle()) drop_idle(each);
  }

 private:
  // In the queue while it lives, until it is granted a slot.
  struct waiter {
    waiter(pooled_client& to, pool_ticket with)
        : home(to), ticket(with), woken(to.context_, time_point::max()) {
      home.waiting_.emplace(ticket, this);
    }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() {
      if (granted) return;
      home.waiting_.erase(ticket);
      home.pool_.abandon(ticket);
    }
    pooled_client& home;
    pool_ticket ticket;
    asio::steady_timer woken;  // never expires: cancel() is the wake-up
    bool granted = false;
    std::optional<connection_id> which;
  };

  // An exchange's place in the pool, with its connection once there is one. Gives both back.
  class slot {
   public:
    explicit slot(pooled_client& home) : home_(home) {}
    slot(const slot&) = delete;
    slot& operator=(const slot&) = delete;
    ~slot() {
      drop();
      if (held_) home_.grant(home_.pool_.release());
    }
    void hold() { held_ = true; }
    void take(connection_id which) {
      const auto found = home_.idle_.find(which);
      connection_ = std::move(found->second);
      home_.idle_.erase(found);
    }
    void put(std::unique_ptr<client_connection> opened) {
      connection_ = std::move(opened);
      ++home_.open_;
    }
    void drop() {
      if (!connection_) return;
      connection_.reset();
      --home_.open_;
    }
    void keep(time_point usable_until) {
      const connection_id which = home_.next_id_++;
      home_.idle_.emplace(which, std::move(connection_));
      held_ = false;
      home_.grant(home_.pool_.keep(which, home_.timers_->now(), usable_until));
    }
    client_connection* connection() { return connection_.get(); }

   private:
    pooled_client& home_;
    std::unique_ptr<client_connection> connection_;
    bool held_ = false;
  };

  void drop_idle(connection_id which) {
    idle_.erase(which);
    --open_;
  }
  void grant(const std::optional<pool_state::grant>& given) {
    if (!given) return;
    const auto found = waiting_.find(given->ticket);
    found->second->granted = true;
    found->second->which = given->which;
    found->second->woken.cancel();
    waiting_.erase(found);
  }

  asio::awaitable<std::optional<failure>> acquire(slot& into, time_point until);
  asio::awaitable<std::optional<failure>> wait_for_slot(slot& into, pool_ticket ticket,
                                                        time_point until);
  asio::awaitable<std::optional<failure>> open(slot& into, time_point deadline);
  asio::awaitable<attempt> try_once(slot& on, const request& outgoing, time_point deadline,
                                    const reply_sinks& sinks);

  asio::io_context& context_;
  std::unique_ptr<deadlines> timers_;
  std::unique_ptr<connector> connector_;
  client_settings settings_;
  std::string place_, host_;
  pool_state pool_;
  pool_counters counters_;
  std::size_t open_ = 0;
  connection_id next_id_ = 1;
  std::map<connection_id, std::unique_ptr<client_connection>> idle_;
  std::map<pool_ticket, waiter*> waiting_;
};

asio::awaitable<result<exchange_result>> pooled_client::exchange(request outgoing,
                                                                 time_point deadline,
                                                                 body_sink sink,
                                                                 head_sink on_head) {
  reply_sinks sinks;
  sinks.body = std::move(sink);
  sinks.head = std::move(on_head);
  if (auto wrong = check_request(outgoing)) co_return std::move(*wrong);
  if (timers_->now() >= deadline) co_return deadline_was_past(place_);
  slot mine(*this);
  auto refused = co_await acquire(mine, deadline);
  if (refused) co_return std::move(*refused);
  bool reused = mine.connection() != nullptr;
  auto begun = timers_->now(), opened = begun;
  if (!reused) {
    refused = co_await open(mine, deadline);
    if (refused) co_return std::move(*refused);
    opened = timers_->now();
  }
  auto ended = co_await try_once(mine, outgoing, deadline, sinks);
  if (reused && ended.how == attempt::end::lost && !ended.any_byte) {
    // The server closed an idle connection just as we wrote. Without a byte of a reply it has not
    // answered; asking once more, on a connection that cannot be old, is safe.
    ++counters_.stale;
    reused = false;
    mine.drop();
    if (outgoing.again) {
      const auto allowed = co_await outgoing.again->ask();
      if (!allowed) co_return allowed.error();
    }
    begun = timers_->now();
    refused = co_await open(mine, deadline);
    if (refused) co_return std::move(*refused);
    opened = timers_->now();
    ended = co_await try_once(mine, outgoing, deadline, sinks);
  }
  if (ended.how != attempt::end::complete && ended.how != attempt::end::stopped) {
    ++counters_.failed;
    co_return explain(ended, place_, settings_.transport);
  }
  if (reused) ++counters_.reused;
  if (ended.reusable) mine.keep(ended.usable_until);
  exchange_result answer;
  answer.reply = std::move(ended.reply);
  answer.times = ended.times;
  answer.reused = reused;
  answer.connecting = opened - begun;
  co_return answer;
}

asio::awaitable<std::optional<failure>> pooled_client::acquire(slot& into, time_point until) {
  for (const connection_id old : pool_.take_expired(timers_->now())) drop_idle(old);
  const auto decided = pool_.acquire();
  if (decided.what == pool_state::action::wait) {
    auto refused = co_await wait_for_slot(into, decided.ticket, until);
    if (refused) co_return refused;
  } else {
    into.hold();
    if (decided.what == pool_state::action::use) into.take(decided.which);
  }
  if (into.connection() && !into.connection()->looks_alive()) {
    ++counters_.stale;
    into.drop();  // the slot stays ours: a new connection takes the old one's place
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<failure>> pooled_client::wait_for_slot(slot& into, pool_ticket ticket,
                                                                     time_point until) {
  waiter self(*this, ticket);
  deadlines::entry limit(*timers_, [&] { self.woken.cancel(); });
  limit.set(until);
  auto woken = co_await self.woken.async_wait(asio::as_tuple(asio::deferred));
  (void)woken;
  if (self.granted) {
    into.hold();
    if (self.which) into.take(*self.which);
    co_return std::nullopt;  // if we are being cancelled, the next wait says so
  }
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none)
    throw boost::system::system_error(asio::error::operation_aborted);
  co_return no_connection_became_free(place_, settings_.transport);
}

asio::awaitable<std::optional<failure>> pooled_client::open(slot& into, time_point deadline) {
  const time_point until = timers_->now() + settings_.transport.connect_timeout;
  auto opened = co_await connector_->connect(std::min(until, deadline));
  if (!opened) {
    ++counters_.failed;
    co_return opened.error();
  }
  ++counters_.opened;
  message_limits limits;
  limits.header_bytes = max_reply_header_bytes;
  limits.body_bytes = static_cast<std::uint64_t>(settings_.transport.max_reply_bytes);
  into.put(std::make_unique<client_connection>(std::move(*opened), *timers_, limits));
  co_return std::nullopt;
}

asio::awaitable<attempt> pooled_client::try_once(slot& on, const request& outgoing,
                                                 time_point deadline, const reply_sinks& sinks) {
  std::string head;
  const bool joined = outgoing.body.size() <= joined_body;
  head.reserve(1024 + (joined ? outgoing.body.size() : 0));
  append_request_head(head, outgoing, settings_.where.prefix + outgoing.target, host_);
  if (joined) head += outgoing.body;
  attempt_limits limits;
  limits.deadline = deadline;
  limits.first_byte = settings_.transport.first_byte_timeout;
  limits.idle = settings_.transport.idle_timeout;
  const std::string_view rest = joined ? std::string_view() : std::string_view(outgoing.body);
  co_return co_await on.connection()->exchange(head, rest, outgoing.method == "HEAD", limits,
                                               sinks);
}

}  // namespace

std::unique_ptr<client> make_pooled_client(asio::io_context& context,
                                           std::unique_ptr<deadlines> timers,
                                           std::unique_ptr<connector> connections,
                                           client_settings settings) {
  return std::make_unique<pooled_client>(context, std::move(timers), std::move(connections),
                                         std::move(settings));
}

}  // namespace parley::http
