#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/load_commands.hpp"
#include "cli/load_session.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "engine/load/conversations.hpp"
#include "engine/load/prompts.hpp"
#include "engine/load/trace.hpp"
#include "output/run_logger.hpp"
#include "output/store/read_calls.hpp"

namespace parley::cli {
namespace {

/// What is asked, and for a replay its timing.
struct chosen_workload {
  std::unique_ptr<load::workload> asks;
  std::vector<load::nanoseconds> trace;
};

result<chosen_workload> replay_of(const load_options& o, const settings& config,
                                  const std::string& model) {
  std::ifstream file(o.replay, std::ios::binary);
  if (!file)
    return fail(failure_code::not_found,
                fmt::format("--replay {}: cannot read the file", o.replay));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto trace = load::parse_trace(text);
  if (!trace)
    return fail(trace.error().code,
                fmt::format("--replay {}: {}", o.replay, trace.error().message));
  chosen_workload made;
  made.trace = load::offsets_of(*trace, o.speed);
  made.asks = load::make_replay(std::move(*trace), {model}, config.run.seed);
  return made;
}

result<chosen_workload> replay_of_run(const load_options& o, const settings& config) {
  const auto folder = find_run(config.run.output, o.replay_run);
  if (!folder) return folder.error();
  const auto calls = read_timed_calls(*folder);
  if (!calls) return calls.error();
  std::vector<load::trace_entry> trace;
  std::vector<std::string> models;
  for (const timed_call& call : *calls) {
    if (!call.answered) continue;
    trace.push_back({call.sent_ms, call.input_tokens, call.output_tokens});
    models.push_back(o.model.empty() ? call.model : o.model);
  }
  if (trace.empty())
    return fail(failure_code::invalid_input,
                fmt::format("--replay-run {}: the run has no recorded call that was answered",
                            o.replay_run));
  chosen_workload made;
  made.trace = load::offsets_of(trace, o.speed);
  made.asks = load::make_replay(std::move(trace), std::move(models), config.run.seed);
  return made;
}

result<chosen_workload> choose_workload(const load_options& o, const settings& config,
                                        console& con) {
  const std::string model = o.model.empty() ? config.agent(agent_role::customer).model : o.model;
  if (!o.replay.empty()) return replay_of(o, config, model);
  if (!o.replay_run.empty()) return replay_of_run(o, config);
  chosen_workload made;
  if (o.workload == "conversations") {
    session_inputs inputs;
    if (!read_profiles(config, con, inputs))
      return fail(failure_code::invalid_input, "the customers' profiles cannot be used");
    load::conversation_settings_of_load talk;
    talk.config = config;
    talk.profiles = std::move(inputs.profiles);
    talk.model = o.model;
    auto asks = load::make_conversations(std::move(talk));
    if (!asks) return asks.error();
    made.asks = std::move(*asks);
    return made;
  }
  if (!o.workload.empty() && o.workload != "prompts")
    return fail(failure_code::invalid_input,
                fmt::format("--workload {}: expected prompts or conversations", o.workload));
  load::prompt_settings prompts;
  prompts.model = model;
  prompts.seed = config.run.seed;
  prompts.shared_prefix = o.shared_prefix;
  auto input = load::parse_lengths(o.input_tokens, "--input-tokens");
  if (!input) return input.error();
  auto output = load::parse_lengths(o.output_tokens, "--output-tokens");
  if (!output) return output.error();
  prompts.input = *input;
  prompts.output = *output;
  made.asks = load::make_prompts(std::move(prompts));
  return made;
}

int load_with(const load_options& options, program_context& context) {
  console& con = context.con;
  auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  const auto refuse = [&](const failure& why) {
    con.error(why.message);
    return exit_code_of(why);
  };
  settings& values = config->values;
  // A key in the environment is no wish to pay: a real service is loaded only when it is named.
  const bool own_server = values.openai.base_url != openai_settings{}.base_url;
  if (values.run.provider.empty()) values.run.provider = own_server ? "openai" : "sim";
  auto request = read_load_options(options);
  if (!request) return refuse(request.error());
  auto workload = choose_workload(options, values, con);
  if (!workload) return refuse(workload.error());
  load::shape_options wanted = options.shape;
  wanted.replay = !options.replay.empty() || !options.replay_run.empty();
  wanted.seed = values.run.seed;
  auto shape = load::make_shape(wanted, std::move(workload->trace));
  if (!shape) return refuse(shape.error());
  return run_load(options, std::move(*request), std::move(*shape), std::move(workload->asks),
                  std::move(values), con);
}

}  // namespace

void register_load(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<load_options>();
  CLI::App* command = app.add_subcommand(
      "load", "Load test of any OpenAI-style endpoint: tokens/s, latencies, the highest good rate");
  add_load_flags(*command, *options);
  command->require_subcommand(0, 1);
  register_load_compare(*command, context, chosen);
  command->callback([&context, &chosen, options, command] {
    if (!command->get_subcommands().empty()) return;
    chosen = [&context, options] { return load_with(*options, context); };
  });
}

}  // namespace parley::cli
