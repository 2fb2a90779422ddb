// A fault plan as people write it, in TOML: the same vocabulary as POST /sim/faults.
// Must not know: what the members mean; the plan checks them.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_fault_file_bytes = 1u << 20;

/// The plan as POST /sim/faults takes it, checked. `file` is how messages name it. Errors:
/// invalid_config, "plan.toml:7:8: …".
result<boost::json::object> parse_fault_plan(std::string_view text, const std::string& file);

}  // namespace parley::sim::service
