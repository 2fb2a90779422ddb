// Reads a folder of profile files, validates all of them, reports every problem at once.
// Must not know: prompts, agents, the network.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// One thing wrong with one file: "bad.json: /risk_signals/churn_est: found 1.7, expected a number
/// from 0 to 1".
struct profile_problem {
  std::string file;
  std::string pointer;  ///< RFC 6901; "" is the whole document
  std::string found;    ///< what stands there, shortened to 60 characters
  std::string expected;

  std::string text() const;  ///< the line for people
};

/// A member that profiles do not have. It is somebody else's and left alone, but told: it may be a
/// misspelt one of ours.
struct unknown_member {
  std::string pointer;  ///< "/persona/nmae", "/history/tickets/*/isue"
  std::string nearest;  ///< of ours, as a pointer; may be empty
  std::string file;     ///< the first that has it
  std::size_t files = 1;

  std::string text() const;  ///< the line for people
};

struct loaded_profiles {
  std::vector<customer_profile> profiles;  ///< sorted by customer_id
  std::vector<profile_problem> problems;   ///< sorted by file, then in document order
  std::size_t files = 0;                   ///< *.json files seen
  std::vector<unknown_member> unknown;     ///< by pointer, at most 100
};

/// Parses one document. `file` only names it in problems. A document with any problem yields no
/// profile. Accepts both cohort forms: {"vocal":true,"satisfied":false} and "vocal_insatisfecho".
/// Limits: 1 MiB a file, 32 levels.
struct parsed_profile {
  std::optional<customer_profile> profile;
  std::vector<profile_problem> problems;
  std::vector<unknown_member> unknown = {};
};
parsed_profile parse_profile(std::string_view text, std::string_view file);

/// "customer.json" and "CUSTOMER.JSON": what a folder of profiles is read from.
bool is_profile_file(const std::filesystem::path& path);

/// Every *.json directly in `folder` (not recursive, hidden files left out). Duplicate ids are a
/// problem of the later file (by name). Errors: not_found (no such folder), io_error. An empty
/// folder is not an error here: files == 0.
result<loaded_profiles> load_profiles(const std::filesystem::path& folder);

/// Customers per cohort, in the order of all_cohorts.
std::array<std::size_t, 4> count_by_cohort(const std::vector<customer_profile>& profiles);

/// The specification's JSON shape (cohort in its object form), pretty, with a final newline.
std::string profile_to_json(const customer_profile& profile);

/// One-line JSON for prompts; the same members.
std::string profile_to_compact_json(const customer_profile& profile);

}  // namespace parley
