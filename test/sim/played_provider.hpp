// A provider whose models are played from the hidden world, on the virtual clock.
#pragma once

#include <memory>
#include <string>

#include "base/random_stream.hpp"
#include "net/provider.hpp"
#include "sim/model.hpp"

namespace parley::test {

// Answers like the service, without its bytes; latency by the hash of the request, so that replies
// come in another order than they were asked in.
class played_provider final : public provider {
 public:
  played_provider(clock_source& clock, const std::string& family, std::uint64_t seed,
                  double latency_scale = 1)
      : clock_(clock), latency_scale_(latency_scale) {
    sim_settings settings;
    settings.world = family;
    settings.seed = seed;
    models_ = sim::played_models::create(settings).value();
  }

  asio::awaitable<result<chat_reply>> complete(chat_request request, time_point) override {
    ++calls_;
    if (fatal_from_ > 0 && calls_ >= fatal_from_)
      co_return fail(failure_code::balance_exhausted, "the balance is used up");
    sim::model_call call;
    call.model = request.model;
    call.instructions = request.instructions;
    for (const chat_message& m : request.input)
      call.input.push_back({std::string(to_string(m.who)), m.content});
    call.metadata = request.metadata;
    if (request.schema) call.schema_name = request.schema->name;
    chat_reply reply;
    reply.text = models_->play(call).value_or("{}");
    reply.usage.input = 100;
    reply.usage.output = 40;
    const auto wait = static_cast<std::int64_t>(
        latency_scale_ * static_cast<double>(1 + stable_hash(reply.text) % 900));
    co_await clock_.sleep_for(std::chrono::milliseconds(wait));
    co_return reply;
  }
  std::vector<model_state> states() const override { return {}; }

  int calls() const { return calls_; }
  void fail_from(int call) { fatal_from_ = call; }

 private:
  clock_source& clock_;
  double latency_scale_;
  std::unique_ptr<sim::played_models> models_;
  int calls_ = 0, fatal_from_ = 0;
};

}  // namespace parley::test
