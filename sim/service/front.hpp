// Routes requests to endpoints, after checking the key. The HTTP server's handler.
// Must not know: sockets, how any endpoint answers.
#pragma once

#include "sim/service/exchange.hpp"

namespace parley::sim::service {

class front final : public http::handler {
 public:
  /// `state` must outlive it.
  explicit front(service_state& state) : state_(state) {}
  asio::awaitable<void> serve(http::request incoming, http::response_writer& out) override;

 private:
  service_state& state_;
};

}  // namespace parley::sim::service
