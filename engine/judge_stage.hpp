// Finished conversations wait here for the judge; a bounded number are with it at once.
// Must not know: who talks, permits, what a score is worth.
#pragma once

#include <functional>
#include <map>

#include "agents/customer_agent.hpp"
#include "agents/judge_agent.hpp"
#include "base/mailbox.hpp"
#include "base/semaphore.hpp"
#include "base/task_group.hpp"
#include "net/provider.hpp"

namespace parley {

/// What the judge needs; references are owned by the iteration and outlive the stage.
struct judge_doors {
  const agent_context& context;
  provider& llm;
  clock_source& clock;
  task_group& tasks;
  time_point deadline;  ///< no call is answered after it
};

class judge_stage {
 public:
  /// `verdict` and how long it took, waiting for quota included. Called on the engine's thread.
  using listener = std::function<void(judgement verdict, double seconds)>;

  /// `queue`: conversations that may wait, >= 1. `judges`: with the judge at once, >= 1.
  judge_stage(asio::any_io_executor executor, judge_doors doors, std::size_t queue,
              std::size_t judges, listener judged);

  /// Starts taking from the queue; ends after close() when all is judged.
  void start();

  /// Waits while the queue is full: back-pressure. Both live until the conversation is judged.
  asio::awaitable<void> submit(const customer_agent& customer, const conversation_record& talk);
  void close() { waiting_.close(); }

  void set_judges(std::size_t judges) { seats_.set_limit(judges); }
  /// Conversations submitted and not judged yet.
  std::size_t pending() const { return pending_.size(); }
  std::size_t seats_out() const { return seats_.out(); }

  /// After everything was joined: what a cancellation left, as unscored with the reason. `calls`
  /// in flight count as failed ones.
  std::vector<judgement> take_unfinished(const std::string& reason);

 private:
  struct job {
    const customer_agent* customer = nullptr;
    const conversation_record* talk = nullptr;
  };
  struct progress {
    judgement so_far;
    bool in_call = false;
  };
  asio::awaitable<void> pump();
  asio::awaitable<void> judge_one(job work, permit seat);

  judge_doors doors_;
  mailbox<job> waiting_;
  semaphore seats_;
  listener judged_;
  std::map<std::string, progress> pending_;  // by customer id
};

}  // namespace parley
