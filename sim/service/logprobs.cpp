#include "sim/service/logprobs.hpp"

#include <algorithm>
#include <array>

#include "base/random_stream.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 20> others{
    " the", " a",   ",",   ".",     " and", " to", " in", " it",  " that", " is",
    " for", " you", " we", " with", " on",  " de", " la", " que", " y",    " en"};

void write_entry(json_text& out, std::string_view token, double logprob) {
  out.member("token", token);
  out.member("logprob", logprob);
  out.key("bytes");
  out.open('[');
  for (const char c : token) out.integer(static_cast<unsigned char>(c));
  out.close(']');
}

}  // namespace

std::string logprobs_json(std::string_view text, int top) {
  json_text out;
  out.open('[');
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = token_end(text, at);
    const auto token = text.substr(at, end - at);
    at = end;
    random_stream random(stable_hash(token), "logprobs", "token", at);
    const double own = -random.exponential(0.25);
    out.open('{');
    write_entry(out, token, own);
    out.key("top_logprobs");
    out.open('[');
    double next = own;
    const auto first = random.below(others.size());
    for (int i = 0; i < top; ++i) {
      out.open('{');
      write_entry(out,
                  i == 0 ? token : others[(first + static_cast<std::uint64_t>(i)) % others.size()],
                  next);
      out.close('}');
      next -= 0.5 + random.exponential(1);
    }
    out.close(']');
    out.close('}');
  }
  out.close(']');
  return out.take();
}

}  // namespace parley::sim::service
