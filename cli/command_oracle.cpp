#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <memory>

#include "agents/planner_agent.hpp"
#include "agents/proactive_agent.hpp"
#include "agents/record_json.hpp"
#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "cli/table.hpp"
#include "profiles/generator.hpp"
#include "sim/oracle.hpp"
#include "sim/simulated_provider.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t most_prompt_bytes = 1u << 20;

struct oracle_options {
  common_options common;
  std::string prompt_file, plan_file;
  std::size_t generate = 0;
  int replicates = 16;
  int iteration = 1;
};

result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file)
    return fail(failure_code::not_found, fmt::format("cannot read '{}': check the path", path));
  if (text.empty() || text.size() > most_prompt_bytes)
    return fail(failure_code::invalid_input, fmt::format("{}: found {} bytes, expected 1 to {}",
                                                         path, text.size(), most_prompt_bytes));
  return text;
}

/// A plan, alone or inside an entry of a run's prompt_history/.
result<plan> read_plan(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return text.error();
  const auto document = parse_json(*text);
  if (!document)
    return fail(failure_code::invalid_input, fmt::format("{}: {}", path, document.error().message));
  const auto* root = document->if_object();
  const json::value* inside = root ? root->if_contains("plan") : nullptr;
  auto read = plan_from(inside ? *inside : *document, inside ? "/plan" : "");
  if (!read)
    return fail(failure_code::invalid_input, fmt::format("{}: {}", path, read.error().message));
  return read;
}

using instructions_by_cohort = std::function<std::string(cohort)>;

/// What the outreach agent is told: the file's text as it is, or a plan put into the outreach
/// prompt as a run does it.
result<instructions_by_cohort> instructions_of(const oracle_options& options,
                                               const settings& config) {
  if (!options.prompt_file.empty()) {
    auto text = read_text(options.prompt_file);
    if (!text) return text.error();
    return instructions_by_cohort([text = std::move(*text)](cohort) { return text; });
  }
  auto loaded = prompt_library::load(config.run.language, config.run.prompts);
  if (!loaded) return loaded.error();
  const auto prompts = std::make_shared<const prompt_library>(std::move(*loaded));
  agent_context context;
  context.prompts = prompts.get();
  context.max_turns = config.conversation.max_turns;
  plan used = baseline_plan(context, context.max_turns);
  if (!options.plan_file.empty()) {
    auto read = read_plan(options.plan_file);
    if (!read) return read.error();
    used = std::move(*read);
  }
  return instructions_by_cohort([prompts, context, used = std::move(used)](cohort c) {
    customer_profile somebody;
    somebody.cohort = c;
    return ask_proactive(context, used, somebody, {}, {}).instructions;
  });
}

json::object features_json(const sim::feature_list& features) {
  json::object out;
  for (const auto& [name, value] : features) out[name] = value;
  return out;
}

json::value truth_json(const sim::oracle_truth& truth, const settings& config,
                       const oracle_options& options, std::size_t customers) {
  json::array cohorts;
  for (const auto& row : truth.cohorts)
    cohorts.push_back({{"cohort", row.cohort},
                       {"customers", row.customers},
                       {"best_value", row.best_value},
                       {"best_message", features_json(row.best)},
                       {"prompt_value", row.prompt_value},
                       {"prompt_error", row.prompt_error}});
  return {{"world", config.sim.world},
          {"seed", config.sim.seed},
          {"iteration", options.iteration},
          {"customers", customers},
          {"replicates", options.replicates},
          {"messages", truth.messages},
          {"cohorts", std::move(cohorts)},
          {"worst", truth.worst},
          {"average", truth.average},
          {"neutral", truth.neutral},
          {"best_single", truth.single},
          {"best_by_cohort", truth.by_cohort},
          {"best_by_customer", truth.by_customer},
          {"prompt_value", truth.prompt_value},
          {"prompt_error", truth.prompt_error},
          {"answered", truth.answered}};
}

/// "ack 1, formal, callback, 90 words": what is used, nothing else.
std::string in_short(const sim::feature_list& features) {
  std::string out;
  for (const auto& [name, value] : features) {
    if (value == "0" || value == "none") continue;
    if (!out.empty()) out += ", ";
    if (name == "tone" || name == "call to action")
      out += value;
    else if (name == "words")
      out += value + " words";
    else
      out += value == "1" ? name : name + " " + value;
  }
  return out;
}

void show(const sim::oracle_truth& truth, console& con) {
  const auto value = [](double v) { return fmt::format("{:.3f}", v); };
  const auto with_error = [&](double v, double e) { return fmt::format("{:.3f} ±{:.3f}", v, e); };
  table out;
  out.column("cohort");
  for (const char* heading : {"customers", "best", "this prompt"})
    out.column(heading, table::align::right);
  for (const auto& row : truth.cohorts)
    out.row({cell(row.cohort), cell(std::to_string(row.customers)), cell(value(row.best_value)),
             cell(with_error(row.prompt_value, row.prompt_error))});
  for (const std::string& line : out.render(con)) con.out_line(line);
  con.out_line("");
  con.out_line("Best message of each cohort:");
  for (const auto& row : truth.cohorts) con.out_line("  " + row.cohort + ": " + in_short(row.best));
  con.out_line("");
  con.out_line(fmt::format("This prompt          {}   ({:.0f} % of conversations answered)",
                           with_error(truth.prompt_value, truth.prompt_error),
                           100 * truth.answered));
  con.out_line("Best for each cohort " + value(truth.by_cohort));
  con.out_line("Best for each person " + value(truth.by_customer));
  con.out_line("Best single message  " + value(truth.single));
  con.out_line("Plain, no component  " + value(truth.neutral));
  con.out_line(fmt::format("Worst of {:<11} {}", truth.messages, value(truth.worst)));
  con.out_line("");
  con.out_line(
      "Values are true mean rewards, 0 to 1. ± is the standard error of the conversations played;");
  con.out_line("the others are exact for these customers, for a conversation of one message.");
}

int tell(const oracle_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  session_inputs people;
  if (options.generate > 0)
    people.profiles = generate_profiles(options.generate, config->values.run.seed);
  else if (!read_profiles(config->values, con, people))
    return exit_usage;
  const auto refused = [&con](const failure& why) {
    con.error(why.message);
    return exit_code_of(why);
  };
  auto instructions = instructions_of(options, config->values);
  if (!instructions) return refused(instructions.error());
  sim::oracle_question question;
  question.world = config->values.sim;
  question.profiles = people.profiles;
  question.instructions = std::move(*instructions);
  question.replicates = options.replicates;
  question.iteration = options.iteration;
  const auto note = sim::word_list_note(question.world);
  if (!note) return refused(note.error());
  if (!note->empty()) con.warning(*note);
  const auto truth = sim::ask_oracle(question);
  if (!truth) return refused(truth.error());
  if (options.common.json)
    con.out_line(pretty_json(truth_json(*truth, config->values, options, people.profiles.size())));
  else
    show(*truth, con);
  return exit_ok;
}

}  // namespace

void register_oracle(CLI::App& sim_command, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<oracle_options>();
  CLI::App* command = sim_command.add_subcommand(
      "oracle",
      "The truth about a simulated world: best messages, and what a prompt is really worth.\n"
      "For tests and benchmarks only: the service never answers this, and no run may use it.\n"
      "Example: parley sim oracle --world W1 --seed 7 --plan "
      "runs/latest/prompt_history/iter_3.json");
  const auto flag = [&](const char* name, const char* key, const char* help, const char* value) {
    add_setting_flag(*command, options->common, name, key, help, value);
  };
  flag("--world", "sim.world", "World family W0..W9", "W");
  flag("--seed", "sim.seed", "Seed of the hidden world", "N");
  flag("--lexicon", "sim.lexicon", "Word list of the world", "FILE");
  flag("--profiles", "run.profiles", "Customers (default: the sample customers)", "DIR");
  flag("--language", "run.language", "Prompts in es or en", "LANG");
  flag("--prompts", "run.prompts", "Folder with prompts of your own", "DIR");
  command->add_option("--generate", options->generate, "That many generated customers instead")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N");
  auto* prompt = command->add_option("--prompt", options->prompt_file,
                                     "Value this text as the outreach agent's whole instructions");
  prompt->type_name("FILE");
  command
      ->add_option("--plan", options->plan_file,
                   "Value this plan (default: the baseline); a file of prompt_history/ will do")
      ->type_name("FILE")
      ->excludes(prompt);
  command->add_option("--replicates", options->replicates, "Conversations a customer")
      ->check(CLI::Range(2, 10'000))
      ->capture_default_str()
      ->type_name("N");
  command
      ->add_option("--iteration", options->iteration, "Of the run: a drifting world changes at 5")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str()
      ->type_name("N");
  add_common(*command, options->common);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return tell(*options, context); };
  });
}

}  // namespace parley::cli
