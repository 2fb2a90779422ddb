// Rows of a run as a whole: how it was begun, sessions, calls, how it ended.
#include "output/store/run_store.hpp"

#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/run_money.hpp"
#include "output/store/put_row.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

double milliseconds(std::chrono::microseconds value) {
  return static_cast<double>(value.count()) / 1000;
}

std::string text_of(const json::value& value) {
  return json::serialize(value);
}

}  // namespace

std::string profile_digest(const customer_profile& profile) {
  return text_digest(profile_to_compact_json(profile));
}

result<statement*> run_store::use(std::string_view sql) {
  auto found = ready_.find(sql);
  if (found == ready_.end()) {
    auto made = db_.prepare(sql);
    if (!made) return made.error();
    found = ready_.emplace(sql, std::move(*made)).first;
  }
  return &found->second;
}

result<void> run_store::begin_run(const run_record& run, const run_beginning& how) {
  std::optional<std::string> continues;
  if (run.continues) continues = text_of(earlier_json(run.continues));
  auto done = put(use("INSERT INTO run (id, run_id, command, version, provider, language, seed,"
                      " profiles_source, first_iteration, continues, tune_after_last,"
                      " currency, confidence, started_at, prices) VALUES"
                      " (1,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
                  run.run_id, how.command, run.version, run.provider, run.language,
                  static_cast<std::int64_t>(run.seed), run.profiles_source, how.first_iteration,
                  continues, how.tune_after_last, run.currency, run.confidence, run.started_at,
                  text_of(prices_json(run.prices)));
  if (!done) return done;
  return replace_inputs(run, how);
}

result<void> run_store::replace_inputs(const run_record& run, const run_beginning& how) {
  auto done = db_.execute("DELETE FROM settings; DELETE FROM prompts; DELETE FROM profiles");
  for (const auto& one : how.settings)
    if (done)
      done = put(use("INSERT INTO settings VALUES (?,?,?)"), one.key, one.value, one.origin);
  for (const auto& [name, digest] : how.prompts)
    if (done) done = put(use("INSERT INTO prompts VALUES (?,?)"), name, digest);
  for (const customer_profile& one : run.profiles) {
    if (!done) break;
    done = put(use("INSERT INTO profiles VALUES (?,?,?,?)"), one.customer_id, to_string(one.cohort),
               profile_digest(one), repaired_utf8(profile_to_compact_json(one)));
  }
  return done;
}

result<std::int64_t> run_store::begin_session(const session_start& start) {
  auto counted = db_.execute(
      "UPDATE sessions SET in_flight_at_end = (SELECT count(*) FROM intents i LEFT JOIN outcomes o"
      " USING (call) WHERE i.session = sessions.session AND (o.call IS NULL OR"
      " (o.failure = 'cancelled' AND o.attempts > 0))) WHERE in_flight_at_end IS NULL");
  if (!counted) return counted.error();
  auto done = put(use("INSERT INTO sessions (started_at, version, pid) VALUES (?,?,?)"),
                  start.started_at, start.version, start.pid);
  if (!done) return done.error();
  return db_.integer("SELECT max(session) FROM sessions");
}

result<void> run_store::session_worked(std::int64_t session, double wall_sec) {
  return put(use("UPDATE sessions SET wall_sec = ? WHERE session = ?"), wall_sec, session);
}

result<void> run_store::end_session(std::int64_t session, const std::string& at, double wall_sec) {
  return put(use("UPDATE sessions SET ended_at = ?, wall_sec = ? WHERE session = ?"), at, wall_sec,
             session);
}

result<void> run_store::intent(std::int64_t session, call_id id, const call_intent& what,
                               const std::string& at) {
  const call_name& name = what.name;
  return put(use("INSERT INTO intents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"), id, session,
             name.iteration, name.customer_id, to_string(name.role), name.turn, name.replicate,
             name.reask, what.model, what.digest, what.worst_tokens, what.worst_cost, at,
             what.input_bytes);
}

result<void> run_store::attempt(call_id id, const attempt_record& what, const std::string& at) {
  const attempt_charge* charge = what.ended ? &*what.ended : nullptr;
  std::optional<std::string> ended_at, why;
  std::optional<bool> sent;
  std::optional<std::int64_t> tokens;
  std::optional<double> cost;
  if (charge) {
    ended_at = at;
    sent = charge->sent;
    tokens = charge->tokens;
    cost = charge->cost;
    if (charge->why != failure_code::none) why = to_string(charge->why);
  }
  return put(use("INSERT INTO attempts VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
                 " ended_at = excluded.ended_at, sent = excluded.sent, failure = excluded.failure,"
                 " tokens = excluded.tokens, cost = excluded.cost"),
             id, what.number, at, what.worst_tokens, what.worst_cost, ended_at, sent, why, tokens,
             cost);
}

result<void> run_store::outcome(call_id id, const call_outcome& how, const std::string& at) {
  constexpr std::string_view sql =
      "INSERT OR REPLACE INTO outcomes VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  if (!how.reply) {
    const failure& why = how.reply.error();
    const std::optional<std::string> none;
    return put(use(sql), id, false, to_string(why.code), repaired_utf8(why.message), none, none,
               none, none, none, how.attempts, 0, 0, 0, 0, false, std::optional<double>(), 0.0, 0.0,
               0.0, at, "provider");
  }
  const chat_reply& reply = *how.reply;
  return put(use(sql), id, true, std::optional<std::string>(), "", to_string(reply.finish),
             repaired_utf8(reply.text), reply.model, reply.response_id, reply.request_id,
             how.attempts, reply.usage.input, reply.usage.cached_input, reply.usage.output,
             reply.usage.reasoning, reply.usage_reported, how.cost, milliseconds(reply.queued),
             milliseconds(reply.first_token), milliseconds(reply.latency), at,
             reply.cached ? "cache" : "provider");
}

result<void> run_store::changed(std::int64_t session, int iteration, std::string_view how,
                                const config_change& change) {
  return put(use("INSERT INTO config_changes (session, at, iteration, how, key, before, after)"
                 " VALUES (?,?,?,?,?,?,?)"),
             session, change.at, iteration, how, change.key, change.before, change.after);
}

result<void> run_store::quota(std::int64_t session, const std::string& at,
                              const quota_sample& sample) {
  return put(use("INSERT INTO quota_log (session, at, model, in_flight, waiting, binds, calls,"
                 " failures, attempts, rate_limited, retries, told_requests, told_tokens,"
                 " request_burst, token_burst) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
             session, at, sample.model, sample.in_flight, sample.waiting, sample.binds,
             sample.calls, sample.failures, sample.attempts, sample.rate_limited, sample.retries,
             sample.told_requests, sample.told_tokens, sample.request_burst, sample.token_burst);
}

result<void> run_store::run_ended(const run_record& run, bool resumable) {
  std::optional<std::string> comparison;
  if (run.comparison) comparison = text_of(before_after_json(*run.comparison));
  std::optional<std::string> truth;
  if (!run.truth.empty()) truth = repaired_utf8(run.truth);
  return put(use("UPDATE run SET finished_at = ?, stopped = ?, stop_detail = ?, stop_code = ?,"
                 " resumable = ?, cost = ?, cost_known = ?, wall_sec = ?, spend = ?,"
                 " comparison = ?, started_at = ?, prices = ?, truth = ?"),
             run.finished_at, to_string(run.stopped), repaired_utf8(run.stop_detail),
             to_string(run.stop_code), resumable, run.cost, run.cost_known, run.wall_sec,
             text_of(spend_json(run.spend)), comparison, run.started_at,
             text_of(prices_json(run.prices)), truth);
}

}  // namespace parley
