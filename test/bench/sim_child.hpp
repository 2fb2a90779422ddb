// `parley sim` as a process of its own, kept on one core, and what it costs.
// Must not know: what is asked of it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace parley::bench {

class sim_child {
 public:
  /// Starts `program` sim on any free port with `arguments`, on core `core`. Throws with what is
  /// wrong.
  sim_child(const std::string& program, const std::vector<std::string>& arguments, int core);
  ~sim_child();
  sim_child(const sim_child&) = delete;
  sim_child& operator=(const sim_child&) = delete;

  const std::string& base_url() const { return base_url_; }
  const std::string& ca_file() const { return ca_file_; }
  double cpu_seconds() const;  ///< user and system so far
  double memory_mb() const;    ///< resident, at most so far, in 10^6 bytes

 private:
  pid_t pid_ = -1;
  std::string base_url_, ca_file_;
};

/// Keeps the calling thread, and processes it starts, on one core.
void stay_on_core(int core);
int cores();

}  // namespace parley::bench
