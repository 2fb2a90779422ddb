#include "test/bench/load_canned.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "net/http/server.hpp"

namespace parley::bench {
namespace {

namespace asio = boost::asio;

constexpr std::string_view reply_body =
    R"({"id":"resp_1","object":"response","status":"completed","model":"canned","output":[)"
    R"({"type":"message","role":"assistant","content":[{"type":"output_text","text":"yes"}]}],)"
    R"("usage":{"input_tokens":16,"output_tokens":16,"total_tokens":32}})";

class canned final : public http::handler {
 public:
  asio::awaitable<void> serve(http::request, http::response_writer& out) override {
    http::response reply;
    reply.headers.add("content-type", "application/json");
    reply.body = reply_body;
    co_await out.send(std::move(reply));
  }
};

}  // namespace

int serve_canned() {
  asio::io_context context{1};
  auto identity = http::make_identity("127.0.0.1").value();
  http::server_settings settings;
  settings.tls = identity.server;
  canned handler;
  const auto server = http::server::create(context, std::move(settings), handler).value();
  const auto ca =
      std::filesystem::temp_directory_path() / fmt::format("parley-bench-{}-ca.pem", ::getpid());
  std::ofstream(ca) << identity.ca_pem;
  fmt::print("{{\"base_url\":\"https://127.0.0.1:{}/v1\",\"ca_file\":\"{}\"}}\n", server->port(),
             ca.string());
  std::fflush(stdout);
  asio::signal_set signals(context, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) { server->stop(); });
  asio::co_spawn(context, server->run(), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  context.run();
  std::filesystem::remove(ca);
  return 0;
}

}  // namespace parley::bench
