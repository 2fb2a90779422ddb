#include "net/http/stream.hpp"

namespace parley::http {

// The bytes belong to the caller, who awaits: they outlive the coroutine.
boost::asio::awaitable<bool> write_all(byte_stream& to, std::string_view bytes) {
  while (!bytes.empty()) {
    const io_step step = to.try_write(bytes);
    switch (step.state) {
      case io_state::done:
        bytes.remove_prefix(step.bytes);
        break;
      case io_state::want_read:
        if (co_await to.wait(io_want::read)) co_return false;
        break;
      case io_state::want_write:
        if (co_await to.wait(io_want::write)) co_return false;
        break;
      case io_state::ended:
      case io_state::broken:
        co_return false;
    }
  }
  co_return true;
}

}  // namespace parley::http
