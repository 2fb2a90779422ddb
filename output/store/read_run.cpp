// How a run was begun, what its earlier sessions left, and its recorded calls.
#include "output/store/read_run.hpp"

#include <fmt/format.h>

#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/run_money.hpp"
#include "output/store/each_row.hpp"
#include "output/store/names.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

failure bad_row(const database& db, std::string_view what) {
  return fail(failure_code::malformed_output, fmt::format("{}: {}", db.file().string(), what));
}

result<void> read_beginning(database& db, run_head& out) {
  bool found = false;
  std::string problem;
  auto done = each_row(
      db,
      "SELECT run_id, command, version, provider, language, seed, profiles_source,"
      " first_iteration, continues, tune_after_last, currency, confidence, started_at,"
      " finished_at, stopped, stop_detail, stop_code, resumable, cost, cost_known, wall_sec,"
      " prices FROM run",
      [&](statement& row) {
        found = true;
        run_record& run = out.record;
        run.run_id = row.text();
        out.how.command = row.text();
        run.version = row.text();
        run.provider = row.text();
        run.language = row.text();
        run.seed = static_cast<std::uint64_t>(row.integer());
        run.profiles_source = row.text();
        out.how.first_iteration = row.small();
        if (const auto document = row.maybe_text()) {
          json_problems wrong;
          if (const auto value = parse_exact(*document))
            run.continues = earlier_from(*value, wrong);
          if (!wrong.none()) problem = wrong.as_failure("run.continues").message;
        }
        out.how.tune_after_last = row.flag();
        run.currency = row.text();
        run.confidence = row.number();
        run.started_at = row.text();
        run.finished_at = row.text();
        const auto stopped = row.maybe_text();
        run.stop_detail = row.text();
        const auto code = row.maybe_text();
        out.resumable = row.flag();
        run.cost = row.number();
        run.cost_known = row.flag();
        run.wall_sec = row.number();
        out.ended = stopped.has_value();
        if (stopped) run.stopped = stop_reason_from(*stopped).value_or(stop_reason::interrupted);
        if (const auto document = row.maybe_text()) {
          json_problems wrong;
          if (const auto value = parse_exact(*document))
            run.prices = prices_from(*value, "", wrong);
          if (!wrong.none()) problem = wrong.as_failure("run.prices").message;
        }
        if (code) run.stop_code = failure_code_from(*code).value_or(failure_code::none);
      });
  if (!done) return done;
  if (!found) return bad_row(db, "the journal has no run yet: it was killed as it began");
  if (!problem.empty()) return bad_row(db, problem);
  return {};
}

result<void> read_profiles(database& db, run_head& out) {
  std::string problem;
  auto done =
      each_row(db, "SELECT customer_id, digest, document FROM profiles ORDER BY customer_id",
               [&](statement& row) {
                 const std::string id = row.text();
                 out.profile_digests.emplace_back(id, row.text());
                 parsed_profile parsed = parse_profile(row.text(), "profiles/" + id);
                 if (parsed.profile)
                   out.record.profiles.push_back(std::move(*parsed.profile));
                 else
                   problem = "a profile cannot be read: " + id;
               });
  if (done && !problem.empty()) return bad_row(db, problem);
  return done;
}

recorded_call call_from(statement& row) {
  recorded_call out;
  out.name.iteration = row.small();
  out.name.customer_id = row.text();
  out.name.role = agent_role_from(row.text()).value_or(agent_role::planner);
  out.name.turn = row.small();
  out.name.replicate = row.small();
  out.name.reask = row.small();
  out.digest = row.text();
  const bool answered = row.flag();
  const std::string failure_name = row.text();
  const std::string detail = row.text();
  chat_reply reply;
  reply.finish = finish_reason_from(row.text()).value_or(finish_reason::stop);
  reply.text = row.text();
  reply.model = row.text();
  reply.response_id = row.text();
  reply.request_id = row.text();
  out.outcome.attempts = row.small();
  reply.attempts = std::max(1, out.outcome.attempts);  // none was sent for a cached one
  reply.usage.input = row.integer();
  reply.usage.cached_input = row.integer();
  reply.usage.output = row.integer();
  reply.usage.reasoning = row.integer();
  reply.usage_reported = row.flag();
  out.outcome.cost = row.maybe_number();
  const auto micros = [&row] {
    return std::chrono::microseconds(static_cast<std::int64_t>(row.number() * 1000 + 0.5));
  };
  reply.queued = micros();
  reply.first_token = micros();
  reply.latency = micros();
  reply.recorded = true;
  if (answered)
    out.outcome.reply = std::move(reply);
  else
    out.outcome.reply =
        fail(failure_code_from(failure_name).value_or(failure_code::server_error), detail);
  return out;
}

}  // namespace

result<run_head> read_head(database& db) {
  run_head out;
  auto done = read_beginning(db, out);
  if (done) done = read_profiles(db, out);
  if (done)
    done = each_row(db, "SELECT key, value, origin FROM settings", [&](statement& row) {
      run_beginning::setting one;
      one.key = row.text();
      one.value = row.text();
      one.origin = row.text();
      out.how.settings.push_back(std::move(one));
    });
  if (done)
    done = each_row(db, "SELECT name, digest FROM prompts", [&](statement& row) {
      std::string name = row.text();
      out.how.prompts.emplace_back(std::move(name), row.text());
    });
  if (!done) return done.error();
  return out;
}

result<lost_calls> read_lost(database& db) {
  lost_calls out;
  auto done = each_row(db,
                       // The first request, unless it has a row of its own, and those with one.
                       "SELECT count(*), coalesce(sum(CASE WHEN first THEN 0 ELSE worst_tokens END"
                       " + tokens), 0), coalesce(sum(CASE WHEN first THEN 0 ELSE worst_cost END"
                       " + cost), 0.0), coalesce(sum(requests + NOT first), 0)"
                       " FROM (SELECT worst_tokens, worst_cost,"
                       "  (SELECT count(*) FROM attempts a WHERE a.call = v.call AND attempt = 1)"
                       "  AS first,"
                       "  (SELECT coalesce(sum(coalesce(tokens, worst_tokens)), 0) FROM attempts a"
                       "   WHERE a.call = v.call) AS tokens,"
                       "  (SELECT coalesce(sum(coalesce(cost, worst_cost)), 0.0) FROM attempts a"
                       "   WHERE a.call = v.call) AS cost,"
                       "  (SELECT coalesce(sum(coalesce(sent, 1)), 0) FROM attempts a"
                       "   WHERE a.call = v.call) AS requests"
                       "  FROM v_calls v WHERE state IN ('lost', 'cut'))",
                       [&](statement& row) {
                         out.calls = row.integer();
                         out.worst_tokens = row.integer();
                         out.worst_cost = row.number();
                         out.requests = row.integer();
                       });
  if (!done) return done.error();
  return out;
}

result<past_run> read_past(database& db) {
  past_run out;
  auto wall = db.prepare("SELECT started_at, (SELECT sum(wall_sec) FROM sessions) FROM run");
  if (!wall) return wall.error();
  const auto row = wall->step();
  if (!row) return row.error();
  if (!*row) return bad_row(db, "the journal has no run yet");
  out.started_at = wall->text();
  out.wall_sec = wall->number();
  wall->reset();
  // Worked on so far: the rest of the session that began it, and the sessions after that.
  auto done = each_row(
      db,
      "SELECT iteration, closed, i.started_at, finished_at, makespan_ratio, binding_term, intake,"
      " CASE WHEN closed THEN i.wall_sec ELSE max(0.0, s.wall_sec - i.begun_sec + (SELECT"
      " coalesce(sum(wall_sec), 0.0) FROM sessions l WHERE l.session > i.session)) END,"
      " iteration < (SELECT max(iteration) FROM iterations)"
      " FROM iterations i JOIN sessions s USING (session) ORDER BY iteration",
      [&](statement& each) {
        past_iteration one;
        one.iteration = each.small();
        one.closed = each.flag();
        one.started_at = each.text();
        one.finished_at = each.text();
        one.makespan_ratio = each.number();
        one.binding_term = each.text();
        one.intake = each.text();
        one.wall_sec = each.number();
        one.followed = each.flag();
        out.iterations.push_back(std::move(one));
      });
  if (!done) return done.error();
  for (past_iteration& one : out.iterations) {
    done = each_row(db,
                    fmt::format("SELECT customer_id, replicate, duration_sec FROM conversations"
                                " WHERE iteration = {} AND ({} OR outcome <> 'failed')",
                                one.iteration, one.closed ? 1 : 0),
                    [&](statement& each) {
                      std::pair<std::string, int> whose{each.text(), 0};
                      whose.second = each.small();
                      one.durations.emplace(std::move(whose), each.number());
                    });
    if (done)
      done = each_row(
          db,
          fmt::format("SELECT customer_id FROM conversations WHERE iteration = {0} UNION SELECT"
                      " customer_id FROM intents WHERE iteration = {0} AND customer_id <> '' AND"
                      " NOT {1}",
                      one.iteration, one.closed ? 1 : 0),
          [&](statement& each) { one.let_in.insert(each.text()); });
    if (!done) return done.error();
    done = each_row(db,
                    fmt::format("SELECT at, key, before, after FROM config_changes WHERE"
                                " iteration = {} AND how = 'live' ORDER BY change",
                                one.iteration),
                    [&](statement& each) {
                      config_change change;
                      change.at = each.text();
                      change.key = each.text();
                      change.before = each.text();
                      change.after = each.text();
                      one.changes.push_back(std::move(change));
                    });
    if (!done) return done.error();
  }
  auto lost = read_lost(db);
  if (!lost) return lost.error();
  out.lost = *lost;
  done =
      each_row(db,
               // Calls with rows of their own for each request cost what these say.
               "SELECT coalesce(sum(coalesce(a.requests, v.attempts)), 0),"
               " coalesce(sum(coalesce(a.tokens, input_tokens + output_tokens)), 0),"
               " coalesce(sum(coalesce(a.cost, v.cost)), 0.0) FROM v_calls v LEFT JOIN (SELECT"
               "  call, sum(coalesce(sent, 1)) AS requests, sum(coalesce(tokens, worst_tokens)) AS"
               "  tokens, sum(coalesce(cost, worst_cost)) AS cost FROM attempts GROUP BY call) a"
               " USING (call) WHERE state IN ('answered', 'failed')",
               [&](statement& each) {
                 out.spent_requests = each.integer() + out.lost.requests;
                 out.spent_tokens = each.integer() + out.lost.worst_tokens;
                 out.spent_cost = each.number() + out.lost.worst_cost;
               });
  if (!done) return done.error();
  return out;
}

result<std::vector<recorded_call>> read_calls(database& db, int iteration) {
  std::vector<recorded_call> out;
  auto done = each_row(
      db,
      fmt::format("SELECT iteration, customer_id, role, turn, replicate, reask, digest, answered,"
                  " failure, detail, finish, text, o.model, response_id, request_id, attempts,"
                  " input_tokens, cached_tokens, output_tokens, reasoning_tokens, usage_reported,"
                  " cost, queued_ms, first_token_ms, latency_ms"
                  " FROM intents i JOIN outcomes o USING (call) WHERE iteration = {}"
                  " ORDER BY answered, call",
                  iteration),
      [&](statement& row) { out.push_back(call_from(row)); });
  if (!done) return done.error();
  return out;
}

}  // namespace parley
