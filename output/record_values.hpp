// JSON forms of what only a run's files hold; plans, transcripts, scores and reports have theirs in
// agents/record_json.hpp.
// Must not know: files, HTML.
#pragma once

#include <string>

#include "agents/object_reader.hpp"
#include "output/run_record.hpp"

namespace parley {

json::value estimate_json(const estimate& value);
json::value customer_value_json(const customer_value& value);
json::value config_change_json(const config_change& value);
json::value before_after_json(const before_after& value);
json::value earlier_json(const std::optional<earlier_run>& value);
json::value iteration_json(const iteration_record& record);
json::value run_json(const run_record& record);

/// Readers note what is wrong in `problems` and give harmless values in its place.
earlier_run earlier_from(const json::value& value, json_problems& problems);
before_after before_after_from(const json::value& value, std::string pointer,
                               json_problems& problems);
iteration_record iteration_from(const json::value& value, std::string pointer,
                                json_problems& problems);
run_record run_from(const json::value& value, json_problems& problems);

/// Parses a document of at most 64 levels; every double is the one that was written. Errors:
/// malformed_output.
result<json::value> parse_exact(std::string_view text);

/// Replaces bytes that are not UTF-8 by U+FFFD in every string, so that any reader takes the file,
/// and negative zero by zero, which readers take for an integer.
void make_portable(json::value& value);
std::string repaired_utf8(std::string_view text);

}  // namespace parley
