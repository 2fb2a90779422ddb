// Reading outcomes.json: no byte may crash, and what is read can be calibrated by and written.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/calibrated.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = parley::truth::field_evidence_from(
      std::string_view(reinterpret_cast<const char*>(data), size));
  if (!read) return 0;
  const parley::calibrated by(*read, parley::scoring_settings{});
  if (by.by().usable() && !std::isfinite(by.by().pooled)) std::abort();
  if (parley::truth::field_rows_json(read->rows).size() != read->rows.size()) std::abort();
  (void)by.document(nullptr);
  return 0;
}
