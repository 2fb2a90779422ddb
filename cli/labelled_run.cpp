#include "cli/labelled_run.hpp"

#include "cli/recorded_settings.hpp"
#include "engine/people/people_said.hpp"
#include "output/read_journal.hpp"
#include "output/store/label_rows.hpp"

namespace parley::cli {

result<std::unique_ptr<labelled_run>> read_labelled(database& db) {
  auto out = std::make_unique<labelled_run>();
  const auto head = read_head(db);
  if (!head) return head.error();
  auto config = recorded_settings(*head);
  if (!config) return config.error();
  out->config = std::move(*config);
  auto run = read_record(db);
  if (!run) return run.error();
  out->run = std::move(*run);
  auto rows = read_people(db);
  if (!rows) return rows.error();
  out->rows = std::move(*rows);
  const auto closed = closed_iterations(db);
  if (!closed) return closed.error();
  const auto measured = measured_iteration(db);
  if (!measured) return measured.error();
  std::vector<people::measured_talk> talks;
  if (*measured > 0) {
    const auto calls = read_calls(db, *measured);
    if (!calls) return calls.error();
    talks = people::measured_talks(*calls, out->run.profiles);
  }
  out->book =
      std::make_unique<people::talk_book>(out->run, *closed, std::move(talks), out->config.scoring);
  return out;
}

std::string people_document(const labelled_run& labelled) {
  const people::people_findings found = people::find_out(labelled.rows, *labelled.book);
  if (people::is_empty(found)) return {};
  return pretty_json(people::people_json(found, labelled.run.run_id));
}

result<std::string> people_document(const std::filesystem::path& folder) {
  auto db = open_to_read(folder);
  if (!db && db.error().code == failure_code::not_found) return std::string();
  if (!db) return db.error();
  const auto rows = read_people(*db);
  if (!rows) return rows.error();
  if (rows->labels.empty()) return std::string();  // the usual case, without reading it all
  const auto labelled = read_labelled(*db);
  if (!labelled) return labelled.error();
  return people_document(**labelled);
}

}  // namespace parley::cli
