// What the program's exit status says to scripts; docs/operations.md and `parley --help` list it.
// Must not know: who exits.
#pragma once

namespace parley::cli {

enum exit_code : int {
  exit_ok = 0,
  exit_gate_failed = 1,     ///< the work was done, but a stated requirement was not met
  exit_usage = 2,           ///< arguments, configuration or input files are wrong
  exit_provider = 3,        ///< the provider or this machine failed
  exit_authentication = 4,  ///< the provider does not accept the key
  exit_budget = 5,          ///< stopped by a time, token, cost or request budget
  exit_incomplete = 6       ///< stopped before the end; what is finished is saved
};

}  // namespace parley::cli
