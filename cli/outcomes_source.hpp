// Finds and reads the real outcomes that truth.outcomes names.
// Must not know: what they are used for.
#pragma once

#include <optional>

#include "base/errors.hpp"
#include "config/settings.hpp"
#include "engine/truth/field_file.hpp"

namespace parley::cli {

struct named_outcomes {
  truth::field_evidence evidence;
  std::string digest;  ///< of the file: a run must not go on with another
};

/// Nothing where no outcomes are named. The name is a file, a run's folder, or a run's id in the
/// output folder. Errors: not_found, invalid_input, invalid_config, with what to do.
result<std::optional<named_outcomes>> outcomes_of(const settings& config);

}  // namespace parley::cli
