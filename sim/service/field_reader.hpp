// Reads typed, bounded members of a request object and words the API's own complaints about them.
// Must not know: which endpoint the object belongs to.
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/service/api_error.hpp"

namespace parley::sim::service {

/// Limits of what a body may hold; the byte limit is the HTTP server's.
inline constexpr std::size_t max_body_depth = 96;
inline constexpr std::size_t max_metadata_pairs = 16;
inline constexpr std::size_t max_metadata_key = 64;
inline constexpr std::size_t max_metadata_value = 512;

/// Parses a body that must be a JSON object. Not UTF-8, too deep, trailing text: the API's 400.
checked<std::shared_ptr<const boost::json::value>> parse_body(std::string_view bytes);

/// "a string", "an integer", "a decimal number", "a boolean", "an array", "an object", "null".
std::string_view kind_name(const boost::json::value& value);

std::string_view as_view(const boost::json::value& string_value);

/// A member's text; empty when it is absent or no string.
std::string_view text_of(const boost::json::object& object, std::string_view name);

struct integer_bounds {
  std::int64_t low;
  std::optional<std::int64_t> high;
};

/// Members of one object, by name; `path` leads their names in messages ("text.format"). The first
/// complaint is kept and every later read is a no-op, so that a caller checks once at the end.
/// A member that is absent or null leaves the target as it is.
class field_reader {
 public:
  field_reader(const boost::json::object& object, std::string path)
      : object_(object), path_(std::move(path)) {}

  void boolean(std::string_view name, bool& into);
  void decimal(std::string_view name, double low, double high, double& into);
  void integer(std::string_view name, integer_bounds bounds, std::optional<std::int64_t>& into);
  void string(std::string_view name, std::optional<std::string>& into, std::size_t limit = 0);
  void one_of(std::string_view name, std::span<const std::string_view> allowed,
              std::optional<std::string>& into);
  /// nullptr when absent or null.
  const boost::json::object* object(std::string_view name);
  const boost::json::array* array(std::string_view name);
  void metadata(std::string_view name, std::vector<std::pair<std::string, std::string>>& into);
  /// Complains about the first member that is not in `known` (sorted or not).
  void only(std::span<const std::string_view> known);

  const boost::json::value* find(std::string_view name) const;
  std::string path_of(std::string_view name) const;
  void complain(api_error error) {
    if (!error_) error_ = std::move(error);
  }
  bool failed() const { return error_.has_value(); }
  const std::optional<api_error>& error() const { return error_; }

 private:
  const boost::json::value* present(std::string_view name) const;
  const boost::json::object& object_;
  std::string path_;
  std::optional<api_error> error_;
};

/// "'a', 'b', and 'c'"
std::string listed(std::span<const std::string_view> names);

}  // namespace parley::sim::service
