#include "test/sim/scripted_provider.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parley::test {
namespace {

duration seconds(double value) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(value));
}

}  // namespace

scripted_provider::scripted_provider(clock_source& clock, provider_script script)
    : clock_(clock), script_(script), begun_(clock.now()), busy_until_(clock.now()) {}

bool scripted_provider::faults_on() const {
  return clock_.now() - begun_ < seconds(script_.faults_until);
}

time_point scripted_provider::ready_at(double latency) {
  time_point start = clock_.now();
  const bool crowded = clock_.now() - begun_ < seconds(script_.crowded_until);
  if (script_.calls_per_second > 0 && crowded) {
    start = std::max(start, busy_until_);
    busy_until_ = start + seconds(1 / script_.calls_per_second);
  }
  return start + seconds(latency);
}

asio::awaitable<call_result> scripted_provider::complete(shared_request asked,
                                                         time_point deadline) {
  const chat_request& request = *asked;
  const int number = ++calls_;
  const std::string customer = metadata_of(request, "customer_id");
  const std::string iteration = metadata_of(request, "iteration");
  random_stream random(script_.seed, customer + "/" + std::string(to_string(request.role)),
                       "scripted call",
                       stable_hash(iteration + "/" + metadata_of(request, "turn") + "/" +
                                   metadata_of(request, "reask")));
  const bool stalls = faults_on() && random.chance(script_.stalled);
  const bool fails = faults_on() && random.chance(script_.failed);
  const double latency = random.log_normal(script_.median_latency, script_.latency_sigma);
  if (!customer.empty()) {
    auto& drawn = request.role == agent_role::judge ? drawn_judge_ : drawn_talk_;
    drawn[iteration + "/" + customer] += latency;
  }
  const time_point ready = ready_at(latency);
  const time_point wake = stalls ? deadline : std::min(ready, deadline);
  if (wake > clock_.now()) co_await clock_.sleep_until(wake);
  if (script_.fatal_at_call > 0 && number >= script_.fatal_at_call) {
    co_return fail(script_.fatal, "scripted: the account is closed");
  }
  if (stalls || ready > deadline) {
    co_return fail(failure_code::deadline_exceeded, "scripted: no answer in time");
  }
  if (fails) {
    co_return fail(failure_code::server_error, "scripted: 500");
  }
  chat_reply reply = reply_to(request, random);
  reply.latency = std::chrono::duration_cast<std::chrono::microseconds>(seconds(latency));
  co_return reply;
}

chat_reply scripted_provider::reply_to(const chat_request& request, random_stream& random) {
  chat_reply reply;
  reply.model = request.model;
  reply.attempts = random.chance(0.1) ? 2 : 1;
  reply.usage.input = 200 + static_cast<std::int64_t>(random.below(400));
  reply.usage.cached_input = static_cast<std::int64_t>(random.below(100));
  reply.usage.output = 20 + static_cast<std::int64_t>(random.below(120));
  const bool garbage = (request.role == agent_role::planner && script_.planner_garbage) ||
                       (request.role == agent_role::tuner && script_.tuner_garbage) ||
                       (faults_on() && random.chance(script_.malformed));
  if (garbage)
    reply.text = "Claro, aquí tienes: {\"NPS_expected\": eleven";
  else if (request.role == agent_role::customer && faults_on() && random.chance(script_.role_flip))
    reply.text = R"({"message":"Soy un asistente virtual, ¿en qué puedo ayudarle?",)"
                 R"("sentiment":0.1,"wants_to_end":false,"silent":false})";
  else
    reply.text = scripted_text(request, script_.texts(), random);
  return reply;
}

}  // namespace parley::test
