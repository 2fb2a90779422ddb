// The simulated provider without bytes: its ledger, fault plan and latencies behind the production
// governor, with requests and replies handed over as they are.
// Must not know: the engine, JSON, sockets.
#pragma once

#include <map>

#include "net/handed_calls.hpp"
#include "net/openai_calls.hpp"
#include "sim/service/service_state.hpp"
#include "test/sim/scripted_texts.hpp"

namespace parley::test {

/// What the byteless provider served, to check the engine's books against.
struct served_calls {
  std::map<std::string, token_usage> usage;     ///< by model, of complete replies
  std::map<std::string, std::int64_t> replies;  ///< by model
  int in_flight = 0, most_in_flight = 0;
  std::map<std::string, std::int64_t> too_early;  ///< by model: asked again before Retry-After
};

/// One thread. A request goes in by its number in a table; so does its reply come out.
class byteless_service {
 public:
  byteless_service(clock_source& clock, const sim::provider_settings& settings, text_script texts);

  sim::service::service_state& state() { return state_; }
  const served_calls& served() const { return served_; }

  /// Parts for openai_calls; both keep a reference to this.
  std::unique_ptr<wire::codec> make_codec();
  std::unique_ptr<http::client> make_client();

 private:
  class handing_client;
  struct no_models final : sim::played_models {
    std::optional<std::string> play(const sim::model_call&) const override { return std::nullopt; }
  };
  chat_reply answer(const chat_request& request, std::int64_t input_tokens, int room);

  clock_source& clock_;
  no_models models_;
  sim::service::service_state state_;
  text_script texts_;
  served_calls served_;
  handed_calls calls_;
  std::map<std::string, time_point, std::less<>> not_before_;  // by number: told in a Retry-After
};

}  // namespace parley::test
