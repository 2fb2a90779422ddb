// The vocabulary of one model call: what is asked, what comes back. Shared by agents, net and
// engine.
// Must not know: JSON shapes of any provider, sockets, prompts.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

/// Which agent speaks. Models, limits, prices and estimators are kept per role.
enum class agent_role : std::uint8_t { planner, customer, proactive, judge, tuner };
inline constexpr int agent_role_count = 5;

/// "planner", "customer", "proactive", "judge", "tuner".
std::string_view to_string(agent_role role);
std::optional<agent_role> agent_role_from(std::string_view name);

/// Who wrote a message, in the provider's terms.
enum class speaker : std::uint8_t { developer, user, assistant };
std::string_view to_string(speaker who);

struct chat_message {
  speaker who = speaker::user;
  std::string content;
};

/// A strict JSON schema that the reply's text must fit. `schema_json` is a JSON object as text.
struct output_schema {
  std::string name;  ///< [A-Za-z0-9_-], at most 64 characters
  std::string schema_json;
};

/// One call. Plain data: an agent builds it, a provider sends it.
struct chat_request {
  agent_role role = agent_role::planner;
  std::string model;
  std::string instructions;
  std::vector<chat_message> input;
  int max_output_tokens = 512;                  ///< at least 16 (the wire's minimum)
  double temperature = 1.0;                     ///< 0..2
  std::shared_ptr<const output_schema> schema;  ///< may be nullptr; the same for many requests
  /// At most 16 pairs, key <= 64, value <= 512 characters. The agents set "role", "customer_id",
  /// "iteration", "turn" and "replicate": they name the call in the provider's own log.
  std::vector<std::pair<std::string, std::string>> metadata;
  /// Expected calls of this conversation from here on, this one and the judge's included; 0: not
  /// part of one. Never sent: whoever orders waiting calls looks at it.
  int calls_left = 0;
};

/// Tokens as the provider counted them. All counts >= 0; cached_input <= input, reasoning <=
/// output.
struct token_usage {
  std::int64_t input = 0;
  std::int64_t cached_input = 0;
  std::int64_t output = 0;
  std::int64_t reasoning = 0;

  std::int64_t total() const { return input + output; }
  token_usage& operator+=(const token_usage& other);
  bool operator==(const token_usage&) const = default;
};

/// How a complete reply ended. A reply cut by the network is a failure, not one of these.
enum class finish_reason : std::uint8_t { stop, length, content_filter, refusal };
std::string_view to_string(finish_reason reason);

/// A complete reply.
struct chat_reply {
  std::string text;  ///< the refusal's text when finish is refusal
  finish_reason finish = finish_reason::stop;
  token_usage usage;
  bool usage_reported = true;  ///< false: the server sent no usage and these are estimates
  std::string model;           ///< the dated snapshot that answered
  std::string response_id;
  std::string request_id;                    ///< x-request-id of the attempt that succeeded
  int attempts = 1;                          ///< including the successful one
  std::chrono::microseconds queued{0};       ///< waited for quota before the last attempt was sent
  std::chrono::microseconds first_token{0};  ///< from send to first body byte
  std::chrono::microseconds latency{0};      ///< from send to complete
  bool recorded = false;                     ///< from the journal: nobody was asked now
  bool cached = false;  ///< from the cache of replies: it cost nothing; usage is the first one's
};

}  // namespace parley
