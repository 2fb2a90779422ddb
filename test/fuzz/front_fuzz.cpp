// What a client may send to the service, from the body on: the first byte chooses the endpoint, the
// rest is the body, up to a zero byte, after which the next request follows. "@id" and "@item" mean
// the id and the first output item of the reply before. Each request gets exactly one reply: JSON,
// or a stream that adds up.
#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
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
constexpr std::array<target, 19> targets{{
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
    {"GET", "/v1/responses/@id?stream=true"},
    {"GET", "/v1/responses/@id/input_items"},
    {"DELETE", "/v1/responses/@id"},
    {"POST", "/v1/responses/@id/cancel"},
    {"GET", "/v1/files/@id/content"},
    {"POST", "/v1/batches/@id/cancel"},
    {"POST", "/sim/latency"},
}};

constexpr std::size_t most_requests = 4;
constexpr std::size_t most_ids = 64;  // in one body, so that ids make no body large

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
    request.target = filled(where.path);
    body = filled(std::move(body));
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
    remember(reply.reply());
    return reply.reply();
  }

 private:
  void remember(const http::response& reply) {
    const auto parsed = parse_json(reply.body, 512);
    const auto* body = parsed ? parsed->if_object() : nullptr;
    if (!body) return;
    if (const auto* id = body->if_contains("id"); id && id->is_string()) id_ = id->get_string();
    const auto* output = body->if_contains("output");
    if (!output || !output->is_array() || output->get_array().empty()) return;
    const auto* item = output->get_array().front().if_object();
    const auto* id = item ? item->if_contains("id") : nullptr;
    if (id && id->is_string()) item_ = id->get_string();
  }

  std::string filled(std::string text) const {
    for (const auto& [name, value] : {std::pair("@id", &id_), std::pair("@item", &item_)}) {
      auto at = text.find(name);
      for (std::size_t n = 0; at != text.npos && n < most_ids; ++n) {
        text.replace(at, std::strlen(name), *value);
        at = text.find(name, at + value->size());
      }
    }
    return text;
  }

  static provider_settings settings() {
    provider_settings made;
    made.world.time_scale = 0;
    return made;
  }
  asio::io_context context_;
  std::unique_ptr<clock_source> clock_;
  quiet_models models_;
  service::service_state state_;
  std::string id_ = "none", item_ = "none";
};

void check(one_service& service, const target& where, std::string body) {
  const auto reply = service.ask(where, std::move(body));
  if (reply.status < 200 || reply.status > 599) std::abort();
  const auto type = reply.headers.get("content-type");
  if (!type || !reply.headers.get("x-request-id")) std::abort();
  if (*type == "application/json" && !parse_json(reply.body, 512)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  one_service service;
  for (std::size_t n = 0; n < most_requests && !rest.empty(); ++n) {
    const target& where = targets[static_cast<unsigned char>(rest.front()) % targets.size()];
    // What slows the service down or breaks it would make the next request wait for real.
    const bool controls = std::string_view(where.path).starts_with("/sim/");
    const std::size_t end = std::min(controls ? rest.size() : rest.find('\0', 1), rest.size());
    check(service, where, std::string(rest.substr(1, end - 1)));
    if (controls) break;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  // The service goes on as if nothing had happened.
  const auto next = service.ask(targets[11], {});
  if (next.status != 200) std::abort();
  return 0;
}
