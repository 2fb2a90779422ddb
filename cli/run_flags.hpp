// The flags of run, demo and iterate, and reading the customers they name.
// Must not know: how a run goes.
#pragma once

#include "cli/options.hpp"
#include "cli/run_session.hpp"

namespace parley::cli {

/// Where a command's customers and models come from: `demo` always takes the samples and the
/// simulated provider, so it has no flags for others.
enum class customers_from { anywhere, samples };

/// Common options plus the flags that stand for settings of a run.
void add_run_flags(CLI::App& command, common_options& options,
                   customers_from source = customers_from::anywhere);

/// Whether an unfinished run is gone on with, and how.
struct resume_flags {
  std::string name;
  bool fresh = false;
  bool accept_changes = false;
  std::string cache = "auto";
  void apply(session_inputs& inputs) const;
};
/// --name, --new and --accept-changes.
void add_resume_flags(CLI::App& command, resume_flags& flags);

/// Fills inputs.profiles and profiles_source. Every bad file is listed; false: the run must not
/// start (bad files without run.skip_invalid, or nothing to talk to).
bool read_profiles(const settings& config, console& con, session_inputs& inputs);

/// A warning for each member that profiles do not have; at most 10 lines.
void warn_of_unknown(const loaded_profiles& loaded, console& con);

/// "52 customers: 9 vocal satisfied, ..." for people.
std::string cohort_count_text(const std::vector<customer_profile>& profiles);

}  // namespace parley::cli
