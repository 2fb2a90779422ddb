#include "output/store/read_samples.hpp"

#include <fmt/format.h>

#include <charconv>

#include "output/store/each_row.hpp"
#include "output/store/schema.hpp"

namespace parley {
namespace {

double number_in(const std::string& text, double otherwise) {
  double out = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

result<void> read_head(database& db, run_samples& out) {
  auto done = each_row(db, "SELECT provider, language FROM run", [&](statement& row) {
    out.provider = row.text();
    out.language = row.text();
  });
  if (!done) return done;
  return each_row(db, "SELECT value FROM settings WHERE key = 'sim.time_scale'",
                  [&](statement& row) { out.time_scale = number_in(row.text(), 1); });
}

result<void> read_calls(database& db, std::size_t most, run_samples& out) {
  return each_row(
      db,
      fmt::format("SELECT role, i.model, coalesce(input_bytes, 0), input_tokens, cached_tokens,"
                  " output_tokens, length(CAST(text AS BLOB)), first_token_ms, latency_ms, reask"
                  " FROM intents i JOIN outcomes o USING (call) WHERE answered AND usage_reported"
                  " AND source = 'provider' ORDER BY call DESC LIMIT {}",
                  most),
      [&](statement& row) {
        call_sample one;
        const auto role = agent_role_from(row.text());
        one.model = row.text();
        one.input_bytes = row.integer();
        one.input_tokens = row.integer();
        one.cached_tokens = row.integer();
        one.output_tokens = row.integer();
        one.text_bytes = row.integer();
        one.first_token_sec = row.number() / 1000;
        one.latency_sec = row.number() / 1000;
        one.reask = row.integer() > 0;
        if (!role) return;
        one.role = *role;
        out.calls.push_back(std::move(one));
      });
}

}  // namespace

result<run_samples> read_samples(const std::filesystem::path& folder, std::size_t most_calls) {
  auto db = open_journal_file(folder / "run.db", open_mode::read_only);
  if (!db) return db.error();
  run_samples out;
  auto done = read_head(*db, out);
  if (done) done = read_calls(*db, most_calls, out);
  if (done)
    done = each_row(*db, "SELECT agent_turns, outcome FROM conversations", [&](statement& row) {
      talk_sample one;
      one.agent_turns = row.small();
      one.end = row.text();
      out.talks.push_back(std::move(one));
    });
  if (done)
    done = each_row(*db, "SELECT max_turns FROM plans",
                    [&](statement& row) { out.planned_turns.push_back(row.small()); });
  if (done)
    done = each_row(*db, "SELECT model, told_requests, told_tokens FROM quota_log ORDER BY entry",
                    [&](statement& row) {
                      told_limits& its = out.limits[row.text()];
                      const double requests = row.number(), tokens = row.number();
                      if (requests > 0) its.requests_per_minute = requests;
                      if (tokens > 0) its.tokens_per_minute = tokens;
                    });
  if (!done) return done.error();
  return out;
}

}  // namespace parley
