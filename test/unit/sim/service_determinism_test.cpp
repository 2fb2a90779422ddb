#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "base/random_stream.hpp"

#include "test/unit/sim/service_fixture.hpp"
#include "world_test_support.hpp"

using namespace parley;
using sim::model_call;

namespace {

std::string body_of(const model_call& call) {
  json::object metadata;
  for (const auto& [key, value] : call.metadata) metadata[key] = value;
  json::array input;
  for (const auto& m : call.input)
    input.push_back(json::object{{"role", m.role}, {"content", m.text}});
  return json::serialize(json::object{{"model", "gpt-4.1-mini"},
                                      {"instructions", call.instructions},
                                      {"input", std::move(input)},
                                      {"max_output_tokens", 2'000},
                                      {"metadata", std::move(metadata)}});
}

/// Planner, outreach, customer and judge of thirty customers, two replicates each.
std::vector<std::string> calls_of_a_run() {
  std::vector<std::string> out;
  for (const auto& p : generate_profiles(30, 3))
    for (int replicate : {0, 1}) {
      const std::string hello = "Hola, ¿cómo va todo con su compra? " + std::to_string(replicate);
      auto judge = sim::testing::judge_call(p, hello, replicate);
      // Long instructions, so that the prompt cache has something to say.
      for (int i = 0; i < 400; ++i) judge.instructions += " criterio";
      out.push_back(body_of(judge));
      out.push_back(body_of(sim::testing::customer_call(p, hello, replicate)));
      out.push_back(body_of(sim::testing::outreach_call(
          p, sim::testing::outreach_prompt(sim::testing::baseline_plan(), p.cohort), replicate)));
    }
  return out;
}

/// A reply without the moments at which it was made.
std::string timeless(const std::string& reply) {
  json::object object = json::parse(reply).as_object();
  for (std::string_view moment : {"created_at", "completed_at"}) object.erase(moment);
  return json::serialize(object);
}

struct played_service : test::service_fixture {
  played_service() : service_fixture(real_settings()) {
    auto world = real_settings();
    provider = sim::simulated_provider::start(world).value();
    http::client_settings to;
    to.where = *http::parse_origin(provider->base_url());
    to.where.prefix.clear();
    client = http::client::create(context, *clock, std::move(to)).value();
  }
  static sim::provider_settings real_settings() {
    auto settings = plain_settings();
    settings.world.seed = 7;
    return settings;
  }

  /// All at once, started in the order given; replies by request.
  std::map<std::string, std::string> all_at_once(const std::vector<std::string>& bodies) {
    std::map<std::string, std::string> replies;
    context.restart();
    for (const std::string& body : bodies)
      boost::asio::co_spawn(context, one(body, replies), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
      });
    context.run();
    return replies;
  }
  boost::asio::awaitable<void> one(std::string body, std::map<std::string, std::string>& replies) {
    http::request request;
    request.method = "POST";
    request.target = "/v1/responses";
    request.body = body;
    request.headers.set("content-type", "application/json");
    const auto deadline = clock->now() + std::chrono::seconds(30);
    auto done = co_await client->exchange(std::move(request), deadline, {});
    replies[body] = done ? timeless(done->reply.body) : done.error().message;
  }
};

}  // namespace

TEST_CASE("a run's replies are the same bytes in any order of arrival, alone or all at once") {
  std::vector<std::string> bodies = calls_of_a_run();
  std::map<std::string, std::string> one_by_one;
  std::int64_t cached = 0;
  {
    played_service service;
    for (const std::string& body : bodies) {
      const auto reply = service.reply("POST", "/v1/responses", body);
      REQUIRE(reply.status == 200);
      one_by_one[body] = timeless(reply.body);
      cached += json::parse(reply.body)
                    .at("usage")
                    .at("input_tokens_details")
                    .at("cached_tokens")
                    .as_int64();
    }
  }
  CHECK(cached > 20 * 1'024);
  CHECK(one_by_one.size() == bodies.size());
  random_stream shuffler(5, "determinism", "order");
  for (int round = 0; round < 2; ++round) {
    shuffle(bodies, shuffler);
    played_service fresh;
    CHECK(fresh.all_at_once(bodies) == one_by_one);
  }
}

TEST_CASE("a service that was started again in mid-run answers as one that was not") {
  const std::vector<std::string> bodies = calls_of_a_run();
  const auto half = bodies.begin() + static_cast<std::ptrdiff_t>(bodies.size() / 2);
  played_service unbroken, first, second;
  auto whole = unbroken.all_at_once(bodies);
  auto parts = first.all_at_once({bodies.begin(), half});
  parts.merge(second.all_at_once({half, bodies.end()}));
  CHECK(parts == whole);
}
