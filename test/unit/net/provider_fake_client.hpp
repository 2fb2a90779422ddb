// An http::client that answers from a script on the virtual clock, and a bench to run calls on it.
// Must not know: sockets.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "base/task_group.hpp"
#include "net/openai_calls.hpp"
#include "test/support/sim_clock.hpp"

namespace parley::test {

struct scripted_answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  duration after = std::chrono::milliseconds(100);     ///< until the end
  duration head_after = std::chrono::milliseconds(0);  ///< until the header; 0: with the end
  std::optional<failure> broken;                       ///< of the transport, after the body's bytes
};

inline std::string text_reply(std::string_view text) {
  return fmt::format(
      "data: {{\"type\":\"response.completed\",\"response\":{{\"id\":\"resp_1\",\"model\":\"m-1\","
      "\"status\":\"completed\",\"output\":[{{\"type\":\"message\",\"content\":[{{\"type\":"
      "\"output_text\",\"text\":\"{}\"}}]}}],\"usage\":{{\"input_tokens\":10,\"output_tokens\":5}}"
      "}}}}\n\n",
      text);
}

inline scripted_answer ok_answer() {
  scripted_answer answer;
  answer.headers = {{"x-request-id", "req_ok"}};
  answer.body = text_reply("hola");
  return answer;
}

inline scripted_answer error_answer(int status, std::string_view code,
                                    std::string_view message = "m") {
  scripted_answer answer;
  answer.status = status;
  answer.body = fmt::format(R"({{"error":{{"type":"t","code":"{}","message":"{}","param":null}}}})",
                            code, message);
  return answer;
}

class fake_client final : public http::client {
 public:
  using script = std::function<scripted_answer(const http::request&, int index)>;
  fake_client(clock_source& clock, script answers) : clock_(clock), answers_(std::move(answers)) {}

  asio::awaitable<result<http::exchange_result>> exchange(http::request outgoing,
                                                          time_point deadline, http::body_sink sink,
                                                          http::head_sink on_head) override {
    const auto answer = answers_(outgoing, static_cast<int>(sent_at.size()));
    sent_at.push_back(clock_.now());
    requests.push_back(std::move(outgoing));
    struct flight {
      explicit flight(fake_client& self) : self_(self) {
        self_.most_at_once = std::max(self_.most_at_once, ++self_.at_once);
      }
      ~flight() { --self_.at_once; }
      fake_client& self_;
    } in_flight(*this);
    http::exchange_result done;
    done.times.sent = clock_.now();
    if (answer.head_after.count() > 0) {
      co_await clock_.sleep_until(std::min(deadline, clock_.now() + answer.head_after));
      tell_head(answer, on_head);
    }
    const auto until = std::min(deadline, done.times.sent + answer.after);
    co_await clock_.sleep_until(until);
    if (until < done.times.sent + answer.after)
      co_return fail(failure_code::timed_out, "no answer in time");
    done.times.first_byte = done.times.complete = clock_.now();
    done.reply.status = answer.status;
    for (const auto& [name, value] : answer.headers) done.reply.headers.add(name, value);
    if (answer.head_after.count() == 0) tell_head(answer, on_head);
    if (sink && answer.status / 100 == 2)
      sink(answer.body);
    else
      done.reply.body = answer.body;
    if (answer.broken) co_return *answer.broken;
    co_return done;
  }
  http::pool_counters counters() const override { return {}; }
  void close_idle() override {}

  std::vector<time_point> sent_at;
  std::vector<http::request> requests;
  int at_once = 0, most_at_once = 0;

 private:
  static void tell_head(const scripted_answer& answer, const http::head_sink& on_head) {
    if (!on_head) return;
    http::response head;
    head.status = answer.status;
    for (const auto& [name, value] : answer.headers) head.headers.add(name, value);
    on_head(head);
  }
  clock_source& clock_;
  script answers_;
};

/// A provider over a fake client, with the calls that were started on it.
struct provider_bench {
  explicit provider_bench(fake_client::script answers, model_limits limits = {},
                          openai_provider_settings chosen = {})
      : clock(context), group(context.get_executor()) {
    auto client = std::make_unique<fake_client>(clock, std::move(answers));
    auto dialect = wire::make_codec("responses");
    wire = client.get();
    chosen.limits_source.limits["m"] = limits;
    if (chosen.api_key.empty()) chosen.api_key = "sk-secret-key-1234";
    calls = std::make_unique<openai_calls>(context.get_executor(), clock, std::move(client),
                                           std::move(*dialect), std::move(chosen));
  }

  static chat_request request() {
    chat_request asked;
    asked.role = agent_role::customer;
    asked.model = "m";
    asked.input = {{speaker::user, "hola"}};
    asked.max_output_tokens = 100;
    return asked;
  }

  static asio::awaitable<void> run_call(provider_bench& self, std::size_t slot,
                                        time_point deadline) {
    auto outcome = co_await self.calls->complete(request(), deadline);
    self.outcomes[slot] = std::move(outcome);
    self.ended[slot] = self.clock.now();
  }

  void start(int n, duration patience = std::chrono::hours(1)) {
    for (int i = 0; i < n; ++i) {
      outcomes.emplace_back();
      ended.emplace_back();
      group.spawn(run_call(*this, outcomes.size() - 1, clock.now() + patience));
    }
  }

  /// Runs until nothing moves any more.
  void run() { clock.run(); }
  /// Runs what is due within `span`.
  void run_for(duration span) {
    const auto until = clock.now() + span;
    bool over = false;
    asio::co_spawn(context, clock.sleep_until(until), [&](std::exception_ptr) { over = true; });
    while (!over) {
      context.restart();
      context.poll();
      if (!over) clock.advance(std::chrono::milliseconds(1));
    }
  }
  void finish() {
    run();
    asio::co_spawn(context, group.join(), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
    run();
  }
  int good() const {
    int n = 0;
    for (const auto& one : outcomes) n += one && one->has_value() ? 1 : 0;
    return n;
  }

  asio::io_context context;
  sim_clock clock;
  task_group group;
  fake_client* wire = nullptr;
  std::unique_ptr<openai_calls> calls;
  std::vector<std::optional<call_result>> outcomes;
  std::vector<time_point> ended;
};

inline model_limits roomy(int in_flight = 1000) {
  model_limits made;
  made.requests_per_minute = 1'000'000;
  made.tokens_per_minute = 1'000'000'000;
  made.in_flight = in_flight;
  return made;
}

inline model_state state_of(const provider_bench& bench) {
  REQUIRE(bench.calls->states().size() == 1);
  return bench.calls->states().front();
}

/// Everything that was lent is home again.
inline void check_at_rest(const provider_bench& bench) {
  CHECK(state_of(bench).in_flight == 0);
  CHECK(state_of(bench).waiting == 0);
  CHECK(bench.clock.waiting() == 0);
  CHECK(bench.wire->at_once == 0);
}

}  // namespace parley::test
