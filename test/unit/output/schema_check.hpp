// Holds a JSON value to a published schema: the keywords that docs/schemas use, and no others.
// Must not know: what the documents mean.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace parley::test {

class schema_check {
 public:
  explicit schema_check(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What does not fit, one line each with its JSON pointer; at most 20. An unknown keyword in a
  /// schema is a line too.
  std::vector<std::string> problems(const json::value& value, const std::string& schema_file);

 private:
  struct place {
    const json::value* schema;
    std::string file;
  };
  const json::value& document(const std::string& file);
  place resolve(std::string_view reference, const std::string& file);
  bool check(const json::value& value, const place& at, const std::string& pointer);
  bool check_keyword(std::string_view key, const json::value& expected, const json::value& value,
                     const place& at, const std::string& pointer);
  bool check_members(const json::value& value, const place& at, const std::string& pointer);
  bool complain(const std::string& pointer, const std::string& what);

  std::filesystem::path folder_;
  std::map<std::string, json::value> documents_;
  std::vector<std::string> problems_;
};

}  // namespace parley::test
