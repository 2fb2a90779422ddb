// The names inside the output folder: run folders and the pointer to the latest.
// Must not know: what a run's files hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace parley {

/// 1 to 100 characters of [A-Za-z0-9._-], not starting with a dot, not "latest".
bool is_run_id(std::string_view name);

/// Folders that hold iteration_1.json or run.json, oldest name first.
std::vector<std::string> list_runs(const std::filesystem::path& output_folder);

/// not_writable where another place would do, io_error where the machine or its disk is at fault.
failure_code code_of_write_error(int error);

/// Makes `latest` a relative symbolic link to `run_id`, replaced in one step; where links cannot
/// be made, a text file that holds the name. Errors: io_error, also when a folder is in the way.
result<void> point_latest(const std::filesystem::path& output_folder, const std::string& run_id);

}  // namespace parley
