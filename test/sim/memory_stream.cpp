#include "test/sim/memory_stream.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/system/system_error.hpp>

#include "base/wait_list.hpp"

namespace parley::test {
namespace {

using http::io_state;
using http::io_step;
using http::io_want;

/// One direction of a connection.
struct pipe {
  explicit pipe(asio::any_io_executor executor) : readers(executor), writers(executor) {}
  std::string readable;       ///< arrived
  std::size_t taken = 0;      ///< of `readable`
  std::size_t under_way = 0;  ///< written, not yet arrived
  std::size_t written = 0;    ///< in all
  bool finished = false;      ///< nothing follows what was written
  bool end_arrived = false;   ///< and the reader may know it
  wait_list readers, writers;

  std::size_t unread() const { return readable.size() - taken; }
};

/// What both ends share; lives until the last of them, and the last delivery, is gone.
struct wire : std::enable_shared_from_this<wire> {
  wire(asio::any_io_executor executor, clock_source& time, const memory_line& how)
      : runs_on(executor), clock(time), line(how), to_server(executor), to_client(executor) {}

  void deliver_later(pipe& into, std::string bytes, bool end) {
    into.under_way += bytes.size();
    auto arrive = [self = shared_from_this(), &into, text = std::move(bytes), end](error_code) {
      into.under_way -= text.size();
      into.readable += text;
      into.end_arrived = into.end_arrived || end;
      into.readers.wake_all();
    };
    clock.async_wait_until(clock.now() + line.one_way,
                           asio::bind_executor(runs_on, std::move(arrive)));
  }
  void break_off() {
    broken = true;
    for (pipe* each : {&to_server, &to_client}) {
      each->readers.wake_all();
      each->writers.wake_all();
    }
  }

  asio::any_io_executor runs_on;
  clock_source& clock;
  memory_line line;
  pipe to_server, to_client;
  bool broken = false;
};

class memory_stream final : public http::byte_stream {
 public:
  memory_stream(std::shared_ptr<wire> shared, pipe& in, pipe& out)
      : shared_(std::move(shared)), in_(in), out_(out) {}
  ~memory_stream() override { close(false); }

  io_step try_read(char* to, std::size_t size) override {
    if (closed_ || shared_->broken) return {io_state::broken, 0};
    if (in_.unread() == 0) return {in_.end_arrived ? io_state::ended : io_state::want_read, 0};
    const std::size_t n = std::min({size, in_.unread(), shared_->line.largest_piece});
    std::copy_n(in_.readable.begin() + static_cast<std::ptrdiff_t>(in_.taken), n, to);
    in_.taken += n;
    if (in_.unread() == 0) {
      in_.readable.clear();
      in_.taken = 0;
    }
    in_.writers.wake_all();
    return {io_state::done, n};
  }

  io_step try_write(std::string_view bytes) override {
    if (closed_ || shared_->broken) return {io_state::broken, 0};
    const std::size_t filled = out_.unread() + out_.under_way;
    if (filled >= shared_->line.window) return {io_state::want_write, 0};
    std::size_t n =
        std::min({bytes.size(), shared_->line.window - filled, shared_->line.largest_piece});
    const std::size_t cut = shared_->line.cut_after;
    if (cut > 0 && &out_ == &shared_->to_client && out_.written + n >= cut) {
      shared_->break_off();
      return {io_state::broken, 0};
    }
    out_.written += n;
    shared_->deliver_later(out_, std::string(bytes.substr(0, n)), false);
    return {io_state::done, n};
  }

  io_step try_handshake() override { return {io_state::done, 0}; }

  asio::awaitable<error_code> wait(io_want what) override {
    wait_list& gate = what == io_want::read ? in_.readers : out_.writers;
    try {
      while (!closed_ && !ready(what)) co_await gate.wait();
    } catch (const boost::system::system_error& cancelled) {
      co_return cancelled.code();
    }
    if (closed_) co_return asio::error::operation_aborted;
    co_return error_code();
  }

  void finish_sending() override {
    if (out_.finished || closed_ || shared_->broken) return;
    out_.finished = true;
    shared_->deliver_later(out_, {}, true);
  }

  void close(bool reset) override {
    if (closed_) return;
    if (!reset) finish_sending();
    closed_ = true;
    in_.readers.wake_all();
    out_.writers.wake_all();
    if (reset) shared_->break_off();
  }

  std::string why_broken() const override {
    return closed_ ? "closed by us" : "connection reset by peer";
  }

 private:
  bool ready(io_want what) const {
    if (shared_->broken) return true;
    if (what == io_want::read) return in_.unread() > 0 || in_.end_arrived;
    return out_.unread() + out_.under_way < shared_->line.window;
  }

  std::shared_ptr<wire> shared_;
  pipe& in_;
  pipe& out_;
  bool closed_ = false;
};

}  // namespace

memory_pair make_memory_pair(asio::any_io_executor executor, clock_source& clock,
                             const memory_line& line) {
  auto shared = std::make_shared<wire>(executor, clock, line);
  memory_pair ends;
  ends.client = std::make_unique<memory_stream>(shared, shared->to_client, shared->to_server);
  ends.server = std::make_unique<memory_stream>(shared, shared->to_server, shared->to_client);
  return ends;
}

}  // namespace parley::test
