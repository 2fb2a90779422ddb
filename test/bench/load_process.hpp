// Child processes of the load benchmark: a server on one core, a client on the other.
#pragma once

#include <string>
#include <vector>

#include "output/load_record.hpp"

namespace parley::bench {

/// A server that prints {"base_url", "ca_file"} and runs until destroyed.
class server_process {
 public:
  /// `core`: it runs there only; below 0: anywhere.
  server_process(const std::vector<std::string>& command, int core);
  ~server_process();
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  const std::string& base_url() const { return base_url_; }
  const std::string& ca_file() const { return ca_file_; }
  int pid() const { return pid_; }
  double cpu_seconds() const;  ///< user and system, so far

 private:
  int pid_ = -1;
  std::string base_url_, ca_file_;
};

/// Runs `program load` with the arguments on one core and gives its result. Ends the benchmark with
/// a message when there is none.
load_record run_load(const std::string& program, const server_process& server,
                     const std::vector<std::string>& arguments, int core);

}  // namespace parley::bench
