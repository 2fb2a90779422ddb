#include "net/http/message_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace parley::http {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using beast::string_view;
using boost::system::error_code;

// Beast's grammar, filling our plain messages. What Beast leaves to its user is checked here: the
// sum of all header fields, the receiver's wish to stop, and the ways in which two servers could
// disagree about where a request ends (request smuggling).
template <bool IsRequest, class Message>
class grammar final : public bhttp::basic_parser<IsRequest> {
 public:
  using sink = response_reader::sink;

  grammar(const message_limits& limits, const sink* to) : limits_(limits), sink_(to) {
    this->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    this->body_limit(limits.body_bytes);
    this->eager(true);
  }

  Message message;
  int version = 11;
  int host_fields = 0;
  bool has_transfer_encoding = false;
  bool expects_continue = false;
  bool stopped = false;
  bool header_done = false;
  std::uint64_t own_body_limit = UINT64_MAX;

 private:
  void on_request_impl(bhttp::verb, string_view method, string_view target, int http_version,
                       error_code& ec) override {
    if constexpr (IsRequest) {
      message.method.assign(method.data(), method.size());
      message.target.assign(target.data(), target.size());
    }
    version = http_version;
    count(method.size() + target.size() + 12, ec);
  }
  void on_response_impl(int code, string_view reason, int http_version, error_code& ec) override {
    if constexpr (!IsRequest) message.status = code;
    version = http_version;
    count(reason.size() + 15, ec);
  }
  void on_field_impl(bhttp::field known, string_view name, string_view value,
                     error_code& ec) override {
    count(name.size() + value.size() + 4, ec);
    if (ec || header_done) return;  // trailer fields are read over
    if (known == bhttp::field::host) ++host_fields;
    if (known == bhttp::field::transfer_encoding) has_transfer_encoding = true;
    if (known == bhttp::field::expect && beast::iequals(value, "100-continue"))
      expects_continue = true;
    message.headers.add(std::string(name.data(), name.size()),
                        std::string(value.data(), value.size()));
  }
  void on_header_impl(error_code& ec) override {
    header_done = true;
    if (!has_transfer_encoding) {
      if (IsRequest && version >= 11 && host_fields != 1) ec = bhttp::error::bad_field;
      return;
    }
    // An encoding that is not plain "chunked", or one that HTTP/1.0 does not have, would leave the
    // end of the message open to interpretation.
    if (!this->chunked() || version < 11) ec = bhttp::error::bad_transfer_encoding;
    if (IsRequest && version >= 11 && host_fields != 1) ec = bhttp::error::bad_field;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    constexpr std::uint64_t trusted = 1 << 20;  // a stated length may be a lie
    if (length && !sink_wanted()) message.body.reserve(std::min(*length, trusted));
  }
  std::size_t on_body_impl(string_view bytes, error_code& ec) override { return take(bytes, ec); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& ec) override {
    return take(bytes, ec);
  }
  void on_finish_impl(error_code&) override {}

  bool sink_wanted() const {
    if constexpr (IsRequest)
      return false;
    else
      return sink_ && *sink_ && message.status / 100 == 2;
  }
  std::size_t take(string_view bytes, error_code& ec) {
    if (!sink_wanted()) {
      if (message.body.size() + bytes.size() > own_body_limit) {
        ec = bhttp::error::body_limit;
        return 0;
      }
      message.body.append(bytes.data(), bytes.size());
    } else if (!bytes.empty() && !(*sink_)(std::string_view(bytes.data(), bytes.size()))) {
      stopped = true;
      ec = bhttp::error::end_of_stream;
    }
    return bytes.size();
  }
  void count(std::size_t bytes, error_code& ec) {
    header_bytes_ += bytes;
    if (header_bytes_ > limits_.header_bytes) ec = bhttp::error::header_limit;
  }

  message_limits limits_;
  const sink* sink_;
  std::size_t header_bytes_ = 0;
};

template <bool IsRequest, class Message>
class reader_core {
 public:
  explicit reader_core(const message_limits& limits) : limits_(limits) {}

  void start(bool without_body, const response_reader::sink* to) {
    grammar_.emplace(limits_, to);
    if constexpr (!IsRequest) grammar_->skip(without_body);
    header_reported_ = false;
    problem_ = read_problem::none;
    text_.clear();
  }

  read_state feed(byte_buffer& from) {
    if (problem_ != read_problem::none) return read_state::failed;
    while (!from.empty() && !grammar_->is_done()) {
      // Up to the end of the header first, so that the caller can act on it before the body.
      grammar_->eager(header_reported_);
      const auto bytes = from.data();
      error_code ec;
      from.consume(grammar_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec));
      if (grammar_->stopped) return read_state::stopped;
      if (ec == bhttp::error::need_more) {
        if (from.data().size() < limits_.header_bytes) return read_state::need_more;
        ec = bhttp::error::header_limit;  // a chunk's header or the trailer without end
      }
      if (ec) return failed(ec);
      if (header_just_done()) return read_state::header;
    }
    if (header_just_done()) return read_state::header;
    return grammar_->is_done() ? read_state::complete : read_state::need_more;
  }

  read_state end_of_stream() {
    error_code ec = bhttp::error::partial_message;
    if (grammar_->is_header_done()) grammar_->put_eof(ec);
    return ec ? failed(ec) : read_state::complete;
  }

  read_state failed(error_code ec) {
    problem_ = read_problem::malformed;
    if (ec == bhttp::error::header_limit) problem_ = read_problem::header_too_large;
    if (ec == bhttp::error::body_limit || ec == bhttp::error::buffer_overflow)
      problem_ = read_problem::body_too_large;
    text_ = ec.message();
    return read_state::failed;
  }

  std::optional<grammar<IsRequest, Message>> grammar_;
  message_limits limits_;
  bool header_reported_ = false;
  read_problem problem_ = read_problem::none;
  std::string text_;

 private:
  bool header_just_done() {
    if (header_reported_ || !grammar_->is_header_done()) return false;
    return header_reported_ = true;
  }
};

class beast_request_reader final : public request_reader {
 public:
  explicit beast_request_reader(const message_limits& limits) : core_(limits) {}
  void start() override { core_.start(false, nullptr); }
  read_state feed(byte_buffer& from) override { return core_.feed(from); }
  bool keep_alive() const override { return core_.grammar_->keep_alive(); }
  bool is_http11() const override { return core_.grammar_->version >= 11; }
  read_problem problem() const override { return core_.problem_; }
  std::string problem_text() const override { return core_.text_; }
  request& message() override { return core_.grammar_->message; }
  bool expects_continue() const override { return core_.grammar_->expects_continue; }
  void limit_body(std::uint64_t bytes) override {
    core_.grammar_->own_body_limit = bytes;
    const auto stated = core_.grammar_->content_length();
    if (stated && *stated > bytes) core_.failed(bhttp::error::body_limit);
  }

 private:
  reader_core<true, request> core_;
};

class beast_response_reader final : public response_reader {
 public:
  explicit beast_response_reader(const message_limits& limits) : core_(limits) {}
  void start(bool without_body, const sink& to) override { core_.start(without_body, &to); }
  read_state feed(byte_buffer& from) override { return core_.feed(from); }
  bool keep_alive() const override { return core_.grammar_->keep_alive(); }
  bool is_http11() const override { return core_.grammar_->version >= 11; }
  read_problem problem() const override { return core_.problem_; }
  std::string problem_text() const override { return core_.text_; }
  response& message() override { return core_.grammar_->message; }
  bool ends_with_connection() const override { return core_.grammar_->need_eof(); }
  read_state end_of_stream() override { return core_.end_of_stream(); }

 private:
  reader_core<false, response> core_;
};

}  // namespace

std::unique_ptr<request_reader> make_request_reader(message_limits limits) {
  return std::make_unique<beast_request_reader>(limits);
}

std::unique_ptr<response_reader> make_response_reader(message_limits limits) {
  return std::make_unique<beast_response_reader>(limits);
}

}  // namespace parley::http
