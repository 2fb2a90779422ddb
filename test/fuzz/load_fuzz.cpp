// Any bytes as a trace, a load result, an option or a TOML file to change: values or a message,
// never a crash; what was read is written the same again.
#include <cstdlib>
#include <string>

#include "config/toml_edit.hpp"
#include "engine/load/compare.hpp"
#include "engine/load/objective.hpp"
#include "engine/load/requirement.hpp"
#include "engine/load/shape.hpp"
#include "engine/load/trace.hpp"
#include "output/load_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto trace = load::parse_trace(text)) {
    const auto offsets = load::offsets_of(*trace, 2);
    for (std::size_t i = 1; i < offsets.size(); ++i)
      if (offsets[i] < offsets[i - 1]) std::abort();
  }
  if (const auto record = load_from_json(text)) {
    if (load_from_json(load_to_json(*record)).has_error()) std::abort();
    (void)load::compare_loads(*record, *record);
    (void)load_html(*record);
  }
  if (const auto wanted = load::parse_objective(text))
    if (load::parse_objective(wanted->text()).has_error()) std::abort();
  (void)load::parse_requirement(text);
  load::shape_options shape;
  shape.steps = text;
  (void)load::make_shape(shape);
  const toml_change change{"limits", "m", "in_flight", 7, "why"};
  if (const auto edited = edit_toml(text, change)) {
    const auto again = edit_toml(*edited, change);
    if (!again || *again != *edited) std::abort();
  }
  return 0;
}
