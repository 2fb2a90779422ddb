// Reads members of a JSON object and remembers every problem with its JSON pointer.
// Must not know: any document's meaning.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace parley {

/// What is wrong with a document so far; readers of nested values share one.
struct json_problems {
  std::vector<std::string> lines;  ///< "/NPS_expected: found 11, expected a number from 0 to 10"

  void add(std::string_view pointer, std::string_view found, std::string_view expected);
  bool none() const { return lines.empty(); }
  /// One line; at most five problems are named, the rest is counted. Precondition: !none().
  failure as_failure(std::string_view document) const;
};

/// What stands at a place, for people: type or value, at most 60 characters, one line.
std::string describe_json(const json::value& value);

/// Each accessor gives a harmless value after noting a problem, so a whole document is read in one
/// go and all of its problems are known at the end. Members nobody asks for are ignored.
class object_reader {
 public:
  /// `value`, `problems` and what they own must outlive the reader. Not an object: a problem.
  object_reader(const json::value& value, std::string pointer, json_problems& problems);

  std::string text(std::string_view key, std::size_t least, std::size_t most);
  std::string text_or(std::string_view key, std::string_view otherwise, std::size_t most);
  double number(std::string_view key, double low, double high);
  std::optional<double> number_or_null(std::string_view key, double low, double high);
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high);
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise, std::int64_t low,
                          std::int64_t high);
  bool boolean(std::string_view key);
  bool boolean_or(std::string_view key, bool otherwise);

  /// The member; notes it as missing and gives nullptr when it is not there.
  const json::value* member(std::string_view key, std::string_view expected);
  /// The member, nullptr without complaint when it is absent or null.
  const json::value* find(std::string_view key) const;
  /// An array of `least` to `most` elements; empty after a problem.
  const json::array& array(std::string_view key, std::size_t least, std::size_t most);
  /// An array of strings, each of 1 to `longest` characters.
  std::vector<std::string> texts(std::string_view key, std::size_t least, std::size_t most,
                                 std::size_t longest);

  bool is_object() const { return object_ != nullptr; }
  std::string pointer_to(std::string_view key) const;  ///< RFC 6901
  json_problems& problems() { return problems_; }

 private:
  const json::object* object_ = nullptr;
  std::string pointer_;
  json_problems& problems_;
};

/// A string value at `pointer`, cleaned, of `least` to `most` characters.
std::string read_text(const json::value& value, std::string_view pointer, std::size_t least,
                      std::size_t most, json_problems& problems);
/// A finite number of the range; integers count.
double read_number(const json::value& value, std::string_view pointer, double low, double high,
                   json_problems& problems);

}  // namespace parley
