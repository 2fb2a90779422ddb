// Reading CSV files of outcomes: no byte may crash, and what is read is rectangular.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/truth/field.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = parley::read_csv(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!table) return 0;
  for (const parley::csv_row& row : table->rows)
    if (row.cells.size() != table->header.size()) std::abort();
  (void)parley::truth::outcomes_from(*table, {});
  return 0;
}
