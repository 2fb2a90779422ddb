// Binds a row of values and runs the statement.
// Must not know: tables.
#pragma once

#include "output/store/database.hpp"

namespace parley {

/// One value a parameter, in order. Errors: of preparing or running.
template <class... Values>
result<void> put(result<statement*> into, const Values&... values) {
  if (!into) return into.error();
  ((*into)->bind(values), ...);
  return (*into)->run();
}

}  // namespace parley
