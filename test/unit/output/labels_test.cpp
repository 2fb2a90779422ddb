// People's scores in the journal: kept at once, whole or not at all, and exported.
#include <catch2/catch_test_macros.hpp>

#include "output/csv_read.hpp"
#include "output/exports/export_files.hpp"
#include "output/store/label_rows.hpp"
#include "output/store/schema.hpp"
#include "stored_run.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;

namespace {

const std::string when = "2026-11-26T09:00:00.000Z";

person_label label_by(const std::string& rater, std::optional<double> nps) {
  person_label out;
  out.talk = {1, "C0001", 0};
  out.rater = rater;
  out.nps = nps;
  out.note = "ñ \"x\"";
  out.source = "terminal";
  out.labelled_at = when;
  return out;
}

}  // namespace

TEST_CASE("labels and samples come back as they were kept, also to another process's eyes") {
  temporary_folder folder;
  const auto file = folder.path() / "run.db";
  run_store store = new_store(file);
  write_run(store, synthetic_run({.customers = 4, .iterations = 2}));
  const drawn_talk drawn{{1, "C0001", 0}, cohort::quiet_unsatisfied, 1, ~0ull};
  require(keep_sample(store.db(), std::span(&drawn, 1), when));
  drawn_talk moved = drawn;
  moved.place = 9;
  require(keep_sample(store.db(), std::span(&moved, 1), when));  // what stands stays
  const person_label two[] = {label_by("eva", 7.5), label_by("ana", std::nullopt)};
  require(keep_labels(store.db(), two));
  person_label changed = label_by("eva", 3);
  changed.skipped = true;
  require(keep_labels(store.db(), std::span(&changed, 1)));

  auto other = open_journal_file(file, open_mode::read_only);
  REQUIRE(other.has_value());
  const auto rows = read_people(*other);
  REQUIRE(rows.has_value());
  REQUIRE(rows->sample.size() == 1);
  CHECK(rows->sample[0].talk == drawn.talk);
  CHECK(rows->sample[0].cohort == cohort::quiet_unsatisfied);
  CHECK(rows->sample[0].place == 1);
  CHECK(rows->sample[0].seed == ~0ull);
  REQUIRE(rows->labels.size() == 2);
  CHECK(rows->labels[0].rater == "ana");
  CHECK_FALSE(rows->labels[0].nps);
  CHECK(rows->labels[1].nps == 3);
  CHECK(rows->labels[1].skipped);
  CHECK(rows->labels[1].note == "ñ \"x\"");
  CHECK(rows->labels[1].labelled_at == when);
  require(drop_label(store.db(), drawn.talk, "eva"));
  CHECK(read_people(*other)->labels.size() == 1);
  CHECK(*closed_iterations(*other) == std::vector<int>{1, 2});
  CHECK(*measured_iteration(*other) == 0);
}

TEST_CASE("of labels that cannot all be kept, none is") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  require(store.db().execute(
      "CREATE TRIGGER full BEFORE INSERT ON labels WHEN new.rater = 'eva' BEGIN SELECT"
      " raise(ABORT, 'full'); END"));
  const person_label two[] = {label_by("ana", 1), label_by("eva", 2)};
  CHECK_FALSE(keep_labels(store.db(), two).has_value());
  CHECK(read_people(store.db())->labels.empty());
  require(keep_labels(store.db(), std::span(two, 1)));  // the transaction is not left open
}

TEST_CASE("exported labels say whether their conversation was drawn") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  const drawn_talk drawn{{1, "C0001", 0}, cohort::quiet_unsatisfied, 1, 5};
  require(keep_sample(store.db(), std::span(&drawn, 1), when));
  person_label chosen = label_by("ana", 4);
  chosen.talk.customer_id = "C0002";
  const person_label two[] = {label_by("ana", 1), chosen};
  require(keep_labels(store.db(), two));
  std::string csv;
  const auto done =
      export_rows(store.db(), {export_format::csv, {"x", "1", false}, {}},
                  *find_export_table("labels"), [&](std::string_view bytes) -> result<void> {
                    csv += bytes;
                    return {};
                  });
  REQUIRE(done.has_value());
  const auto table = read_csv(csv);
  REQUIRE(table.has_value());
  REQUIRE(table->rows.size() == 2);
  const auto at = std::find(table->header.begin(), table->header.end(), "drawn");
  REQUIRE(at != table->header.end());
  const auto column = static_cast<std::size_t>(at - table->header.begin());
  CHECK(table->rows[0].cells[column] == "true");
  CHECK(table->rows[1].cells[column] == "false");
}
