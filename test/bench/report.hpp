// The one form in which every benchmark reports: a table for people, JSON for programs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace parley::bench {

/// Arguments that every benchmark takes: --program FILE, --json FILE; the rest is its own.
struct arguments {
  std::string program;  ///< the parley binary
  std::string json_file;
  std::vector<std::string> rest;
};
arguments parse_arguments(int argc, char** argv);

/// Which way a value has to lie from its target.
enum class goal { at_most, at_least };

class report {
 public:
  report(std::string name, const arguments& given);

  /// A measured value against a target.
  void add(std::string which_case, std::string metric, double value, double target, goal way);
  /// A measured value that stands for itself.
  void add(std::string which_case, std::string metric, double value);

  /// Prints the table, writes the JSON file when asked. 0 when every target was met, else 1.
  int finish() const;

 private:
  struct row {
    std::string which_case, metric;
    double value = 0;
    std::optional<double> target;
    bool ok = true;
  };
  std::string name_;
  std::string json_file_;
  std::vector<row> rows_;
};

/// Seconds since `start`.
double seconds_since(std::chrono::steady_clock::time_point start);

}  // namespace parley::bench
