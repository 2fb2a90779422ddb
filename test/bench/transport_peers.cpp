#include "test/bench/transport_peers.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace parley::bench {
namespace {

double children_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::optional<std::string> output_of(const std::string& command) {
  std::FILE* child = ::popen((command + " 2>&1").c_str(), "r");
  if (child == nullptr) return std::nullopt;
  std::string text;
  char line[4096];
  while (std::fgets(line, sizeof line, child) != nullptr) text += line;
  if (::pclose(child) != 0) return std::nullopt;
  return text;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

constexpr std::string_view node_script = R"(
import OpenAI from 'openai';
import { readFileSync } from 'node:fs';
const [, , baseURL, workers, seconds, bodyFile] = process.argv;
const body = JSON.parse(readFileSync(bodyFile, 'utf8'));
const client = new OpenAI({ apiKey: 'sk-none', baseURL });
let calls = 0, measuring = false, over = false;
const added = [];
async function work() {
  while (!over) {
    const begun = performance.now();
    const reply = await client.responses.create(body);
    if (!reply.output_text) throw new Error('no text');
    if (!measuring) continue;
    calls++;
    added.push(performance.now() - begun - Number(reply.id.slice(5)) / 1000);
  }
}
const all = Array.from({ length: Number(workers) }, work);
setTimeout(() => {
  measuring = true;
  const before = process.cpuUsage();
  setTimeout(() => {
    const used = process.cpuUsage(before);
    over = true;
    added.sort((a, b) => a - b);
    const p99 = added[Math.floor(added.length * 0.99)];
    console.log(`RESULT ${calls} ${used.user + used.system} ${p99}`);
    process.exit(0);
  }, 1000 * Number(seconds));
}, 2000);
await Promise.all(all);
)";

}  // namespace

std::optional<peer_result> measure_wrk(const model_process& server, int in_flight, int seconds,
                                       bool stream) {
  const auto script =
      std::filesystem::temp_directory_path() / "parley-bench-transport" / "post.lua";
  write_file(script, fmt::format("wrk.method = 'POST'\nwrk.body = '{}'\n"
                                 "wrk.headers['Content-Type'] = 'application/json'\n",
                                 typical_body(stream)));
  const double before = children_cpu_s();
  const auto said = output_of(fmt::format("wrk -t1 -c{} -d{}s -s {} {}/responses", in_flight,
                                          seconds, script.string(), server.base_url()));
  const double used = children_cpu_s() - before;
  if (!said) return std::nullopt;
  const auto at = said->find(" requests in ");
  if (at == said->npos) return std::nullopt;
  const auto begin = said->rfind('\n', at) + 1;
  const double calls = std::stod(said->substr(begin, at - begin));
  if (calls <= 0) return std::nullopt;
  peer_result out;
  out.cpu_us_per_call = 1e6 * used / calls;
  out.calls_per_s = calls / seconds;
  return out;
}

std::optional<peer_result> measure_node_sdk(const model_process& server, int in_flight, int seconds,
                                            const std::string& folder) {
  const std::filesystem::path home(folder);
  if (!std::filesystem::exists(home / "node_modules/openai")) {
    std::filesystem::create_directories(home);
    if (!output_of(fmt::format(
            "npm install --silent --no-fund --no-audit --prefix {} openai@6.49.0", home.string())))
      return std::nullopt;
  }
  write_file(home / "ca.pem", server.ca_pem());
  write_file(home / "body.json", typical_body(false));
  write_file(home / "loop.mjs", std::string(node_script));
  const auto said = output_of(
      fmt::format("NODE_EXTRA_CA_CERTS={0}/ca.pem node {0}/loop.mjs {1} {2} {3} {0}/body.json",
                  home.string(), server.base_url(), in_flight, seconds));
  if (!said) return std::nullopt;
  const auto at = said->find("RESULT ");
  if (at == said->npos) return std::nullopt;
  double calls = 0, used_us = 0, p99 = 0;
  if (std::sscanf(said->c_str() + at, "RESULT %lf %lf %lf", &calls, &used_us, &p99) != 3 ||
      calls <= 0)
    return std::nullopt;
  peer_result out;
  out.cpu_us_per_call = used_us / calls;
  out.calls_per_s = calls / seconds;
  out.added_p99_ms = p99;
  return out;
}

}  // namespace parley::bench
