// What the engine asks of a journal of calls, and the memory of what earlier sessions recorded.
// Must not know: SQLite, threads, what a call costs.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "output/call_record.hpp"

namespace parley {

/// Intents before calls, outcomes after them, and what is known already. One thread.
class call_journal {
 public:
  call_journal() = default;
  call_journal(const call_journal&) = delete;
  call_journal& operator=(const call_journal&) = delete;
  virtual ~call_journal() = default;

  /// The outcome that makes asking unnecessary; nothing: the call has to be sent.
  virtual std::optional<call_outcome> recorded(const call_name& name,
                                               const std::string& digest) = 0;
  /// The call may be sent when this returns. Errors: io_error, the journal cannot be written; the
  /// call must not be sent. Cancelled: throws, and the call counts as not sent.
  virtual boost::asio::awaitable<result<call_id>> begin(call_intent what) = 0;
  /// The same for a further request of that call.
  virtual boost::asio::awaitable<result<void>> begin_attempt(call_id id, attempt_record what) = 0;
  /// A request of a call has ended. Does not wait.
  virtual void attempt(call_id id, attempt_record what) = 0;
  /// Once for each begin() that gave an id. Does not wait.
  virtual void end(call_id id, call_outcome how) = 0;
};

/// What earlier sessions recorded, loaded an iteration at a time.
class recorded_calls {
 public:
  /// All outcomes of an iteration; of equal name and digest the later one counts.
  using loader = std::function<std::vector<recorded_call>(int iteration)>;
  /// Whether nothing of the iteration may be asked again: failures stand, and a reply counts for
  /// its name although the request would be worded differently now.
  using is_closed = std::function<bool(int iteration)>;

  recorded_calls() = default;  ///< nothing is recorded
  recorded_calls(loader load, is_closed closed)
      : load_(std::move(load)), closed_(std::move(closed)) {}

  std::optional<call_outcome> find(const call_name& name, const std::string& digest);

 private:
  struct known {
    std::string digest;
    call_outcome outcome;
  };
  loader load_;
  is_closed closed_;
  int loaded_ = 0;  // iteration; they begin at 1
  std::map<call_name, std::vector<known>> calls_;
};

}  // namespace parley
