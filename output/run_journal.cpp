#include "output/run_journal.hpp"

#include <boost/asio/post.hpp>

namespace parley {
namespace {

failure not_sent() {
  return fail(failure_code::cancelled, "stopped before it was sent");
}

}  // namespace

run_journal::run_journal(boost::asio::any_io_executor executor, clock_source& clock,
                         opened_store opened, recorded_calls known, journal_settings settings)
    : executor_(std::move(executor)),
      clock_(clock),
      started_(clock.now()),
      session_(opened.session),
      last_call_(opened.last_call),
      known_(std::move(known)),
      settings_(settings),
      committed_(executor_),
      alive_(std::make_shared<bool>(true)),
      writer_(std::move(opened.store), settings.queue, [this, alive = std::weak_ptr<bool>(alive_)] {
        boost::asio::post(executor_, [this, alive] {
          if (!alive.expired()) committed_.wake_all();
        });
      }) {}

run_journal::~run_journal() = default;

double run_journal::seconds() const {
  return std::chrono::duration<double>(clock_.now() - started_).count();
}

boost::asio::awaitable<result<void>> run_journal::room() {
  while (writer_.full() && !writer_.broken()) co_await committed_.wait();
  if (const auto why = writer_.broken()) co_return *why;
  co_return result<void>();
}

boost::asio::awaitable<result<void>> run_journal::written(std::uint64_t position) {
  while (writer_.durable() < position) {
    if (const auto why = writer_.broken()) co_return *why;
    co_await committed_.wait();
  }
  co_return result<void>();
}

boost::asio::awaitable<result<call_id>> run_journal::begin(call_intent what) {
  const auto free = co_await room();
  if (!free) co_return free.error();
  const call_id id = ++last_call_;
  in_flight_[id] = {1, what.worst_tokens, what.worst_cost, 1};
  const std::uint64_t position =
      writer_.put([session = session_, id, what = std::move(what), at = utc_timestamp_ms_now(),
                   worked = seconds()](run_store& store) {
        auto done = store.intent(session, id, what, at);
        return done ? store.session_worked(session, worked) : done;
      });
  if (!settings_.wait_for_intents) co_return id;
  // Cancelled or refused while waiting: the call was never sent.
  struct unsent {
    run_journal* owner;
    call_id id;
    ~unsent() {
      if (owner) owner->end(id, {not_sent(), 0, {}});
    }
  } guard{this, id};
  const auto done = co_await written(position);
  if (!done) co_return done.error();
  guard.owner = nullptr;
  co_return id;
}

boost::asio::awaitable<result<void>> run_journal::begin_attempt(call_id id, attempt_record what) {
  const auto free = co_await room();
  if (!free) co_return free.error();
  if (const auto open = in_flight_.find(id); open != in_flight_.end()) {
    open->second.worst_tokens += what.worst_tokens;
    open->second.worst_cost += what.worst_cost;
    ++open->second.requests;
  }
  const std::uint64_t position =
      writer_.put([id, what = std::move(what), at = utc_timestamp_ms_now()](run_store& store) {
        return store.attempt(id, what, at);
      });
  if (!settings_.wait_for_intents) co_return result<void>();
  co_return co_await written(position);
}

void run_journal::attempt(call_id id, attempt_record what) {
  const auto open = in_flight_.find(id);
  if (open != in_flight_.end() && what.ended) {  // no longer at its worst
    open->second.worst_tokens += what.ended->tokens - what.worst_tokens;
    open->second.worst_cost += what.ended->cost - what.worst_cost;
  }
  put([id, what = std::move(what), at = utc_timestamp_ms_now()](run_store& store) {
    return store.attempt(id, what, at);
  });
}

void run_journal::end(call_id id, call_outcome how) {
  if (const auto ended = in_flight_.extract(id);
      !ended.empty() && !how.reply && how.reply.error().code == failure_code::cancelled &&
      how.attempts > 0) {
    cut_.calls += 1;
    cut_.worst_tokens += ended.mapped().worst_tokens;
    cut_.worst_cost += ended.mapped().worst_cost;
    cut_.requests += ended.mapped().requests;
  }
  put([id, how = std::move(how), at = utc_timestamp_ms_now(), worked = seconds(),
       session = session_](run_store& store) {
    auto done = store.outcome(id, how, at);
    return done ? store.session_worked(session, worked) : done;
  });
}

void run_journal::iteration_begun(int iteration, const std::string& at, const plan& used) {
  put([session = session_, iteration, at, used, worked = seconds()](run_store& store) {
    return store.iteration_begun(session, iteration, at, worked, used, "");
  });
}

void run_journal::conversation(const conversation_record& record) {
  put([record](run_store& store) { return store.conversation(record); });
}

void run_journal::judged(int iteration, const judgement& verdict, const customer_value* value) {
  put([iteration, verdict, kept = value ? std::optional(*value) : std::nullopt](run_store& store) {
    return store.judged(iteration, verdict, kept ? &*kept : nullptr);
  });
}

void run_journal::prompt(const prompt_version& version) {
  put([version](run_store& store) { return store.prompt(version); });
}

void run_journal::iteration_ended(const iteration_record& record) {
  // The conversations are in the journal already.
  iteration_record rest = record;
  rest.conversations.clear();
  rest.judgements.clear();
  rest.values.clear();
  put([rest = std::move(rest)](run_store& store) {
    return store.iteration_ended(rest, {rest.complete, rest.intake, rest.left_out});
  });
}

void run_journal::changed(int iteration, const config_change& change) {
  put([session = session_, iteration, change](run_store& store) {
    return store.changed(session, iteration, "live", change);
  });
}

void run_journal::quota(std::vector<quota_sample> samples) {
  put([session = session_, samples = std::move(samples),
       at = utc_timestamp_ms_now()](run_store& store) {
    result<void> done;
    for (const quota_sample& each : samples)
      if (done) done = store.quota(session, at, each);
    return done;
  });
}

void run_journal::run_ended(const run_record& run, bool resumable) {
  run_record rest = run;
  rest.iterations.clear();
  rest.profiles.clear();
  put([rest = std::move(rest), resumable](run_store& store) {
    return store.run_ended(rest, resumable);
  });
}

result<void> run_journal::close() {
  put([session = session_, at = utc_timestamp_ms_now(), worked = seconds()](run_store& store) {
    return store.end_session(session, at, worked);
  });
  return writer_.close();
}

}  // namespace parley
