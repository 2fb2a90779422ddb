// The path that both text endpoints share: count the prompt, ask the quota, let the model speak,
// wait as long as it would, settle.
// Must not know: the shape of either endpoint's replies.
#pragma once

#include <vector>

#include "sim/service/exchange.hpp"
#include "sim/service/generation_request.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/quota_reply.hpp"
#include "sim/service/reply.hpp"
#include "sim/service/stream_plan.hpp"

namespace parley::sim::service {

/// Output tokens reserved for a request that does not say how many it wants.
inline constexpr std::int64_t default_output_allowance = 256;

/// A generation under way. Created once admitted; settles its reservation when destroyed.
class generation {
 public:
  generation(exchange& call, const generation_request& request);
  generation(const generation&) = delete;
  generation& operator=(const generation&) = delete;
  ~generation();

  /// The 429, or nothing when admitted.
  std::optional<refusal> admit();
  /// What a fault rule looks at.
  fault_facts facts(std::string_view endpoint) const;
  /// Lets the model speak and draws the times. Once, after admission.
  void compose();

  const std::vector<model_answer>& answers() const { return answers_; }
  const usage_counts& usage() const { return usage_; }
  const reply_timing& timing() const { return timing_; }
  std::int64_t prompt_tokens() const { return usage_.input; }
  std::string make_reply_id(std::string_view prefix) const;

 private:
  exchange& call_;
  const generation_request& request_;
  std::vector<model_answer> answers_;
  usage_counts usage_;
  reply_timing timing_;
  std::uint64_t occurrence_ = 0;
  std::int64_t charged_ = 0;
  bool granted_ = false;
};

/// Tokens of the whole prompt; fills `cached` from the prompt cache when it is not null.
std::int64_t count_prompt(const generation_request& request, std::string_view scope,
                          prompt_cache* cache, std::int64_t* cached);

/// When a piece is due, from the begin of the reply; the stream is opened
/// half-way to the first token.
duration offset_of(const stream_piece& piece, const reply_timing& timing);

/// Ids for the reply to a Responses request that was composed.
reply_identity identity_of(exchange& call, const generation& work);

/// Value of the "role" metadata, empty when absent.
std::string_view role_of(const generation_request& request);

/// Head, then every piece at its time; ends early when the client is gone.
/// `object`: of a Responses stream, for faults that speak its language.
asio::awaitable<void> send_stream(exchange& call, std::vector<stream_piece> pieces,
                                  reply_timing timing, const response_object* object);

}  // namespace parley::sim::service
