#include "test/bench/transport_server.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "base/clock.hpp"
#include "net/http/identity.hpp"
#include "net/http/server.hpp"

namespace parley::bench {
namespace {

constexpr int text_pieces = 40;
constexpr std::string_view piece = "una palabra ";

std::string whole_text() {
  std::string text;
  for (int i = 0; i < text_pieces; ++i) text += piece;
  return text;
}

std::string reply_object(std::string_view status, std::int64_t served_us, bool with_output) {
  const std::string output =
      with_output
          ? fmt::format(R"([{{"id":"msg_1","type":"message","status":"completed",)"
                        R"("role":"assistant","content":[{{"type":"output_text","text":"{}",)"
                        R"("annotations":[],"logprobs":[]}}]}}])",
                        whole_text())
          : "[]";
  return fmt::format(
      R"({{"id":"resp_{}","object":"response","created_at":1764000000,"status":"{}",)"
      R"("error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":512,)"
      R"("model":"gpt-4.1-mini-2025-04-14","output":{},"parallel_tool_calls":true,)"
      R"("previous_response_id":null,"reasoning":{{"effort":null,"summary":null}},"store":true,)"
      R"("temperature":1.0,"text":{{"format":{{"type":"text"}}}},"tool_choice":"auto","tools":[],)"
      R"("top_p":1.0,"truncation":"disabled","usage":{{"input_tokens":620,)"
      R"("input_tokens_details":{{"cached_tokens":0}},"output_tokens":120,)"
      R"("output_tokens_details":{{"reasoning_tokens":0}},"total_tokens":740}},"user":null,)"
      R"("metadata":{{}}}})",
      served_us, status, output);
}

std::string event(std::string_view type, std::string_view rest) {
  return fmt::format("event: {0}\ndata: {{\"type\":\"{0}\",{1}}}\n\n", type, rest);
}

class model final : public http::handler {
 public:
  model(clock_source& clock, duration think) : clock_(clock), think_(think) {}

  asio::awaitable<void> serve(http::request asked, http::response_writer& out) override {
    const auto begun = clock_.now();
    http::fields headers;
    headers.add("x-request-id", "req_0123456789abcdef");
    headers.add("openai-processing-ms", "250");
    headers.add("x-ratelimit-limit-requests", "10000000");
    headers.add("x-ratelimit-remaining-requests", "9999999");
    headers.add("x-ratelimit-reset-requests", "1ms");
    headers.add("x-ratelimit-limit-tokens", "1000000000");
    headers.add("x-ratelimit-remaining-tokens", "999999000");
    headers.add("x-ratelimit-reset-tokens", "1ms");
    if (asked.body.find("\"stream\":true") != std::string::npos) {
      headers.add("content-type", "text/event-stream; charset=utf-8");
      co_await stream(begun, std::move(headers), out);
      co_return;
    }
    headers.add("content-type", "application/json");
    co_await clock_.sleep_for(think_);
    http::response reply;
    reply.headers = std::move(headers);
    reply.body = reply_object("completed", served(begun), true);
    co_await out.send(std::move(reply));
  }

 private:
  std::int64_t served(time_point begun) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock_.now() - begun).count();
  }

  // A third of the time until the first token, the rest in eight parts of five tokens each.
  asio::awaitable<void> stream(time_point begun, http::fields headers, http::response_writer& out) {
    constexpr int parts = 8;
    co_await clock_.sleep_for(think_ / 3);
    if (!co_await out.head(200, std::move(headers))) co_return;
    std::string first =
        event("response.created", "\"response\":" + reply_object("in_progress", 0, false));
    if (!co_await out.chunk(std::move(first))) co_return;
    for (int part = 0; part < parts; ++part) {
      co_await clock_.sleep_for(think_ * 2 / 3 / parts);
      std::string deltas;
      for (int i = 0; i < text_pieces / parts; ++i)
        deltas += event("response.output_text.delta",
                        fmt::format("\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,"
                                    "\"delta\":\"{}\",\"logprobs\":[],\"obfuscation\":\"x8fk2\"",
                                    piece));
      if (!co_await out.chunk(std::move(deltas))) co_return;
    }
    std::string last = event("response.completed",
                             "\"response\":" + reply_object("completed", served(begun), true));
    if (co_await out.chunk(std::move(last))) co_await out.finish();
  }

  clock_source& clock_;
  duration think_;
};

void write_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n <= 0) ::_exit(3);
    at += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void be_model(int tell, std::chrono::microseconds think) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  asio::io_context context;
  const auto clock = make_system_clock(context);
  model answers(*clock, think);
  const auto identity = http::make_identity("127.0.0.1").value();
  http::server_settings settings;
  settings.tls = identity.server;
  auto server = http::server::create(context, std::move(settings), answers).value();
  asio::co_spawn(context, server->run(), [](std::exception_ptr) {});
  write_all(tell, fmt::format("{}\n{}", server->port(), identity.ca_pem));
  ::close(tell);
  context.run();
  ::_exit(0);
}

}  // namespace

model_process::model_process(std::chrono::microseconds think) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no process for the server");
  if (child_ == 0) {
    ::close(ends[0]);
    be_model(ends[1], think);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  const auto line = said.find('\n');
  if (line == said.npos) throw std::runtime_error("the server did not start");
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(0, line)));
  ca_pem_ = said.substr(line + 1);
}

model_process::~model_process() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

std::string model_process::base_url() const {
  return fmt::format("https://127.0.0.1:{}/v1", port_);
}

std::string typical_body(bool stream) {
  std::string instructions;
  for (int i = 0; i < 40; ++i) instructions += "You are a customer of a car dealer and answer. ";
  return fmt::format(R"({{"model":"gpt-4.1-mini","instructions":"{}",)"
                     R"("input":[{{"role":"user","content":"hola"}}],)"
                     R"("max_output_tokens":512,"temperature":1,"store":false,"stream":{}}})",
                     instructions, stream);
}

}  // namespace parley::bench
