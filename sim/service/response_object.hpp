// The Response object of POST /v1/responses, in each state that a client gets to see.
// Must not know: HTTP, how the answer came about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/api_error.hpp"
#include "sim/service/generation_request.hpp"
#include "sim/service/reply.hpp"

namespace parley::sim::service {

/// What names one reply: fixed before the first byte is sent.
struct reply_identity {
  std::string id;                     ///< "resp_…" or "chatcmpl-…"
  std::vector<std::string> item_ids;  ///< "msg_…", or one "fc_…" a function call
  std::int64_t created_at = 0;        ///< Unix seconds
};

/// Everything that does not change between the snapshots of one reply is put into text once.
class response_object {
 public:
  response_object(const generation_request& request, reply_identity identity);

  const reply_identity& identity() const { return identity_; }
  /// Status in_progress, nothing said yet.
  std::string started() const;
  /// Of a response made in the background.
  std::string queued() const;
  std::string cancelled() const;
  /// completed, or incomplete with its reason.
  std::string finished(const model_answer& answer, const usage_counts& usage,
                       std::int64_t completed_at) const;
  std::string failed(std::string_view code, std::string_view message) const;

  /// An output item: the only message, or the call `index`. `open`: as it is
  /// when it appears, empty and in_progress.
  std::string item(const model_answer& answer, std::size_t index, bool open) const;
  std::string content_part(const model_answer& answer, bool open) const;
  /// The log probabilities of a part of the text, "[]" when none were asked
  /// for.
  std::string logprobs_of(std::string_view text) const;

 private:
  struct snapshot;
  std::string compose(const snapshot& state) const;
  reply_identity identity_;
  std::string before_output_;  // instructions … model
  std::string before_usage_;   // parallel_tool_calls … truncation
  std::string after_usage_;    // user, metadata
  bool background_ = false;
  int logprobs_ = -1;
};

/// Items that the answer becomes: its calls, or one message.
std::size_t item_count(const model_answer& answer);
std::string usage_json(const usage_counts& usage);
std::string_view status_of(const model_answer& answer);  ///< "completed" or "incomplete"

}  // namespace parley::sim::service
