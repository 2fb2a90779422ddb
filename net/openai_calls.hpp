// The coroutine shell around wire codecs and quota governor: waits, sends, settles. No decisions.
// Must not know: which server answers; how connections are made (http::client does).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/wait_list.hpp"
#include "net/http/client.hpp"
#include "net/openai_provider.hpp"
#include "net/quota/model_governor.hpp"
#include "net/quota/retry_policy.hpp"
#include "net/wake_timer.hpp"
#include "net/wire/codec.hpp"

namespace parley {

/// The provider over a given client; openai_provider::create() makes one over a real one. The clock
/// must outlive it, and it must outlive its calls.
class openai_calls final : public openai_provider {
 public:
  openai_calls(asio::any_io_executor executor, clock_source& clock,
               std::unique_ptr<http::client> client, std::unique_ptr<wire::codec> codec,
               openai_provider_settings settings);
  ~openai_calls() override;

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override;
  std::vector<model_state> states() const override;
  void hold(bool held) override;
  void set_limits(const settings& updated) override;
  asio::awaitable<result<std::vector<std::string>>> list_models(time_point deadline) override;

 private:
  struct line;     // one model: its governor and who waits
  class repeat;    // an exchange that is written a second time
  class ticket;    // one call's place in a line; gives everything back when destroyed
  struct attempt;  // what one exchange brought
  struct runner;   // one of two that race for the same reply
  struct race;

  line& line_for(const std::string& model);
  void pump(line& where);
  void pump_all();
  void rearm();
  void stop_all(const failure& why);
  void note_success(ticket& mine, attempt& done);

  /// A request and the max_output_tokens that it is sent with.
  struct sized_request {
    sized_request(shared_request what, int with_room) : request(std::move(what)), room(with_room) {}
    shared_request request;
    int room;
  };
  asio::awaitable<call_result> ask(sized_request asked, int number, time_point deadline,
                                   runner* watched = nullptr);
  asio::awaitable<call_result> ask_hedged(sized_request asked, int number, time_point deadline);
  asio::awaitable<call_result> ask_two(sized_request asked, int number, time_point deadline);
  asio::awaitable<void> run(runner& me, sized_request asked, int number, time_point deadline);
  time_point hedge_at(const race& both, const chat_request& request);
  /// Why a call that was called is not sent.
  std::optional<failure> not_sent(const ticket& called) const;
  const quota_settings& quota() const { return settings_.limits_source.quota; }
  asio::awaitable<attempt> send_once(ticket& mine, const std::string& body, time_point deadline);
  void tell_ended(ticket& mine, const attempt& done);
  void note_head(ticket& mine, const http::response& head);
  http::request make_request(std::string method, std::string_view target) const;
  failure describe(const failure& raw, int attempts, std::string_view why) const;

  asio::any_io_executor executor_;
  clock_source& clock_;
  std::unique_ptr<http::client> client_;
  std::unique_ptr<wire::codec> codec_;
  openai_provider_settings settings_;
  quota::retry_policy retry_;
  std::map<std::string, std::unique_ptr<line>> lines_;  // by model
  std::optional<failure> stopped_;  ///< a fatal failure: nothing is sent any more
  bool held_ = false;
  time_point held_since_{};  ///< while held
  duration held_for_{0};     ///< in all, the holds that are over
  quota::call_id last_id_ = 0;
  std::int64_t asked_ = 0, hedges_ = 0;
  std::string trace_prefix_;  ///< of X-Client-Request-Id; differs between processes
  mutable std::uint64_t last_trace_ = 0;
  wake_timer timer_;
};

}  // namespace parley
