// A running service with a fake cast and a client for it, for tests over loopback.
// Must not know: any endpoint.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "net/http/client.hpp"
#include "sim/service/start.hpp"
#include "test/support/run_coroutine.hpp"

namespace parley::test {

/// Plays only calls whose metadata role is "echo", and says the last message again.
class echo_models final : public sim::played_models {
 public:
  std::optional<std::string> play(const sim::model_call& call) const override {
    for (const auto& [key, value] : call.metadata)
      if (key == "role" && value == "echo") return "echo: " + call.input.back().text;
    return std::nullopt;
  }
};

struct service_fixture {
  explicit service_fixture(sim::provider_settings settings = plain_settings())
      : provider(sim::service::start(std::move(settings), std::make_unique<const echo_models>())
                     .value()),
        clock(make_system_clock(context)) {
    http::client_settings to;
    to.where = *http::parse_origin(provider->base_url());
    to.where.prefix.clear();  // tests name whole paths: /sim lies beside /v1
    to.ca_pem = provider->ca_pem();
    client = http::client::create(context, *clock, std::move(to)).value();
  }
  ~service_fixture() {
    client->close_idle();
    context.restart();
    context.run();
  }

  static sim::provider_settings plain_settings() {
    sim::provider_settings settings;
    settings.plain = true;
    settings.world.time_scale = 0;
    return settings;
  }

  result<http::exchange_result> send(std::string method, std::string target, std::string body = {},
                                     std::string authorization = "Bearer test-key") {
    http::request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    if (!request.body.empty()) request.headers.set("content-type", "application/json");
    if (!authorization.empty()) request.headers.set("authorization", std::move(authorization));
    return run_coroutine(
        context, client->exchange(std::move(request), clock->now() + std::chrono::seconds(20), {}));
  }

  /// The reply; fails the test when none came.
  http::response reply(std::string method, std::string target, std::string body = {}) {
    auto done = send(std::move(method), std::move(target), std::move(body));
    if (!done) throw std::runtime_error(done.error().message);
    return std::move(done->reply);
  }
  json::object post(std::string target, std::string body) {
    return json::parse(reply("POST", std::move(target), std::move(body)).body).as_object();
  }
  json::object get(std::string target) {
    return json::parse(reply("GET", std::move(target)).body).as_object();
  }

  struct form_field {
    std::string name;
    std::optional<std::string> filename;
    std::string content;
  };
  http::response post_form(const std::vector<form_field>& form) {
    http::request request;
    request.method = "POST";
    request.target = "/v1/files";
    for (const auto& field : form) {
      request.body += "--edge\r\nContent-Disposition: form-data; name=\"" + field.name + '"';
      if (field.filename) request.body += "; filename=\"" + *field.filename + '"';
      request.body += "\r\n\r\n" + field.content + "\r\n";
    }
    request.body += "--edge--\r\n";
    request.headers.set("content-type", "multipart/form-data; boundary=edge");
    request.headers.set("authorization", "Bearer test-key");
    auto done = run_coroutine(
        context, client->exchange(std::move(request), clock->now() + std::chrono::seconds(20), {}));
    if (!done) throw std::runtime_error(done.error().message);
    return std::move(done->reply);
  }
  http::response upload(std::string purpose, std::string content, std::string filename) {
    return post_form(
        {{"purpose", {}, std::move(purpose)}, {"file", std::move(filename), std::move(content)}});
  }

  std::unique_ptr<sim::simulated_provider> provider;
  boost::asio::io_context context;
  std::unique_ptr<clock_source> clock;
  std::unique_ptr<http::client> client;
};

/// One server-sent event.
struct sse_event {
  std::string name;
  json::value data;
};

/// Splits a stream that is written as ours is: "event:" (optional), "data:", blank line.
inline std::vector<sse_event> parse_events(std::string_view text) {
  std::vector<sse_event> events;
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    std::string_view frame = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    sse_event event;
    while (!frame.empty()) {
      const auto line_end = std::min(frame.find('\n'), frame.size());
      const auto line = frame.substr(0, line_end);
      frame.remove_prefix(std::min(line_end + 1, frame.size()));
      if (line.starts_with("event: "))
        event.name = line.substr(7);
      else if (line == "data: [DONE]")
        event.name = "[DONE]";
      else if (line.starts_with("data: "))
        event.data = json::parse(std::string(line.substr(6)));
    }
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace parley::test
