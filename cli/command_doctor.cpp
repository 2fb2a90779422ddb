#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>

#include "agents/prompt_library.hpp"
#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "profiles/demo.hpp"

namespace parley::cli {
namespace {

constexpr std::chrono::seconds provider_deadline{15};

enum class health { good, doubtful, bad };

struct finding {
  health how = health::good;
  std::string what;
  std::string detail;
  int exit = exit_ok;  ///< what a bad finding makes of the exit code
};

finding bad(std::string what, std::string detail, int exit) {
  return {health::bad, std::move(what), std::move(detail), exit};
}

finding check_profiles(const settings& config) {
  if (config.run.profiles.empty()) {
    const auto samples = demo_profiles();
    return {health::good, "profiles", cohort_count_text(samples.profiles) + " (built-in samples)"};
  }
  const auto loaded = load_profiles(config.run.profiles);
  if (!loaded) return bad("profiles", loaded.error().message, exit_usage);
  if (loaded->profiles.empty())
    return bad("profiles", "no usable profile in " + config.run.profiles, exit_usage);
  if (!loaded->problems.empty())
    return {health::doubtful, "profiles",
            fmt::format("{}; {} problems, see `parley profiles validate {}`",
                        cohort_count_text(loaded->profiles), loaded->problems.size(),
                        config.run.profiles)};
  return {health::good, "profiles", cohort_count_text(loaded->profiles)};
}

finding check_prompts(const settings& config) {
  const auto prompts = prompt_library::load(config.run.language, config.run.prompts);
  if (!prompts) return bad("prompts", prompts.error().message, exit_usage);
  return {health::good, "prompts",
          fmt::format("{} prompts, language {}{}", prompts->names().size(), config.run.language,
                      config.run.prompts.empty() ? "" : ", overrides from " + config.run.prompts)};
}

finding check_output(const settings& config) {
  const std::filesystem::path folder = config.run.output;
  std::error_code problem;
  std::filesystem::path nearest = std::filesystem::absolute(folder, problem);
  while (!nearest.empty() && !std::filesystem::exists(nearest, problem))
    nearest = nearest.parent_path();
  // Asking for permission is not enough: /proc takes no folders even from root.
  std::string probe = (nearest / ".parley-XXXXXX").string();
  if (::mkdtemp(probe.data()) == nullptr)
    return bad("output",
               fmt::format("{} cannot be written: {}; choose another folder with --out",
                           folder.string(), std::strerror(errno)),
               exit_usage);
  ::rmdir(probe.c_str());
  const auto space = std::filesystem::space(nearest, problem);
  const double free_gib = problem ? 0 : static_cast<double>(space.available) / (1 << 30);
  const health how = free_gib < 0.5 ? health::doubtful : health::good;
  return {how, "output", fmt::format("{}/, {:.1f} GiB free", folder.string(), free_gib)};
}

finding check_open_files(const settings& config) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto needed = static_cast<rlim_t>(config.transport.max_connections) + 64;
  const std::string text = fmt::format("{} allowed, up to {} connections", limit.rlim_cur,
                                       config.transport.max_connections);
  if (limit.rlim_cur >= needed) return {health::good, "open files", text};
  return {health::doubtful, "open files",
          text + fmt::format("; raise it with `ulimit -n {}` or lower transport.max_connections",
                             needed)};
}

finding check_prices(const settings& config) {
  std::set<std::string> unknown;
  for (const agent_settings& agent : config.agents)
    if (config.price_for(agent.model) == nullptr) unknown.insert(agent.model);
  if (unknown.empty()) return {health::good, "prices", "known for every model in use"};
  return {
      health::doubtful, "prices",
      fmt::format("none for {}: cost will be unknown; add [prices.\"MODEL\"] to the configuration",
                  fmt::join(unknown, ", "))};
}

asio::awaitable<void> ask_models(openai_provider& llm, clock_source& clock,
                                 std::optional<result<std::vector<std::string>>>& answer) {
  answer = co_await llm.list_models(clock.now() + provider_deadline);
}

finding check_provider(const settings& config) {
  asio::io_context context;
  const auto clock = make_system_clock(context);
  const auto connected = connect_provider(context, *clock, config);
  if (!connected)
    return bad("provider", connected.error().message, exit_code_of(connected.error()));
  std::optional<result<std::vector<std::string>>> answer;
  const time_point start = clock->now();
  asio::co_spawn(context, ask_models(*connected->llm, *clock, answer), [](std::exception_ptr) {});
  context.run();
  const std::string& url = connected->base_url;
  if (!answer) return bad("provider", url + " gave no answer", exit_provider);
  if (!*answer) return bad("provider", answer->error().message, exit_code_of(answer->error()));
  const std::vector<std::string>& models = **answer;
  std::set<std::string> missing;
  for (const agent_settings& agent : config.agents)
    if (std::find(models.begin(), models.end(), agent.model) == models.end())
      missing.insert(agent.model);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock->now() - start);
  const std::string text =
      fmt::format("{} answers in {} ms, {} models", url, ms.count(), models.size());
  if (missing.empty()) return {health::good, "provider", text};
  return {health::doubtful, "provider",
          fmt::format("{}; it does not list {}", text, fmt::join(missing, ", "))};
}

int doctor(const common_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options, context.machine, con);
  if (!config) return exit_usage;
  std::string files = "defaults only";
  if (!config->files.empty()) {
    files.clear();
    for (const auto& file : config->files) files += (files.empty() ? "" : ", ") + file.string();
  }
  std::vector<finding> findings = {{health::good, "configuration", files}};
  for (auto check : {check_profiles, check_prompts, check_output, check_open_files, check_prices,
                     check_provider})
    findings.push_back(check(config->values));
  int exit = exit_ok;
  std::string failed;
  json::array rows;
  for (const finding& f : findings) {
    if (exit == exit_ok) exit = f.exit;
    if (f.exit != exit_ok) failed += (failed.empty() ? "" : ", ") + f.what;
    const char* word = f.how == health::good       ? "ok"
                       : f.how == health::doubtful ? "warning"
                                                   : "failed";
    rows.push_back({{"check", f.what}, {"status", word}, {"detail", f.detail}});
    if (options.json) continue;
    const ink how = f.how == health::good       ? ink::good
                    : f.how == health::doubtful ? ink::warn
                                                : ink::bad;
    con.out_line(con.paint(how, fmt::format("{:<8}", word)) + fmt::format("{:<14}", f.what) +
                 f.detail);
  }
  if (options.json) con.out_line(pretty_json(rows));
  if (exit != exit_ok) con.error("not ready for a run: " + failed);
  return exit;
}

}  // namespace

void register_doctor(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<common_options>();
  CLI::App* command = app.add_subcommand(
      "doctor", "Check configuration, profiles, disk, and whether the provider answers");
  add_run_flags(*command, *options);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return doctor(*options, context); };
  });
}

}  // namespace parley::cli
