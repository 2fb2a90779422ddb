#include "cli/provider_setup.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/exit_code.hpp"

namespace parley::cli {
namespace {

/// "sim" or "openai": the setting, or by whether there is a key or a server of the user's.
std::string choose_provider(const settings& config, const std::string& api_key) {
  if (!config.run.provider.empty()) return config.run.provider;
  const bool own_server = config.openai.base_url != openai_settings{}.base_url;
  return api_key.empty() && !own_server ? "sim" : "openai";
}

result<std::string> read_ca_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(failure_code::not_found,
                "cannot read the certificate authorities in " + path + ": check openai.ca_file");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

result<std::string> find_api_key(const openai_settings& endpoint) {
  if (endpoint.api_key_file.empty()) {
    const char* key = std::getenv("OPENAI_API_KEY");
    return std::string(key == nullptr ? "" : key);
  }
  const std::string& path = endpoint.api_key_file;
  std::ifstream file(path);
  if (!file)
    return fail(failure_code::not_found,
                "cannot read the API key file " + path + ": check openai.api_key_file");
  std::string line;
  std::getline(file, line);
  const auto first = line.find_first_not_of(" \t\r");
  const auto last = line.find_last_not_of(" \t\r");
  line = first == std::string::npos ? "" : line.substr(first, last - first + 1);
  if (line.empty() || line.find_first_of(" \t") != std::string::npos)
    return fail(failure_code::invalid_config,
                path + ": expected the API key alone on the first line");
  return line;
}

result<connected_provider> connect_provider(asio::io_context& context, clock_source& clock,
                                            const settings& config) {
  auto key = find_api_key(config.openai);
  if (!key) return key.error();
  connected_provider out;
  out.name = choose_provider(config, *key);
  openai_provider_settings remote;
  remote.endpoint = config.openai;
  remote.transport = config.transport;
  remote.retry = config.retry;
  remote.limits_source = config;
  remote.seed = config.run.seed;
  if (out.name == "sim") {
    sim::provider_settings simulated;
    simulated.world = config.sim;
    auto started = sim::simulated_provider::start(simulated);
    if (!started) return started.error();
    out.service = std::move(*started);
    remote.endpoint.base_url = out.service->base_url();
    remote.ca_pem = out.service->ca_pem();
  } else {
    if (key->empty() && config.openai.base_url == openai_settings{}.base_url)
      return fail(failure_code::authentication,
                  "no API key: set OPENAI_API_KEY, or openai.api_key_file to a file that holds it. "
                  "Without a key, --provider sim runs against the embedded simulated provider.");
    remote.api_key = std::move(*key);
    if (!config.openai.ca_file.empty()) {
      auto pem = read_ca_file(config.openai.ca_file);
      if (!pem) return pem.error();
      remote.ca_pem = std::move(*pem);
    }
  }
  out.base_url = remote.endpoint.base_url;
  auto created = openai_provider::create(context, clock, std::move(remote));
  if (!created) return created.error();
  out.llm = std::move(*created);
  return out;
}

int exit_code_of(const failure& why) {
  switch (why.code) {
    case failure_code::invalid_config:
    case failure_code::invalid_input:
    case failure_code::not_found:
      return exit_usage;
    case failure_code::authentication:
      return exit_authentication;
    default:
      return exit_provider;
  }
}

}  // namespace parley::cli
