// Writes JSON text member by member, without building a tree first: replies are most of our work.
// Must not know: any document's meaning.
#pragma once

#include <boost/json/value.hpp>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::sim::service {

/// Appends `text` as a JSON string with its quotes. `text` must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// Commas are its duty, balance is the caller's.
class json_text {
 public:
  void open(char bracket) {  ///< '{' or '['
    separate();
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    first_ = true;  // the value follows without a comma
  }
  void string(std::string_view text) {
    separate();
    append_json_string(out_, text);
  }
  /// Text that is JSON already: "null", "true", a number, a whole document.
  void literal(std::string_view text) {
    separate();
    out_ += text;
  }
  void integer(std::int64_t value);
  void number(double value);
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void value(const boost::json::value& value);

  void member(std::string_view name, std::string_view text) {
    key(name);
    string(text);
  }
  void member(std::string_view name, const char* text) { member(name, std::string_view(text)); }
  void member(std::string_view name, bool value) {
    key(name);
    boolean(value);
  }
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  void member(std::string_view name, Integer value) {
    key(name);
    integer(static_cast<std::int64_t>(value));
  }
  void member(std::string_view name, double value) {
    key(name);
    number(value);
  }
  void null_member(std::string_view name) {
    key(name);
    literal("null");
  }
  void literal_member(std::string_view name, std::string_view json) {
    key(name);
    literal(json);
  }

  std::string take() { return std::move(out_); }
  const std::string& text() const { return out_; }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string out_;
  bool first_ = true;
};

}  // namespace parley::sim::service
