// A provider that exists in a forecast only: rate limits, latencies and lengths drawn from a prior,
// behind the production governor. Requests and replies are handed over as they are, without bytes.
// Must not know: the engine, what a forecast is for.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "engine/forecast/prior.hpp"
#include "net/http/client.hpp"
#include "net/wire/codec.hpp"

namespace parley::forecast {

class service {
 public:
  /// `clock` and `belief` outlive this; every draw follows from `seed` and the call's name.
  service(clock_source& clock, const prior& belief, std::uint64_t seed);
  ~service();

  /// Parts for openai_calls; both keep a reference to this.
  std::unique_ptr<wire::codec> make_codec();
  std::unique_ptr<http::client> make_client();

 private:
  class handing_client;
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace parley::forecast
