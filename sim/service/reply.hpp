// What a model answered, before it is put into either endpoint's form.
// Must not know: JSON, HTTP, time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace parley::sim::service {

enum class reply_end { stop, length, refusal, content_filter };

struct called_function {
  std::string name;
  std::string arguments;  ///< JSON text; cut when the reply is
  std::string call_id;
};

struct usage_counts {
  std::int64_t input = 0;
  std::int64_t cached = 0;
  std::int64_t output = 0;
};

struct model_answer {
  std::string text;  ///< the refusal's words when it ends in one; empty when functions are called
  std::vector<called_function> calls;
  reply_end end = reply_end::stop;
  std::int64_t tokens = 0;
};

}  // namespace parley::sim::service
