// parley optimise: searches for a better prompt and claims only what it can show.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <filesystem>
#include <memory>

#include "base/random_stream.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/optimise_result.hpp"
#include "cli/outcomes_source.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

struct optimise_flags {
  common_options common;
  bool require_gain = false;
};

/// "optimise-20261122-140305-1a2b": sorts by time beside the runs.
std::filesystem::path make_folder(const settings& config) {
  std::string stamp = utc_timestamp_now();
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  const auto ticks = static_cast<std::uint64_t>(wall_clock_now().time_since_epoch().count());
  const std::uint64_t mark = stable_hash(std::to_string(::getpid()), ticks);
  return std::filesystem::path(config.run.output) /
         fmt::format("optimise-{}-{:04x}", stamp, mark & 0xFFFF);
}

class optimise_session {
 public:
  optimise_session(loaded_config config, session_inputs inputs, console& con)
      : config_(std::move(config.values)),
        in_(std::move(inputs)),
        con_(con),
        clock_(make_system_clock(context_)),
        tasks_(context_.get_executor()) {}

  int run_to_end(bool require_gain) {
    auto prompts = prompt_library::load(config_.run.language, config_.run.prompts);
    if (!prompts) return refuse(prompts.error());
    prompts_ = std::move(*prompts);
    auto connected = connect_provider(context_, *clock_, config_);
    if (!connected) return refuse(connected.error());
    provider_ = std::move(*connected);
    if (!provider_.note.empty()) con_.warning(provider_.note);
    const auto outcomes = outcomes_of(config_);
    if (!outcomes) return refuse(outcomes.error());
    if (*outcomes) calibrated_.emplace((*outcomes)->evidence, config_.scoring);
    optimise_inputs inputs{config_, in_.profiles, *prompts_, *provider_.llm, *clock_};
    inputs.progress = [this](const search_progress& now) { show(now); };
    engine_.emplace(std::move(inputs));
    std::vector<std::string> first = search_forecast(*engine_, config_);
    if (calibrated_) first.push_back(calibrated_->forecast());
    for (const std::string& sentence : first)
      for (const std::string& line : wrap(sentence, con_.width())) con_.err_line(line);
    std::exception_ptr error;
    asio::co_spawn(context_, execute(), [&](std::exception_ptr e) { error = e; });
    context_.run();
    if (error) std::rethrow_exception(error);
    return conclude(require_gain);
  }

 private:
  int refuse(const failure& why) {
    con_.error(why.message);
    return exit_code_of(why);
  }

  asio::awaitable<void> execute() {
    tasks_.spawn(listen_for_signals());
    co_await engine_->execute();
    tasks_.cancel();
    co_await tasks_.join();
  }

  asio::awaitable<void> listen_for_signals() {
    asio::signal_set signals(context_, SIGINT, SIGTERM);
    for (int count = 1;; ++count) {
      co_await signals.async_wait(asio::use_awaitable);
      con_.err_line(count == 1 ? "stopping: conversations in flight end; once more stops at once"
                               : "stopping at once");
      engine_->stop();
      if (count == 2) signals.clear();
    }
  }

  // One line that is written over on a terminal; else one line an iteration and phase.
  void show(const search_progress& now) {
    if (con_.animated()) {
      con_.err_raw(fmt::format("\r\x1b[Kiteration {} · {} {}/{} · {} of {} conversations",
                               now.iteration, now.doing, now.held, now.wanted, now.held_in_all,
                               now.budget));
      return;
    }
    if (now.iteration == shown_iteration_) return;
    shown_iteration_ = now.iteration;
    con_.err_line(fmt::format("iteration {}: {} of {} conversations held", now.iteration,
                              now.held_in_all, now.budget));
  }

  int conclude(bool require_gain) {
    if (con_.animated()) con_.err_raw("\r\x1b[K");
    const auto folder = make_folder(config_);
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    const std::string result =
        search_json(*engine_, config_, calibrated_ ? &*calibrated_ : nullptr);
    const auto written = write_file(folder / "optimise.json", result + "\n");
    if (!written) {
      con_.error(written.error().message);
      return exit_provider;
    }
    if (in_.json) {
      con_.out_line(result);
    } else {
      const std::size_t width = std::min<std::size_t>(con_.width(), 120);
      for (const std::string& line :
           search_summary(*engine_, con_, width, calibrated_ ? &*calibrated_ : nullptr))
        con_.out_line(line);
      con_.out_line(fmt::format("Written: {}", (folder / "optimise.json").string()));
    }
    return exit_status(require_gain);
  }

  int exit_status(bool require_gain) const {
    const search_end& end = engine_->ended();
    if (!end.complete) {
      if (end.reason == stop_reason::interrupted) return exit_incomplete;
      return end.reason == stop_reason::provider_failure ? exit_provider : exit_budget;
    }
    const truth::remeasurement& report = engine_->search().report();
    const bool shown = report.any && report.promoted && report.interval.low > 0;
    return require_gain && !shown ? exit_gate_failed : exit_ok;
  }

  settings config_;
  session_inputs in_;
  console& con_;
  asio::io_context context_;
  std::unique_ptr<clock_source> clock_;
  std::optional<prompt_library> prompts_;
  connected_provider provider_;
  std::optional<optimise_run> engine_;
  std::optional<calibrated> calibrated_;  // by real outcomes
  task_group tasks_;
  int shown_iteration_ = 0;
};

int optimise(const optimise_flags& flags, program_context& context) {
  auto config = load_settings(flags.common, context.machine, context.con);
  if (!config) return exit_usage;
  session_inputs inputs;
  if (!read_profiles(config->values, context.con, inputs)) return exit_usage;
  inputs.json = flags.common.json;
  optimise_session session(std::move(*config), std::move(inputs), context.con);
  return session.run_to_end(flags.require_gain);
}

}  // namespace

void register_optimise(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto flags = std::make_shared<optimise_flags>();
  CLI::App* command = app.add_subcommand(
      "optimise",
      "Search for a better prompt on some customers, decide on others, and report the gain on a "
      "third group that nothing was chosen on");
  add_run_flags(*command, flags->common);
  add_setting_flag(*command, flags->common, "--conversations", "truth.conversations",
                   "Conversations of the whole search (default: ten for each customer)", "N");
  command->add_flag("--require-gain", flags->require_gain,
                    "Exit with 1 unless a gain was shown on the report customers");
  command->callback([&context, &chosen, flags] {
    chosen = [&context, flags] { return optimise(*flags, context); };
  });
}

}  // namespace parley::cli
