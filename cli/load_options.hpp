// What `parley load` was asked to do.
// Must not know: how it is done.
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "engine/load/objective.hpp"
#include "engine/load/requirement.hpp"
#include "engine/load/shape.hpp"

namespace parley::cli {

struct load_options {
  common_options common;
  load::shape_options shape;
  std::string workload;  ///< "prompts" or "conversations"; empty: prompts
  std::string input_tokens = "256";
  std::string output_tokens = "64";
  std::int64_t shared_prefix = 0;
  std::string replay;      ///< trace file
  std::string replay_run;  ///< a recorded run
  double speed = 1;        ///< of a replay
  std::string model;
  std::string extra_body;
  bool no_stream = false;
  std::string objective;     ///< --slo
  std::string good = "95%";  ///< share of requests that must meet it
  std::string precision = "5%";
  std::vector<std::string> requirements;
  std::string max_errors;  ///< share; empty: no limit
  std::string drain = "60s";
  std::string out = "loads";
  bool save_requests = false;
  bool csv = false;
};

/// Everything that text can say wrongly, read and checked before anything is sent.
struct load_request {
  load::objective wanted;
  double good_share = 0.95;
  double precision = 0.05;
  double max_errors = 1;  ///< share of the last hundred requests
  std::chrono::microseconds drain{};
  std::vector<load::requirement> requirements;
};

void add_load_flags(CLI::App& command, load_options& options);

/// Errors: invalid_input, naming the option.
result<load_request> read_load_options(const load_options& options);

}  // namespace parley::cli
