// What a client may send to the service, from the body on: the first byte chooses the endpoint, the
// rest is the body. Each request gets exactly one reply: JSON, or a stream that adds up.
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>

#include "base/json.hpp"
#include "sim/service/captured_reply.hpp"
#include "sim/service/front.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

struct target {
  const char* method;
  const char* path;
};
constexpr std::array<target, 12> targets{{
    {"POST", "/v1/responses"},
    {"POST", "/v1/chat/completions"},
    {"POST", "/v1/embeddings"},
    {"POST", "/v1/responses/compact"},
    {"POST", "/v1/responses/input_tokens"},
    {"POST", "/v1/batches"},
    {"POST", "/v1/files"},
    {"POST", "/sim/faults"},
    {"POST", "/sim/quota"},
    {"POST", "/sim/batches"},
    {"GET", "/v1/files?limit=2&order=asc"},
    {"GET", "/sim/ledger?events=3"},
}};

class quiet_models final : public played_models {
  std::optional<std::string> play(const model_call&) const override { return std::nullopt; }
};

// A fresh service for each input, so that a crash repeats from its input alone.
class one_service {
 public:
  one_service() : clock_(make_system_clock(context_)), state_(settings(), *clock_, models_) {}
  ~one_service() {
    if (!state_.tasks) return;
    state_.tasks->cancel();
    asio::co_spawn(context_, state_.tasks->join(), [](std::exception_ptr) {});
    context_.restart();
    context_.run();
  }

  http::response ask(const target& where, std::string body) {
    http::request request;
    request.method = where.method;
    request.target = where.path;
    request.headers.set("content-type", request.target == "/v1/files"
                                            ? "multipart/form-data; boundary=b"
                                            : "application/json");
    request.body = std::move(body);
    service::captured_reply reply;
    std::exception_ptr failed;
    service::front front(state_);
    asio::co_spawn(context_, front.serve(std::move(request), reply),
                   [&](std::exception_ptr error) { failed = error; });
    context_.restart();
    context_.run_for(std::chrono::seconds(5));
    if (failed) std::rethrow_exception(failed);
    if (!reply.is_complete() && !reply.is_aborted()) std::abort();
    return reply.reply();
  }

 private:
  static provider_settings settings() {
    provider_settings made;
    made.world.time_scale = 0;
    return made;
  }
  asio::io_context context_;
  std::unique_ptr<clock_source> clock_;
  quiet_models models_;
  service::service_state state_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  one_service service;
  const target& where = targets[data[0] % targets.size()];
  const auto reply =
      service.ask(where, std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  if (reply.status < 200 || reply.status > 599) std::abort();
  const auto type = reply.headers.get("content-type");
  if (!type || !reply.headers.get("x-request-id")) std::abort();
  if (*type == "application/json" && !parse_json(reply.body, 512)) std::abort();
  // The service goes on as if nothing had happened.
  const auto next = service.ask(targets[11], {});
  if (next.status != 200) std::abort();
  return 0;
}
