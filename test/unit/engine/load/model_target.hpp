// A server on a virtual clock: so many places, served first come first served, a latency, and
// windows in which it stands still. And a workload without content.
// Must not know: what is tested.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <queue>

#include "engine/load/load_test.hpp"
#include "test/support/sim_clock.hpp"

namespace parley::test {

using namespace std::chrono_literals;

struct server_model {
  duration latency = 50ms;
  duration first_token = 10ms;
  std::size_t places = 100'000;
  int pieces = 5;
  duration stall_every{0}, stall_for{0};  ///< the last `stall_for` of each `stall_every`
  time_point fails_from = time_point::max();
  failure_code fails_with = failure_code::connect_failed;
  duration busy_client{0};  ///< processor time that the client spends on each send
  std::function<duration(time_point)> latency_at;
};

class model_target final : public load::target {
 public:
  model_target(sim_clock& clock, server_model model)
      : clock_(clock), model_(std::move(model)), begun_(clock.now()) {}

  asio::awaitable<load::outcome> send(const chat_request&, time_point deadline) override {
    ++sent;
    if (model_.busy_client > duration{0}) clock_.advance(model_.busy_client);
    load::outcome seen;
    if (clock_.now() >= model_.fails_from) {
      seen.ended = clock_.now();
      seen.reply = wire::wire_fail(model_.fails_with, "the model server fails");
      co_return seen;
    }
    const time_point begin = place_from(clock_.now());
    const time_point end = later(begin, latency(begin));
    if (end > deadline) {
      co_await clock_.sleep_until(deadline);
      seen.ended = clock_.now();
      seen.reply = wire::wire_fail(failure_code::timed_out, "too slow");
      co_return seen;
    }
    seen.first_token = later(begin, model_.first_token);
    seen.last_token = end;
    seen.streamed = true;
    const auto gap = (end - seen.first_token) / (model_.pieces - 1);
    for (int i = 1; i < model_.pieces; ++i)
      seen.gaps.push_back(static_cast<std::uint32_t>(load::micros(gap)));
    co_await clock_.sleep_until(end);
    seen.ended = clock_.now();
    chat_reply reply;
    reply.usage = {100, 0, 41, 0};
    seen.reply = std::move(reply);
    co_return seen;
  }
  std::uint64_t sent = 0;

 private:
  duration latency(time_point at) const {
    return model_.latency_at ? model_.latency_at(at) : model_.latency;
  }
  /// When one of the places is free for who comes now.
  time_point place_from(time_point now) {
    if (busy_.size() < model_.places) {
      busy_.push(later(now, latency(now)));
      return now;
    }
    const time_point begin = std::max(now, busy_.top());
    busy_.pop();
    busy_.push(later(begin, latency(begin)));
    return begin;
  }
  /// `begin` and so much working time later: stalls do not count.
  time_point later(time_point begin, duration work) const {
    if (model_.stall_every == duration{0}) return begin + work;
    time_point at = begin;
    for (;;) {
      const auto phase = (at - begun_) % model_.stall_every;
      const auto working = model_.stall_every - model_.stall_for;
      if (phase >= working) {
        at += model_.stall_every - phase;
        continue;
      }
      if (work <= working - phase) return at + work;
      work -= working - phase;
      at += working - phase;
    }
  }

  sim_clock& clock_;
  server_model model_;
  time_point begun_;
  std::priority_queue<time_point, std::vector<time_point>, std::greater<>> busy_;
};

class blank_workload final : public load::workload {
 public:
  explicit blank_workload(std::uint64_t most = UINT64_MAX) : left_(most) {}
  std::optional<load::job> next() override {
    if (left_ == 0) return std::nullopt;
    --left_;
    return load::job{};
  }
  void answered(std::uint64_t, const chat_reply&) override { ++answers; }
  void failed(std::uint64_t, const failure&) override { ++failures; }
  std::string text() const override { return "nothing"; }
  std::uint64_t answers = 0, failures = 0;

 private:
  std::uint64_t left_;
};

/// A load test on the virtual clock, run to its end.
struct load_world {
  explicit load_world(server_model model = {}) : server(clock, std::move(model)) {}

  load_record run(load::load_shape shape, load::step_limits limits = {},
                  load::objective wanted = {}) {
    load::test_settings how;
    how.shape = std::move(shape);
    how.wanted = std::move(wanted);
    how.limits = limits;
    load::step_doors doors{context.get_executor(), clock, server, asks, seconds, rule, {}, {}, {}};
    doors.price = price;
    doors.on_sample = [this](const load::sample& s, const failure*) { samples.push_back(s); };
    load::test_observer nobody;
    load::load_test test(std::move(doors), std::move(how), nobody);
    running = &test;
    load_record record;
    asio::co_spawn(context, test.run(record), [this](std::exception_ptr e) { error = e; });
    clock.run();
    if (error) std::rethrow_exception(error);
    return record;
  }
  load_record run(const load::shape_options& options, load::step_limits limits = {},
                  load::objective wanted = {}) {
    return run(load::make_shape(options).value(), limits, std::move(wanted));
  }
  std::function<double(const std::string&, const token_usage&)> price;
  /// Calls back at a moment of the test.
  void at(duration when, std::function<void()> what) {
    asio::co_spawn(context, later(when, std::move(what)), [](std::exception_ptr) {});
  }

  asio::io_context context;
  sim_clock clock{context};
  model_target server;
  blank_workload asks;
  load::timeline seconds{clock.now()};
  load::stop_rule rule{{}};
  std::vector<load::sample> samples;
  load::load_test* running = nullptr;
  std::exception_ptr error;

 private:
  asio::awaitable<void> later(duration when, std::function<void()> what) {
    co_await clock.sleep_for(when);
    what();
  }
};

}  // namespace parley::test
