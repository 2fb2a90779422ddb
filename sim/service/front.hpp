// Routes requests to endpoints, after checking the key. The HTTP server's handler.
// Must not know: sockets, how any endpoint answers.
#pragma once

#include "sim/service/exchange.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_request_bytes = 32u << 20;    ///< of a body that is not a file
inline constexpr std::size_t form_overhead_bytes = 64u << 10;  ///< around an uploaded file
inline constexpr std::size_t max_upload_bytes = max_file_bytes + form_overhead_bytes;

class front final : public http::handler {
 public:
  /// `state` must outlive it.
  explicit front(service_state& state) : state_(state) {}
  void connection_opened() override { state_.connections.enter(); }
  void connection_closed() override { state_.connections.leave(); }
  /// Files may be larger than any other body.
  std::size_t max_body_bytes(const http::request& head) const override;
  http::response refusal(int status, const std::string& why) override;
  /// Faults that strike before anything was asked.
  http::reception receive() override;
  asio::awaitable<void> serve(http::request incoming, http::response_writer& out) override;

 private:
  service_state& state_;
};

}  // namespace parley::sim::service
