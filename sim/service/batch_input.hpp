// Reads the input file of a batch line by line and finds what is wrong with it.
// Must not know: where the file came from, how its lines are answered.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/batch.hpp"
#include "sim/service/catalogue.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_batch_lines = 50'000;
inline constexpr std::size_t max_batch_inputs = 50'000;  ///< embedding inputs of all lines

struct batch_line {
  std::string custom_id;
  std::string_view text;  ///< the line, into the file
};

/// Takes a file a slice at a time, so that a large one does not hold up other requests.
class batch_input {
 public:
  /// `text` must outlive it. `endpoint`: "/v1/responses" and such, which every line must name.
  batch_input(std::string_view text, std::string endpoint);

  /// Reads up to `lines` more lines; false when the file is read.
  bool read(std::size_t lines);

  /// After the last read. `enqueued`: tokens that the model's other batches still have in work;
  /// `most`: what may be in work at once, 0: any number.
  std::vector<batch_problem> problems(std::int64_t enqueued, std::int64_t most);
  std::vector<batch_line>& lines() { return lines_; }
  const model_entry* model() const { return model_; }
  std::int64_t prompt_tokens() const { return tokens_; }

 private:
  void read_line(std::string_view line);
  void check_body(const boost::json::object& body);
  void complain(std::string code, std::string message, std::optional<std::string> param);
  std::string_view rest_;
  std::string endpoint_;
  std::vector<batch_line> lines_;
  std::vector<batch_problem> problems_;
  std::set<std::string, std::less<>> ids_;
  std::string model_name_;
  const model_entry* model_ = nullptr;
  std::int64_t number_ = 0, tokens_ = 0;
  std::size_t inputs_ = 0, requests_ = 0;
};

}  // namespace parley::sim::service
