// Gathers parsed documents, from a folder or compiled in, and refuses an id that came before.
// Must not know: where the documents come from.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "profiles/loader.hpp"

namespace parley {

/// Add in the order in which files are to be preferred: of two with one id the first one counts.
class profile_collector {
 public:
  void add(std::string_view text, const std::string& file);
  void add_problem(profile_problem problem);  ///< of a file that could not even be read
  loaded_profiles take();                     ///< profiles sorted by id; leaves this empty

 private:
  void note(const unknown_member& stranger);

  loaded_profiles loaded_;
  std::map<std::string, unknown_member> unknown_;
  std::map<std::string, std::string> first_file_;
};

}  // namespace parley
