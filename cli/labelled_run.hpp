// A recorded run with its conversations and what people said of them.
// Must not know: what is asked, how it is shown.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/people/talk_book.hpp"
#include "output/store/database.hpp"
#include "output/store/read_run.hpp"

namespace parley::cli {

struct labelled_run {
  run_record run;
  settings config;  ///< the run's own
  people_rows rows;
  std::unique_ptr<people::talk_book> book;  ///< refers to `run`
};

/// From an open journal. The run stays where it is made: the book refers to it. Errors: io_error,
/// malformed_output, invalid_config.
result<std::unique_ptr<labelled_run>> read_labelled(database& db);

/// people.json of a run's folder; empty: nobody has scored anything, or there is no journal.
/// Errors: as read_labelled().
result<std::string> people_document(const std::filesystem::path& folder);
std::string people_document(const labelled_run& labelled);

}  // namespace parley::cli
