#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <memory>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "output/run_logger.hpp"
#include "sim/simulated_provider.hpp"

namespace parley::cli {
namespace {

struct sim_options {
  common_options common;
  std::string listen = "127.0.0.1:4020";
  bool plain = false;
  std::string key;
  std::string ca_out;
  std::string faults;
  bool list_faults = false;
};

/// "HOST:PORT", "[::1]:PORT" or ":PORT".
bool split_listen(const std::string& text, sim::provider_settings& out) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  const std::string port = text.substr(colon + 1);
  unsigned number = 0;
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || number > 65535)
    return false;
  if (!host.empty()) out.address = host;
  out.port = static_cast<std::uint16_t>(number);
  return true;
}

std::string port_of(const std::string& base_url) {
  const auto colon = base_url.rfind(':');
  return base_url.substr(colon + 1, base_url.find('/', colon) - colon - 1);
}

json::array faults_json(const std::vector<sim::known_fault>& all) {
  json::array out;
  for (const sim::known_fault& one : all)
    out.push_back({{"kind", one.name}, {"strikes", one.strikes}, {"meaning", one.meaning}});
  return out;
}

/// Under a heading for what they strike; what a kind does begins in one column and stays there.
int list_faults(console& con, bool as_json) {
  constexpr std::size_t meaning_column = 24, widest = 100;
  const auto all = sim::known_faults();
  if (as_json) {
    con.out_line(pretty_json(faults_json(all)));
    return exit_ok;
  }
  const std::size_t room = std::clamp<std::size_t>(con.width(), 50, widest) - meaning_column;
  std::vector<std::string_view> headings;
  for (const sim::known_fault& one : all)
    if (std::find(headings.begin(), headings.end(), one.strikes) == headings.end())
      headings.push_back(one.strikes);
  for (const std::string_view heading : headings) {
    con.out_line(con.paint(ink::bold, fmt::format("Strikes: {}", heading)));
    for (const sim::known_fault& one : all) {
      if (one.strikes != heading) continue;
      std::string start = pad_right(fmt::format("  {}", one.name), meaning_column);
      for (const std::string& line : wrap(one.meaning, room)) {
        con.out_line(start + line);
        start.assign(meaning_column, ' ');
      }
    }
    con.out_line("");
  }
  for (const std::string& line :
       wrap("A rule of a plan is `kind` and when it strikes, e.g. kind = \"overloaded\", role = "
            "\"judge\", every = 40, burst = 3. Plans: --faults FILE (TOML), POST /sim/faults.",
            room + meaning_column))
    con.out_line(line);
  return exit_ok;
}

/// Tells what is odd about the word list. False: it cannot be read.
bool check_word_list(const sim_settings& world, console& con) {
  const auto note = sim::word_list_note(world);
  if (!note) {
    con.error(note.error().message);
    return false;
  }
  if (!note->empty()) con.warning(*note);
  return true;
}

int serve(const sim_options& options, program_context& context) {
  console& con = context.con;
  if (options.list_faults) return list_faults(con, options.common.json);
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  sim::provider_settings settings;
  settings.plain = options.plain;
  settings.key = options.key;
  settings.world = config->values.sim;
  if (!check_word_list(settings.world, con)) return exit_usage;
  if (!split_listen(options.listen, settings)) {
    con.error("--listen " + options.listen + ": expected HOST:PORT, e.g. 127.0.0.1:4020");
    return exit_usage;
  }
  if (!options.faults.empty()) {
    auto plan = sim::read_fault_file(options.faults);
    if (!plan) {
      con.error(plan.error().message);
      return exit_usage;
    }
    settings.faults = std::move(*plan);
  }
  // Blocked before the service's thread starts, so that only the wait below takes the signals.
  boost::asio::io_context waiting;
  boost::asio::signal_set signals(waiting, SIGINT, SIGTERM);
  auto started = sim::simulated_provider::start(settings);
  if (!started) return refuse(started.error(), con);
  const auto& service = **started;
  std::string ca_file;
  if (!options.plain) {
    ca_file = options.ca_out.empty()
                  ? (std::filesystem::temp_directory_path() /
                     fmt::format("parley-sim-{}-ca.pem", port_of(service.base_url())))
                        .string()
                  : options.ca_out;
    if (auto written = write_file(ca_file, service.ca_pem()); !written)
      return refuse(written.error(), con);
    // A certificate is public: clients of other users need it.
    using std::filesystem::perms;
    std::filesystem::permissions(
        ca_file, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
  }
  if (options.common.json) {
    con.out_line(
        json::serialize(json::value{{"base_url", service.base_url()}, {"ca_file", ca_file}}));
  } else {
    con.out_line("Simulated provider at " + service.base_url());
    if (!ca_file.empty()) con.out_line("CA certificate: " + ca_file);
    con.out_line("Stop with Ctrl-C.");
  }
  std::fflush(stdout);
  signals.async_wait([](const boost::system::error_code&, int) {});
  waiting.run();
  return exit_ok;
}

}  // namespace

void register_sim(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<sim_options>();
  CLI::App* command = app.add_subcommand(
      "sim", "The simulated provider standing alone: an OpenAI-style HTTPS service");
  command->add_option("--listen", options->listen, "Address and port; port 0 takes any free one")
      ->capture_default_str()
      ->type_name("HOST:PORT");
  command->add_flag("--plain", options->plain, "HTTP instead of HTTPS");
  command->add_option("--key", options->key, "Accept only this key (default: any)")
      ->type_name("KEY");
  command->add_option("--ca-out", options->ca_out, "Where to write the CA certificate")
      ->type_name("FILE");
  command->add_option("--faults", options->faults, "Go wrong on purpose, as this plan says (TOML)")
      ->type_name("FILE");
  command->add_flag("--list-faults", options->list_faults, "Name every kind of fault, and end");
  const auto flag = [&](const char* name, const char* key, const char* help, const char* value) {
    add_setting_flag(*command, options->common, name, key, help, value);
  };
  flag("--world", "sim.world", "World family W0..W9", "W");
  flag("--seed", "sim.seed", "Seed of the hidden world", "N");
  flag("--time-scale", "sim.time_scale", "1 is real latency, 0 none", "X");
  flag("--rpm", "sim.requests_per_minute", "Enforced requests per minute and model; 0: none", "N");
  flag("--tpm", "sim.tokens_per_minute", "Enforced tokens per minute and model; 0: none", "N");
  flag("--burst", "sim.burst_seconds", "Seconds of refill that may come at once", "S");
  flag("--lexicon", "sim.lexicon", "Word list of the hidden world (default: the compiled one)",
       "FILE");
  flag("--tuner", "sim.tuner", "How the tuner is played: sensible, useless, harmful", "KIND");
  add_common(*command, options->common);
  register_oracle(*command, context, chosen);
  command->callback([&context, &chosen, command, options] {
    if (!command->get_subcommands().empty()) return;
    chosen = [&context, options] { return serve(*options, context); };
  });
}

}  // namespace parley::cli
