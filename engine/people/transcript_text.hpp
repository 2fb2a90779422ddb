// A conversation, and what was known of its customer before, as a person reads them. Pure.
// Must not know: terminals, what the judge said, which prompt it was held under.
#pragma once

#include <string>
#include <vector>

#include "agents/transcript.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::people {

struct transcript_line {
  std::string who;   ///< "Company", "Customer", "Customer, before"
  std::string text;  ///< one line; what a silent customer did, in brackets
  bool company = false;
};

std::vector<transcript_line> transcript_text(const std::vector<turn>& turns);

/// Name, purchase, earlier mark, risk, tickets: what the judge is told too. A line each.
std::vector<std::string> known_before(const customer_profile& profile);

}  // namespace parley::people
