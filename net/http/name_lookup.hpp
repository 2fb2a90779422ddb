// The addresses of one host, asked for once and remembered for a while.
// Must not know: what is connected to them.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "base/errors.hpp"
#include "net/http/deadlines.hpp"

namespace parley::http {

/// "localhost" and names below it mean this machine, whatever a name server or /etc/hosts says
/// (RFC 6761, section 6.3).
bool is_localhost_name(std::string_view host);

/// Many may ask at the same time; one question goes out.
class name_lookup {
 public:
  name_lookup(asio::io_context& context, deadlines& timers, std::string host, std::string port);
  ~name_lookup();

  /// In the resolver's order, the last good one first. Errors: connect_failed, timed_out.
  asio::awaitable<result<std::vector<asio::ip::tcp::endpoint>>> find(time_point until);
  /// This address worked: try it first next time.
  void prefer(const asio::ip::tcp::endpoint& good);
  /// No address worked: ask again next time.
  void forget();

 private:
  struct state;  // outlives this while the system's resolver, which cannot be stopped, works on
  std::shared_ptr<state> state_;
  deadlines& timers_;
};

}  // namespace parley::http
