// The service's error replies: a status and the four members of the API's error envelope.
// Must not know: HTTP messages, which endpoint failed.
#pragma once

#include <boost/system/result.hpp>
#include <boost/throw_exception.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace parley::sim::service {

struct api_error {
  api_error() = default;
  // A constructor, because GCC 12 destroys temporaries of aggregate type twice beside a co_await.
  api_error(int with_status, std::string with_type, std::string with_message,
            std::optional<std::string> with_param, std::optional<std::string> with_code)
      : status(with_status),
        type(std::move(with_type)),
        message(std::move(with_message)),
        param(std::move(with_param)),
        code(std::move(with_code)) {}

  int status = 400;
  std::string type = "invalid_request_error";
  std::string message;
  std::optional<std::string> param;
  std::optional<std::string> code;
};

[[noreturn]] inline void throw_exception_from_error(const api_error& error,
                                                    const boost::source_location& where) {
  boost::throw_exception(std::logic_error(error.message), where);
}

/// A value, or the error reply that the client gets instead.
template <class T>
using checked = boost::system::result<T, api_error>;

/// `{"error":{"message":…,"type":…,"param":…,"code":…}}`
std::string error_body(const api_error& error);
/// The inner object only, as streams carry it.
std::string error_object(const api_error& error);

api_error invalid_request(std::string message, std::optional<std::string> param,
                          std::optional<std::string> code);
api_error missing_parameter(std::string param);
api_error unknown_parameter(std::string param);
/// `expected` and `got` with their article: "an integer", "a string".
api_error invalid_type(std::string param, std::string_view expected, std::string_view got);
/// `supported`: "'a', 'b', and 'c'".
api_error invalid_value(std::string param, std::string_view value, std::string_view supported);
api_error string_too_long(std::string param, std::size_t limit, std::size_t length);
api_error not_json();
api_error unknown_url(std::string_view method, std::string_view path);
api_error wrong_method(std::string_view method);
api_error not_found(std::string message);
api_error missing_key();
/// `key` is shown only by its first and last characters.
api_error incorrect_key(std::string_view key);
api_error internal_error();

}  // namespace parley::sim::service
