// The files around a labelled run: a sheet that is read, the page that shows what it says.
// Must not know: questions, answers, what a score means.
#pragma once

#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/labelled_run.hpp"
#include "output/csv_read.hpp"

namespace parley::cli {

/// At most 64 MiB. Errors: invalid_input, with the file's name.
result<csv_table> read_sheet_file(const std::string& file);

/// Names the problems, the first hundred one by one. Gives exit_usage.
int refuse_sheet(const std::vector<std::string>& problems, const std::string& file, console& con);

/// A page that there is shows people's scores too; that of a run at work is made at its end.
void renew_page(labelled_run& labelled, const std::filesystem::path& folder,
                const std::string& document, console& con);

}  // namespace parley::cli
