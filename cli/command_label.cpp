// parley label: people score a random sample of a run's conversations.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>

#include "base/text.hpp"
#include "cli/completion_model.hpp"
#include "cli/exit_code.hpp"
#include "cli/label_session.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "output/label_record.hpp"

namespace parley::cli {
namespace {

struct label_flags {
  common_options common;
  label_wish wish;
  std::string of = "iteration";
};

std::string own_name() {
  const char* user = std::getenv("USER");
  const std::string name = user ? printable_line(user) : "";
  return name.empty() ? "me" : shorten(name, longest_rater);
}

int label_run(label_flags flags, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(flags.common, context.machine, con);
  if (!config) return exit_usage;
  con.configure(config->values.display.color, config->values.display.progress);
  const auto wrong = [&con](const std::string& text) {
    con.error({text, "usage", {}});
    return exit_usage;
  };
  label_wish& wish = flags.wish;
  if (flags.of != "iteration" && flags.of != "gain")
    return wrong("--of: found \"" + printable_line(flags.of) + "\", expected iteration or gain");
  wish.gain = flags.of == "gain";
  if (wish.gain && wish.iteration > 0)
    return wrong("--iteration names an iteration, --of gain the last measurement; choose one");
  wish.rater = printable_line(wish.rater);
  if (code_points(wish.rater) > longest_rater)
    return wrong("--rater: expected a name of at most 60 characters");
  // On a sheet, who scored stands in its rows; an empty name there is told with its line.
  if (wish.rater.empty() && wish.import_csv.empty()) wish.rater = own_name();
  wish.json = flags.common.json;
  return run_label(wish, config->values, con);
}

}  // namespace

void register_label(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto flags = std::make_shared<label_flags>();
  CLI::App* command = app.add_subcommand(
      "label", "Score a random sample of a run's conversations yourself, to correct its judge");
  label_wish& wish = flags->wish;
  command->add_option("run", wish.run, "Run id, folder, or latest")
      ->capture_default_str()
      ->type_name("RUN");
  command->add_option("--rater", wish.rater, "Who scores; default: your user name")
      ->type_name("NAME");
  CLI::Option* of = command->add_option(
      "--of", flags->of,
      "iteration: its conversations, for corrected means; gain: both conversations of customers of "
      "the last measurement, for a corrected gain");
  of->type_name("WHAT")->capture_default_str();
  offer_words(*of, {"iteration", "gain"});
  command->add_option("--iteration", wish.iteration, "Which iteration; default: the last one")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command
      ->add_option("--size", wish.size,
                   "Conversations to score (customers with --of gain); more than before enlarges "
                   "the sample; default 20 (10)")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N");
  command->add_option("--seed", wish.seed, "Draws another sample; default: the run's seed")
      ->type_name("N");
  CLI::Option* out =
      command->add_option("--export-csv", wish.export_csv,
                          "Write the sample as a blank sheet instead; - for standard output");
  out->type_name("FILE");
  CLI::Option* in = command->add_option("--import", wish.import_csv,
                                        "Read a filled sheet instead: all or nothing");
  in->type_name("FILE")->excludes(out);
  command->add_flag(
      "--replace", wish.replace,
      "--import: other scores of the same rater give way; --export-csv: the file does");
  add_setting_flag(*command, flags->common, "--out", "run.output", "Folder of the runs", "DIR");
  add_common(*command, flags->common);
  command->callback([&context, &chosen, flags] {
    chosen = [&context, flags] { return label_run(*flags, context); };
  });
}

}  // namespace parley::cli
