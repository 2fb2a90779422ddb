// HTTP requests and replies as plain data, the same for client and server.
// Must not know: Beast, sockets, JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::http {

/// Header fields in order of arrival; names compare case-insensitively.
class fields {
 public:
  void set(std::string name, std::string value);  ///< replaces all of that name
  void add(std::string name, std::string value);
  std::optional<std::string_view> get(std::string_view name) const;  ///< the first
  const std::vector<std::pair<std::string, std::string>>& all() const { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

class resend_permit;  // net/http/client.hpp

struct request {
  std::string method = "GET";
  std::string target = "/";  ///< path and query, as on the wire
  fields headers;
  std::string body;
  /// Asked before the same request is written to a second connection; nullptr: it may be.
  resend_permit* again = nullptr;
};

struct response {
  int status = 200;
  fields headers;
  std::string body;
};

}  // namespace parley::http
