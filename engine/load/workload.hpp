// What a load test asks: the next request when one is due, told of every reply.
// Must not know: when requests are due, how they are sent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley::load {

/// One request and whose it is.
struct job {
  chat_request request;
  std::uint64_t owner = 0;  ///< the conversation it belongs to
};

class workload {
 public:
  virtual ~workload() = default;
  /// What to ask now. Never waits: a conversation whose reply is out is passed over, a new one
  /// begun instead, so that a slow server cannot hold the load back. Nothing: the workload is used
  /// up.
  virtual std::optional<job> next() = 0;
  /// The reply to a job; `why` when there is none. Each job is answered or dropped once.
  virtual void answered(std::uint64_t owner, const chat_reply& reply) = 0;
  virtual void failed(std::uint64_t owner, const failure& why) = 0;
  /// That job was only a try before anything is measured: a workload in which each request counts
  /// hands it out once more. Called before any other next().
  virtual void put_back(std::uint64_t owner) { (void)owner; }
  virtual std::string text() const = 0;  ///< for people: "synthetic prompts, 512 in, 128 out"
};

}  // namespace parley::load
