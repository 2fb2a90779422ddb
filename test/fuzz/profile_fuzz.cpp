// Any bytes as a profile: problems or a profile, never both, and a profile survives a round trip.
#include <cstdlib>

#include "profiles/loader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const parsed_profile parsed = parse_profile(text, "fuzz.json");
  if (parsed.profile.has_value() != parsed.problems.empty()) std::abort();
  for (const auto& problem : parsed.problems)
    if (problem.text().empty()) std::abort();
  if (!parsed.profile) return 0;
  const std::string written = profile_to_json(*parsed.profile);
  const parsed_profile again = parse_profile(written, "again.json");
  // Escapes may make the written form longer than a file may be.
  if (!again.profile && written.size() < (1u << 20)) std::abort();
  if (again.profile && profile_to_json(*again.profile) != written) std::abort();
  return 0;
}
