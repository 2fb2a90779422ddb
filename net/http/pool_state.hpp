// Which connection an exchange gets: the newest idle one, a new one, or a place in the queue.
// Must not know: sockets, waiting, how a connection is opened.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace parley::http {

using connection_id = std::uint64_t;
using pool_ticket = std::uint64_t;

struct pool_limits {
  std::size_t max_open = 512;                    ///< at least 1; connections being opened included
  std::size_t min_open = 0;                      ///< so many are kept however long they are idle
  duration max_idle = std::chrono::seconds(45);  ///< an idle one older than this is closed
};

/// Every exchange holds one slot from acquire() to release(); an idle connection holds one too.
/// Pure: the caller moves the connections.
class pool_state {
 public:
  explicit pool_state(const pool_limits& limits) : limits_(limits) {}

  enum class action { use, open, wait };
  struct decision {
    action what = action::wait;
    connection_id which = 0;  ///< to use
    pool_ticket ticket = 0;   ///< to wait with
  };
  /// A slot for an exchange, or a ticket when all are taken. Nobody overtakes who waits.
  decision acquire();

  /// What became of a slot: the waiter that has it now, with a connection or the right to open one.
  struct grant {
    pool_ticket ticket = 0;
    std::optional<connection_id> which;
  };
  /// The exchange is over and its connection may serve again, until `usable_until` at most
  /// (what the server announced; time_point::max() when it did not).
  std::optional<grant> keep(connection_id which, time_point now, time_point usable_until);
  /// The exchange is over and its connection, if there was one, is closed.
  std::optional<grant> release();
  /// The waiter gives up. Precondition: not granted.
  void abandon(pool_ticket ticket);

  /// Takes the idle connections that are too old out of the pool; the caller closes them.
  std::vector<connection_id> take_expired(time_point now);
  std::vector<connection_id> take_all_idle();

  std::size_t slots() const { return slots_; }  ///< busy, opening and idle
  std::size_t idle() const { return idle_.size(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct idle_connection {
    connection_id which;
    time_point usable_until;
  };
  pool_limits limits_;
  std::size_t slots_ = 0;
  std::vector<idle_connection> idle_;  // most recently used last
  std::deque<pool_ticket> waiting_;
  pool_ticket next_ticket_ = 1;
};

}  // namespace parley::http
