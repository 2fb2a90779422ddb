// What people's scores come to: as sentences and as a document.
// Must not know: files, the terminal, HTML.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "engine/people/findings.hpp"

namespace parley::people {

/// For people; empty where nobody has scored anything.
std::vector<std::string> sentences(const people_findings& found);

/// people.json; the sentences are its `said`. Names of raters are not in it.
json::value people_json(const people_findings& found, const std::string& run_id);

}  // namespace parley::people
