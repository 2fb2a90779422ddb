#include "net/http/socket_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <cerrno>
#include <climits>

namespace parley::http {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

void prepare(tcp::socket& socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
}

asio::awaitable<error_code> wait_on(tcp::socket& socket, io_want what) {
  if (!socket.is_open()) co_return error_code(asio::error::operation_aborted);
  const auto kind = what == io_want::read ? tcp::socket::wait_read : tcp::socket::wait_write;
  auto outcome = co_await socket.async_wait(kind, asio::as_tuple(asio::deferred));
  co_return std::get<0>(outcome);
}

void close_socket(tcp::socket& socket, bool reset) {
  if (!socket.is_open()) return;
  error_code ignored;
  if (reset) socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

// recv and send again after a signal; send without SIGPIPE.
ssize_t receive(int fd, char* to, std::size_t size) {
  for (;;) {
    const ssize_t n = ::recv(fd, to, size, 0);
    if (n >= 0 || errno != EINTR) return n;
  }
}
ssize_t transmit(int fd, const char* from, std::size_t size) {
  for (;;) {
    const ssize_t n = ::send(fd, from, size, MSG_NOSIGNAL);
    if (n >= 0 || errno != EINTR) return n;
  }
}

std::string system_text(int error) {
  if (error == 0) return "the connection was cut";
  return error_code(error, boost::system::system_category()).message();
}

// `Socket` is tcp::socket or a reference to one.
template <class Socket>
class plain_stream final : public byte_stream {
 public:
  explicit plain_stream(Socket&& socket) : socket_(static_cast<Socket&&>(socket)) {
    prepare(socket_);
  }

  io_step try_read(char* to, std::size_t size) override {
    const ssize_t n = receive(socket_.native_handle(), to, size);
    drained_ = n > 0 && static_cast<std::size_t>(n) < size;
    if (n > 0) return {io_state::done, static_cast<std::size_t>(n)};
    if (n == 0) return {io_state::ended};
    return failed(io_state::want_read);
  }
  io_step try_write(std::string_view bytes) override {
    const ssize_t n = transmit(socket_.native_handle(), bytes.data(), bytes.size());
    if (n >= 0) return {io_state::done, static_cast<std::size_t>(n)};
    return failed(io_state::want_write);
  }
  bool drained() const override { return drained_; }
  io_step try_handshake() override { return {io_state::done}; }
  asio::awaitable<error_code> wait(io_want what) override { return wait_on(socket_, what); }
  void finish_sending() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close(bool reset) override { close_socket(socket_, reset); }
  std::string why_broken() const override { return system_text(error_); }

 private:
  io_step failed(io_state blocked) {
    if (would_block(errno)) return {blocked};
    error_ = errno;
    return {io_state::broken};
  }
  Socket socket_;
  int error_ = 0;
  bool drained_ = false;
};

// --- OpenSSL reads and writes the socket itself, through this BIO: its own socket BIO would raise
// SIGPIPE, and Asio's TLS stream copies every byte through two more buffers.
struct bio_state {
  int fd = -1;
  int error = 0;
  bool ended = false;
  bool drained = false;  // the last read took less than there was room for
};
bio_state& state_of(BIO* bio) {
  return *static_cast<bio_state*>(BIO_get_data(bio));
}

int bio_read(BIO* bio, char* to, int size) {
  BIO_clear_retry_flags(bio);
  bio_state& state = state_of(bio);
  const ssize_t n = receive(state.fd, to, static_cast<std::size_t>(size));
  state.drained = n > 0 && n < size;
  if (n == 0) state.ended = true;
  if (n < 0 && would_block(errno))
    BIO_set_retry_read(bio);
  else if (n < 0)
    state.error = errno;
  return static_cast<int>(n);
}
int bio_write(BIO* bio, const char* from, int size) {
  BIO_clear_retry_flags(bio);
  bio_state& state = state_of(bio);
  const ssize_t n = transmit(state.fd, from, static_cast<std::size_t>(size));
  if (n < 0 && would_block(errno))
    BIO_set_retry_write(bio);
  else if (n < 0)
    state.error = errno;
  return static_cast<int>(n);
}
long bio_control(BIO* bio, int what, long, void*) {
  if (what == BIO_CTRL_EOF) return state_of(bio).ended ? 1 : 0;
  return what == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

class openssl_stream final : public tls_stream {
 public:
  openssl_stream(tcp::socket socket, ssl_ptr tls)
      : socket_(std::move(socket)), tls_(std::move(tls)) {
    prepare(socket_);
    bio_.fd = socket_.native_handle();
    BIO* bio = BIO_new(socket_method());
    BIO_set_data(bio, &bio_);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls_.get(), bio, bio);  // takes the BIO
  }

  io_step try_read(char* to, std::size_t size) override {
    if (dead_) return {io_state::broken};
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), to, clamp(size));
    return n > 0 ? io_step{io_state::done, static_cast<std::size_t>(n)} : failed(n);
  }
  // What OpenSSL has read ahead may hold a record that it has not looked at yet.
  bool drained() const override { return bio_.drained && SSL_has_pending(tls_.get()) == 0; }
  io_step try_write(std::string_view bytes) override {
    if (dead_) return {io_state::broken};
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), bytes.data(), clamp(bytes.size()));
    return n > 0 ? io_step{io_state::done, static_cast<std::size_t>(n)} : failed(n);
  }
  io_step try_handshake() override {
    if (dead_) return {io_state::broken};
    ERR_clear_error();
    const int n = SSL_do_handshake(tls_.get());
    return n == 1 ? io_step{io_state::done} : failed(n);
  }
  asio::awaitable<error_code> wait(io_want what) override { return wait_on(socket_, what); }

  void finish_sending() override {
    send_closing_message();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close(bool reset) override {
    dead_ = true;
    // Without this, freeing an open connection would mark its session as not resumable.
    SSL_set_shutdown(tls_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    close_socket(socket_, reset);
  }
  std::string why_broken() const override { return why_; }
  long verify_error() const override { return SSL_get_verify_result(tls_.get()); }
  bool resumed() const override { return SSL_session_reused(tls_.get()) == 1; }

 private:
  static int clamp(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
  }

  void send_closing_message() {
    if (dead_ || !SSL_is_init_finished(tls_.get())) return;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
    ERR_clear_error();
  }

  io_step failed(int outcome) {
    switch (SSL_get_error(tls_.get(), outcome)) {
      case SSL_ERROR_WANT_READ:
        return {io_state::want_read};
      case SSL_ERROR_WANT_WRITE:
        return {io_state::want_write};
      case SSL_ERROR_ZERO_RETURN:
        return {io_state::ended};
      default:
        break;
    }
    dead_ = true;
    if (bio_.error != 0)
      why_ = system_text(bio_.error);
    else if (bio_.ended)
      why_ = "the connection was cut without TLS's closing message";
    else
      why_ = "TLS: " + take_tls_errors();
    ERR_clear_error();
    return {io_state::broken};
  }

  tcp::socket socket_;
  bio_state bio_;  // outlives tls_, which points to it
  ssl_ptr tls_;
  bool dead_ = false;
  std::string why_ = "the connection was closed";
};

}  // namespace

std::unique_ptr<byte_stream> make_plain_stream(tcp::socket socket) {
  return std::make_unique<plain_stream<tcp::socket>>(std::move(socket));
}

std::unique_ptr<byte_stream> make_borrowing_stream(tcp::socket& socket) {
  return std::make_unique<plain_stream<tcp::socket&>>(socket);
}

std::unique_ptr<tls_stream> make_tls_stream(tcp::socket socket, ssl_ptr tls) {
  return std::make_unique<openssl_stream>(std::move(socket), std::move(tls));
}

}  // namespace parley::http
