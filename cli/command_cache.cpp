// parley cache: what the cache of replies holds, and emptying it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_cache.hpp"
#include "output/format.hpp"
#include "output/run_record.hpp"

namespace parley::cli {
namespace {

constexpr double mebibyte = 1024 * 1024;

json::object statistics_json(const std::filesystem::path& file, const cache_statistics& found) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  return json::object{{"file", file.string()},
                      {"replies", found.replies},
                      {"bytes", found.bytes},
                      {"hits", found.hits},
                      {"saved", found.saved_cost},
                      {"oldest", text_or_null(found.oldest)},
                      {"newest", text_or_null(found.newest)}};
}

/// Shows or empties the output folder's cache.
int look_after(const common_options& options, program_context& context, bool empty) {
  console& con = context.con;
  const auto config = load_settings(options, context.machine, con);
  if (!config) return exit_usage;
  const std::filesystem::path file = cache_file(config->values);
  cache_statistics found;
  std::error_code ec;
  if (std::filesystem::exists(file, ec)) {
    std::string said;
    auto cache = reply_cache::open(file, {}, said);
    if (!said.empty()) con.warning(said);
    if (!cache) return refuse(cache.error(), con);
    const auto counted = (*cache)->statistics();
    if (!counted) return refuse(counted.error(), con);
    found = *counted;
    if (empty)
      if (const auto done = (*cache)->clear(); !done) return refuse(done.error(), con);
  }
  if (options.json) {
    json::object out = statistics_json(file, found);
    if (empty) out["cleared"] = true;
    con.out_line(pretty_json(out));
    return exit_ok;
  }
  if (empty) {
    con.out_line(fmt::format("{} replies forgotten ({})", found.replies, file.string()));
    return exit_ok;
  }
  con.out_line(fmt::format("{}: {} replies, {:.1f} MiB", file.string(), count_text(found.replies),
                           static_cast<double>(found.bytes) / mebibyte));
  if (found.replies > 0)
    con.out_line(
        fmt::format("kept from {} to {}", date_text(found.oldest), date_text(found.newest)));
  con.out_line(fmt::format("{} replies were taken from it, {} saved", count_text(found.hits),
                           money_text(found.saved_cost, run_record{}.currency)));
  return exit_ok;
}

}  // namespace

void register_cache(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* cache = app.add_subcommand("cache", "The replies that runs of an output folder share");
  cache->require_subcommand(1);
  cache->footer(
      "A request that was answered before costs nothing with `parley run --cache on`: the reply\n"
      "comes from cache.db in the output folder. Kept are at most 256 MiB, 30 days; what was used\n"
      "longest ago goes first.");
  for (const bool empty : {false, true}) {
    auto options = std::make_shared<common_options>();
    CLI::App* command =
        empty ? cache->add_subcommand("clear", "Forget all replies")
              : cache->add_subcommand("stats", "How many replies there are, and what they saved");
    add_setting_flag(*command, *options, "--out", "run.output", "Folder of the runs", "DIR");
    add_common(*command, *options);
    command->callback([&context, &chosen, options, empty] {
      chosen = [&context, options, empty] { return look_after(*options, context, empty); };
    });
  }
}

}  // namespace parley::cli
