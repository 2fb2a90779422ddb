// A child process that can be killed, and the simulated provider as one.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace parley::test {

using environment = std::vector<std::pair<std::string, std::string>>;

/// dropped: permissions bind the child also when the test runs as root.
enum class privileges { kept, dropped };

class child_process {
 public:
  /// Standard output and error go to files.
  child_process(const std::vector<std::string>& words, const environment& more,
                const std::filesystem::path& out, const std::filesystem::path& err,
                privileges may = privileges::kept);
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;
  ~child_process();  ///< kills and reaps

  void send(int signal) const;
  /// The exit status, 128 + signal when it was killed. -1: still running after `seconds`.
  int wait(double seconds);

 private:
  pid_t pid_ = -1;
};

/// `parley sim` beside the program under test: it outlives every kill.
class separate_provider {
 public:
  separate_provider(const std::string& program, const std::filesystem::path& folder,
                    const std::string& time_scale);
  const std::string& base_url() const { return base_url_; }
  /// Granted calls by the client's name for them.
  std::map<std::string, int> granted() const;
  void forget() const;
  /// From now on what this fault plan says (JSON), or nothing.
  void go_wrong(const std::string& plan) const;
  void heal() const;

 private:
  std::string ask(const std::string& method, const std::string& target,
                  const std::string& body = "") const;
  child_process process_;
  std::string base_url_;
};

}  // namespace parley::test
