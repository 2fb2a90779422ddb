#include "cli/provider_setup.hpp"

#include <fmt/format.h>

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

/// Nothing for an empty path.
result<std::string> read_pem(const std::string& path, std::string_view what, std::string_view key) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(failure_code::not_found,
                fmt::format("cannot read the {} in {}: check {}openai.{}", what, path,
                            key == "ca_file" ? "--ca-file or " : "", key));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

result<void> read_identity(const openai_settings& endpoint, open_endpoint& into) {
  auto authorities = read_pem(endpoint.ca_file, "certificate authorities", "ca_file");
  if (!authorities) return authorities.error();
  auto own =
      read_pem(endpoint.client_certificate_file, "own certificate", "client_certificate_file");
  if (!own) return own.error();
  auto key = read_pem(endpoint.client_key_file, "own private key", "client_key_file");
  if (!key) return key.error();
  into.ca_pem = std::move(*authorities);
  into.client_certificate_pem = std::move(*own);
  into.client_key_pem = std::move(*key);
  return {};
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
    return fail(failure_code::not_found, "cannot read the API key file " + path +
                                             ": check --api-key-file or openai.api_key_file");
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

result<std::string> provider_name(const settings& config) {
  if (!config.run.provider.empty()) return config.run.provider;
  const auto key = find_api_key(config.openai);
  if (!key) return key.error();
  return choose_provider(config, *key);
}

result<open_endpoint> open_service(const settings& config) {
  auto key = find_api_key(config.openai);
  if (!key) return key.error();
  open_endpoint out;
  out.name = choose_provider(config, *key);
  out.endpoint = config.openai;
  if (out.name == "sim") {
    sim::provider_settings simulated;
    simulated.world = config.sim;
    auto note = sim::word_list_note(config.sim);
    if (!note) return note.error();
    out.note = std::move(*note);
    auto started = sim::simulated_provider::start(simulated);
    if (!started) return started.error();
    out.service = std::move(*started);
    out.endpoint.base_url = out.service->base_url();
    out.ca_pem = out.service->ca_pem();
    return out;
  }
  if (key->empty() && config.openai.base_url == openai_settings{}.base_url)
    return fail(failure_code::authentication,
                "no API key: set OPENAI_API_KEY, or name a file that holds it with --api-key-file. "
                "Without a key, --provider sim runs against the embedded simulated provider.");
  out.api_key = std::move(*key);
  if (auto read = read_identity(config.openai, out); !read) return read.error();
  return out;
}

failure explain_creation(const failure& why, const settings& config, std::string_view provider) {
  const bool own_ca = provider != "sim" && !config.openai.ca_file.empty();
  if (!own_ca || why.code != failure_code::tls_failed) return why;
  // Nothing was sent yet: the file is wrong.
  return fail(failure_code::invalid_config, config.openai.ca_file + ": " + why.message);
}

result<connected_provider> connect_provider(asio::io_context& context, clock_source& clock,
                                            const settings& config) {
  auto opened = open_service(config);
  if (!opened) return opened.error();
  connected_provider out;
  out.name = opened->name;
  out.service = std::move(opened->service);
  out.note = std::move(opened->note);
  out.base_url = opened->endpoint.base_url;
  auto remote = openai_provider_settings::from(config);
  remote.endpoint = std::move(opened->endpoint);
  remote.api_key = std::move(opened->api_key);
  remote.ca_pem = std::move(opened->ca_pem);
  remote.client_certificate_pem = std::move(opened->client_certificate_pem);
  remote.client_key_pem = std::move(opened->client_key_pem);
  auto created = openai_provider::create(context, clock, std::move(remote));
  if (!created) return explain_creation(created.error(), config, out.name);
  out.llm = std::move(*created);
  return out;
}

int refuse(const failure& why, console& con) {
  con.error({why.message, std::string(to_string(why.code)), {}});
  return exit_code_of(why);
}

int exit_code_of(const failure& why) {
  switch (why.code) {
    case failure_code::invalid_config:
    case failure_code::invalid_input:
    case failure_code::not_found:
    case failure_code::not_writable:
      return exit_usage;
    case failure_code::authentication:
      return exit_authentication;
    default:
      return exit_provider;
  }
}

}  // namespace parley::cli
