// The other end of the transport benchmark: a process of its own that answers like a model would.
// Must not know: what is measured.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace parley::bench {

/// HTTPS on a free port of loopback until destroyed. Every reply takes `think`; its id says how
/// long the server really had the call, in microseconds: "resp_250123".
class model_process {
 public:
  explicit model_process(std::chrono::microseconds think);
  model_process(const model_process&) = delete;
  model_process& operator=(const model_process&) = delete;
  ~model_process();

  std::uint16_t port() const { return port_; }
  const std::string& ca_pem() const { return ca_pem_; }
  std::string base_url() const;

 private:
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
  std::string ca_pem_;
};

/// A typical call of a conversation, as any client would send it (not streamed).
std::string typical_body(bool stream);

}  // namespace parley::bench
