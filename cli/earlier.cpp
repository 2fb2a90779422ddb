#include "cli/earlier.hpp"

#include <fmt/format.h>

#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

/// The versions up to and with that iteration's.
std::vector<prompt_version> history_until(const run_record& run, int iteration) {
  std::vector<prompt_version> out;
  for (const prompt_version& version : run.history)
    if (version.iteration <= iteration) out.push_back(version);
  return out;
}

}  // namespace

earlier_iteration take_up(const run_record& run, const iteration_record& last) {
  return {run.run_id, run.provider, last, history_until(run, last.iteration)};
}

result<earlier_iteration> take_up(const std::filesystem::path& output_folder,
                                  const std::string& run_id, int iteration) {
  auto run = load_run(output_folder / run_id);
  if (!run)
    return fail(run.error().code,
                fmt::format("this run went on from run {}, which is needed again: {}", run_id,
                            run.error().message));
  for (const iteration_record& one : run->iterations)
    if (one.iteration == iteration) return take_up(*run, one);
  return fail(failure_code::not_found,
              fmt::format("this run went on from iteration {} of run {}, which has it no more",
                          iteration, run_id));
}

}  // namespace parley::cli
