#include "output/store/read_calls.hpp"

#include <algorithm>

#include "output/store/each_row.hpp"
#include "output/store/schema.hpp"

namespace parley {

result<std::vector<timed_call>> read_timed_calls(const std::filesystem::path& folder) {
  auto db = open_journal_file(folder / "run.db", open_mode::read_only);
  if (!db) return db.error();
  std::vector<timed_call> calls;
  auto done = each_row(*db,
                       "SELECT i.model, (julianday(i.asked_at) - 2440587.5) * 86400000.0,"
                       " o.queued_ms, o.latency_ms, o.input_tokens, o.output_tokens, o.attempts,"
                       " o.answered FROM intents i JOIN outcomes o USING (call)"
                       " WHERE o.attempts > 0 ORDER BY i.call",
                       [&](statement& row) {
                         timed_call call;
                         call.model = row.text();
                         call.sent_ms = row.number();
                         call.sent_ms += row.number();
                         call.latency_ms = row.number();
                         call.input_tokens = row.integer();
                         call.output_tokens = row.integer();
                         call.attempts = row.small();
                         call.answered = row.flag();
                         calls.push_back(std::move(call));
                       });
  if (!done) return done.error();
  std::sort(calls.begin(), calls.end(),
            [](const timed_call& a, const timed_call& b) { return a.sent_ms < b.sent_ms; });
  return calls;
}

}  // namespace parley
