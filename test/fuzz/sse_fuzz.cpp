// Any bytes as an event stream: the same events in any cut, within the bound, never a crash.
#include <cstdlib>
#include <vector>

#include "net/wire/sse_parser.hpp"

namespace {

constexpr std::size_t bound = 4096;

struct reading {
  std::vector<std::string> events;
  bool refused = false;
  bool operator==(const reading&) const = default;
};

reading read_in_pieces(std::string_view bytes, std::size_t piece) {
  reading seen;
  parley::wire::sse_parser parser(bound);
  const auto sink = [&](const parley::wire::sse_event& event) {
    if (event.data.size() > bound) std::abort();
    seen.events.push_back(event.name + '\0' + event.data);
  };
  for (std::size_t at = 0; at < bytes.size() && !seen.refused; at += piece)
    seen.refused = !parser.feed(bytes.substr(at, piece), sink);
  if (!parser.finish(sink)) std::abort();
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + data[0] % 31;
  if (read_in_pieces(bytes, piece) != read_in_pieces(bytes, size)) std::abort();
  return 0;
}
