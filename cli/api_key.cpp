#include <cstdlib>
#include <fstream>

#include "cli/run_session.hpp"

namespace parley::cli {

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

std::string choose_provider(const settings& config, const std::string& api_key) {
  if (!config.run.provider.empty()) return config.run.provider;
  return api_key.empty() ? "sim" : "openai";
}

}  // namespace parley::cli
