#include "output/store/label_rows.hpp"

#include <charconv>

#include "output/store/each_row.hpp"

namespace parley {
namespace {

talk_key read_key(statement& row) {
  talk_key out;
  out.iteration = row.small();
  out.customer_id = row.text();
  out.side = row.small();
  return out;
}

std::uint64_t seed_in(const std::string& text) {
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

/// All of `work` or nothing of it.
template <class Work>
result<void> in_one_commit(database& db, const Work& work) {
  if (auto begun = db.execute("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = work();
  if (done) done = db.execute("COMMIT");
  if (!done) (void)db.execute("ROLLBACK");
  return done;
}

result<void> put_label(statement& into, const person_label& one) {
  into.bind(one.talk.iteration).bind(one.talk.customer_id).bind(one.talk.side).bind(one.rater);
  into.bind(one.nps).bind(one.engagement).bind(one.churn);
  into.bind(one.note).bind(one.skipped).bind(one.source).bind(one.labelled_at);
  return into.run();
}

}  // namespace

result<people_rows> read_people(database& db) {
  people_rows out;
  auto done = each_row(db,
                       "SELECT iteration, customer_id, side, cohort, place, seed FROM label_sample"
                       " ORDER BY iteration, place, customer_id, side",
                       [&](statement& row) {
                         drawn_talk one;
                         one.talk = read_key(row);
                         one.cohort = cohort_from(row.text()).value_or(cohort::quiet_satisfied);
                         one.place = row.small();
                         one.seed = seed_in(row.text());
                         out.sample.push_back(std::move(one));
                       });
  if (done)
    done = each_row(db,
                    "SELECT iteration, customer_id, side, rater, nps, engagement, churn, note,"
                    " skipped, source, labelled_at FROM labels"
                    " ORDER BY iteration, customer_id, side, rater",
                    [&](statement& row) {
                      person_label one;
                      one.talk = read_key(row);
                      one.rater = row.text();
                      one.nps = row.maybe_number();
                      one.engagement = row.maybe_number();
                      one.churn = row.maybe_number();
                      one.note = row.text();
                      one.skipped = row.flag();
                      one.source = row.text();
                      one.labelled_at = row.text();
                      out.labels.push_back(std::move(one));
                    });
  if (!done) return done.error();
  return out;
}

result<void> keep_sample(database& db, std::span<const drawn_talk> drawn, const std::string& at) {
  return in_one_commit(db, [&]() -> result<void> {
    auto into = db.prepare(
        "INSERT OR IGNORE INTO label_sample (iteration, customer_id, side, cohort, place, seed,"
        " drawn_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
    if (!into) return into.error();
    for (const drawn_talk& one : drawn) {
      into->bind(one.talk.iteration).bind(one.talk.customer_id).bind(one.talk.side);
      into->bind(to_string(one.cohort)).bind(one.place).bind(std::to_string(one.seed)).bind(at);
      if (auto done = into->run(); !done) return done;
    }
    return {};
  });
}

result<void> keep_labels(database& db, std::span<const person_label> labels) {
  return in_one_commit(db, [&]() -> result<void> {
    auto into = db.prepare(
        "INSERT OR REPLACE INTO labels (iteration, customer_id, side, rater, nps, engagement,"
        " churn, note, skipped, source, labelled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!into) return into.error();
    for (const person_label& one : labels)
      if (auto done = put_label(*into, one); !done) return done;
    return {};
  });
}

result<void> drop_label(database& db, const talk_key& talk, const std::string& rater) {
  auto out = db.prepare(
      "DELETE FROM labels WHERE iteration = ? AND customer_id = ? AND side = ? AND rater = ?");
  if (!out) return out.error();
  out->bind(talk.iteration).bind(talk.customer_id).bind(talk.side).bind(rater);
  return out->run();
}

result<std::vector<int>> closed_iterations(database& db) {
  std::vector<int> out;
  auto done = each_row(db, "SELECT iteration FROM iterations WHERE closed ORDER BY iteration",
                       [&](statement& row) { out.push_back(row.small()); });
  if (!done) return done.error();
  return out;
}

result<int> measured_iteration(database& db) {
  const auto found = db.integer(
      "SELECT coalesce(max(iteration), 0) FROM intents WHERE replicate = 1 AND role = 'judge' AND"
      " judgement = 0 AND iteration > (SELECT coalesce(max(iteration), 0) FROM iterations)");
  if (!found) return found.error();
  return static_cast<int>(*found);
}

}  // namespace parley
