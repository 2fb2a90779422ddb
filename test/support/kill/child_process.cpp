#include "test/support/kill/child_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "base/json.hpp"

namespace parley::test {
namespace {

using namespace std::chrono_literals;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

child_process::child_process(const std::vector<std::string>& words, const environment& more,
                             const std::filesystem::path& out, const std::filesystem::path& err,
                             privileges may) {
  pid_ = ::fork();
  if (pid_ != 0) return;
  const int to = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int errors = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(to, 1);
  ::dup2(errors, 2);
  // What root may do beyond its files' permissions; who is not root has none of it.
  if (may == privileges::dropped)
    for (const int power : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER})
      ::prctl(PR_CAPBSET_DROP, power);
  for (const auto& [key, value] : more) ::setenv(key.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(121);
}

child_process::~child_process() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void child_process::send(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

int child_process::wait(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (std::chrono::steady_clock::now() >= end) return -1;
    std::this_thread::sleep_for(1ms);
  }
}

separate_provider::separate_provider(const std::string& program,
                                     const std::filesystem::path& folder,
                                     const std::string& time_scale)
    : process_({program, "sim", "--listen", "127.0.0.1:0", "--plain", "--json", "--time-scale",
                time_scale},
               {}, folder / "sim.out", folder / "sim.err") {
  for (int i = 0; i < 2000 && base_url_.empty(); ++i) {
    const std::string text = content_of(folder / "sim.out");
    if (const auto value = parse_json(text); value && text.ends_with('\n'))
      base_url_ = value->at("base_url").as_string();
    else
      std::this_thread::sleep_for(5ms);
  }
  if (base_url_.empty()) throw std::runtime_error("parley sim did not start");
}

std::string separate_provider::ask(const std::string& method, const std::string& target,
                                   const std::string& body) const {
  const auto colon = base_url_.rfind(':');
  const int port = std::stoi(base_url_.substr(colon + 1));
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
    throw std::runtime_error("the simulated provider is gone");
  const std::string request = method + " " + target +
                              " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                              "Authorization: Bearer x\r\nContent-Type: application/json\r\n"
                              "Content-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  (void)!::write(fd, request.data(), request.size());
  std::string reply;
  char piece[65536];
  for (ssize_t n; (n = ::read(fd, piece, sizeof piece)) > 0;)
    reply.append(piece, static_cast<std::size_t>(n));
  ::close(fd);
  const auto end = reply.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.substr(end + 4);
}

std::map<std::string, int> separate_provider::granted() const {
  std::map<std::string, int> out;
  const auto ledger = parse_json(ask("GET", "/sim/ledger?events=20000"));
  if (!ledger) throw std::runtime_error("no ledger: " + ledger.error().message);
  for (const auto& event : ledger->at("events").as_array())
    if (event.at("event").as_string() == "granted")
      ++out[std::string(event.at("call").as_string())];
  return out;
}

void separate_provider::go_wrong(const std::string& plan) const {
  ask("POST", "/sim/faults", plan);
}

void separate_provider::heal() const {
  ask("DELETE", "/sim/faults");
}

void separate_provider::forget() const {
  ask("DELETE", "/sim/ledger");
}

}  // namespace parley::test
